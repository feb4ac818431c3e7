"""Planning a new section: what there is to choose from, and what is asked of it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission, Role
from plm.catalog.model import Course
from plm.catalog.store import Courses
from plm.errors import NotAllowed, RuleBroken
from plm.mongo import transactional
from plm.people.store import People
from plm.schools.model import School
from plm.schools.store import Schools
from plm.sections.actions.shown import to_change
from plm.sections.model import Meeting, Section, may_plan, planned, within_reason
from plm.sections.store import Sections


@dataclass(frozen=True)
class Choices:
    """What somebody who plans a section can choose from, as (value, label)."""

    courses: tuple[tuple[str, str], ...]
    schools: tuple[tuple[str, str], ...]
    facilitators: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plan:
    """What somebody asks of a section.

    Attributes:
        title: empty means the course's.
        school: code of the school that hosts it, or empty.
        facilitator: who runs it; empty leaves it with whom it is, or with the one who asks.
        meetings: the sessions that have not opened yet.
    """

    title: str
    school: str
    capacity: int
    meetings: tuple[Meeting, ...]
    facilitator: str = ""


def choices(db: Database, *, actor: Actor) -> Choices:
    """What a new or changed section can be made of.

    Raises:
        NotAllowed: the actor's role does not plan sections.
    """
    may_plan(actor)
    everywhere = actor.is_a(Role.DIRECTOR)
    return Choices(
        courses=tuple((course.slug, course.title) for course in Courses(db).published()),
        schools=tuple((school.code, school.short) for school in Schools(db).all()),
        facilitators=tuple((one.id, one.name) for one in People(db).with_role(Role.FACILITATOR)) if everywhere else (),
    )


@transactional
def create(db: Database, course: str, plan: Plan, *, once: str, time_zone: str, actor: Actor, now: datetime) -> Section:
    """Plan a section of a published course. The same form sent twice makes one.

    Args:
        once: names the form; the section's id.
        time_zone: the clock of the district, where no school hosts it.

    Raises:
        NotFound: no such course or school.
        NotAllowed: the actor's role does not plan sections, or not for somebody else.
        RuleBroken: the course takes no newcomers, or the sessions cannot be.
    """
    may_plan(actor)
    if not re.fullmatch(r"[0-9a-z]{8,64}", once):
        raise RuleBroken("This page is not complete. Load it again and send it once more.", code="no-key")
    facilitator = plan.facilitator or actor.person
    known = Courses(db).get(course)
    school = host_of(db, plan.school)
    section = _new(known, plan, once, facilitator, school.time_zone if school else time_zone, now=now)
    actor.must(Permission.SECTION_CREATE, section.scope)
    must_facilitate(db, facilitator, actor=actor)
    # Asked before it is written: inside a transaction a duplicate would end it.
    if Sections(db).find(once) is not None:
        return to_change(db, once, actor=actor)
    Sections(db).add(section)
    audit.record(db, actor, "section.created", section.id, school=section.school, title=section.title, now=now)
    return section


def must_facilitate(db: Database, person: str, *, actor: Actor) -> None:
    """Go on if sections may be given to this person; to themselves everybody who plans may.

    Raises:
        NotFound: no such person.
        NotAllowed: only a director gives a section to somebody else.
        RuleBroken: the person does not facilitate.
    """
    if person == actor.person:
        return
    if not actor.is_a(Role.DIRECTOR):
        raise NotAllowed("Only a director gives a section to somebody else.")
    found = People(db).get(person)
    if not found.active or not found.actor().is_a(Role.FACILITATOR):
        raise RuleBroken(f"{found.name} does not facilitate sections.", code="no-facilitator")


def host_of(db: Database, code: str) -> School | None:
    """The school that hosts a section; None when the code is empty and the district does.

    Raises:
        NotFound: no such school.
    """
    return Schools(db).get(code) if code else None


def _new(course: Course, plan: Plan, once: str, facilitator: str, time_zone: str, *, now: datetime) -> Section:
    if not course.published:
        raise RuleBroken("This course takes no newcomers at present.", code="unpublished")
    empty = Section(
        once, course.slug, plan.title or course.title, (facilitator,), (), plan.capacity, plan.school, time_zone
    )
    sessions = tuple(meeting.session(f"{once}-{row}", empty.zone) for row, meeting in enumerate(plan.meetings, 1))
    return replace(empty, sessions=planned(within_reason(sessions, now=now)), created_at=now)
