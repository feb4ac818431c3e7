"""Enrolling oneself or a team, withdrawing, due dates, another try."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission, Scope
from plm.catalog.model import Edition
from plm.catalog.store import Courses, Editions
from plm.enrollment.actions.waiving import closed_to, closed_words
from plm.enrollment.model import Enrollment, Status, check_due, cycle_of, enroll
from plm.enrollment.store import Enrollments
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.people.model import Person
from plm.people.store import People
from plm.schools.store import Schools
from plm.sections.store import Sections


@dataclass(frozen=True)
class TeamOutcome:
    """What came of enrolling several people: names, and for those not enrolled the reason."""

    course: str
    enrolled: tuple[str, ...]
    already: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def enroll_self(db: Database, course: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Take a course from the catalogue; asking twice gives the enrollment that stands.

    Raises:
        NotFound: no such course.
        RuleBroken: the course takes no newcomers, or another course must be completed first.
    """
    person = People(db).get(actor.person)
    edition = open_edition(db, course)
    return enroll_person(db, person, edition, due_on=None, actor=actor, now=now)[0]


def enroll_team(
    db: Database, people: Iterable[str], course: str, *, due_on: date | None, actor: Actor, now: datetime
) -> TeamOutcome:
    """Enroll several people at once, each in a write of their own, and say what came of each.

    Args:
        people: ids.
        due_on: the day by which they should be done, or None.

    Raises:
        NotFound: no such course, or one of the people lies outside the actor's scope.
        NotAllowed: the actor may not enroll others.
        RuleBroken: nobody chosen, the due date has passed, the course takes no newcomers.
    """
    asked = list(dict.fromkeys(people))
    if not asked:
        raise RuleBroken("Choose at least one person.", code="nobody")
    found = People(db).some(asked)
    if len(found) < len(asked):
        raise NotFound("Somebody on this list has no account any more. Load the page again.")
    wanted = [found[one] for one in asked]
    for person in wanted:
        actor.must(Permission.ENROLLMENT_CREATE, person.scope)
    check_due(due_on, today=min(_today(db, school, now) for school in {person.school for person in wanted}))
    edition = open_edition(db, course)
    enrolled: list[str] = []
    already: list[str] = []
    refused: list[tuple[str, str]] = []
    for person in sorted(wanted, key=lambda one: one.name):
        if not person.active:
            refused.append((person.name, "no longer works here"))
            continue
        try:
            _, new = enroll_person(db, person, edition, due_on=due_on, actor=actor, now=now)
        except RuleBroken as refusal:
            if refusal.code != "door":
                raise
            refused.append((person.name, "has not completed what opens this course"))
        else:
            (enrolled if new else already).append(person.name)
    return TeamOutcome(edition.title, tuple(enrolled), tuple(already), tuple(refused))


@transactional
def withdraw(db: Database, enrollment_id: str, *, reason: str, actor: Actor, now: datetime) -> Enrollment:
    """Leave a course and say why; seats in its coming sections are given back.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it but may not change it.
        RuleBroken: already withdrawn or already completed.
    """
    before = Enrollments(db).get(enrollment_id)
    actor.must(Permission.ENROLLMENT_WRITE, before.scope)
    after = Enrollments(db).change(enrollment_id, lambda one: one.withdraw(reason, now=now), now=now)
    for section in Sections(db).with_seat(before.person, now=now):
        if section.course == before.course:
            Sections(db).unseat(section.id, before.person)
    audit.record(db, actor, "enrollment.withdrawn", after.id, school=after.school, reason=reason, now=now)
    return after


@transactional
def move_due(db: Database, enrollment_id: str, *, due_on: date | None, actor: Actor, now: datetime) -> Enrollment:
    """Move the due date; reminders follow it.

    Raises:
        NotFound, NotAllowed: as `withdraw`; a person cannot move their own due date.
        RuleBroken: the day has passed, or the enrollment is no longer open.
    """
    before = Enrollments(db).get(enrollment_id)
    actor.must(Permission.ENROLLMENT_READ, before.scope)
    actor.must(Permission.ENROLLMENT_WRITE, Scope(school=before.school))
    check_due(due_on, today=_today(db, before.school, now))
    after = Enrollments(db).change(enrollment_id, lambda one: one.due(due_on), now=now)
    audit.record(
        db,
        actor,
        "enrollment.due-moved",
        after.id,
        school=after.school,
        before=_iso(before.due_on),
        after=_iso(due_on),
        now=now,
    )
    return after


@transactional
def allow_try(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Give another quiz attempt to somebody who has used them all.

    Raises:
        NotFound, NotAllowed: as `move_due`.
        RuleBroken: tries are left, or the module is no quiz.
    """
    before = Enrollments(db).get(enrollment_id)
    actor.must(Permission.ENROLLMENT_READ, before.scope)
    actor.must(Permission.ENROLLMENT_WRITE, Scope(school=before.school))
    edition = Editions(db).get(before.edition)
    after = Enrollments(db).change(enrollment_id, lambda one: one.allow_try(edition, module, now=now), now=now)
    audit.record(db, actor, "enrollment.try-allowed", after.id, school=after.school, module=module, now=now)
    return after


@transactional
def enroll_person(
    db: Database, person: Person, edition: Edition, *, due_on: date | None, actor: Actor, now: datetime
) -> tuple[Enrollment, bool]:
    """The enrollment, and whether it is new. Who withdrew this year comes back with their evidence."""
    fresh = enroll(
        person.id,
        person.school,
        edition,
        by=actor.person or "plm",
        due_on=due_on,
        cycle=cycle_of(_today(db, person.school, now)),
        now=now,
    )
    standing = Enrollments(db).find(fresh.id)
    if standing and standing.status is not Status.WITHDRAWN:
        return standing, False
    if still := Enrollments(db).active(person.id, edition.course):
        # Begun in an earlier year and not finished: they go on with it instead of beginning anew.
        return still, False
    if standing:
        after = Enrollments(db).change(
            fresh.id, lambda one: one.rejoin(by=fresh.enrolled_by, due_on=due_on, now=now), now=now
        )
        audit.record(db, actor, "enrollment.rejoined", after.id, school=after.school, due=_iso(due_on), now=now)
        return after, True
    if missing := closed_to(db, person.id, edition, now=now):
        raise RuleBroken(closed_words(db, missing), code="door")
    Enrollments(db).add(fresh, now=now)
    audit.record(db, actor, "enrollment.created", fresh.id, school=fresh.school, due=_iso(due_on), now=now)
    return fresh, True


def open_edition(db: Database, slug: str) -> Edition:
    course = Courses(db).get(slug)
    if not course.published:
        raise RuleBroken("This course takes no newcomers at present.", code="unpublished")
    return Editions(db).get(course.edition)


def _today(db: Database, school: str, now: datetime) -> date:
    """The calendar day at a school; for the central office, which has no clock of its own here, the day in UTC."""
    zone: tzinfo | None = Schools(db).get(school).zone if school else now.tzinfo
    return now.astimezone(zone).date()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
