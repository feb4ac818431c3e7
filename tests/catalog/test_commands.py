"""`plm courses` as authors meet it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pymongo.database import Database

from plm.catalog.actions import shipped_courses
from plm.catalog.store import COURSES, EDITIONS
from plm.cli.console import Console, Group
from plm.enrollment.commands import courses
from plm.settings import Settings
from tests.catalog.conftest import SMALL, written

ONE_MODULE = """\
title = "Large circles"
summary = "A course that has only one module, to be counted."
audience = "All staff"
hours = 1.0
outcomes = ["Keep a large circle"]

[[modules]]
id = "why"
title = "Why we sit"
kind = "reading"
minutes = 10
file = "01-why.md"
"""


@pytest.fixture
def plm(db: Database, settings: Settings):
    """Runs a command of `plm` on the tests' database."""
    console = Console(settings, lambda _: None)
    console.__dict__["db"] = db
    group = Group("plm", commands={"courses": courses})

    def run(*words: object) -> Result:
        return CliRunner().invoke(group, ["courses", *map(str, words)], obj=console)

    return run


def test_check_says_how_hard_each_good_course_is_to_read(plm, small):
    result = plm("check", small())
    assert result.exit_code == 0
    assert result.stdout == ("small-circles: Small circles, 4 modules, 1.5 hours, grade 0.0\n  Why we sit: grade 0.0\n")


def test_check_without_a_path_checks_what_comes_with_plm(plm):
    result = plm("check")
    assert result.exit_code == 0
    said = [one for one in result.stdout.splitlines() if not one.startswith((" ", "warning: "))]
    assert len(said) == len(list(shipped_courses().glob("*/course.toml"))) + 1
    assert re.fullmatch(
        r"Eight courses: \d\d modules, [\d,]+ words of readings, [\d,]+ words of guides, \d+ quiz questions, "
        r"\d+ prompts\.",
        said[-1],
    )
    assert any(one.startswith("community-circles: Community-building circles, 6 modules, 6 hours") for one in said)


def test_check_adds_up_what_stands_in_several_courses(plm, small):
    first, second = small(), small("large-circles", **{"03-think.toml": None, "course.toml": ONE_MODULE})
    (second / "02-check.toml").unlink()
    result = plm("check", first, second, "--verbose")
    assert result.stdout.splitlines() == [
        "small-circles: Small circles, 4 modules, 1.5 hours, grade 0.0",
        "  4 modules, 29 words of readings, 2 quiz questions, 1 prompt",
        "  Why we sit: grade 0.0",
        "large-circles: Large circles, 1 module, 1 hour, grade 0.0",
        "  1 module, 29 words of readings",
        "  Why we sit: grade 0.0",
        "Two courses: 5 modules, 58 words of readings, 2 quiz questions, 1 prompt.",
    ]
    assert "Two courses" not in plm("check", first).stdout


def test_new_begins_a_course_with_what_is_asked_for(plm, tmp_path):
    result = plm("new", "small-circles", "--with", "practice, live,practice", "--into", tmp_path)
    assert result.exit_code == 0
    assert {one.name for one in (tmp_path / "small-circles").iterdir()} == {
        *("course.toml", "01-read.md", "picture.svg", "02-check.toml", "_guide-meet.md", "04-log.toml"),
        "05-think.toml",
    }
    result = plm("new", "other-circles", "--with", "film", "--into", tmp_path)
    assert result.exit_code == 2
    assert "“film” is unknown. Known here: video, live, practice, takeaway." in result.stderr
    assert not (tmp_path / "other-circles").exists()


def test_check_needs_no_database(small):
    console = Console(Settings(mongodb_uri="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1"), lambda _: None)
    assert CliRunner().invoke(courses, ["check", str(small())], obj=console).exit_code == 0


def test_check_says_every_mistake_and_ends_with_one(plm, tmp_path):
    folder = written(
        tmp_path / "small-circles",
        {**SMALL, "course.toml": SMALL["course.toml"].replace("sessions = 1", "sessions = 3"), "01-why.md": "Words."},
    )
    result = plm("check", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        (
            "small-circles/course.toml: completion.sessions: "
            "Asks for 3 sessions but the course has 1 live module. Lower it or add one."
        ),
        "small-circles/01-why.md: Has no page. Begin each page with a heading: ## Its title.",
    ]
    assert result.stderr == "Two mistakes to correct.\n"


def test_publish_publishes_nothing_when_anything_is_wrong(plm, db, small, tmp_path):
    small("bad-circles", **{"01-why.md": None})
    result = plm("publish", small(), tmp_path / "bad-circles")
    assert result.exit_code == 1
    assert "bad-circles/course.toml: modules[1] “why”: file: There is no file 01-why.md." in result.stdout
    assert EDITIONS.of(db).count_documents({}) == COURSES.of(db).count_documents({}) == 0


def test_publish_says_what_changed(plm, small):
    folder: Path = small()
    assert plm("publish", folder).stdout == "small-circles: edition 1 is published. The course is new.\n"
    assert plm("publish", folder).stdout == "small-circles: unchanged, still edition 1.\n"
    (folder / "course.toml").write_text(SMALL["course.toml"].replace("hours = 1.5", "hours = 1.75"))
    assert plm("publish", folder).stdout.splitlines() == [
        "small-circles: edition 2 is published. Compared with edition 1:",
        "  - It gives 1.75 hours of credit, not 1.5 hours.",
        "  Nobody is on the way in another edition. Who enrolls from now on begins edition 2.",
    ]
    (folder / "course.toml").write_text(SMALL["course.toml"])
    assert plm("publish", folder).stdout.startswith("small-circles: edition 1 is live again. Compared with edition 2:")


def test_list_and_unpublish(plm, small):
    assert plm("list").stdout == "There are no courses yet. Publish some: plm courses publish PATH\n"
    plm("publish", small())
    assert plm("list").stdout == "small-circles: Small circles, 4 modules, 1.5 hours, edition 1 of 1\n"
    result = plm("unpublish", "small-circles")
    assert result.stdout == "small-circles: takes no newcomers from now on. Who began it can finish it.\n"
    assert plm("list").stdout == (
        "small-circles: Small circles, 4 modules, 1.5 hours, edition 1 of 1, takes no newcomers\n"
    )
    again = plm("unpublish", "small-circles")
    assert (again.exit_code, again.stderr) == (1, "Error: “Small circles” takes no newcomers already.\n")


def test_a_closed_course_is_opened_by_publishing_it_again(plm, small):
    folder = small()
    plm("publish", folder)
    plm("unpublish", "small-circles")
    assert plm("publish", folder).stdout == (
        "small-circles: takes newcomers again, still with edition 1.\n"
        "  Nobody is on the way in another edition. Who enrolls from now on begins edition 1.\n"
    )


def test_a_slug_that_is_unknown(plm):
    result = plm("unpublish", "nowhere")
    assert (result.exit_code, result.stderr) == (1, "Error: There is no such course.\n")
