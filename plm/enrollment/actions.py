"""Enrolling, withdrawing, due dates, seats; and the one door through which evidence is written."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission, Scope
from plm.catalog.model import Edition
from plm.catalog.store import Courses, Editions
from plm.enrollment.model import Enrollment, SessionWork, Status, check_due, cycle_of, enroll, today_in
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.mongo import transactional
from plm.people.model import Person
from plm.people.store import People
from plm.schools.store import Schools
from plm.sections.model import Section
from plm.sections.store import Sections


@dataclass(frozen=True)
class TeamOutcome:
    """What came of enrolling several people: names, and for those not enrolled the reason."""

    course: str
    enrolled: tuple[str, ...]
    already: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def show(db: Database, enrollment_id: str, *, actor: Actor) -> Enrollment:
    """One enrollment, if the actor may read it.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it but may not read it.
    """
    enrollment = Enrollments(db).get(enrollment_id)
    actor.must(Permission.ENROLLMENT_READ, enrollment.scope)
    return enrollment


def enroll_self(db: Database, course: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Take a course from the catalogue; asking twice gives the enrollment that stands.

    Raises:
        NotFound: no such course.
        RuleBroken: the course takes no newcomers.
    """
    person = People(db).get(actor.person)
    edition = _open_edition(db, course)
    return _enroll(db, person, edition, due_on=None, actor=actor, now=now)[0]


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
    found = People(db).some(people)
    wanted = [found[one] for one in dict.fromkeys(people) if one in found]
    if not wanted:
        raise RuleBroken("Choose at least one person.", code="nobody")
    for person in wanted:
        actor.must(Permission.ENROLLMENT_CREATE, person.scope)
    schools = Schools(db).some({person.school for person in wanted})
    zones = [school.zone for school in schools.values()]
    check_due(due_on, today=min((today_in(zone, now) for zone in zones), default=now.date()))
    edition = _open_edition(db, course)
    enrolled: list[str] = []
    already: list[str] = []
    refused: list[tuple[str, str]] = []
    for person in sorted(wanted, key=lambda one: one.name):
        if not person.active:
            refused.append((person.name, "no longer works here"))
            continue
        _, new = _enroll(db, person, edition, due_on=due_on, actor=actor, now=now)
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
    zone = Schools(db).get(before.school).zone
    check_due(due_on, today=today_in(zone, now))
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


# ── seats: the section's document is the truth, the enrollment follows ────────────────────────────


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
    # The course first: should the seat then be gone, an enrollment without a seat is still true.
    _enroll(db, whom, _open_edition(db, section.course), due_on=None, actor=actor, now=now)
    if not Sections(db).seat(section_id, whom.id, now=now):
        section = Sections(db).get(section_id)
        if section.holds(whom.id):
            return section
        if section.cancelled_at:
            raise RuleBroken("This section was cancelled.", code="cancelled")
        raise RuleBroken(f"All {section.capacity} seats are taken.", code="full")
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


# ── evidence: written by learning and attendance, nobody else ─────────────────────────────────────


