"""Seats: the section's document is the truth about them, the enrollment follows."""

from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.enrollment.actions.entering import enroll_person, open_edition
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.people.store import People
from plm.sections.model import Section
from plm.sections.store import Sections


def take_seat(db: Database, section_id: str, *, actor: Actor, now: datetime, person: str = "") -> Section:
    """Take a seat in a section; who is not enrolled in the course is enrolled by the same act.

    Args:
        person: somebody else, seated by the section's facilitator, their principal or a director.

    Raises:
        NotFound: no such section or person.
        NotAllowed: the actor may not seat others here.
        RuleBroken: the section is full, cancelled or over.
    """
    section = Sections(db).get(section_id)
    whom = People(db).get(person or actor.person)
    if whom.id != actor.person and not actor.may(Permission.SECTION_WRITE, section.scope):
        actor.must(Permission.ENROLLMENT_CREATE, whom.scope)
    if not whom.active:
        raise RuleBroken(f"{whom.name} no longer works here.", code="left")
    if section.cancelled_at:
        raise RuleBroken("This section was cancelled.", code="cancelled")
    if section.ends_at <= now:
        raise RuleBroken("This section is over.", code="over")
    if not section.free and not section.holds(whom.id):
        raise _full(section)
    # The course first: should the seat then be gone to somebody faster, an enrollment without a seat is still true.
    # Who takes the course already keeps their edition, even if it takes no newcomers any more.
    if not Enrollments(db).active(whom.id, section.course):
        enroll_person(db, whom, open_edition(db, section.course), due_on=None, actor=actor, now=now)
    if not Sections(db).seat(section_id, whom.id, now=now):
        section = Sections(db).get(section_id)
        if section.holds(whom.id):
            return section
        if section.cancelled_at:
            raise RuleBroken("This section was cancelled.", code="cancelled")
        raise _full(section)
    audit.record(db, actor, "section.seat-taken", section_id, person=whom.id, school=whom.school, now=now)
    return Sections(db).get(section_id)


def leave_seat(db: Database, section_id: str, *, actor: Actor, now: datetime, person: str = "") -> None:
    """Give a seat back.

    Raises:
        NotFound: no such section or person.
        NotAllowed: the actor may not unseat others here.
        RuleBroken: the section has begun.
    """
    section = Sections(db).get(section_id)
    whom = People(db).get(person or actor.person)
    if whom.id != actor.person and not actor.may(Permission.SECTION_WRITE, section.scope):
        actor.must(Permission.ENROLLMENT_WRITE, whom.scope)
    if section.starts_at <= now:
        raise RuleBroken("The section has begun; its facilitator keeps the roster now.", code="begun")
    if Sections(db).unseat(section_id, whom.id):
        audit.record(db, actor, "section.seat-left", section_id, person=whom.id, school=whom.school, now=now)


def _full(section: Section) -> RuleBroken:
    taken = "The one seat is taken." if section.capacity == 1 else f"All {section.capacity} seats are taken."
    return RuleBroken(taken, code="full")
