"""Doors of courses, and waiving: letting somebody past one, and letting a module count that was not done."""

from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import SHARED, Actor, Permission
from plm.catalog.model import Edition, Waiver
from plm.catalog.store import Courses, Editions
from plm.enrollment.actions.evidence import new_award
from plm.enrollment.actions.recognising import recognised
from plm.enrollment.model import Enrollment, Status
from plm.enrollment.model.waiving import Admission, Closed, WaivedFor, closed
from plm.enrollment.store import Enrollments
from plm.enrollment.store.admissions import Admissions
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.people.model import Person, fold_email
from plm.people.store import People


def closed_to(db: Database, person: str, edition: Edition, *, now: datetime) -> Closed | None:
    """What stands between a person and a course; nothing when its door is open to them.

    A completion counts whatever became of its certificate's validity; a revoked one counts no more.
    """
    if not edition.door.courses:
        return None
    done = Enrollments(db).completed_of(person, edition.door.courses)
    missing = closed(edition.door, done)
    # What was learned elsewhere, and an admission, are asked for only where they matter.
    missing = missing and closed(edition.door, done | recognised(db, person, today=now.date()))
    return missing if missing and not Admissions(db).find(person, edition.course) else None


def closed_words(db: Database, missing: Closed) -> str:
    """What opens the course, as a sentence with the titles of the courses."""
    titles = {one.slug: one.title for one in Courses(db).some(missing.missing)}
    return missing.words(titles)


def admit(
    db: Database, course: str, email: str, *, reason: WaivedFor, words: str, actor: Actor, now: datetime
) -> Person:
    """Let somebody take a course although they have not completed what opens it.

    Args:
        email: the person's.
        words: why, as the director writes it; it stays on the record.

    Raises:
        NotFound: no such course.
        NotAllowed: the actor does not waive.
        RuleBroken: nobody has this address, the course has no door, or it is open to them already.
    """
    edition = door_of(db, course, actor=actor)
    person = People(db).with_email(fold_email(email))
    if person is None:
        raise RuleBroken("Nobody here has this e-mail address. Check it.", code="no-such-person")
    actor.must(Permission.COMPLETION_WAIVE, person.scope)
    if closed_to(db, person.id, edition, now=now) is None:
        raise RuleBroken(f"The course is open to {person.name} already.", code="open-already")
    _admit(db, Admission(person.id, course, reason, words, actor.person, actor.name, now), person, actor, now)
    return person


@transactional
def _admit(db: Database, admission: Admission, person: Person, actor: Actor, now: datetime) -> None:
    if Admissions(db).add(admission):
        facts = {"course": admission.course, "reason": admission.reason.value, "words": admission.words}
        audit.record(db, actor, "course.door-waived", person.id, school=person.school, now=now, **facts)


def door_of(db: Database, course: str, *, actor: Actor) -> Edition:
    """The live edition of a course that has a door, for those who may let somebody past it.

    Raises:
        NotFound: no such course, or it has no door.
        NotAllowed: the actor does not waive.
    """
    actor.must(Permission.COMPLETION_WAIVE, SHARED)
    edition = Editions(db).get(Courses(db).get(course).edition)
    if not edition.door.courses:
        raise NotFound("This course requires no other.")
    return edition


@transactional
def waive_module(
    db: Database, enrollment_id: str, module: str, *, reason: WaivedFor, words: str, actor: Actor, now: datetime
) -> Enrollment:
    """Let a module count as done although it was not; why stays on the record.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor does not waive.
        RuleBroken: no such module, it is done, or they have left the course.
    """
    before = Enrollments(db).get(enrollment_id)
    actor.must(Permission.ENROLLMENT_READ, before.scope)
    actor.must(Permission.COMPLETION_WAIVE, before.scope)
    edition = Editions(db).get(before.edition)
    waiver, award = Waiver(reason.value, words, actor.person, now), new_award()
    after = Enrollments(db).change(
        enrollment_id, lambda one: one.waive(edition, module, waiver, award=award, now=now), now=now
    )
    facts = {"module": module, "reason": reason.value, "words": words}
    audit.record(db, actor, "module.waived", after.id, school=after.school, now=now, **facts)
    if after.status is Status.COMPLETED and after.award == award:
        audit.record(db, actor, "enrollment.completed", after.id, school=after.school, award=award, now=now)
    return after
