"""Editions with the people on them: for whom publishing changes something, said before and after."""

import csv
import io
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from pymongo.database import Database

from plm.access import Grant, Role
from plm.catalog import actions as catalog
from plm.cli.console import Console, Group
from plm.enrollment import actions, messages
from plm.enrollment.actions.editions import on_editions, people_of
from plm.enrollment.commands import courses
from plm.enrollment.model import Status
from plm.enrollment.model.editions import OnEdition
from plm.enrollment.store import ENROLLMENTS
from plm.enrollment.store.editions import ByEdition
from plm.errors import NotAllowed
from tests.builders import edition, reading
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.catalog.conftest import SMALL, written

ONE = edition(modules=(reading(pages=1),), sessions=0)
TWO = edition(modules=(reading(pages=1), reading("more", pages=1)), sessions=0)
THREE = replace(TWO, hours=4.0)


@pytest.fixture
def district(cast: Database) -> Database:
    """Mateo completed edition 1, Nadia and Elif are on it, Priya is on edition 2, and Olu has left; 3 is live."""
    catalog.publish(cast, [ONE], actor=ADA.actor(), now=NOW)
    mine = {
        one.id: actions.enroll_self(cast, "foundations", actor=one.actor(), now=NOW) for one in (MATEO, NADIA, ELIF)
    }
    actions.record_page(cast, mine["mateo"].id, "read", 1, read=True, actor=MATEO.actor(), now=NOW)
    catalog.publish(cast, [TWO], actor=DEE.actor(), now=NOW)
    actions.enroll_self(cast, "foundations", actor=PRIYA.actor(), now=NOW)
    left = actions.enroll_self(cast, "foundations", actor=OLU.actor(), now=NOW)
    actions.withdraw(cast, left.id, reason="Moved away.", actor=OLU.actor(), now=NOW)
    catalog.publish(cast, [THREE], actor=DEE.actor(), now=NOW)
    return cast


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").get_text(" ").split())


def test_how_many_are_on_which_edition_is_answered_by_the_index(district: Database):
    on = on_editions(district, "foundations", actor=DEE.actor())
    assert on == {1: OnEdition(2, 1), 2: OnEdition(1, 0), 3: OnEdition()}
    assert ByEdition(district).counts(["nowhere"]) == {}
    steps = [
        {"$match": {"course": {"$in": ["foundations"]}, "status": {"$in": ["active", "completed"]}}},
        {"$group": {"_id": {"edition": "$edition", "status": "$status"}, "n": {"$sum": 1}}},
    ]
    plan = str(
        district.command(
            "explain",
            {"aggregate": ENROLLMENTS.name, "pipeline": steps, "cursor": {}, "hint": "course_1_edition_1_status_1"},
        )
    )
    assert "PROJECTION_COVERED" in plan
    assert "'FETCH'" not in plan


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ({}, "Nobody is on the way in another edition. Who enrolls from now on begins edition 3."),
        ({3: OnEdition(9, 9)}, "Nobody is on the way in another edition. Who enrolls from now on begins edition 3."),
        (
            {2: OnEdition(31), 1: OnEdition(0, 4)},
            "31 people stay on edition 2 and finish by its rule; who enrolls from now on begins edition 3.",
        ),
        (
            {1: OnEdition(1)},
            "One person stays on edition 1 and finishes by its rule; who enrolls from now on begins edition 3.",
        ),
        (
            {1: OnEdition(4), 2: OnEdition(31)},
            (
                "31 people stay on edition 2 and four on edition 1, and each finishes by the rule of theirs. "
                "Who enrolls from now on begins edition 3."
            ),
        ),
    ],
)
def test_for_whom_it_changes_is_true_for_nobody_one_and_many(on, said):
    assert messages.stays(on, 3) == said


def test_how_many_are_on_one_edition_is_said_plainly():
    assert messages.on_it(None) == "Nobody is on it."
    assert messages.on_it(OnEdition(1, 0)) == "One person is on the way."
    assert messages.on_it(OnEdition(31, 112)) == "31 people are on the way and 112 have completed it."
    assert messages.on_it(OnEdition(0, 1)) == "One person has completed it."
    assert messages.completed({}) == ""
    assert messages.completed({1: OnEdition(0, 2), 2: OnEdition(4, 1)}) == (
        "Three people have completed the course, and nothing of theirs changes."
    )


def test_the_page_says_who_stays_on_which(district: Database, browse):
    page = words(browse(DEE).get("/courses/manage"))
    assert "It gives 4 hours of credit, not 3 hours. Nobody is on it." in page
    assert "Two people are on the way and one has completed it." in page
    row = next(
        one
        for one in csv.reader(io.StringIO(browse(DEE).get("/courses/manage?format=csv").data.decode("utf-8-sig")))
        if one[1] == "foundations" and one[3] == "1"
    )
    assert row[-2:] == ["2", "1"]
    catalog.unpublish(district, "foundations", actor=DEE.actor(), now=NOW)
    asked = words(browse(DEE).get("/courses/foundations/publish"))
    assert "One person stays on edition 2 and two on edition 1, and each finishes by the rule of theirs." in asked
    told = words(browse(DEE).post("/courses/foundations/publish", follow_redirects=True))
    assert "takes newcomers from now on. One person stays on edition 2" in told


