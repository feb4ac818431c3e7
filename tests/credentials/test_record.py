"""The record: everything done and on the way, as a page and as a file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from pymongo.database import Database

from plm.credentials import actions, messages
from plm.enrollment.model import Status, enroll
from plm.enrollment.store import Enrollments
from plm.people.model import Person
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import MATEO, NADIA, NOW
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("done", "earned", "open_", "said"),
    [
        (0, 0.0, 0, "Your record is empty. The first course you take will stand here."),
        (0, 0.0, 1, "One course is on the way. Nothing is finished this year yet."),
        (1, 3.0, 0, "3 hours this school year, from one course."),
        (2, 8.5, 3, "8.5 hours this school year, from two courses. Three courses are on the way."),
    ],
)
def test_the_first_line_is_true_for_none_one_and_many(done: int, earned: float, open_: int, said: str) -> None:
    assert " ".join(messages.record_answer(done, earned, open_)) == said


def test_a_record_shows_what_is_done_and_on_the_way_by_school_year(browse: Browse, cast: Database) -> None:
    course = publish(cast, edition(modules=(reading(), quiz(), reflection())))
    completed(cast, MATEO, course)
    other = publish(cast, edition("circles", title="Circles"))
    due = TODAY + timedelta(days=7)
    Enrollments(cast).add(enroll("mateo", "oak", other, by="x", due_on=due, cycle="2026-27", now=NOW), now=NOW)
    page = browse(MATEO).get("/record").get_data(as_text=True)
    assert "3 hours this school year," in page
    assert "2026 to 2027" in page
    assert f"/certificates/{CODE}" in page
    assert "Not begun." in page


def test_last_year_has_a_part_of_its_own_and_does_not_count_this_year() -> None:
    then = NOW - timedelta(days=400)
    old = replace(
        enroll("mateo", "oak", edition(), by="x", due_on=None, cycle="2025-26", now=then),
        status=Status.COMPLETED,
        completed_at=then,
        hours=3.0,
        award="AAAA-AAAA-AAAA",
    )
    found = actions.record_of([old], {}, zone=ZoneInfo("America/New_York"), today=TODAY)
    assert [(year.name, year.hours) for year in found.years] == [("2025 to 2026", 3.0)]
    assert found.strong == "Nothing is finished this year yet."


def test_an_empty_record_leads_to_the_courses(browse: Browse) -> None:
    page = browse(NADIA).get("/record").get_data(as_text=True)
    assert "Your record is empty." in page
    assert "/courses" in page


def test_the_file_is_safe_in_a_spreadsheet(browse: Browse, cast: Database) -> None:
    completed(cast, MATEO, publish(cast, edition(title="=HYPERLINK(1)", modules=(reading(), quiz(), reflection()))))
    answer = browse(MATEO).get("/record.csv")
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "learning-record-mateo-ortiz.csv" in answer.headers["Content-Disposition"]
    assert text.startswith("\ufeffCourse")
    assert "'=HYPERLINK(1)" in text
