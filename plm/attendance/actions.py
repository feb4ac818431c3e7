"""Marking who is there, taking marks back, and carrying the minutes into the enrollments."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
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
    held_on,
    must_be_open,
    presence_of,
)
from plm.attendance.store import Attendance, Marks, Roster
from plm.catalog.store import Editions
from plm.enrollment import actions as enrollment
from plm.enrollment.model import SessionWork
from plm.errors import NotFound, RuleBroken
from plm.people.model import fold_email
from plm.people.store import People
from plm.sections import actions as sections
from plm.sections.model import Section, Session
from plm.sections.store import Named, Sections

_TRIES = 40
_BACK = "Taken back."
_UNDONE_WITHIN = timedelta(hours=12)


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
class Kept:
    """Somebody else marked this person meanwhile; theirs stands."""

    person: str
    by: str
    yours: bool
    presence: Presence


@dataclass(frozen=True)
class Outcome:
    """What came of a form.

    Attributes:
        changed: how many marks were made.
        kept: marks of others that stand.
        refused: names, and why what was written about them could not be taken.
    """

    changed: int = 0
    kept: tuple[Kept, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


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
    return _sheet(db, _roster(db, section_id, session_id, actor=actor), session_id, actor=actor, now=now)


def mark(
    db: Database,
    section_id: str,
    session_id: str,
    wanted: Iterable[Wanted],
    *,
    once: str,
    why: str = "",
    settle: timedelta = timedelta(0),
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Mark people, in one act. Only what changes is written; the same form sent twice changes nothing.

    Where somebody else marked a person after the form was drawn, theirs stands and is named.

    Args:
        once: names the form; marks are named after it.
        why: the reason, when it is a correction.
        settle: how long the marks rest before their minutes count in the enrollments. A completion once
            earned stays, so the exceptions to “all are here” must have time to follow.

    Raises:
        NotFound, NotAllowed: as `sheet`.
        RuleBroken: the session has not begun.
    """
    roster = _roster(db, section_id, session_id, actor=actor)
    session = _session(roster.section, session_id)
    must_be_open(roster.section, session, now=now)
    _check_key(once)
    names = {one.id: one.name for one in roster.people}
    marks, kept, refused = [], [], []
    for one in wanted:
        if one.person not in names:
            continue
        record = roster.records.get(one.person)
        stands = record.presence if record else Presence()
        try:
            asked = presence_of(one, session, roster.section.zone)
        except RuleBroken as refusal:
            refused.append((names[one.person], refusal.message))
            continue
        if asked in (stands, _shown(one)):
            continue
        if record and stands.sign != one.shown and record.last.batch != once:
            kept.append(Kept(names[one.person], record.last.name, record.last.by == actor.person, stands))
            continue
        marks.append(_mark(once, roster.section, session, one.person, asked, record, why, actor, now))
    changed = _write(db, roster.section, session, marks, why=why, settle=settle, actor=actor, now=now)
    return Outcome(changed, tuple(kept), tuple(refused))


def undo(
    db: Database, section_id: str, session_id: str, batch: str, *, once: str, actor: Actor, now: datetime
) -> Outcome:
    """Take back the marks of one form, where nobody has marked again since.

    Args:
        batch: names the form whose marks are taken back.
        once: names this form.

    Raises:
        NotFound, NotAllowed, RuleBroken: as `mark`.
    """
    roster = _roster(db, section_id, session_id, actor=actor)
    session = _session(roster.section, session_id)
    must_be_open(roster.section, session, now=now)
    _check_key(once)
    back = [person for person, record in roster.records.items() if record.last.batch == batch]
    before = _presences_before(Marks(db).of_session(section_id, session_id, back), batch) if back else {}
    marks = [
        _mark(once, roster.section, session, person, before[person], roster.records[person], _BACK, actor, now)
        for person in back
    ]
    changed = _write(db, roster.section, session, marks, why=_BACK, settle=timedelta(0), actor=actor, now=now)
    return Outcome(changed)


def history(db: Database, section_id: str, session_id: str, person: str, *, actor: Actor) -> Past:
    """Who marked this person when, from what to what, and why.

    Raises:
        NotFound, NotAllowed: as `sheet`; or the person was never marked here.
    """
    section = Sections(db).get(section_id)
    actor.must(Permission.ATTENDANCE_MARK, section.scope)
    session = _session(section, session_id)
    marks = Marks(db).of_session(section_id, session_id, [person])
    if not marks and not section.holds(person):
        raise NotFound
    befores = [Presence(), *(mark.presence for mark in marks)]
    changes = tuple(reversed(list(zip(marks, befores, strict=False))))
    return Past(section, session, People(db).get(person).name, changes)


def recompute(
    db: Database, section_id: str, session_id: str, *, people: Iterable[str] = (), actor: Actor, now: datetime
) -> dict[str, Record]:
    """Derive records from marks, and carry the minutes into the enrollments once the session is over.

    May run at any time, side by side, and be cut off anywhere: it writes what the marks say, reads
    them again, and notes marks as carried only when none was added meanwhile. So the last word in
    the enrollment is always that of the newest mark.

    Args:
        people: only these; everybody by default.

    Returns:
        The records by person.

    Raises:
        NotFound: no such section or session.
    """
    section = Sections(db).get(section_id)
    session = _session(section, session_id)
    chosen = list(people)
    marks = Marks(db).of_session(section_id, session_id, chosen)
    for _ in range(_TRIES):
        records = _records(marks, of=session.minutes)
        Attendance(db).save(records.values())
        if session.ends_at > now:
            # Minutes that have not passed are no evidence yet; the job carries them when they have.
            return records
        work = {
            person: SessionWork(section_id, record.minutes, record.of, held_on(section, session))
            for person, record in records.items()
        }
        enrollment.record_attendance(db, section.course, session_id, work, actor=actor, now=now)
        again = Marks(db).of_session(section_id, session_id, chosen)
        if [mark.id for mark in again] == [mark.id for mark in marks]:
            Marks(db).carried(mark.id for mark in marks)
            return records
        marks = again
    raise RuleBroken("Too many marks arrived at the same moment. Please try again.", code="busy")


