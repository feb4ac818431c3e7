"""Guides for who runs a session, and pages to take away: read, kept, and said."""

from dataclasses import replace
from pathlib import Path
from runpy import run_path

import pytest
from pymongo.database import Database

from plm.catalog import actions, shelf
from plm.catalog.actions import shipped_courses
from plm.catalog.kinds import Live
from plm.catalog.messages import changes
from plm.catalog.model import Edition, Module, Page
from plm.catalog.store import EDITIONS, edition_from
from plm.catalog.stored import doc_of
from plm.errors import NotAllowed, NotFound
from tests.builders import edition, publish
from tests.cast import ADA, DEE, FERN, MATEO, NOW
from tests.catalog.conftest import SMALL, written

MIGRATIONS = Path(__file__).parents[2] / "migrations"

GUIDED = {
    **SMALL,
    "course.toml": 'takeaway = "_takeaway.md"\n' + SMALL["course.toml"] + 'guide = "_guide-meet.md"\n',
    "_takeaway.md": "## Keep this\n\nSit so that each can see all.\n",
    "_guide-meet.md": "## Before they come\n\nSet the chairs.\n\n## Opening\n\nRead the poem.\n",
}
SHIPPED = {found.name: found for found in shelf.read([shipped_courses()])}


def test_a_guide_and_a_take_away_are_pages(tmp_path):
    found = shelf.read_course(written(tmp_path / "small-circles", GUIDED))
    assert found.mistakes == ()
    assert [page.title for page in found.edition.module("meet").content.guide] == ["Before they come", "Opening"]
    assert found.edition.takeaway == (Page("Keep this", "Sit so that each can see all.", 7),)
    assert found.edition.hash != replace(found.edition, takeaway=()).hash


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
    found = shelf.read_course(written(tmp_path / "small-circles", kept))
    assert f"small-circles/{said}" in [str(mistake) for mistake in found.mistakes]


def with_both() -> Edition:
    plain = edition()
    pages = (Page("Opening", "Read the poem.", 3),)
    return replace(
        plain, takeaway=pages, modules=(*plain.modules[:-1], replace(plain.modules[-1], content=Live(pages)))
    )


def test_they_survive_the_way_to_mongodb_and_back(cast: Database):
    stored = publish(cast, with_both())
    assert edition_from(EDITIONS.of(cast).find_one({"_id": stored.id})) == stored


def test_an_edition_stored_in_the_old_shape_keeps_its_id_and_says_the_same(cast: Database):
    stored = publish(cast, edition())
    old = [old_shape(one) for one in stored.modules]
    EDITIONS.of(cast).update_one({"_id": stored.id}, {"$set": {"modules": old}})
    change = run_path(str(MIGRATIONS / "0002_contents_by_kind.py"))["change"]
    for _ in range(2):
        change(cast)
        found = edition_from(EDITIONS.of(cast).find_one({"_id": stored.id}))
        assert found == stored
        assert found.id == stored.id


def old_shape(module: Module) -> dict:
    """A module as it was stored when all kinds shared its fields."""
    content = doc_of(module.content)
    return {
        "id": module.id,
        "title": module.title,
        "kind": module.kind,
        "minutes": module.minutes,
        "pages": content.get("text", []),
        "quiz": content if module.kind == "quiz" else None,
        "intro": content.get("intro", ""),
        "prompts": content.get("prompts", []),
    }


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
