"""Planning sections: create, change, call off, and keep their roster in order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import SHARED, Actor, Permission, Role
from plm.catalog.model import Course
from plm.catalog.store import Courses
from plm.errors import NotAllowed, NotFound, RuleBroken
from plm.mail import Mail, letters
from plm.mongo import transactional
from plm.people.store import People
from plm.schools.model import School
from plm.schools.store import Schools
from plm.sections import messages
from plm.sections.model import Meeting, Section, Session, may_plan, planned, within_reason
from plm.sections.store import Listed, Named, Sections

_PAST = timedelta(days=370)
_KEPT = timedelta(days=7)  # How long a letter may still leave when the section is over before.


@dataclass(frozen=True)
class Choices:
    """What somebody who plans a section can choose from, as (value, label)."""

    courses: tuple[tuple[str, str], ...]
    schools: tuple[tuple[str, str], ...]
    facilitators: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shown:
    """A section with the names around it. `roster` is None for those who may not know who comes."""

    section: Section
    facilitators: tuple[str, ...]
    school: str
    roster: tuple[Named, ...] | None


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


def mine(db: Database, *, words: str, actor: Actor, now: datetime) -> list[Listed]:
    """The sections of the last year and to come: a facilitator's own, for directors and administrators all.

    Raises:
        NotAllowed: the actor neither plans sections nor reads the district.
    """
    if not actor.district_wide:
        may_plan(actor)
    own = "" if actor.district_wide else actor.person
    return Sections(db).listed(since=now - _PAST, facilitator=own, words=words)


def show(db: Database, section_id: str, *, actor: Actor) -> Shown:
    """A section: its public facts for everybody, its roster for those who run it and the district's office.

    Raises:
        NotFound: no such section.
    """
    actor.must(Permission.SECTION_READ, SHARED)
    section, facilitators, school = Sections(db).with_facilitators(section_id)
    roster = tuple(Sections(db).roster(section_id)) if section.shows_roster_to(actor) else None
    return Shown(section, facilitators, school, roster)


def to_change(db: Database, section_id: str, *, actor: Actor) -> Section:
    """A section its facilitator or a director is about to change.

    Raises:
        NotFound: no such section, or somebody else's.
        NotAllowed: the actor sees it but may not change it.
    """
    section = Sections(db).get(section_id)
    actor.must(Permission.SECTION_WRITE, section.scope)
    return section


def invitation(db: Database, section_id: str, session_id: str, *, actor: Actor) -> tuple[Section, Session]:
    """A session somebody puts into their own calendar.

    Raises:
        NotFound: no such section or session.
        NotAllowed: the actor has no seat and does not run it.
    """
    section = Sections(db).get(section_id)
    actor.must(Permission.SECTION_READ, SHARED)
    if not section.holds(actor.person) and not section.shows_roster_to(actor):
        raise NotAllowed("Take a seat first; then the session goes into your calendar.")
    return section, _session(section, session_id)


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
    school = _school(db, plan.school)
    section = _new(known, plan, once, facilitator, school.time_zone if school else time_zone, now=now)
    actor.must(Permission.SECTION_CREATE, section.scope)
    _must_facilitate(db, facilitator, actor=actor)
    # Asked before it is written: inside a transaction a duplicate would end it.
    if Sections(db).find(once) is not None:
        return to_change(db, once, actor=actor)
    Sections(db).add(section)
    audit.record(db, actor, "section.created", section.id, school=section.school, title=section.title, now=now)
    return section


@transactional
def change(
    db: Database,
    section_id: str,
    plan: Plan,
    *,
    version: int,
    time_zone: str,
    link: str,
    district: str,
    actor: Actor,
    now: datetime,
) -> Section:
    """Plan a section anew; when sessions move, everybody with a seat gets a letter.

    Args:
        version: the version the person saw.
        time_zone: as in `create`.
        link: full address of the section's page, for the letter.
        district: who writes.

    Raises:
        NotFound, NotAllowed: as `to_change`, or not to this facilitator.
        RuleBroken: stale page, cancelled, fewer seats than taken, or the sessions cannot be.
    """
    before = to_change(db, section_id, actor=actor)
    school = _school(db, plan.school)
    if plan.facilitator and (plan.facilitator,) != before.facilitators:
        _must_facilitate(db, plan.facilitator, actor=actor)
    facilitators = (plan.facilitator,) if plan.facilitator else before.facilitators
    after = before.replan(
        title=plan.title or before.title,
        school=plan.school,
        time_zone=school.time_zone if school else time_zone,
        capacity=plan.capacity,
        facilitators=facilitators,
        meetings=plan.meetings,
        version=version,
        now=now,
    )
    _save(db, after)
    audit.record(
        db,
        actor,
        "section.changed",
        after.id,
        school=after.school,
        before=_facts(before),
        after=_facts(after),
        now=now,
    )
    if after.sessions != before.sessions:
        _tell(
            db,
            after,
            lambda to, name: messages.moved(after, to, name, link=link, district=district, now=now),
            actor,
            now,
        )
    return after


@transactional
def cancel(
    db: Database, section_id: str, *, reason: str, link: str, district: str, actor: Actor, now: datetime
) -> Section:
    """Call a section off; the roster is kept, and everybody with a seat gets a letter.

    Args:
        link: full address of the course's page, where other dates stand.
        district: who writes.

    Raises:
        NotFound, NotAllowed: as `to_change`.
        RuleBroken: cancelled already, or over.
    """
    before = to_change(db, section_id, actor=actor)
    after = before.cancel(reason, now=now)
    _save(db, after)
    audit.record(db, actor, "section.cancelled", after.id, school=after.school, reason=reason, now=now)
    _tell(
        db,
        after,
        lambda to, name: messages.cancelled(after, to, name, link=link, district=district, now=now),
        actor,
        now,
    )
    return after


@transactional
def unseat(db: Database, section_id: str, person: str, *, actor: Actor, now: datetime) -> str:
    """Take somebody's seat back, also after the section has begun; their attendance stays on the books.

    Returns:
        The person's name.

    Raises:
        NotFound, NotAllowed: as `to_change`; or no such person.
    """
    section = to_change(db, section_id, actor=actor)
    whom = People(db).get(person)
    if Sections(db).unseat(section.id, whom.id):
        audit.record(db, actor, "section.seat-removed", section.id, person=whom.id, school=whom.school, now=now)
    return whom.name


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _new(course: Course, plan: Plan, once: str, facilitator: str, time_zone: str, *, now: datetime) -> Section:
    if not course.published:
        raise RuleBroken("This course takes no newcomers at present.", code="unpublished")
    empty = Section(
        once, course.slug, plan.title or course.title, (facilitator,), (), plan.capacity, plan.school, time_zone
    )
    sessions = tuple(meeting.session(f"{once}-{row}", empty.zone) for row, meeting in enumerate(plan.meetings, 1))
    return replace(empty, sessions=planned(within_reason(sessions, now=now)), created_at=now)


def _must_facilitate(db: Database, person: str, *, actor: Actor) -> None:
    """Whether sections may be given to this person; to themselves everybody who plans may."""
    if person == actor.person:
        return
    if not actor.is_a(Role.DIRECTOR):
        raise NotAllowed("Only a director gives a section to somebody else.")
    found = People(db).get(person)
    if not found.active or not found.actor().is_a(Role.FACILITATOR):
        raise RuleBroken(f"{found.name} does not facilitate sections.", code="no-facilitator")


def _save(db: Database, after: Section) -> None:
    if not Sections(db).save_plan(after):
        raise RuleBroken(
            "Somebody changed this section or took a seat at the same moment. Load the page again.", code="stale"
        )


def _tell(db: Database, section: Section, write: Callable[[str, str], Mail], actor: Actor, now: datetime) -> None:
    """Hand a letter for each person with a seat, and for those who run it, to the worker."""
    ids: Iterable[str] = (*(seat.person for seat in section.roster), *section.facilitators)
    for person in People(db).some(set(ids) - {actor.person}).values():
        if person.active:
            letters.post(db, write(person.email, person.name), expires_at=max(section.ends_at, now + _KEPT), now=now)


def _school(db: Database, code: str) -> School | None:
    return Schools(db).get(code) if code else None


def _session(section: Section, session_id: str) -> Session:
    if (session := section.session(session_id)) is None:
        raise NotFound("There is no such session.")
    return session


def _facts(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "capacity": section.capacity,
        "sessions": [[session.starts_at, session.ends_at, session.place] for session in section.sessions],
    }
