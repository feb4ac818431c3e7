"""How PLM says numbers, days and distances to people.

Pure functions: *today*, *now* and the time zone are always given. Month and day, and the hour and its am or pm, are
held together by a no-break space. The extension registers ``WORDS`` as Jinja globals and ``FILTERS`` as filters.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from plm.web.pictures import percent_of
from plm.web.slug import slug

NBSP = "\u00a0"
"""Holds two words together at the end of a line."""

_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NEAR = 14
"""Days ahead within which a due date also says its distance."""

_HALF_A_YEAR = 183
"""Days within which a month alone is plain: in November, "January 29" can only be the next one."""


def number(n: int, zero: str = "no") -> str:
    """A number inside a sentence: words up to nine, then figures with a comma in thousands; 0 is ``zero``."""
    if n == 0:
        return zero
    return _SMALL[n - 1] if 1 <= n <= 9 else f"{n:,}"


def count(n: int, one: str, many: str, zero: str | None = None) -> str:
    """So many of a thing: "one person", "five people", "12 people".

    None of it is ``zero``; without one it is "nobody" for people and "no sessions" for anything else.
    """
    if n == 0:
        return zero if zero is not None else "nobody" if one == "person" else f"no {many}"
    return f"{number(n)} {one if n == 1 else many}"


def figure_count(n: int, one: str, many: str) -> str:
    """So many of a thing in figures, for what is counted or compared: "1 person", "0 people"."""
    return f"{n:,} {one if n == 1 else many}"


def day(d: date | datetime, today: date | None = None) -> str:
    """A day as people say it: "Tuesday, December 1". The year is said as in ``short_day``."""
    return f"{_date_only(d):%A}, {short_day(d, today)}"


def short_day(d: date | datetime, today: date | None = None) -> str:
    """A day without its weekday: "January 29", "October 30, 2025".

    The year is left out within the year of ``today`` and within half a year of it. Without ``today`` it is always said.
    """
    only = _date_only(d)
    said = f"{only:%B}{NBSP}{only.day}"
    plain = today and (only.year == today.year or abs((only - today).days) < _HALF_A_YEAR)
    return said if plain else f"{said}, {only.year}"


def distance(d: date | datetime, today: date) -> str:
    """How far away a day is: "today", "tomorrow", "in 8 days", "yesterday", "3 days ago"."""
    days = (_date_only(d) - today).days
    if days in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def due(d: date | datetime, today: date) -> str:
    """A due date with its distance: "Tuesday, December 1, in 8 days".

    Today, tomorrow and yesterday need no date; a day more than two weeks ahead needs no distance.
    """
    days = (_date_only(d) - today).days
    if days in (-1, 0, 1):
        return distance(d, today)
    said = day(d, today)
    return said if days > _NEAR else f"{said}, {distance(d, today)}"


def clock_time(moment_or_time: datetime | time, tz: tzinfo | None = None) -> str:
    """A time of day: "3:30 pm", "noon", "midnight".

    Args:
        moment_or_time: a time of day as it is, or a moment with a zone, which is read in ``tz``.
    """
    t = _local(moment_or_time, tz).time() if isinstance(moment_or_time, datetime) else moment_or_time
    if (t.hour, t.minute) in ((0, 0), (12, 0)):
        return "noon" if t.hour else "midnight"
    return f"{_figures(t)}{NBSP}{_half(t)}"


def moment(dt: datetime, tz: tzinfo, today: date | None = None) -> str:
    """A day and a time: "Wednesday, December 2, 3:30 pm". Without ``today`` the year is said."""
    local = _local(dt, tz)
    return f"{day(local, today)}, {clock_time(local, tz)}"


def times(start: datetime, end: datetime, tz: tzinfo) -> str:
    """From when to when on one day: "3:30 to 5:00 pm", "11:30 am to 1:00 pm"."""
    first, last = _local(start, tz), _local(end, tz)
    said = (clock_time(first, tz), clock_time(last, tz))
    same_half = _half(first.time()) == _half(last.time()) and said[0][0].isdigit() and said[1][0].isdigit()
    return f"{_figures(first.time()) if same_half else said[0]} to {said[1]}"


def span(start: datetime, end: datetime, tz: tzinfo, today: date | None = None) -> str:
    """A session's time: "Wednesday, December 2, 3:30 to 5:00 pm"; over midnight both days are said."""
    first, last = _local(start, tz), _local(end, tz)
    if first.date() != last.date():
        return f"{moment(start, tz, today)} to {moment(end, tz, today)}"
    return f"{day(first, today)}, {times(start, end, tz)}"


