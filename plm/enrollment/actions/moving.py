"""Moving a section to the live edition of its course, person by person.

Who runs a section may move those who hold a seat in it, and a director may. Sections lie upstream and know nothing of
enrollments, so the section's page only links here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.catalog.messages import changes
from plm.catalog.model import Edition
from plm.catalog.store import Courses, Editions
from plm.enrollment.actions.evidence import new_award
from plm.enrollment.model import Enrollment, Status
from plm.enrollment.model.moving import Move, move, moved
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.mongo import transactional
from plm.people.model import Person
from plm.people.store import People
from plm.sections.model import Section
from plm.sections.store import Sections


@dataclass(frozen=True)
class Stays:
    """Somebody with a seat who is not moved, and why: a code that the messages put into words.

    Attributes:
        why: "there", "completed", "not-enrolled" or "left".
        number: of the edition they are in; 0 for who takes the course in none.
    """

    person: Person
    why: str
    number: int = 0
    enrollment: Enrollment | None = None


@dataclass(frozen=True)
class Moving:
    """A section that may be moved to the live edition of its course, as it stands.

    Attributes:
        to: the live edition.
        changes: what is different from each edition that people are moved from, by its number, newest first.
        moves: who can be moved, by name, with what it means for them.
        stay: who has a seat and is not moved, by name.
    """

    section: Section
    to: Edition
    changes: tuple[tuple[int, tuple[str, ...]], ...]
    moves: tuple[tuple[Person, Move], ...]
    stay: tuple[Stays, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of moving a section: names.

    Attributes:
        completed: those among `moved` who completed the course by it.
        others: who was asked for and not moved, and why, as a sentence.
    """

    to: Edition
    moved: tuple[str, ...]
    completed: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def moving(db: Database, section_id: str, *, actor: Actor, now: datetime) -> Moving:
    """What it would mean to move a section to the live edition, person by person. Writes nothing.

    Raises:
        NotFound: no such section, or somebody else's.
        NotAllowed: the actor sees it but may not change it.
        RuleBroken: the section was cancelled, or the course takes no newcomers.
    """
    section, to = _section(db, section_id, actor=actor)
    people = People(db).some(seat.person for seat in section.roster)
    standing = Enrollments(db).in_course(people, section.course)
    editions = Editions(db).some({one.edition for one in standing.values()})
    moves: list[tuple[Person, Move]] = []
    stay: list[Stays] = []
    for person in sorted(people.values(), key=lambda one: (one.name.casefold(), one.id)):
        one = standing.get(person.id)
        number = editions[one.edition].number if one else 0
        if one and not (why := _why_not(person, one, to)):
            moves.append((person, move(one, editions[one.edition], to, now=now)))
        else:
            stay.append(Stays(person, why if one else "not-enrolled", number, one))
    left = {one.before.edition for _, one in moves}
    differs = sorted((editions[one] for one in left), key=lambda one: -one.number)
    return Moving(section, to, tuple((one.number, changes(one, to)) for one in differs), tuple(moves), tuple(stay))


def move_section(
    db: Database, section_id: str, people: Iterable[str], *, edition: str, actor: Actor, now: datetime
) -> Outcome:
    """Move these people of a section to the live edition, each in a write of their own; asked twice, it moves once.

    Whatever they submit at the same moment counts: in the old edition before the move, in the new one after it.

    Args:
        people: ids.
        edition: id of the edition that was looked at.

    Raises:
        NotFound, NotAllowed: as `moving`.
        RuleBroken: as `moving`; or nobody is chosen, or a newer edition was published since.
    """
    section, to = _section(db, section_id, actor=actor)
    if edition != to.id:
        raise RuleBroken(
            f"Edition {to.number} was published since you opened this page. Look at what it means, then move them.",
            code="stale",
        )
    chosen = [one for one in dict.fromkeys(people) if section.holds(one)]
    if not chosen:
        raise RuleBroken("Choose at least one person.", code="nobody")
    found = People(db).some(chosen)
    standing = Enrollments(db).in_course(chosen, section.course)
    done: list[str] = []
    completed: list[str] = []
    others: list[tuple[str, str]] = []
    for person in sorted(found.values(), key=lambda one: (one.name.casefold(), one.id)):
        one = standing.get(person.id)
        if one is None or (why := _why_not(person, one, to)) == "left":
            others.append((person.name, "not-enrolled" if one is None else why))
            continue
        try:
            after = _move_one(db, one.id, to, actor=actor, now=now)
        except RuleBroken as refusal:
            # Completed or left between two looks; a completion is never touched.
            others.append((person.name, refusal.code))
            continue
        if after is None:
            others.append((person.name, "there"))
            continue
        done.append(person.name)
        if after.status is Status.COMPLETED:
            completed.append(person.name)
    return Outcome(to, tuple(done), tuple(completed), tuple(others))


@transactional
def _move_one(db: Database, enrollment_id: str, to: Edition, *, actor: Actor, now: datetime) -> Enrollment | None:
    """The enrollment after its move, with its line in the audit; nothing when it is in this edition already."""
    store, editions, award = Enrollments(db), Editions(db), new_award()
    before = store.get(enrollment_id)
    if before.edition == to.id:
        return None
    after = store.change(
        enrollment_id, lambda one: moved(one, editions.get(one.edition), to, award=award, now=now), now=now
    )
    facts = {"before": editions.get(before.edition).number, "after": to.number, "edition": to.id}
    audit.record(db, actor, "enrollment.moved-edition", after.id, school=after.school, now=now, **facts)
    if after.status is Status.COMPLETED:
        audit.record(db, actor, "enrollment.completed", after.id, school=after.school, award=award, now=now)
    return after


def _section(db: Database, section_id: str, *, actor: Actor) -> tuple[Section, Edition]:
    """The section, and the live edition of its course."""
    section = Sections(db).get(section_id)
    actor.must(Permission.SECTION_WRITE, section.scope)
    if section.cancelled_at:
        raise RuleBroken("This section was cancelled, so nobody is moved with it.", code="cancelled")
    course = Courses(db).get(section.course)
    if not course.published:
        raise RuleBroken("This course takes no newcomers at present, so it has no edition to move to.", code="closed")
    return section, Editions(db).get(course.edition)


def _why_not(person: Person, enrollment: Enrollment, to: Edition) -> str:
    """Why somebody is not moved; empty when they are."""
    if enrollment.status is Status.COMPLETED:
        return "completed"
    if enrollment.edition == to.id:
        return "there"
    return "" if person.active else "left"
