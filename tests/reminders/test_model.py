"""When reminders are owed, and when no more."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.reminders.model import Hours, Rule, in_words, of_due_date, of_session, plan

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    ZoneInfo(name)
    for name in (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
    )
]
HOURS = Hours(18, 7)
DUE = date(2026, 12, 1)

zones = st.sampled_from(ZONES)
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
moments = st.integers(0, 6 * 365 * 24 * 60).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
looks = st.lists(st.integers(-20 * 24, 45 * 24), min_size=1, max_size=12)  # hours from the due date


def row(due_on=DUE, zone=NEW_YORK, hours=HOURS):
    return of_due_date("ana:circles:2026-27", due_on, hours=hours, zone=zone)


def test_something_due_is_reminded_of_a_week_before_the_day_before_and_four_times_after():
    assert [(one.rule, one.at.astimezone(NEW_YORK).date()) for one in row()] == [
        (Rule.DUE_SOON, date(2026, 11, 24)),
        (Rule.DUE_TOMORROW, date(2026, 11, 30)),
        (Rule.OVERDUE, date(2026, 12, 2)),
        (Rule.OVERDUE, date(2026, 12, 9)),
        (Rule.OVERDUE, date(2026, 12, 16)),
        (Rule.OVERDUE, date(2026, 12, 23)),
    ]


def test_a_reminder_is_named_after_its_due_date_so_that_a_moved_date_is_another_one():
    assert row()[0].key == "due-in-7:ana:circles:2026-27:2026-12-01"
    assert row()[3].key == "overdue:ana:circles:2026-27:2026-12-01+2"
    assert {one.key for one in row()}.isdisjoint(one.key for one in row(DUE + timedelta(days=1)))


@pytest.mark.parametrize(
    ("due_on", "utc_hour"),
    [
        (date(2026, 3, 15), 11),  # a week before is March 8, the morning the clocks have gone forward
        (date(2026, 3, 14), 12),  # a week before is the day before that
        (date(2026, 11, 8), 12),  # a week before is November 1, the morning they have gone back
        (date(2026, 11, 7), 11),
        (date(2028, 3, 7), 12),  # a week before is February 29
    ],
)
def test_seven_in_the_morning_means_the_schools_morning(due_on, utc_hour):
    first = row(due_on)[0].at
    assert first == datetime.combine(due_on - timedelta(days=7), datetime.min.time(), UTC) + timedelta(hours=utc_hour)


@given(days, zones)
def test_every_reminder_leaves_at_seven_whatever_the_clocks_do(due_on, zone):
    for one in row(due_on, zone):
        assert (one.at.astimezone(zone).hour, one.at.astimezone(zone).minute) == (7, 0)
        assert one.at < one.until


@given(moments, zones, st.integers(0, 24), st.integers(0, 12))
def test_the_allowed_moment_is_never_quiet_never_before_four_and_at_most_a_day_away(moment, zone, quiet_from, until):
    hours = Hours(quiet_from, until)
    # Opening hours that hold the hour at which reminders leave, as any that make sense do.
    if hours.quiet(hours.at(date(2026, 6, 1), zone), zone):
        return
    allowed = hours.allowed(moment, zone)
    assert not hours.quiet(allowed, zone)
    assert allowed.astimezone(zone).hour >= 4
    assert moment <= allowed <= moment + timedelta(hours=25)
    assert hours.allowed(allowed, zone) == allowed


@given(days, zones, looks)
def test_however_the_looks_fall_each_reminder_is_sent_or_missed_once(due_on, zone, looks):
    occurrences = row(due_on, zone)
    noon = datetime.combine(due_on, datetime.min.time(), UTC) + timedelta(hours=12)
    seen = noon - timedelta(days=30)
    written: dict[str, str] = {}
    for now in sorted(noon + timedelta(hours=hours) for hours in looks):
        if now < seen:
            continue
        what = plan(occurrences, seen=seen, now=now)
        if what.send:
            written.setdefault(what.send.key, "sent")
        for one in what.missed:
            written.setdefault(one.key, "missed")
        assert what.next_at is None or what.next_at > now
        seen = what.next_at or datetime.max.replace(tzinfo=UTC)
    last = noon + timedelta(hours=max(looks))
    assert set(written) == {one.key for one in occurrences if one.at <= last}


def test_after_three_days_of_standing_still_only_the_latest_is_sent_and_the_others_are_written_down():
    # Due on December 1; nobody looked from November 23 to December 3.
    what = plan(row(), seen=row()[0].at, now=datetime(2026, 12, 3, 15, tzinfo=UTC))
    assert what.send == row()[2]
    assert what.missed == row()[:2]
    assert what.next_at == row()[3].at


def test_somebody_enrolled_late_gets_the_latest_that_is_of_use_and_misses_nothing():
    enrolled = datetime(2026, 11, 27, 15, tzinfo=UTC)
    what = plan(row(), seen=enrolled, now=enrolled)
    assert (what.send, what.missed, what.next_at) == (row()[0], (), row()[1].at)


def test_what_is_due_in_a_year_is_looked_at_again_a_week_before():
    what = plan(row(date(2027, 11, 1)), seen=datetime(2026, 11, 1, tzinfo=UTC), now=datetime(2026, 11, 1, tzinfo=UTC))
    assert (what.send, what.missed) == (None, ())
    assert what.next_at == datetime(2027, 10, 25, 11, tzinfo=UTC)


def test_after_the_fourth_there_is_silence():
    long_after = datetime(2027, 3, 1, 15, tzinfo=UTC)
    what = plan(row(), seen=long_after, now=long_after)
    assert (what.send, what.missed, what.next_at) == (None, (), None)


def test_a_session_is_reminded_of_on_the_morning_of_the_day_before_until_it_begins():
    starts_at = datetime(2026, 3, 9, 20, 30, tzinfo=UTC)  # Monday; the clocks went forward on Sunday
    one = of_session("sec:s1:ana", starts_at, hours=HOURS, zone=NEW_YORK)
    assert (one.at, one.until) == (datetime(2026, 3, 8, 11, tzinfo=UTC), starts_at)
    assert one.key == "session-tomorrow:sec:s1:ana:2026-03-09T20:30Z"


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, ()), (1, ("1",)), (4, ("1", "2", "3", "4")), (6, ("1", "2", "3", "3 more parts"))],
)
def test_a_long_list_of_what_is_missing_ends_with_how_many_more(number, said):
    assert in_words([str(n + 1) for n in range(number)]) == said
