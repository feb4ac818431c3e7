"""Guides for who runs a session, and pages to take away: read, kept, and no other hash where there are none."""

import hashlib
import json
from dataclasses import asdict, replace

import pytest
from pymongo.database import Database

from plm.catalog import actions, files
from plm.catalog.actions import shipped_courses
from plm.catalog.messages import changes
from plm.catalog.model import Edition, Page
from plm.catalog.store import EDITIONS, edition_from
from plm.errors import NotAllowed, NotFound
from tests.builders import edition, publish
from tests.cast import ADA, DEE, FERN, MATEO, NOW
from tests.catalog.conftest import SMALL, written

GUIDED = {
    **SMALL,
    "course.toml": 'takeaway = "_takeaway.md"\n' + SMALL["course.toml"] + 'guide = "_guide-meet.md"\n',
    "_takeaway.md": "## Keep this\n\nSit so that each can see all.\n",
    "_guide-meet.md": "## Before they come\n\nSet the chairs.\n\n## Opening\n\nRead the poem.\n",
}
SHIPPED = {found.name: found for found in files.read([shipped_courses()])}


def first_hash(given: Edition) -> str:
    """The hash as PLM made it before there were guides and take-aways."""
    content = asdict(given)
    del content["number"], content["published_at"], content["takeaway"]
    for module in content["modules"]:
        del module["guide"]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def unguided(given: Edition) -> Edition:
    return replace(given, takeaway=(), modules=tuple(replace(module, guide=()) for module in given.modules))


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_course_without_them_keeps_the_hash_it_had_before_they_existed(name):
    plain = unguided(SHIPPED[name].edition)
    assert plain.hash == first_hash(plain)


def test_the_small_course_has_the_hash_it_always_had(small):
    assert files.read_course(small()).edition.hash == "80f68f55ad11"


def test_a_guide_and_a_take_away_are_pages(tmp_path):
    found = files.read_course(written(tmp_path / "small-circles", GUIDED))
    assert found.mistakes == ()
    assert [page.title for page in found.edition.module("meet").guide] == ["Before they come", "Opening"]
    assert found.edition.takeaway == (Page("Keep this", "Sit so that each can see all.", 7),)
    assert found.edition.hash != unguided(found.edition).hash


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"_takeaway.md": None},
            "course.toml: takeaway: There is no file _takeaway.md. Add the file or correct its name.",
        ),
        (
            {"_guide-meet.md": "No heading."},
            "_guide-meet.md: Has no page. Begin each page with a heading: ## Its title.",
        ),
        (
            {"course.toml": GUIDED["course.toml"].replace("_guide-meet.md", "_guide-meet.txt")},
            "course.toml: modules[4] “meet”: guide: Is written in Markdown. Name a .md file.",
        ),
        (
            {"course.toml": GUIDED["course.toml"].replace("_guide-meet.md", "_takeaway.md")},
            (
                "course.toml: modules[4] “meet”: guide: "
                "takeaway uses _takeaway.md already. Each guide is a file of its own."
            ),
        ),
        (
            {"course.toml": GUIDED["course.toml"].replace('file = "01-why.md"', 'file = "01-why.md"\nguide = "_g.md"')},
            (
                "course.toml: modules[1] “why”: guide: "
                "Only a live module has a guide: it is for who runs the session. Take the line away."
            ),
        ),
    ],
)
def test_what_is_wrong_with_them_has_its_place_and_remedy(tmp_path, changed, said):
    kept = {name: text for name, text in {**GUIDED, **changed}.items() if text is not None}
    found = files.read_course(written(tmp_path / "small-circles", kept))
    assert f"small-circles/{said}" in [str(mistake) for mistake in found.mistakes]


def with_both() -> Edition:
    plain = edition()
    pages = (Page("Opening", "Read the poem.", 3),)
    return replace(plain, takeaway=pages, modules=(*plain.modules[:-1], replace(plain.modules[-1], guide=pages)))


def test_they_survive_the_way_to_mongodb_and_back(cast: Database):
    stored = publish(cast, with_both())
    assert edition_from(EDITIONS.of(cast).find_one({"_id": stored.id})) == stored


def test_an_edition_stored_before_they_existed_is_read_as_one_without(cast: Database):
    stored = publish(cast, edition())
    doc = EDITIONS.of(cast).find_one({"_id": stored.id})
    del doc["takeaway"]
    for module in doc["modules"]:
        del module["guide"]
    assert edition_from(doc) == stored


def test_publishing_says_what_became_of_them():
    assert changes(edition(), with_both()) == ("The page to take away is new.", "“Meet”: the facilitator guide is new.")
    assert changes(with_both(), edition()) == (
        "The page to take away is gone.",
        "“Meet”: the facilitator guide is gone.",
    )
    other = replace(with_both(), takeaway=(Page("Opening", "Else.", 1),))
    assert changes(with_both(), other) == ("The page to take away is reworded.",)


def test_a_guide_is_for_those_who_run_sessions(cast: Database):
    published = publish(cast, with_both())
    for who in (FERN, DEE):
        assert actions.guide(cast, "foundations", actor=who.actor()) == (published.module("meet"),)
    for who in (MATEO, ADA):
        with pytest.raises(NotAllowed):
            actions.guide(cast, "foundations", actor=who.actor())
    with pytest.raises(NotFound):
        actions.guide(cast, "nowhere", actor=FERN.actor())


def test_a_take_away_is_for_everybody(cast: Database):
    published = publish(cast, with_both())
    assert actions.takeaway(cast, "foundations", actor=MATEO.actor()) == published
    publish(cast, edition(), now=NOW)
    with pytest.raises(NotFound, match="has no page to take away"):
        actions.takeaway(cast, "foundations", actor=MATEO.actor())
