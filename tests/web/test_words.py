"""How PLM says numbers, days and distances. A no-break space is written as ~ in the tables."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.web import words

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = date(2026, 11, 23)


def plain(said):
    return said.replace(words.NBSP, "~")


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CHICAGO)


@pytest.mark.parametrize(("n", "said"), [(0, "no"), (1, "one"), (9, "nine"), (10, "10"), (1200, "1,200"), (-3, "-3")])
def test_numbers_up_to_nine_are_words(n, said):
    assert words.number(n) == said


def test_the_word_for_zero_may_be_chosen():
    assert words.number(0, "none") == "none"


@pytest.mark.parametrize(
    ("n", "one", "many", "said"),
    [
        (0, "person", "people", "nobody"),
        (0, "session", "sessions", "no sessions"),
        (1, "person", "people", "one person"),
        (5, "person", "people", "five people"),
        (12, "person", "people", "12 people"),
    ],
)
def test_a_count_is_true_for_none_one_and_many(n, one, many, said):
    assert words.count(n, one, many) == said


def test_counts_in_figures_stay_in_figures():
    assert [words.figure_count(n, "person", "people") for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]


@pytest.mark.parametrize(
    ("d", "said"),
    [
        (date(2026, 12, 1), "Tuesday, December~1"),
        (date(2026, 1, 2), "Friday, January~2"),
        (date(2027, 1, 29), "Friday, January~29"),  # in November only the next January can be meant
        (date(2027, 11, 23), "Tuesday, November~23, 2027"),
        (date(2025, 3, 3), "Monday, March~3, 2025"),
        (datetime(2026, 12, 1, 8, tzinfo=CHICAGO), "Tuesday, December~1"),
    ],
)
def test_a_day_is_said_as_people_say_it(d, said):
    assert plain(words.day(d, MONDAY)) == said


def test_without_today_the_year_is_said():
    assert plain(words.short_day(date(2026, 10, 30))) == "October~30, 2026"


@pytest.mark.parametrize(
    ("d", "said"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 20), "Friday, November~20, 3 days ago"),
        (date(2026, 12, 1), "Tuesday, December~1, in 8 days"),
        (date(2026, 12, 7), "Monday, December~7, in 14 days"),
        (date(2026, 12, 8), "Tuesday, December~8"),
        (date(2027, 1, 29), "Friday, January~29"),
    ],
)
def test_a_due_date_says_its_distance(d, said):
    assert plain(words.due(d, MONDAY)) == said


@pytest.mark.parametrize(
    ("t", "said"),
    [
        (time(7), "7:00~am"),
        (time(15, 30), "3:30~pm"),
        (time(12), "noon"),
        (time(0), "midnight"),
        (time(12, 5), "12:05~pm"),
        (time(0, 5), "12:05~am"),
    ],
)
def test_a_time_of_day(t, said):
    assert plain(words.clock_time(t)) == said


def test_a_moment_is_said_where_people_are():
    utc = datetime(2026, 12, 2, 21, 30, tzinfo=UTC)
    assert plain(words.moment(utc, CHICAGO, MONDAY)) == "Wednesday, December~2, 3:30~pm"


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2026, 12, 2, 21, 30)  # noqa: DTZ001 - a moment without a zone is what is refused
    with pytest.raises(ValueError, match="time zone"):
        words.moment(naive, CHICAGO, MONDAY)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (at(25, 15, 30), at(25, 17), "Wednesday, November~25, 3:30 to 5:00~pm"),
        (at(25, 11, 30), at(25, 13), "Wednesday, November~25, 11:30~am to 1:00~pm"),
        (at(25, 10), at(25, 12), "Wednesday, November~25, 10:00~am to noon"),
        (at(25, 12), at(25, 13, 30), "Wednesday, November~25, noon to 1:30~pm"),
        (at(25, 23), at(26, 1), "Wednesday, November~25, 11:00~pm to Thursday, November~26, 1:00~am"),
    ],
)
def test_a_session_says_from_when_to_when(start, end, said):
    assert plain(words.span(start, end, CHICAGO, MONDAY)) == said


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (at(23, 15, 41), "since 3:41~pm"),
        (at(22, 23, 59), "since yesterday"),
        (at(19, 9), "since Thursday"),
        (at(17, 9), "since Tuesday"),
        (at(16, 9), "since November~16"),
        (datetime(2025, 3, 3, 9, tzinfo=CHICAGO), "since March~3, 2025"),
    ],
)
def test_since_when_somebody_waits(then, said):
    assert plain(words.since(then, at(23, 16), CHICAGO)) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "no time"), (1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (110, "1 hour 50 minutes")],
)
def test_a_length_of_time(n, said):
    assert words.minutes(n) == said


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (0, "no hours"),
        (1, "1 hour"),
        (Decimal("1.00"), "1 hour"),
        (3.0, "3 hours"),
        (3.5, "3.5 hours"),
        (0.25, "0.25 hours"),
        (1200, "1,200 hours"),
    ],
)
def test_hours_carry_no_idle_decimals(x, said):
    assert words.hours(x) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_several_in_a_row(items, said):
    assert words.listed(items) == said


@pytest.mark.parametrize(
    ("name", "two", "first"),
    [
        ("Denise Okafor", "DO", "Denise"),
        ("Ana María Ruiz", "AR", "Ana"),
        ("Prince", "P", "Prince"),
        ("", "", ""),
        ("  Élodie   (Ellie) Roux ", "ÉR", "Élodie"),
    ],
)
def test_names_for_a_dot_and_a_greeting(name, two, first):
    assert (words.initials(name), words.first_name(name)) == (two, first)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Where to help first", "where-to-help-first"),
        ("Tomás’s día", "tomass-dia"),
        ("24 hours", "part-24-hours"),
        ("…", "part"),
    ],
)
def test_a_name_becomes_a_place_on_the_page(said, place):
    assert words.slug(said) == place


def test_a_capital_leaves_the_rest_alone():
    assert words.capital("nobody at PLM") == "Nobody at PLM"
    assert words.capital("") == ""


@given(share=st.floats(0, 1))
def test_all_and_nothing_are_said_only_when_true(share):
    said = words.percent(share)
    assert (said == "100%") == (share == 1)
    assert (said == "0%") == (share == 0)


@given(n=st.integers(0, 10**6))
def test_minutes_lose_nothing(n):
    figures = [int(part.replace(",", "")) for part in words.minutes(n).split() if part[0].isdigit()]
    units = [part.rstrip("s") for part in words.minutes(n).split() if part[0] in "hm"]
    assert sum(f * (60 if unit == "hour" else 1) for f, unit in zip(figures, units, strict=True)) == n


@given(d=st.dates(date(1990, 1, 1), date(2090, 1, 1)), today=st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_is_always_plain(d, today):
    """Whoever reads the words on ``today`` can tell which day is meant."""
    said = words.short_day(d, today)
    month_and_day, _, year = said.partition(", ")
    meant = datetime.strptime(month_and_day.replace(words.NBSP, " ") + " 2000", "%B %d %Y").replace(tzinfo=UTC)
    assert (meant.month, meant.day) == (d.month, d.day)
    assert year in ("", str(d.year))
    if not year:
        assert d.year == today.year or abs(d - today) < timedelta(days=184)


@given(st.lists(st.sampled_from(["Ana", "Ben", "Cleo"]), max_size=6))
def test_a_list_names_everybody(names):
    said = words.listed(names)
    assert sum(said.count(name) for name in ("Ana", "Ben", "Cleo")) == len(names)
    assert said.count(" and ") == (1 if len(names) > 1 else 0)


def test_a_filter_never_hides_one_of_jinjas_own():
    assert "count" in words.WORDS
    assert "count" not in words.FILTERS