def carry_due(db: Database, *, actor: Actor, now: datetime) -> int:
    """Carry the marks that count by now and have not been carried: of sessions that ended, and of writers that died.

    Returns:
        How many people's sessions were carried.
    """
    due: dict[tuple[str, str], list[str]] = {}
    for section, session, person in Marks(db).due(now=now):
        due.setdefault((section, session), []).append(person)
    for (section, session), people in due.items():
        recompute(db, section, session, people=people, actor=actor, now=now)
    return sum(map(len, due.values()))


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


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _roster(db: Database, section_id: str, session_id: str, *, actor: Actor) -> Roster:
    roster = Attendance(db).roster(section_id, session_id)
    actor.must(Permission.ATTENDANCE_MARK, roster.section.scope)
    return roster


def _sheet(db: Database, roster: Roster, session_id: str, *, actor: Actor, now: datetime) -> Sheet:
    share = Editions(db).get(roster.edition).requirement.minutes_share if roster.edition else 0.0
    lines = []
    for person in roster.people:
        record = roster.records.get(person.id)
        reached = record is None or enough(record.minutes, record.of, share)
        lines.append(Line(person, record, group_of(record), roster.section.holds(person.id), reached))
    mine = [record.last for record in roster.records.values() if _can_be_undone(record.last, actor=actor, now=now)]
    last = max(mine, key=lambda mark: mark.order).batch if mine else ""
    return Sheet(roster.section, _session(roster.section, session_id), tuple(lines), last)


def _can_be_undone(mark: Mark, *, actor: Actor, now: datetime) -> bool:
    """Whether the actor made this mark not long ago; an older one is corrected, with a reason."""
    return mark.by == actor.person and mark.why != _BACK and now - mark.at < _UNDONE_WITHIN


def _write(
    db: Database,
    section: Section,
    session: Session,
    marks: list[Mark],
    *,
    why: str,
    settle: timedelta,
    actor: Actor,
    now: datetime,
) -> int:
    """Marks first, then what follows from them: cut off in between, sending again or the job goes on."""
    if not marks:
        return 0
    due_at = max(session.ends_at, now + settle)
    changed = Marks(db).add(marks, due_at=due_at)
    audit.record(
        db,
        actor,
        "attendance.marked",
        f"{section.id}:{session.id}",
        school=section.school,
        people=[mark.person for mark in marks],
        **({"reason": why} if why else {}),
        now=now,
    )
    people = [mark.person for mark in marks]
    if due_at > now:
        # Minutes that have not passed are no evidence yet, and exceptions may follow; the job carries them.
        _derive(db, section, session, people)
    else:
        recompute(db, section.id, session.id, people=people, actor=actor, now=now)
    return changed


def _derive(db: Database, section: Section, session: Session, people: list[str]) -> None:
    """Write the records that the marks say, and look whether one was added meanwhile."""
    marks = Marks(db).of_session(section.id, session.id, people)
    for _ in range(_TRIES):
        Attendance(db).save(_records(marks, of=session.minutes).values())
        again = Marks(db).of_session(section.id, session.id, people)
        if [mark.id for mark in again] == [mark.id for mark in marks]:
            return
        marks = again
    raise RuleBroken("Too many marks arrived at the same moment. Please try again.", code="busy")


def _mark(
    once: str,
    section: Section,
    session: Session,
    person: str,
    presence: Presence,
    record: Record | None,
    why: str,
    actor: Actor,
    now: datetime,
) -> Mark:
    """A mark whose id says which form it came from, whom it is about and what it says.

    So the same form sent twice makes it once, while the same page changed and sent again makes another.
    It is dated after the mark it replaces, even where the clocks of two servers disagree.
    """
    at = max(now, record.last.at + timedelta(milliseconds=1)) if record else now
    mark_id = f"{once}:{session.id}:{person}:{presence.sign}"
    return Mark(mark_id, section.id, session.id, person, presence, actor.person, actor.name, at, why)


def _records(marks: Iterable[Mark], *, of: int) -> dict[str, Record]:
    by_person: dict[str, list[Mark]] = {}
    for one in marks:
        by_person.setdefault(one.person, []).append(one)
    found = ((person, derive(theirs, of=of)) for person, theirs in by_person.items())
    return {person: record for person, record in found if record}


def _presences_before(marks: Iterable[Mark], batch: str) -> Mapping[str, Presence]:
    """How each person stood before the marks of this form."""
    before: dict[str, Presence] = {}
    stood: dict[str, Presence] = {}
    for one in marks:
        if one.batch == batch:
            before.setdefault(one.person, stood.get(one.person, Presence()))
        stood[one.person] = one.presence
    return before


def _shown(wanted: Wanted) -> Presence | None:
    """What the form showed before anybody touched it."""
    state, _, times = wanted.shown.partition(".")
    came, _, left = times.partition(".")
    if state not in set(State) or not all(part == "" or part.isdigit() for part in (came, left)):
        return None
    return Presence(State(state), int(came) if came else None, int(left) if left else None)


def _session(section: Section, session_id: str) -> Session:
    if (session := section.session(session_id)) is None:
        raise NotFound("There is no such session.")
    return session


def _check_key(once: str) -> None:
    if not re.fullmatch(r"[0-9a-z]{8,64}", once):
        raise RuleBroken("This page is not complete. Load it again and send it once more.", code="no-key")
