"""A section: a dated run of a course, with its sessions, facilitators and seats."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plm.access import Scope
from plm.errors import RuleBroken

MOST_SEATS = 1_000  # Measured: a roster embedded in its section stays fast up to about this size.


@dataclass(frozen=True)
class Session:
    """One meeting. Times are UTC."""

    id: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))


@dataclass(frozen=True)
class Seat:
    """A person's place in the section, and since when."""

    person: str
    seated_at: datetime


@dataclass(frozen=True)
class Section:
    """A dated run of a course.

    Attributes:
        course: slug; people attend it whatever edition they began.
        school: code of the school that hosts it; empty when the district does.
        time_zone: the zone its times are shown in.
        facilitators: ids of the people who run it.
        roster: who holds a seat: the truth about seats, claimed by one conditional update.
    """

    id: str
    course: str
    title: str
    facilitators: tuple[str, ...]
    sessions: tuple[Session, ...]
    capacity: int
    school: str = ""
    time_zone: str = "America/New_York"
    roster: tuple[Seat, ...] = ()
    created_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        """Where it belongs: to those who run it, and to the school that hosts it."""
        return Scope(school=self.school, facilitators=self.facilitators)

    @property
    def starts_at(self) -> datetime:
        """When its first session begins."""
        return self.sessions[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """When its last session ends."""
        return self.sessions[-1].ends_at

    @property
    def free(self) -> int:
        """Seats nobody holds."""
        return max(0, self.capacity - len(self.roster))

    def holds(self, person: str) -> bool:
        """Whether the person has a seat."""
        return any(seat.person == person for seat in self.roster)

    def session(self, session_id: str) -> Session | None:
        """The session with this id."""
        return next((session for session in self.sessions if session.id == session_id), None)

    def place(self, session_id: str) -> int:
        """Where the session stands, counted from 1."""
        return next(place for place, session in enumerate(self.sessions, 1) if session.id == session_id)

    def next_session(self, *, now: datetime) -> Session | None:
        """The session that runs now or comes next."""
        return next((session for session in self.sessions if session.ends_at > now), None)

    def with_sessions(self, sessions: tuple[Session, ...]) -> "Section":
        """The section with these sessions, checked and in order."""
        return replace(self, sessions=planned(sessions))


def planned(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """The sessions in order.

    Raises:
        RuleBroken: none at all, one ends before it begins or lasts a day, or two overlap.
    """
    if not sessions:
        raise RuleBroken("A section needs at least one session.", code="no-session")
    ordered = tuple(sorted(sessions, key=lambda session: session.starts_at))
    for place, session in enumerate(ordered, 1):
        if session.ends_at <= session.starts_at:
            raise RuleBroken(f"Session {place} ends before it begins.", code="ends-first")
        if session.ends_at - session.starts_at > timedelta(hours=16):
            raise RuleBroken(f"Session {place} lasts longer than 16 hours. Check the dates.", code="too-long")
        if place > 1 and session.starts_at < ordered[place - 2].ends_at:
            raise RuleBroken(f"Session {place} begins before session {place - 1} ends.", code="overlap")
    return ordered
