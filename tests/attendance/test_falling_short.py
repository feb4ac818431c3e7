"""Who must make up a session, said while there is time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.attendance import actions
from plm.enrollment import actions as enrolling
from plm.enrollment.model import SessionWork, enroll, out_of_reach
from plm.enrollment.store import Enrollments
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, live, publish, section
from tests.cast import FERN, MATEO, NADIA, NOW

DAY = NOW.date()


def asking(sessions: int):
    return edition(modules=tuple(live(f"meet-{place}") for place in range(sessions)), sessions=sessions)


def seated(section_id: str, *people, sessions: int, starts_at):
    made = section(section_id, sessions=sessions, starts_at=starts_at)
    return replace(made, roster=tuple(Seat(one.id, NOW) for one in people))


@given(st.integers(1, 5), st.lists(st.sampled_from([None, 0, 40, 90]), min_size=5, max_size=5), st.integers(0, 60))
def test_it_is_flagged_exactly_when_what_is_attended_and_what_can_come_is_too_little(asked, minutes, days):
    what = asking(asked)
    held = seated("sec1", MATEO, sessions=5, starts_at=NOW)
    now = NOW + timedelta(days=days)
    one = enroll("mateo", "oak", what, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    for session, taken in zip(held.sessions, minutes, strict=True):
        if taken is not None:
            one = one.attend(what, session.id, SessionWork("sec1", taken, 90, DAY), award="", now=now)
    good = sum(taken == 90 for taken in minutes)
    open_ = sum(
        taken is None and session.ends_at + timedelta(days=14) > now
        for session, taken in zip(held.sessions, minutes, strict=True)
    )
    found = out_of_reach(what, one, [held], now=now)
    assert (found is not None) == (good < asked and good + open_ < asked)
    if found:
        assert (found.number, found.attended, found.open) == (asked, good, open_)
        assert found.short == asked - good - open_ > 0


def test_who_has_no_seat_or_is_done_is_not_flagged():
    what = asking(1)
    one = enroll("mateo", "oak", what, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    others = seated("sec1", NADIA, sessions=1, starts_at=NOW - timedelta(days=40))
    assert out_of_reach(what, one, [others], now=NOW) is None


@pytest.fixture
def missed(cast):
    """Mateo was absent from the first of two sessions, both of which are asked for; Nadia was there."""
    publish(cast, asking(2))
    for who in (MATEO, NADIA):
        enrolling.enroll_self(cast, "foundations", actor=who.actor(), now=NOW - timedelta(days=3))
    Sections(cast).add(seated("sec1", MATEO, NADIA, sessions=2, starts_at=NOW - timedelta(days=1)))
    for who, minutes in ((MATEO, 0), (NADIA, 90)):
        one = Enrollments(cast).in_course([who.id], "foundations")[who.id]
        work = {who.id: SessionWork("sec1", minutes, 90, DAY)}
        enrolling.record_attendance(cast, one.course, "sec1-0", work, actor=FERN.actor(), now=NOW)
    return Sections(cast).get("sec1")


def test_the_facilitator_and_the_person_read_what_makes_up_for_it(cast, missed, browse):
    sheet = actions.sheet(cast, "sec1", "sec1-1", actor=FERN.actor(), now=NOW)
    (short,) = actions.falling_short(cast, sheet, now=NOW)
    assert (short.person, short.reach.short, short.reach.makes_up) == ("mateo", 1, ())
    page = browse(FERN).get("/sections/sec1/sessions/sec1-1/attendance").get_data(as_text=True)
    assert "Must make up a session" in page
    assert "No other section is planned: plan one, or add a session here." in page
    Sections(cast).add(section("sec2", starts_at=NOW + timedelta(days=9)))
    page = browse(FERN).get("/sections/sec1/sessions/sec1-1/attendance").get_data(as_text=True)
    assert "One other section of this course is planned" in page
    own = browse(MATEO).get("/enrollments/mateo:foundations:2026-27").get_data(as_text=True)
    assert "one session must be made up." in own
    assert "You can take a seat in the section on" in own
    assert "must be made up" not in browse(NADIA).get("/enrollments/nadia:foundations:2026-27").get_data(as_text=True)
