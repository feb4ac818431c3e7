"""A writer killed at any point: what it began is finished by the job, or by sending the form again."""

import subprocess
import sys
from datetime import timedelta

import pytest

from plm.access import SYSTEM
from plm.attendance import actions
from plm.attendance.model import Presence, State, Wanted
from plm.attendance.store import MARKS, Attendance
from plm.enrollment.store import Enrollments
from tests.attendance.conftest import ONCE, fern
from tests.attendance.dying import KILLED
from tests.cast import NOW

MINUTES = {"mateo": 90, "nadia": 68, "elif": 0}
WHERE = ("sec1", "sec1-0")
LATER = NOW + timedelta(minutes=1)

# From the first read to the last note; a run that lives on has fewer commands than the last of these.
POINTS = range(16)


def die(mongod, after: int) -> int:
    run = [sys.executable, "-m", "tests.attendance.dying", mongod.uri, "plm_test", str(after)]
    return subprocess.run(run, check=False, timeout=60).returncode


def minutes(db) -> dict[str, int]:
    standing = Enrollments(db).in_course(MINUTES, "foundations")
    return {one: enrollment.sessions["sec1-0"].minutes for one, enrollment in standing.items() if enrollment.sessions}


def recorded(db) -> dict[str, int]:
    return {one: record.minutes for one, record in Attendance(db).of_session(*WHERE).items()}


@pytest.mark.faults
@pytest.mark.parametrize("after", POINTS)
def test_killed_before_any_command_the_marks_that_stand_are_carried_and_sending_again_adds_the_rest(
    mongod, course, held, after
):
    code = die(mongod, after)
    assert code in (0, KILLED)
    if after < 6:
        assert code == KILLED  # the negative control: it really dies in the middle
    stood = MARKS.of(course).count_documents({})
    assert stood in (0, 3)

    actions.carry_due(course, actor=SYSTEM, now=LATER)
    expected = MINUTES if stood else {}
    assert minutes(course) == expected
    assert recorded(course) == expected
    assert MARKS.of(course).count_documents({"carried": False}) == 0

    shown = Presence().sign
    wanted = [
        Wanted("mateo", State.HERE, shown),
        Wanted("nadia", State.HERE, shown, came="08:22"),
        Wanted("elif", State.ABSENT, shown),
    ]
    actions.mark(course, *WHERE, wanted, once=ONCE, actor=fern(), now=LATER)
    assert minutes(course) == recorded(course) == MINUTES
    assert MARKS.of(course).count_documents({}) == 3


@pytest.mark.faults
def test_killed_in_the_middle_sending_again_alone_repairs_it(mongod, course, held):
    assert die(mongod, 3) == KILLED
    shown = Presence().sign
    actions.mark(course, *WHERE, [Wanted("mateo", State.HERE, shown)], once=ONCE, actor=fern(), now=LATER)
    assert recorded(course)["mateo"] == 90
    assert minutes(course)["mateo"] == 90
