"""Writing marks, and what follows from them: the records, and the minutes in the enrollments."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import Actor
from plm.attendance.model import Mark, Record, derive, held_on
from plm.attendance.store import Attendance, Marks
from plm.enrollment import actions as enrollment
from plm.enrollment.model import SessionWork
from plm.errors import NotFound, RuleBroken
from plm.sections.model import Section, Session
from plm.sections.store import Sections

_TRIES = 40


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
    session = session_of(section, session_id)
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


def write_marks(
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
    """Marks first, then what follows from them: cut off in between, sending again or the job goes on.

    Args:
        why: the reason, for the audit; empty when there is none.
        settle: how long the marks rest before their minutes count in the enrollments.

    Returns:
        How many marks were new.

    Raises:
        RuleBroken: too many others write at the same moment.
    """
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


def session_of(section: Section, session_id: str) -> Session:
    """The session of a section.

    Raises:
        NotFound: it has none with this id.
    """
    if (session := section.session(session_id)) is None:
        raise NotFound("There is no such session.")
    return session


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


def _records(marks: Iterable[Mark], *, of: int) -> dict[str, Record]:
    by_person: dict[str, list[Mark]] = {}
    for one in marks:
        by_person.setdefault(one.person, []).append(one)
    found = ((person, derive(theirs, of=of)) for person, theirs in by_person.items())
    return {person: record for person, record in found if record}
