"""Evidence that somebody else judges: who may, whose it is, and the door through which it is written.

Practice is read by those who run a section of the course in which its writer holds a seat, and by directors. Nobody
judges their own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import ALL_SCHOOLS, SHARED, Actor, Permission, Scope
from plm.catalog.model import ModuleWork
from plm.catalog.model.edition import Of
from plm.catalog.store import Editions
from plm.enrollment.actions.evidence import new_award
from plm.enrollment.model import Enrollment, Status
from plm.enrollment.store import Enrollments
from plm.errors import NotAllowed, RuleBroken
from plm.mongo import transactional
from plm.people.store import People
from plm.sections.model import Section
from plm.sections.store import Sections

READS_ON = timedelta(days=740)
"""Practice goes on after the sessions; so long those who ran a section read what its people try."""


@dataclass(frozen=True)
class Judged:
    """Whose practice somebody reads.

    Attributes:
        everybody: true for directors.
        seated: otherwise the people who hold a seat in their sections, by course.
    """

    everybody: bool
    seated: Mapping[str, frozenset[str]]


def judged_by(db: Database, *, actor: Actor, now: datetime) -> Judged:
    """Whose practice the actor reads.

    Raises:
        NotAllowed: the actor's role reads nobody's.
    """
    actor.must(Permission.PRACTICE_JUDGE, SHARED)
    if actor.schools_for(Permission.PRACTICE_JUDGE) == ALL_SCHOOLS:
        return Judged(everybody=True, seated={})
    return Judged(
        everybody=False, seated=seated_in(Sections(db).run_by(actor.person, since=now - READS_ON), reader=actor.person)
    )


def seated_in(sections: Iterable[Section], *, reader: str) -> dict[str, frozenset[str]]:
    """The people who hold a seat in these sections, by course; never the reader, who does not judge their own.

    Args:
        sections: that the reader runs; a cancelled one counts for nobody.
    """
    seated: dict[str, set[str]] = {}
    for section in sections:
        if not section.cancelled_at:
            seated.setdefault(section.course, set()).update(seat.person for seat in section.roster)
    return {course: frozenset(others) for course, people in seated.items() if (others := people - {reader})}


def readers_of(db: Database, enrollment: Enrollment, *, now: datetime) -> tuple[str, ...]:
    """The names of those who run the sections in which its learner holds a seat; directors read besides."""
    found = People(db).some(one for one in _facilitators(db, enrollment, now=now) if one != enrollment.person)
    return tuple(sorted(person.name for person in found.values()))


def to_judge(db: Database, enrollment_id: str, *, actor: Actor, now: datetime) -> Enrollment:
    """An enrollment in which the actor may judge what somebody else did.

    Raises:
        NotFound: no such enrollment, or its learner holds no seat in a section of the actor's.
        NotAllowed: the actor sees it but does not judge, or it is their own.
    """
    enrollment = Enrollments(db).get(enrollment_id)
    facilitators = _facilitators(db, enrollment, now=now)
    where = Scope(person=enrollment.person, school=enrollment.school, facilitators=facilitators)
    actor.must(Permission.PRACTICE_JUDGE, where)
    if enrollment.person == actor.person:
        raise NotAllowed("Somebody else reads your own practice.", code="own")
    return enrollment


@transactional
def judge(
    db: Database,
    enrollment_id: str,
    module: str,
    kind: type[Of],
    change: Callable[[Of, ModuleWork], ModuleWork],
    *,
    actor: Actor,
    now: datetime,
) -> Enrollment:
    """Keep what somebody judged in another person's module, by the rule of its kind.

    Args:
        change: gets the module's content and the work so far; the same work again changes nothing.

    Raises:
        NotFound, NotAllowed: as `to_judge`.
        RuleBroken: what the rule refuses; no such module, or the learner has left the course.
    """
    before = to_judge(db, enrollment_id, actor=actor, now=now)
    if before.status is Status.WITHDRAWN:
        raise RuleBroken("Its writer has left this course, so nothing can be recorded in it.", code="withdrawn")
    edition, award = Editions(db).get(before.edition), new_award()
    after = Enrollments(db).change(
        enrollment_id,
        lambda one: one.work_in(edition, module, kind, change, award=award, now=now, touch=False),
        now=now,
    )
    if after.status is Status.COMPLETED and after.award == award:
        audit.record(db, actor, "enrollment.completed", after.id, school=after.school, award=award, now=now)
    return after


def _facilitators(db: Database, enrollment: Enrollment, *, now: datetime) -> tuple[str, ...]:
    found = Sections(db).concerning(enrollment.course, enrollment.person, now=now, since=now - READS_ON)
    held = [one for one in found if one.holds(enrollment.person)]
    return tuple(dict.fromkeys(person for section in held for person in section.facilitators))
