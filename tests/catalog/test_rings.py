"""Courses that require themselves through others."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pymongo.database import Database

from plm.catalog import actions, shelf
from plm.catalog.files.doors import Required, judged, rings
from plm.catalog.model import Door
from plm.cli.console import Console, Group
from plm.enrollment.commands import courses
from plm.errors import RuleBroken
from tests.builders import edition, reading
from tests.cast import DEE, NOW
from tests.catalog.conftest import SMALL, written

NAMES = ("foundations", "circles", "harm")
RING = "Foundations requires Circles, which requires Harm, which requires Foundations. Take one of them out."

DOORS = st.builds(
    Door,
    st.lists(st.sampled_from("abcdef"), max_size=3, unique=True).map(tuple),
    st.booleans(),
)


def course(folder: Path, name: str, *requires: str, key: str = "all_of") -> Path:
    """A small course that requires others."""
    asked = f"[requires]\n{key} = [{', '.join(f'{one!r}' for one in requires)}]\n\n" if requires else ""
    toml = (
        SMALL["course.toml"].replace("Small circles", name.capitalize()).replace("[completion]", f"{asked}[completion]")
    )
    return written(folder / name, {**SMALL, "course.toml": toml})


@pytest.fixture
def ring(tmp_path) -> Path:
    """Three courses, each of which requires the next one."""
    for name, other in zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True):
        course(tmp_path, name, other)
    return tmp_path


@pytest.fixture
def plm(db: Database, settings):
    """Runs `plm courses` on the tests' database."""
    console = Console(settings, lambda _: None)
    console.__dict__["db"] = db
    group = Group("plm", commands={"courses": courses})
    return lambda *given: CliRunner().invoke(group, ["courses", *map(str, given)], obj=console)


def test_check_says_the_ring_with_its_file_and_in_words(plm, ring):
    found = plm("check", *(ring / name for name in NAMES))
    assert found.exit_code == 1
    assert found.stdout == f"foundations/course.toml: requires.all_of: {RING}\n"
    assert found.stderr == "One mistake to correct.\n"


def test_publishing_says_it_against_what_is_live_and_publishes_nothing(plm, db, ring):
    live = ring.parent / "live"
    course(live, "harm")
    course(live, "circles", "harm")
    assert plm("publish", live).exit_code == 0
    assert plm("publish", ring / "foundations").exit_code == 0
    closing = plm("publish", ring / "harm")
    assert closing.exit_code == 1
    assert closing.stdout == (
        "harm/course.toml: requires.all_of: Harm requires Foundations, which requires Circles, which requires Harm. "
        "Take one of them out.\n"
    )
    assert db["editions"].count_documents({}) == 3


def test_no_other_way_of_publishing_closes_a_ring(cast: Database):
    def one(name: str, *others: str):
        return replace(edition(name, title=name.capitalize(), modules=(reading(),)), door=Door(others))

    actions.publish(cast, [one("circles", "harm"), one("harm")], actor=DEE.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="Harm requires Circles, which requires Harm") as refusal:
        actions.publish(cast, [one("harm", "circles")], actor=DEE.actor(), now=NOW)
    assert refusal.value.code == "ring"


def test_a_course_that_exists_nowhere_is_a_warning(plm, tmp_path):
    folder = course(tmp_path, "circles", "nowhere", "restorative-foundations")
    said = plm("check", folder)
    assert said.exit_code == 0
    words = (
        "warning: circles/course.toml: requires.all_of: There is no course “nowhere”. Correct its name, or publish it "
        "as well: until then this course opens to nobody who needs it."
    )
    assert said.stdout.splitlines()[0] == words
    assert "restorative-foundations" not in said.stdout
    assert plm("check", folder, "--strict").exit_code == 1
    done = plm("publish", folder)
    assert done.exit_code == 0
    assert words in done.stdout.splitlines()


def test_a_course_beside_it_exists(plm, tmp_path):
    course(tmp_path, "harm")
    assert "warning" not in plm("check", course(tmp_path, "circles", "harm")).stdout


def test_a_ring_with_another_way_in_is_none(tmp_path):
    course(tmp_path, "circles", "harm")
    course(tmp_path, "harm", "circles", "open", key="any_of")
    course(tmp_path, "open")
    assert all(one.edition for one in judged(shelf.read([tmp_path])))


@examples(max_examples=200)
@given(st.dictionaries(st.sampled_from("abcdef"), DOORS, min_size=1))
def test_a_ring_is_said_exactly_when_a_course_can_never_be_begun(doors):
    courses_ = {name: Required(name, door) for name, door in doors.items()}
    done = {one for door in doors.values() for one in door.courses if one not in doors}
    while more := {
        name
        for name, door in doors.items()
        if name not in done and (not door.courses or (any if door.any else all)(one in done for one in door.courses))
    }:
        done |= more
    found = rings(courses_, sorted(doors))
    assert bool(found) == bool(set(doors) - done)
    for ring_ in found:
        assert not set(ring_) & done
        for one, other in zip(ring_, (*ring_[1:], ring_[0]), strict=True):
            assert other in doors[one].courses
    assert len({frozenset(ring_) for ring_ in found}) == len(found)
