"""Marking who is there, and taking marks back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.attendance.actions.carrying import session_of, write_marks
from plm.attendance.model import Mark, Presence, Record, State, Wanted, must_be_open, presence_of
from plm.attendance.store import Attendance, Marks, Roster
from plm.errors import RuleBroken
from plm.sections.model import Section, Session

_BACK = "Taken back."
_UNDONE_WITHIN = timedelta(hours=12)


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
    roster = roster_to_mark(db, section_id, session_id, actor=actor)
    session = session_of(roster.section, session_id)
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
    changed = write_marks(db, roster.section, session, marks, why=why, settle=settle, actor=actor, now=now)
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
    roster = roster_to_mark(db, section_id, session_id, actor=actor)
    session = session_of(roster.section, session_id)
    must_be_open(roster.section, session, now=now)
    _check_key(once)
    back = [person for person, record in roster.records.items() if record.last.batch == batch]
    before = _presences_before(Marks(db).of_session(section_id, session_id, back), batch) if back else {}
    marks = [
        _mark(once, roster.section, session, person, before[person], roster.records[person], _BACK, actor, now)
        for person in back
    ]
    changed = write_marks(db, roster.section, session, marks, why=_BACK, settle=timedelta(0), actor=actor, now=now)
    return Outcome(changed)


def roster_to_mark(db: Database, section_id: str, session_id: str, *, actor: Actor) -> Roster:
    roster = Attendance(db).roster(section_id, session_id)
    actor.must(Permission.ATTENDANCE_MARK, roster.section.scope)
    return roster


def can_be_undone(mark: Mark, *, actor: Actor, now: datetime) -> bool:
    """Whether the actor made this mark not long ago; an older one is corrected, with a reason."""
    return mark.by == actor.person and mark.why != _BACK and now - mark.at < _UNDONE_WITHIN


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


def _check_key(once: str) -> None:
    if not re.fullmatch(r"[0-9a-z]{8,64}", once):
        raise RuleBroken("This page is not complete. Load it again and send it once more.", code="no-key")