def begin_module(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Note that a module was opened."""
    edition = _own_edition(db, enrollment_id, actor=actor)
    return Enrollments(db).change(enrollment_id, lambda one: one.begin(edition, module, now=now), now=now)


def record_page(
    db: Database, enrollment_id: str, module: str, page: int, *, read: bool, actor: Actor, now: datetime
) -> Enrollment:
    """Keep where somebody stopped in a reading; `read` says that the page was read to its end.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such module or page, or they have left the course.
    """
    edition = _own_edition(db, enrollment_id, actor=actor)
    award = new_award()
    return _evidence(
        db,
        enrollment_id,
        lambda one: one.turn_page(edition, module, page, read=read, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_answers(
    db: Database, enrollment_id: str, module: str, share: float, *, key: str, actor: Actor, now: datetime
) -> Enrollment:
    """Count a quiz attempt with this share of questions right; the same `key` again changes nothing.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no tries left, no such module, or they have left the course.
    """
    edition = _own_edition(db, enrollment_id, actor=actor)
    award = new_award()
    return _evidence(
        db,
        enrollment_id,
        lambda one: one.answer(edition, module, share, key=key, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_reflection(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Count a reflection as handed in.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such module, or they have left the course.
    """
    edition = _own_edition(db, enrollment_id, actor=actor)
    award = new_award()
    return _evidence(
        db, enrollment_id, lambda one: one.reflect(edition, module, award=award, now=now), actor=actor, now=now
    )


def record_attendance(
    db: Database, course: str, session_id: str, work: dict[str, SessionWork], *, actor: Actor, now: datetime
) -> dict[str, Enrollment]:
    """Carry the minutes of one session into the enrollments of many people.

    The caller has checked that the actor may mark this section.

    Args:
        work: minutes by person id.

    Returns:
        The enrollments by person id. Who is not enrolled in the course is left out.
    """
    standing = Enrollments(db).in_course(work, course)
    editions = Editions(db).some({one.edition for one in standing.values()})
    awards = {person: new_award() for person in work}

    def rule(one: Enrollment) -> Enrollment:
        return one.attend(editions[one.edition], session_id, work[one.person], award=awards[one.person], now=now)

    after = Enrollments(db).change_many([one.id for one in standing.values()], rule, now=now)
    completed = [
        audit.line(actor, "enrollment.completed", one.id, school=one.school, award=one.award, now=now)
        for one in after.values()
        if one.completed_at == now and one.award == awards[one.person]
    ]
    audit.record_many(db, completed)
    return {one.person: one for one in after.values()}


def new_award() -> str:
    """A public code for a certificate: twelve letters and figures that cannot be mistaken for others."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    drawn = "".join(secrets.choice(letters) for _ in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


@transactional
def _enroll(
    db: Database, person: Person, edition: Edition, *, due_on: date | None, actor: Actor, now: datetime
) -> tuple[Enrollment, bool]:
    """The enrollment, and whether it is new. Who withdrew this year comes back with their evidence."""
    zone = Schools(db).get(person.school).zone if person.school else now.tzinfo
    fresh = enroll(
        person.id,
        person.school,
        edition,
        by=actor.person or "plm",
        due_on=due_on,
        cycle=cycle_of(now.astimezone(zone).date()),
        now=now,
    )
    standing = Enrollments(db).find(fresh.id)
    if standing and standing.status is not Status.WITHDRAWN:
        return standing, False
    if standing:
        after = Enrollments(db).change(
            fresh.id, lambda one: one.rejoin(by=fresh.enrolled_by, due_on=due_on, now=now), now=now
        )
        audit.record(db, actor, "enrollment.rejoined", after.id, school=after.school, due=_iso(due_on), now=now)
        return after, True
    Enrollments(db).add(fresh, now=now)
    audit.record(db, actor, "enrollment.created", fresh.id, school=fresh.school, due=_iso(due_on), now=now)
    return fresh, True


@transactional
def _evidence(db: Database, enrollment_id: str, rule, *, actor: Actor, now: datetime) -> Enrollment:  # type: ignore[no-untyped-def]
    before = Enrollments(db).get(enrollment_id)
    after = Enrollments(db).change(enrollment_id, rule, now=now)
    if after.completed_at and not before.completed_at:
        audit.record(db, actor, "enrollment.completed", after.id, school=after.school, award=after.award, now=now)
    return after


def _own_edition(db: Database, enrollment_id: str, *, actor: Actor) -> Edition:
    enrollment = Enrollments(db).get(enrollment_id)
    actor.must(Permission.LEARNING_DO, enrollment.scope)
    return Editions(db).get(enrollment.edition)


def _open_edition(db: Database, slug: str) -> Edition:
    course = Courses(db).get(slug)
    if not course.published:
        raise RuleBroken("This course takes no newcomers at present.", code="unpublished")
    return Editions(db).get(course.edition)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