def test_a_course_with_its_editions_and_who_is_on_which(district: Database, browse):
    client = browse(ADA)
    page = client.get("/courses/manage/foundations")
    assert "Foundations has three editions ." in words(page)
    assert "One person has completed the course, and nothing of theirs changes." in words(page)

    def rows(query: str = "") -> list[list[str]]:
        found = BeautifulSoup(client.get(f"/courses/manage/foundations?{query}").data, "html.parser")
        return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in found.select("tbody tr")]

    assert rows() == [
        ["Elif Demir", "School Elm Elementary", "Edition 1", "Standing Not begun"],
        ["Mateo Ortiz", "School Oak Middle", "Edition 1", "Standing Completed"],
        ["Nadia Karim", "School Oak Middle", "Edition 1", "Standing Not begun"],
        ["Priya Raman", "School Oak Middle", "Edition 2", "Standing Not begun"],
    ]
    assert [row[0] for row in rows("edition=2")] == ["Priya Raman"]
    assert [row[0] for row in rows("who=completed")] == ["Mateo Ortiz"]
    assert [row[0] for row in rows("q=kar")] == ["Nadia Karim"]
    assert [row[0] for row in rows("q=ELIF@alder")] == ["Elif Demir"]
    assert rows("q=.*") == []
    assert "Nobody matches." in words(client.get("/courses/manage/foundations?q=.*"))
    file = client.get("/courses/manage/foundations?format=csv&edition=1")
    table = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert table[0] == ["Name", "Email", "School", "Edition", "Standing", "Due on", "Completed on"]
    assert table[2] == ["Mateo Ortiz", "mateo@alder.example", "Oak Middle", "1", "Completed", "", "2026-11-24"]
    assert client.get("/courses/manage/nowhere").status_code == 404
    assert client.get("/courses/manage/foundations?edition=x&page=-4&who=nonsense").status_code == 200


def test_the_list_holds_only_whom_the_reader_may_read(district: Database):
    found = people_of(district, "foundations", status=Status.ACTIVE, actor=DEE.actor())
    assert found.total == 3
    for who in (PRIYA, MATEO, FERN):
        with pytest.raises(NotAllowed):
            people_of(district, "foundations", actor=who.actor())
    partly = replace(DEE, grants=(Grant(Role.DIRECTOR, ("elm",)), Grant(Role.ADMINISTRATOR, ("elm",))))
    with pytest.raises(NotAllowed):
        people_of(district, "foundations", actor=partly.actor())
    only, total = ByEdition(district).people("foundations", schools=("elm",))
    assert ([one.name for one in only], total) == (["Elif Demir"], 1)


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def test_the_command_says_for_whom_before_and_after(cast: Database, settings, tmp_path):
    console = Console(settings, lambda _: None)
    console.__dict__["db"] = cast
    group = Group("plm", commands={"courses": courses})

    def plm(*given: object) -> list[str]:
        return CliRunner().invoke(group, ["courses", *map(str, given)], obj=console).stdout.splitlines()

    folder = written(tmp_path / "small-circles", SMALL)
    assert plm("publish", folder, "--dry-run") == [
        "small-circles: edition 1 would be published. The course is new.",
        "Nothing was published: leave --dry-run away to do it.",
    ]
    assert cast["editions"].count_documents({}) == 0
    plm("publish", folder)
    for who in (MATEO, NADIA):
        actions.enroll_self(cast, "small-circles", actor=who.actor(), now=NOW)
    (folder / "course.toml").write_text(SMALL["course.toml"].replace("hours = 1.5", "hours = 1.75"))
    told = [
        "  - It gives 1.75 hours of credit, not 1.5 hours.",
        "  Two people stay on edition 1 and finish by its rule; who enrolls from now on begins edition 2.",
    ]
    before = plm("publish", "--dry-run", folder)
    assert before[0] == "small-circles: edition 2 would be published. Compared with edition 1:"
    assert before[1:3] == told
    after = plm("publish", folder)
    assert after == ["small-circles: edition 2 is published. Compared with edition 1:", *told]
    assert plm("publish", folder, "--dry-run")[0] == "small-circles: unchanged, still edition 2."
    (folder / "course.toml").write_text(SMALL["course.toml"])
    assert plm("publish", folder, "--dry-run")[0] == (
        "small-circles: edition 1 would be live again. Compared with edition 2:"
    )
