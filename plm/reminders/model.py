"""What is reminded of, when, and when it is too late to be of use. Pure rules.

A rule, a subject and an occurrence name a reminder for ever: `due-in-7:ana:circles:2026-27:2026-12-01`.
The due date is part of the name, so a moved date is another occurrence; the old one no longer agrees
with the facts when it is about to leave, and stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

EARLIEST = 4
"""No reminder is planned between midnight and this hour, whatever the quiet hours: clocks change then."""

MOST_OVERDUE = 4
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Rule(StrEnum):
    """Why somebody is reminded."""

    DUE_SOON = "due-in-7"
    DUE_TOMORROW = "due-tomorrow"
    OVERDUE = "overdue"
    SESSION = "session-tomorrow"
    NUDGE = "nudge"

    @property
    def waits(self) -> bool:
        """Whether it may wait a day when the person is reminded of something else on this one."""
        return self in (Rule.DUE_SOON, Rule.OVERDUE)


@dataclass(frozen=True)
class Hours:
    """When reminders may leave: hours of the day, in the school's zone.

    Attributes:
        quiet_from: from this hour of the evening on they stay.
        quiet_until: until this hour of the morning.
    """

    quiet_from: int = 18
    quiet_until: int = 7

    @property
    def morning(self) -> time:
        """The time of day at which they leave."""
        return time(max(self.quiet_until % 24, EARLIEST))

    def at(self, day: date, zone: ZoneInfo) -> datetime:
        """The morning of a day, as a moment."""
        return datetime.combine(day, self.morning, zone).astimezone(UTC)

    def quiet(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether it is a quiet hour there."""
        hour = moment.astimezone(zone).hour
        if hour < EARLIEST:
            return True
        if self.quiet_from > self.quiet_until:
            return not self.quiet_until <= hour < self.quiet_from
        return self.quiet_from <= hour < self.quiet_until

    def allowed(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into."""
        if not self.quiet(moment, zone):
            return moment
        here = moment.astimezone(zone).date()
        return next(at for day in (here, here + DAY) if (at := self.at(day, zone)) > moment)

    def next_morning(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The morning of the day after the moment."""
        return self.at(moment.astimezone(zone).date() + DAY, zone)


@dataclass(frozen=True)
class Occurrence:
    """One reminder that the rules ask for.

    Attributes:
        subject: id of the enrollment, or `section:session:person`.
        name: what tells it from others of its rule and subject; holds the date.
        at: when it is to leave.
        until: from then on it is of no use.
        place: for overdue reminders which one it is, counted from 1.
    """

    rule: Rule
    subject: str
    name: str
    at: datetime
    until: datetime
    place: int = 0

    @property
    def key(self) -> str:
        """Names it for ever."""
        return f"{self.rule}:{self.subject}:{self.name}"


def of_due_date(subject: str, due_on: date, *, hours: Hours, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    """Every reminder about something due on a day, in order.

    A week before, the day before, and the day after, then weekly, at most four times. The first two
    are of use until the day is over, an overdue one for a week.
    """
    over = datetime.combine(due_on + DAY, time(), zone).astimezone(UTC)
    day = due_on.isoformat()
    before = (
        Occurrence(Rule.DUE_SOON, subject, day, hours.at(due_on - WEEK, zone), over),
        Occurrence(Rule.DUE_TOMORROW, subject, day, hours.at(due_on - DAY, zone), over),
    )
    after = tuple(
        Occurrence(
            Rule.OVERDUE,
            subject,
            f"{day}+{place}",
            hours.at(due_on + DAY + WEEK * (place - 1), zone),
            hours.at(due_on + DAY + WEEK * place, zone),
            place,
        )
        for place in range(1, MOST_OVERDUE + 1)
    )
    return before + after


def of_session(subject: str, starts_at: datetime, *, hours: Hours, zone: ZoneInfo) -> Occurrence:
    """The reminder of a session: on the morning of the day before, of use until it begins."""
    day = starts_at.astimezone(zone).date()
    return Occurrence(
        Rule.SESSION, subject, f"{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", hours.at(day - DAY, zone), starts_at
    )


@dataclass(frozen=True)
class Plan:
    """What is to be written down now, and when to look again.

    Attributes:
        send: the one to send: the latest whose moment has come, if it is still of use.
        missed: those whose moment passed unseen and whose place a later one has taken.
        next_at: the next moment at which something is owed; None when nothing ever will be.
    """

    send: Occurrence | None
    missed: tuple[Occurrence, ...]
    next_at: datetime | None


def plan(occurrences: Sequence[Occurrence], *, seen: datetime, now: datetime) -> Plan:
    """What of a row of reminders about one thing is owed now: never the backlog, only the latest.

    Args:
        occurrences: in the order of their moments.
        seen: when the next look was due. What lies before it was owed to nobody: it came too early
            for the enrollment, or was planned by an earlier look.
    """
    come = [one for one in occurrences if one.at <= now]
    latest = come[-1] if come and come[-1].until > now else None
    missed = tuple(one for one in come if one is not latest and one.at >= seen)
    return Plan(latest, missed, next((one.at for one in occurrences if one.at > now), None))


def in_words(missing: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """What is missing, cut to what a message can hold: the last place then says how many more."""
    all_of_it = tuple(missing)
    if len(all_of_it) <= most + 1:
        return all_of_it
    return (*all_of_it[:most], f"{len(all_of_it) - most} more parts")
