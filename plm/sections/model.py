"""A section: a dated run of a course, with its sessions, facilitators and seats."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plm.access import SHARED, Actor, Permission, Scope
from plm.errors import RuleBroken

MOST_SEATS = 1_000  # Measured: a roster embedded in its section stays fast up to about this size.

OPENS = timedelta(minutes=30)  # So long before a session begins attendance may be marked and its plan stands still.

_BACK = timedelta(days=370)
_AHEAD = timedelta(days=740)


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

    @property
    def opens_at(self) -> datetime:
        """From when on attendance may be marked; from then on the session stays as it was planned."""
        return self.starts_at - OPENS


@dataclass(frozen=True)
class Meeting:
    """A session as people write it down: a day and two times on the clock of the place.

    Attributes:
        id: of the session it changes; empty for a new one.
    """

    day: date
    starts: time
    ends: time
    place: str = ""
    link: str = ""
    id: str = ""

    def session(self, session_id: str, zone: ZoneInfo) -> Session:
        """The session it means.

        Raises:
            RuleBroken: a time that the clocks skip on that day.
        """
        return Session(
            session_id,
            moment_of(self.day, self.starts, zone),
            moment_of(self.day, self.ends, zone),
            self.place,
            self.link,
        )


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
        reason: why it was cancelled.
        version: counts the changes of the plan, so that a stale page cannot undo a newer one.
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
    reason: str = ""
    version: int = 0

    @property
    def scope(self) -> Scope:
        """Where it belongs: to those who run it, and to the school that hosts it."""
        return Scope(school=self.school, facilitators=self.facilitators)

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the place where it meets."""
        return ZoneInfo(self.time_zone)

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

    def shows_roster_to(self, actor: Actor) -> bool:
        """Whether the actor may know who has a seat: those who run it, directors and administrators."""
        return actor.may(Permission.SECTION_WRITE, self.scope) or actor.may(Permission.DISTRICT_READ, self.scope)

    def session(self, session_id: str) -> Session | None:
        """The session with this id."""
        return next((session for session in self.sessions if session.id == session_id), None)

    def place(self, session_id: str) -> int:
        """Where the session stands, counted from 1."""
        return next(place for place, session in enumerate(self.sessions, 1) if session.id == session_id)

    def next_session(self, *, now: datetime) -> Session | None:
        """The session that runs now or comes next."""
        return next((session for session in self.sessions if session.ends_at > now), None)

    def fixed(self, *, now: datetime) -> tuple[Session, ...]:
        """The sessions whose plan stands still, because attendance is open or was taken."""
        return tuple(session for session in self.sessions if session.opens_at <= now)

    def open(self, *, now: datetime) -> tuple[Session, ...]:
        """The sessions that can still be moved or taken out."""
        return tuple(session for session in self.sessions if session.opens_at > now)

    def with_sessions(self, sessions: tuple[Session, ...]) -> "Section":
        """The section with these sessions, checked and in order."""
        return replace(self, sessions=planned(sessions))

    def replan(
        self,
        *,
        title: str,
        school: str,
        time_zone: str,
        capacity: int,
        facilitators: tuple[str, ...],
        meetings: tuple[Meeting, ...],
        version: int,
        now: datetime,
    ) -> "Section":
        """Plan the section anew. Sessions that have opened stay as they were.

        Args:
            meetings: every session that has not opened yet; one that is left out is taken out.
            version: the version the person saw.

        Raises:
            RuleBroken: cancelled, changed by somebody else meanwhile, fewer seats than are taken, or
                sessions that cannot be.
        """
        if self.cancelled_at:
            raise RuleBroken("This section was cancelled. Plan a new one instead.", code="cancelled")
        if version != self.version:
            raise RuleBroken(
                "This section was changed after you opened this page. "
                "Look at it as it stands now, then make your change again.",
                code="stale",
            )
        if capacity < len(self.roster):
            taken = len(self.roster)
            raise RuleBroken(
                f"{taken} {'seat is' if taken == 1 else 'seats are'} taken. Give the section at least so many.",
                code="too-few-seats",
            )
        fixed = {session.id for session in self.fixed(now=now)}
        known = {session.id for session in self.sessions}
        zone = ZoneInfo(time_zone)
        moved = []
        for row, meeting in enumerate(meetings, 1):
            if meeting.id in fixed:
                raise RuleBroken(
                    f"Session {self.place(meeting.id)} has begun and stays as it was planned. Load the page again.",
                    code="begun",
                )
            fresh = f"{self.id}-{self.version + 1}-{row}"
            moved.append(meeting.session(meeting.id if meeting.id in known else fresh, zone))
        sessions = within_reason((*self.fixed(now=now), *moved), now=now)
        return replace(
            self,
            title=title,
            school=school,
            time_zone=time_zone,
            capacity=capacity,
            facilitators=facilitators,
            sessions=planned(sessions),
            version=self.version + 1,
        )

    def cancel(self, reason: str, *, now: datetime) -> "Section":
        """Call it off. The roster and the attendance of sessions already held stay on the books.

        Raises:
            RuleBroken: cancelled already, or over.
        """
        if self.cancelled_at:
            raise RuleBroken("This section was already cancelled.", code="cancelled")
        if self.ends_at <= now:
            raise RuleBroken("This section is over; there is nothing left to cancel.", code="over")
        return replace(self, cancelled_at=now, reason=reason, version=self.version + 1)


def may_plan(actor: Actor) -> None:
    """Go on if the actor plans sections at all: facilitators and directors do.

    Raises:
        NotAllowed: the actor's role does not plan sections.
    """
    actor.must(Permission.SECTION_CREATE, SHARED)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) a clock on the wall shows this time; of two such moments the first.

    Raises:
        RuleBroken: the clocks go forward over this time, so that no clock ever shows it.
    """
    moment = datetime.combine(day, at.replace(tzinfo=None), tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at.replace(tzinfo=None)):
        said = f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"
        raise RuleBroken(
            f"There is no {said} on {day:%B} {day.day}, {day.year}: the clocks go forward then. Choose another time.",
            code="no-such-time",
        )
    return moment


def within_reason(sessions: tuple[Session, ...], *, now: datetime) -> tuple[Session, ...]:
    """The same sessions.

    Raises:
        RuleBroken: one lies so far back or ahead that the year must be a slip.
    """
    for session in sessions:
        if not now - _BACK <= session.starts_at <= now + _AHEAD:
            raise RuleBroken(
                f"A session on {session.starts_at:%B} {session.starts_at.day}, {session.starts_at.year} "
                "is too far away. Check the year.",
                code="check-year",
            )
    return sessions


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
