"""Marks, minutes and records, as pure rules."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.attendance.model import (
    Group,
    Mark,
    Presence,
    Record,
    State,
    Wanted,
    derive,
    enough,
    group_of,
    must_be_open,
    presence_of,
)
from plm.errors import RuleBroken
from plm.sections.model import Session, moment_of
from tests import builders
from tests.cast import NOW

NEW_YORK = ZoneInfo("America/New_York")

presences = st.builds(
    Presence,
    st.sampled_from(State),
    st.none() | st.integers(-30, 200),
    st.none() | st.integers(-30, 200),
)


def a_mark(number: int, presence: Presence, after: int) -> Mark:
    at = NOW + timedelta(milliseconds=after)
    return Mark(f"m{number}", "sec1", "sec1-0", "mateo", presence, "fern", "Fern", at)


marks = st.lists(st.tuples(presences, st.integers(0, 5)), min_size=1, max_size=8).map(
    lambda given: [a_mark(number, *one) for number, one in enumerate(given)]
)


@given(marks, st.data(), st.integers(1, 300))
def test_any_order_and_repetition_of_the_same_marks_gives_the_same_record(made, data, of):
    shuffled = data.draw(st.permutations(made))
    again = shuffled + data.draw(st.lists(st.sampled_from(made), max_size=8))
    assert derive(again, of=of) == derive(made, of=of)


@given(presences, st.integers(0, 600))
def test_minutes_never_leave_the_session(presence, of):
    assert 0 <= presence.minutes(of) <= of
    if presence.state is not State.HERE:
        assert presence.minutes(of) == 0


@pytest.mark.parametrize(
    ("presence", "minutes"),
    [
        (Presence(State.HERE), 90),
        (Presence(State.HERE, came=22), 68),
        (Presence(State.HERE, left=20), 20),
        (Presence(State.HERE, came=10, left=50), 40),
        (Presence(State.HERE, came=50, left=10), 0),
        (Presence(State.HERE, came=-5, left=120), 90),
        (Presence(State.ABSENT, came=10), 0),
        (Presence(), 0),
    ],
)
def test_minutes_are_those_between_coming_and_leaving(presence, minutes):
    assert presence.minutes(90) == minutes


def session(day: date = date(2026, 12, 2), starts: time = time(15, 30), ends: time = time(17)) -> Session:
    return Session("s", moment_of(day, starts, NEW_YORK), moment_of(day, ends, NEW_YORK))


@pytest.mark.parametrize(
    ("came", "left", "meant"),
    [
        ("15:52", "17:00", Presence(State.HERE, came=22)),
        ("15:30", "15:50", Presence(State.HERE, left=20)),
        ("15:30", "17:00", Presence(State.HERE)),
        ("15:00", "18:00", Presence(State.HERE)),
        ("", "", Presence(State.HERE)),
        ("15:52:00", "", Presence(State.HERE, came=22)),
    ],
)
def test_times_mean_minutes_after_the_beginning(came, left, meant):
    assert presence_of(Wanted("p", State.HERE, "", came, left), session(), NEW_YORK) == meant


@pytest.mark.parametrize(("came", "left"), [("16:30", "16:00"), ("soon", ""), ("25:00", ""), ("15:30", "15:10")])
def test_times_that_cannot_be_are_refused(came, left):
    with pytest.raises(RuleBroken):
        presence_of(Wanted("p", State.HERE, "", came, left), session(), NEW_YORK)


def test_an_absent_person_has_no_times():
    assert presence_of(Wanted("p", State.ABSENT, "", "nonsense", ""), session(), NEW_YORK) == Presence(State.ABSENT)


def test_in_the_night_of_the_change_the_time_inside_the_session_is_meant():
    # On November 7, 2027, 1:30 am comes twice in New York; this session begins at the second 1:00.
    starts = datetime(2027, 11, 7, 6, tzinfo=UTC)
    night = Session("s", starts, starts + timedelta(hours=2))
    assert presence_of(Wanted("p", State.HERE, "", "01:30", ""), night, NEW_YORK).came == 30
    # And this one spans the change: from 12:30 to 3:30 am four hours pass.
    whole = session(date(2027, 11, 7), time(0, 30), time(3, 30))
    assert presence_of(Wanted("p", State.HERE, "", "03:00", ""), whole, NEW_YORK).minutes(whole.minutes) == 30


def test_a_session_over_midnight_knows_the_next_day():
    starts = moment_of(date(2026, 12, 2), time(23), NEW_YORK)
    late = Session("s", starts, starts + timedelta(hours=2))
    assert presence_of(Wanted("p", State.HERE, "", "23:30", "00:15"), late, NEW_YORK) == Presence(State.HERE, 30, 75)


@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 100))
def test_too_few_is_judged_as_the_verdict_judges_it(minutes, of, hundredths):
    from_whole_numbers = minutes * 100 >= hundredths * of
    assert enough(minutes, of, hundredths / 100) == from_whole_numbers


@pytest.mark.parametrize(
    ("presence", "group"),
    [
        (Presence(), Group.OPEN),
        (Presence(State.ABSENT), Group.EXCEPTION),
        (Presence(State.HERE, came=22), Group.EXCEPTION),
        (Presence(State.HERE), Group.WHOLE),
    ],
)
def test_exceptions_stand_by_themselves(presence, group):
    record = Record(a_mark(1, presence, 0), presence.minutes(90), 90, 1)
    assert group_of(record) == group
    assert group_of(None) == Group.OPEN


def test_attendance_opens_half_an_hour_before_and_never_closes():
    section = builders.section(starts_at=NOW)
    (meeting,) = section.sessions
    must_be_open(section, meeting, now=NOW - timedelta(minutes=30))
    must_be_open(section, meeting, now=NOW + timedelta(days=400))
    with pytest.raises(RuleBroken, match=r"Attendance opens on Tuesday, November 24, at 9:30 am\."):
        must_be_open(section, meeting, now=NOW - timedelta(minutes=31))


def test_a_session_cancelled_before_it_began_is_not_marked_and_one_held_before_still_is():
    section = builders.section(starts_at=NOW - timedelta(days=1), sessions=2).cancel("Snow.", now=NOW)
    must_be_open(section, section.sessions[0], now=NOW)
    with pytest.raises(RuleBroken, match="cancelled"):
        must_be_open(section, section.sessions[1], now=NOW + timedelta(days=9))
