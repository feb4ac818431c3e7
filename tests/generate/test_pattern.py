"""The half million documents are what the rules and the store would have made."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from plm.enrollment.model import Enrollment, SessionWork, enroll
from plm.enrollment.store import enrollment_from, enrollment_to
from plm.generate.district import frame
from plm.generate.model import Size
from plm.generate.pattern import Manner, Script, Times, filled

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SMALL = Size(people=60, schools=3, courses=8, enrollments=200)


def _times(script: Script, rng: Random) -> list[Times]:
    at = datetime(2026, 9, 1, 14, tzinfo=UTC)
    times = []
    for _ in script.ends:
        begun_at = at + timedelta(minutes=rng.randint(1, 4000))
        at = begun_at + timedelta(minutes=rng.randint(5, 90))
        times.append(Times(begun_at, at))
    return times


def _begun(script: Script, times: list[Times], acts: int) -> list[Times]:
    """The times of the modules begun; one whose first act is its only one was touched when it was begun."""
    first = 0
    found = []
    for end, moment in zip(script.ends, times, strict=True):
        if acts <= first:
            break
        found.append(Times(moment.begun_at, moment.begun_at) if acts == first + 1 else moment)
        first = end
    return found


@pytest.mark.parametrize("course", [0, 1, 3], ids=["with a session", "alone", "with a hard quiz"])
@pytest.mark.parametrize("manner", list(Manner))
@pytest.mark.parametrize("met", [False, True])
def test_a_filled_pattern_is_the_document_of_the_enrollment_that_was_played(course: int, manner: Manner, met: bool):
    edition = frame(SMALL, now=NOW).editions[course]
    script = Script(edition, manner)
    rng = Random(f"{course}{manner}{met}")
    enrolled_at, due_on = datetime(2026, 8, 20, 13, tzinfo=UTC), date(2026, 10, 1)
    for acts in range(len(script.acts) + 1):
        times = _times(script, rng)
        fresh = enroll("rosa", "oak", edition, by="priya", due_on=due_on, cycle="2026-27", now=enrolled_at)
        played = script.play(fresh, times, acts)
        work = SessionWork("sec", 90, 90, date(2026, 11, 20))
        attended_at = datetime(2026, 11, 20, 22, tzinfo=UTC)
        if met:
            played = played.attend(edition, "sec-1", work, award="AAAA-BBBB-CCCC", now=attended_at)
            played = replace(played, version=played.version + 1)
        expected = enrollment_to(_with_code(played))
        made = filled(
            script.pattern(acts, met=met and edition.has_live),
            person="rosa",
            school="oak",
            cycle="2026-27",
            enrolled_at=enrolled_at,
            enrolled_by="priya",
            due_on=due_on,
            times=_begun(script, times, acts),
            sessions=expected["sessions"],
            attended_at=attended_at if met and edition.has_live else None,
            award="AAAA-BBBB-CCCC",
        )
        assert made == expected
        assert enrollment_from(made) == enrollment_from(expected)


def _with_code(one: Enrollment) -> Enrollment:
    return replace(one, award="AAAA-BBBB-CCCC") if one.award else one


def test_who_is_stuck_has_used_every_try():
    edition = frame(SMALL, now=NOW).editions[0]
    script = Script(edition, Manner.STUCK)
    assert script.pattern(len(script.acts), met=False).document["stuck"] == "check"
    assert script.pattern(len(script.acts) - 1, met=False).document["stuck"] == ""
