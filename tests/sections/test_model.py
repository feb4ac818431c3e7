"""Plans of sections: rows, clocks, versions."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.errors import RuleBroken
from plm.sections.model import Meeting, Section, Session, moment_of
from tests import builders
from tests.cast import FERN, NOW

NEW_YORK = ZoneInfo("America/New_York")


def test_a_time_that_the_clocks_skip_is_refused_in_a_sentence():
    # Clocks go forward in New York on March 14, 2027, from 2:00 to 3:00 am.
    with pytest.raises(RuleBroken, match=r"There is no 2:30 am on March 14, 2027: the clocks go forward then\."):
        moment_of(date(2027, 3, 14), time(2, 30), NEW_YORK)
    assert moment_of(date(2027, 3, 14), time(3, 0), NEW_YORK) == datetime(2027, 3, 14, 7, tzinfo=UTC)


def test_of_a_time_that_comes_twice_the_first_is_meant():
    # Clocks go back in New York on November 7, 2027, from 2:00 to 1:00 am.
    assert moment_of(date(2027, 11, 7), time(1, 30), NEW_YORK) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


@given(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.times(),
    st.sampled_from(["America/New_York", "America/Denver", "Pacific/Honolulu", "Europe/Lisbon", "Australia/Lord_Howe"]),
)
def test_a_time_on_the_wall_comes_back_as_it_was_written(day: date, at: time, name: str):
    zone = ZoneInfo(name)
    try:
        moment = moment_of(day, at, zone)
    except RuleBroken:
        return
    local = moment.astimezone(zone)
    assert (local.date(), local.time()) == (day, at)


def test_a_session_over_the_night_of_the_change_has_the_minutes_that_pass():
    meeting = Meeting(date(2027, 11, 7), time(0, 30), time(3, 30))
    assert meeting.session("s", NEW_YORK).minutes == 240


def _replan(section: Section, **changes):  # the plan as it stands, but for what a test changes
    kept = {
        "title": section.title,
        "school": section.school,
        "time_zone": section.time_zone,
        "capacity": section.capacity,
        "facilitators": section.facilitators,
        "meetings": _meetings(section),
        "version": section.version,
        "now": NOW,
    }
    return section.replan(**{**kept, **changes})


def _meetings(section: Section) -> tuple[Meeting, ...]:
    return tuple(_meeting(session, section.zone) for session in section.open(now=NOW))


def _meeting(session: Session, zone: ZoneInfo, *, later: timedelta = timedelta()) -> Meeting:
    starts, ends = (at.astimezone(zone) + later for at in (session.starts_at, session.ends_at))
    return Meeting(starts.date(), starts.time(), ends.time(), session.place, session.link, session.id)


def test_a_plan_that_is_saved_as_it_was_only_counts_on():
    section = builders.section(sessions=2)
    again = _replan(section)
    assert again.sessions == section.sessions
    assert again.version == section.version + 1


def test_a_moved_session_keeps_its_name_and_a_new_one_gets_one_never_used():
    section = builders.section(sessions=2)
    first, second = _meetings(section)
    moved = Meeting(first.day, time(14), time(15), "Gym", id=first.id)
    after = _replan(section, meetings=(moved, Meeting(second.day, time(9), time(10))))
    assert after.sessions[0].id == first.id
    assert after.sessions[0].place == "Gym"
    assert after.sessions[1].id not in {one.id for one in section.sessions}


def test_a_stale_page_cannot_undo_a_newer_plan():
    with pytest.raises(RuleBroken) as refused:
        _replan(_replan(builders.section()), version=0)
    assert refused.value.code == "stale"


def test_a_session_that_has_opened_stays_as_it_was():
    section = builders.section(starts_at=NOW + timedelta(minutes=20), sessions=2)
    begun = _meeting(section.sessions[0], NEW_YORK, later=timedelta(days=1))
    with pytest.raises(RuleBroken, match="Session 1 has begun"):
        _replan(section, meetings=(begun,))
    assert _replan(section, meetings=()).sessions == section.sessions[:1]


def test_seats_are_not_taken_away_from_those_who_have_them():
    section = builders.section(capacity=2)
    seated = section.__class__(**{**vars(section), "roster": (object(), object())})
    with pytest.raises(RuleBroken, match="2 seats are taken"):
        _replan(seated, capacity=1)


@pytest.mark.parametrize(
    ("meetings", "code"),
    [
        ((), "no-session"),
        ((Meeting(date(2026, 12, 1), time(10), time(9)),), "ends-first"),
        (
            (
                Meeting(date(2026, 12, 1), time(9), time(11)),
                Meeting(date(2026, 12, 1), time(10), time(12)),
            ),
            "overlap",
        ),
        ((Meeting(date(2062, 12, 1), time(9), time(10)),), "check-year"),
    ],
)
def test_sessions_that_cannot_be_are_refused(meetings, code):
    with pytest.raises(RuleBroken) as refused:
        _replan(builders.section(), meetings=meetings)
    assert refused.value.code == code


def test_a_section_is_cancelled_once_and_not_when_it_is_over():
    off = builders.section().cancel("Snow.", now=NOW)
    assert off.cancelled_at == NOW
    with pytest.raises(RuleBroken):
        off.cancel("Snow.", now=NOW)
    with pytest.raises(RuleBroken, match="over"):
        builders.section(starts_at=NOW - timedelta(days=2)).cancel("Snow.", now=NOW)


def test_a_facilitator_reads_the_roster_of_their_own_section_only():
    section = builders.section()
    assert section.shows_roster_to(FERN.actor())