def since(dt: datetime, now: datetime, tz: tzinfo) -> str:
    """Since when somebody waits: "since 3:41 pm", "since yesterday", "since Thursday", "since November 9"."""
    then, today = _local(dt, tz), _local(now, tz).date()
    days = (today - then.date()).days
    if days == 0:
        return f"since {clock_time(then, tz)}"
    if days == 1:
        return "since yesterday"
    return f"since {then:%A}" if 1 < days < 7 else f"since {short_day(then, today)}"


def minutes(n: int) -> str:
    """A length of time: "45 minutes", "2 hours", "1 hour 50 minutes", "no time"."""
    whole, rest = divmod(n, 60)
    parts = [figure_count(whole, "hour", "hours")] if whole else []
    parts += [figure_count(rest, "minute", "minutes")] if rest else []
    return " ".join(parts) or "no time"


def hours(x: float | Decimal) -> str:
    """Hours of credit: "3 hours", "3.5 hours", "1 hour", "no hours"; at most two decimals, none of them idle."""
    figures = figure(x)
    return "no hours" if figures == "0" else f"{figures} {'hour' if figures == '1' else 'hours'}"


def figure(x: float | Decimal) -> str:
    """A figure without idle decimals: "11.5", "3", "1,250.25"."""
    said = f"{Decimal(str(x)):,.2f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said


def percent(share: float) -> str:
    """A share from 0 to 1 in percent; never "100%" while somebody is missing, never "0%" when somebody is there."""
    return percent_of(share)


def listed(items: Sequence[str], last: str = "and") -> str:
    """Several in a row: "Ana", "Ana and Ben", "Ana, Ben and Cleo"."""
    said = [str(item) for item in items]
    return f"{', '.join(said[:-1])} {last} {said[-1]}" if len(said) > 1 else "".join(said)


def initials(name: str) -> str:
    """The first letters of the first and the last name: "DO" for Denise Okafor."""
    names = [part for part in name.split() if part[0].isalnum()]
    return "".join(part[0] for part in (names[:1] + names[1:][-1:])).upper()


def first_name(name: str) -> str:
    """How a greeting calls a person: "Rosa" for Rosa Whitfield."""
    return name.split()[0] if name.split() else ""


def capital(words: str) -> str:
    """The same words with a capital at the beginning; the rest keeps its letters."""
    return words[:1].upper() + words[1:]


def _date_only(d: date | datetime) -> date:
    return d.date() if isinstance(d, datetime) else d


def _local(dt: datetime, tz: tzinfo | None) -> datetime:
    if tz is None or dt.utcoffset() is None:
        raise ValueError("A moment is said in a time zone: give tz, and a datetime that knows its own.")
    return dt.astimezone(tz)


def _figures(t: time) -> str:
    return f"{t.hour % 12 or 12}:{t.minute:02d}"


def _half(t: time) -> str:
    return "am" if t.hour < 12 else "pm"


WORDS: dict[str, Callable[..., str]] = {
    say.__name__: say
    for say in (
        number, count, figure_count, day, short_day, distance, due, clock_time, moment, times, span, since,
        minutes, hours, figure, percent, listed, initials, first_name, capital, slug,
    )
}  # fmt: skip
"""Every function above by its name, for Jinja's globals."""

FILTERS: dict[str, Callable[..., str]] = {name: say for name, say in WORDS.items() if name != "count"}
"""The same for Jinja's filters, but for ``count``: Jinja has one of that name, which a host's templates may use."""
