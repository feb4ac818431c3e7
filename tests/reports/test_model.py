"""What counts as late, on track, in need; the light form agrees with the full one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies
from pymongo.database import Database

from plm.enrollment.model import Standing, Status, enroll
from plm.enrollment.store import Enrollments
from plm.reports.model import (
    Cell,
    DueCount,
    Lookout,
    Worst,
    counts_of,
    courses_of,
    in_need,
    line_for,
    monday_before,
    team_of,
    total_of,
)
from plm.reports.store import Teams
from plm.schools.model import Level, School
from tests.builders import edition, quiz, reading
from tests.cast import MATEO, NADIA, NOW, PRIYA
from tests.reports.test_messages import place

TODAY = date(2026, 11, 24)
COURSE = edition(modules=(reading(), quiz(attempts=1)))

DAYS = strategies.one_of(strategies.none(), strategies.integers(-5, 5).map(lambda days: TODAY + timedelta(days=days)))


@given(
    due_on=DAYS,
    read=strategies.booleans(),
    failed=strategies.booleans(),
    status=strategies.sampled_from(Status),
)
def test_the_light_form_stands_as_the_enrollment_does(
    due_on: date | None, read: bool, failed: bool, status: Status
) -> None:
    one = enroll("mateo", "oak", COURSE, by="x", due_on=due_on, cycle="2026-27", now=NOW)
    if read:
        one = one.turn_page(COURSE, "read", 1, read=True, award="", now=NOW)
    if failed:
        one = one.answer(COURSE, "check", 0.0, key="k", award="", now=NOW)
    one = replace(one, status=status)
    light = place(due_on, status=status, begun=one.begun, stuck=one.stuck)
    assert light.standing is one.standing(TODAY)


def test_places_are_read_as_the_enrollments_stand(cast: Database) -> None:
    one = enroll("mateo", "oak", COURSE, by="x", due_on=TODAY, cycle="2026-27", now=NOW)
    begun = replace(one, person="nadia").turn_page(COURSE, "read", 1, read=True, award="", now=NOW)
    for each in (one, begun, replace(one, person="priya", status=Status.WITHDRAWN)):
        Enrollments(cast).add(each, now=NOW)
    found = {found.person: found for found in Teams(cast).places("oak", "2026-27", TODAY)}
    assert set(found) == {"mateo", "nadia"}
    assert (found["mateo"].standing, found["nadia"].standing) == (Standing.OPEN, Standing.WAY)
    assert found["mateo"].missing == one.verdict.missing


def test_what_was_completed_in_an_earlier_year_is_over_and_what_is_open_is_not(cast: Database) -> None:
    old = enroll("mateo", "oak", COURSE, by="x", due_on=None, cycle="2025-26", now=NOW)
    Enrollments(cast).add(replace(old, status=Status.COMPLETED, award="A", completed_at=NOW), now=NOW)
    Enrollments(cast).add(replace(old, person="nadia"), now=NOW)
    assert [one.person for one in Teams(cast).places("oak", "2026-27", TODAY)] == ["nadia"]


def test_a_person_counts_once_by_the_standing_that_asks_most_for_a_hand() -> None:
    late = place(TODAY - timedelta(days=1))
    done = place(status=Status.COMPLETED)
    stuck = place(stuck="check")._replace(person="nadia")
    team = team_of([MATEO, NADIA, PRIYA], [done, late, stuck])
    assert [member.worst for member in team] == [Worst.LATE, Worst.STUCK, Worst.NONE]
    assert counts_of(team) == {"stuck": 1, "late": 1, "pale": 1}


def test_withdrawals_and_people_who_have_left_are_in_no_team() -> None:
    team = team_of([MATEO], [place(status=Status.WITHDRAWN), place()._replace(person="gone")])
    assert team[0].places == ()
    assert courses_of(team) == ()


def test_due_today_is_not_late() -> None:
    assert team_of([MATEO], [place(TODAY)])[0].worst is Worst.WAY


def test_who_is_stuck_comes_before_who_is_late_and_the_longest_late_first() -> None:
    people = [replace(MATEO, id=f"p{n}", name=f"P{n}") for n in range(8)]
    places = [
        place(TODAY - timedelta(days=1))._replace(person="p0"),
        place(TODAY - timedelta(days=9))._replace(person="p1"),
        place(stuck="check")._replace(person="p2"),
        place(TODAY + timedelta(days=2))._replace(person="p3"),
        place(TODAY + timedelta(days=20))._replace(person="p4"),
        place(TODAY + timedelta(days=2), begun=True)._replace(person="p5"),
        place(TODAY + timedelta(days=7))._replace(person="p6"),
        place(TODAY - timedelta(days=2))._replace(person="p7"),
    ]
    assert [one.id for one, _ in in_need(team_of(people, places), TODAY)] == ["p2", "p1", "p7", "p0", "p3"]


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 16)),
        (date(2026, 11, 24), date(2026, 11, 16)),
        (date(2026, 11, 25), date(2026, 11, 23)),
        (date(2026, 11, 29), date(2026, 11, 23)),
    ],
)
def test_the_look_back_begins_on_a_monday_at_least_two_days_ago(today: date, monday: date) -> None:
    assert monday_before(today) == monday


def cell(n: int = 0, **more: object) -> Cell:
    return Cell("x", f"c{n}", "2026-27", f"Course {n}", **more)  # type: ignore[arg-type]


SCHOOL = School("x", "X School", Level.HIGH)


@pytest.mark.parametrize(
    ("cells", "lookout"),
    [
        ([], Lookout.NOBODY),
        ([cell(withdrawn=12)], Lookout.NOBODY),
        ([cell(done=2, stuck=7)], Lookout.SMALL),
        ([cell(done=20)], Lookout.FINE),
        ([cell(done=19, stuck=1)], Lookout.FINE),
        ([cell(done=18, stuck=2)], Lookout.WATCH),
        ([cell(done=15, stuck=5)], Lookout.FIRST),
        ([cell(open=20, due=(DueCount(TODAY + timedelta(days=7), 20, 0),))], Lookout.WATCH),
        ([cell(open=20, due=(DueCount(TODAY + timedelta(days=40), 20, 0),))], Lookout.FINE),
        ([cell(done=20), cell(1, stuck=9)], Lookout.FINE),
    ],
)
def test_when_a_school_needs_a_hand(cells: list[Cell], lookout: Lookout) -> None:
    assert line_for(SCHOOL, total_of(cells, 20), TODAY).lookout is lookout
