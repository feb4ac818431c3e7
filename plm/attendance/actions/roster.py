"""The roster of a session: how everybody stands, how it came to that, and a seat for somebody who is missing."""

from dataclasses import dataclass, field
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.attendance.actions.carrying import session_of
from plm.attendance.actions.marking import can_be_undone, roster_to_mark
from plm.attendance.model import Group, Mark, Presence, Record, enough, group_of
from plm.attendance.store import Marks, Roster
from plm.catalog.store import Editions
from plm.enrollment import actions as enrollment
from plm.errors import NotFound, RuleBroken
from plm.people.model import fold_email
from plm.people.store import People
from plm.sections import actions as sections
from plm.sections.model import Section, Session
from plm.sections.store import Named, Sections


@dataclass(frozen=True)
class Line:
    """One person on the roster page."""

    person: Named
    record: Record | None
    group: Group
    seated: bool
    enough: bool

    @property
    def presence(self) -> Presence:
        """How they took part, as far as is known."""
        return self.record.presence if self.record else Presence()


@dataclass(frozen=True)
class Sheet:
    """A session's roster as it stands.

    Attributes:
        undo: names the last marks the actor made that can be taken back; empty when there are none.
    """

    section: Section
    session: Session
    lines: tuple[Line, ...]
    undo: str

    def group(self, name: str) -> list[Line]:
        """The people of one group, by name."""
        return [line for line in self.lines if line.group == name]

    @property
    def marked(self) -> int:
        """How many people are marked."""
        return sum(line.group is not Group.OPEN for line in self.lines)


@dataclass(frozen=True)
class Past:
    """The marks of one person in one session, newest first, each with what it replaced."""

    section: Section
    session: Session
    name: str
    changes: tuple[tuple[Mark, Presence], ...] = field(default=())


def sheet(db: Database, section_id: str, session_id: str, *, actor: Actor, now: datetime) -> Sheet:
    """The roster of a session with its marks.

    Raises:
        NotFound: no such section or session, or somebody else's.
        NotAllowed: the actor sees it but does not mark attendance.
    """
    return _sheet(db, roster_to_mark(db, section_id, session_id, actor=actor), session_id, actor=actor, now=now)


def history(db: Database, section_id: str, session_id: str, person: str, *, actor: Actor) -> Past:
    """Who marked this person when, from what to what, and why.

    Raises:
        NotFound, NotAllowed: as `sheet`; or the person was never marked here.
    """
    section = Sections(db).get(section_id)
    actor.must(Permission.ATTENDANCE_MARK, section.scope)
    session = session_of(section, session_id)
    marks = Marks(db).of_session(section_id, session_id, [person])
    if not marks and not section.holds(person):
        raise NotFound
    befores = [Presence(), *(mark.presence for mark in marks)]
    changes = tuple(reversed(list(zip(marks, befores, strict=False))))
    return Past(section, session, People(db).get(person).name, changes)


def add_person(db: Database, section_id: str, email: str, *, actor: Actor, now: datetime) -> str:
    """Give somebody a seat, by e-mail address.

    Returns:
        The person's name.

    Raises:
        NotFound, NotAllowed: as `sheet`.
        RuleBroken: nobody has this address, or there is no seat for them.
    """
    sections.to_change(db, section_id, actor=actor)
    person = People(db).with_email(fold_email(email))
    if person is None:
        raise RuleBroken(f"Nobody here has the address {email.strip()}. Check the spelling.", code="unknown-email")
    enrollment.take_seat(db, section_id, actor=actor, now=now, person=person.id)
    return person.name


def _sheet(db: Database, roster: Roster, session_id: str, *, actor: Actor, now: datetime) -> Sheet:
    share = Editions(db).get(roster.edition).requirement.minutes_share if roster.edition else 0.0
    lines = []
    for person in roster.people:
        record = roster.records.get(person.id)
        reached = record is None or enough(record.minutes, record.of, share)
        lines.append(Line(person, record, group_of(record), roster.section.holds(person.id), reached))
    mine = [record.last for record in roster.records.values() if can_be_undone(record.last, actor=actor, now=now)]
    last = max(mine, key=lambda mark: mark.order).batch if mine else ""
    return Sheet(roster.section, session_of(roster.section, session_id), tuple(lines), last)
