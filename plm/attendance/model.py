"""Being there: marks as people made them, and the record that follows from them.

A mark is never changed. Whoever errs makes another one, and the latest counts. So marks may arrive
in any order and more than once, and the record they come to is always the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from plm.errors import RuleBroken
from plm.sections.model import Section, Session


class State(StrEnum):
    """What a mark says. `OPEN` takes an earlier mark back."""

    HERE = "here"
    ABSENT = "absent"
    OPEN = "open"


class Group(StrEnum):
    """Where a person stands on the roster page."""

    OPEN = "open"
    EXCEPTION = "exception"
    WHOLE = "whole"


@dataclass(frozen=True)
class Presence:
    """How somebody took part.

    Attributes:
        came, left: minutes after the session began; None when they were there from the start, to the end.
    """

    state: State = State.OPEN
    came: int | None = None
    left: int | None = None

    def minutes(self, of: int) -> int:
        """Minutes spent in a session of so many, never less than none or more than all."""
        if self.state is not State.HERE:
            return 0
        came = min(max(self.came or 0, 0), of)
        left = of if self.left is None else min(max(self.left, 0), of)
        return max(0, left - came)

    @property
    def sign(self) -> str:
        """The same as a short text that a form carries, to tell later whether somebody else changed it."""
        return f"{self.state}.{_text(self.came)}.{_text(self.left)}"


@dataclass(frozen=True)
class Mark:
    """One mark, as it came in.

    Attributes:
        id: made by the page it came from, so that the same form sent twice makes one mark.
        by, name: who made it.
        why: the reason of a correction.
    """

    id: str
    section: str
    session: str
    person: str
    presence: Presence
    by: str
    name: str
    at: datetime
    why: str = ""

    @property
    def batch(self) -> str:
        """What the marks of one form have in common."""
        return self.id.partition(":")[0]

    @property
    def order(self) -> tuple[datetime, str]:
        """The latest counts; of two at the same moment the greater id, so that everybody agrees."""
        return self.at, self.id


@dataclass(frozen=True)
class Record:
    """What the marks of one person in one session come to.

    Attributes:
        minutes, of: minutes attended, of how many.
        count: how many marks there are.
        last: the mark that counts.
    """

    last: Mark
    minutes: int
    of: int
    count: int

    @property
    def presence(self) -> Presence:
        """How they took part."""
        return self.last.presence


@dataclass(frozen=True)
class Wanted:
    """What a form says about one person.

    Attributes:
        shown: the sign the form was drawn with.
        came, left: times as they were written; empty when left alone.
    """

    person: str
    state: State
    shown: str
    came: str = ""
    left: str = ""


def derive(marks: Iterable[Mark], *, of: int) -> Record | None:
    """The record of one person in one session of so many minutes; None without any mark."""
    known: Mapping[str, Mark] = {mark.id: mark for mark in marks}
    if not known:
        return None
    last = max(known.values(), key=lambda mark: mark.order)
    return Record(last, last.presence.minutes(of), of, len(known))


def presence_of(wanted: Wanted, session: Session, zone: ZoneInfo) -> Presence:
    """What a form means. Times at or outside the ends of the session mean from the start, to the end.

    Raises:
        RuleBroken: a time cannot be read, or they left before they came.
    """
    if wanted.state is not State.HERE:
        return Presence(wanted.state)
    came, left = _after(wanted.came, session, zone), _after(wanted.left, session, zone)
    if came is not None and left is not None and left <= came:
        raise RuleBroken("leaving comes before arriving", code="left-first")
    return Presence(
        State.HERE,
        None if came is None or came <= 0 else min(came, session.minutes),
        None if left is None or left >= session.minutes else max(left, 0),
    )


def group_of(record: Record | None) -> Group:
    """Where the roster page puts somebody: still open, an exception, or there for the whole session."""
    if record is None or record.presence.state is State.OPEN:
        return Group.OPEN
    return Group.WHOLE if record.minutes == record.of else Group.EXCEPTION


def enough(minutes: int, of: int, share: float) -> bool:
    """Whether the minutes reach the least share (0 to 1), in whole thousandths as the verdict has it."""
    return of > 0 and minutes * 1000 >= round(share * 1000) * of


def must_be_open(section: Section, session: Session, *, now: datetime) -> None:
    """Go on if attendance may be marked: from 30 minutes before the session begins, for ever after.

    Raises:
        RuleBroken: too early, or the section was cancelled before the session.
    """
    if section.cancelled_at and session.starts_at > section.cancelled_at:
        raise RuleBroken("This session was cancelled, so there is nothing to mark.", code="cancelled")
    if now < session.opens_at:
        local = session.opens_at.astimezone(section.zone)
        said = f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
        raise RuleBroken(
            f"This session has not begun. Attendance opens on {local:%A}, {local:%B} {local.day}, at {said}.",
            code="too-early",
        )


def held_on(section: Section, session: Session) -> date:
    """The calendar day of the session, where it is held."""
    return session.starts_at.astimezone(section.zone).date()


def _after(words: str, session: Session, zone: ZoneInfo) -> int | None:
    """A time on the wall as minutes after the session began; None for no time."""
    if not words:
        return None
    try:
        at = time.fromisoformat(words)
    except ValueError:
        raise RuleBroken(f"“{words[:20]}” is no time; write it like 15:52", code="no-time") from None
    start = session.starts_at.astimezone(zone)
    day = start.date() + timedelta(days=at.replace(tzinfo=None) < start.time() and _crosses(session, zone))
    moments = [datetime.combine(day, at.replace(tzinfo=None, fold=fold), tzinfo=zone) for fold in (0, 1)]
    # When clocks go back the same time comes twice; the one inside the session is meant.
    inside = [one for one in moments if session.starts_at <= one <= session.ends_at]
    return round(((inside or moments)[0] - session.starts_at) / timedelta(minutes=1))


def _crosses(session: Session, zone: ZoneInfo) -> bool:
    return session.starts_at.astimezone(zone).date() != session.ends_at.astimezone(zone).date()


def _text(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)
