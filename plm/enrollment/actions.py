"""Enrolling, withdrawing, due dates, seats; and the one door through which evidence is written."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pymongo.database import Database

from plm import audit
from plm.access import SHARED, Actor, Permission, Role, Scope
from plm.catalog.model import Course, Edition, Module
from plm.catalog.store import Courses, Editions
from plm.enrollment.model import Enrollment, SessionWork, Status, check_due, cycle_of, enroll, today_in
from plm.enrollment.store import Enrollments
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.people.model import Person
from plm.people.store import People
from plm.schools.model import School
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


@dataclass(frozen=True)
class Offer:
    """A course as one person meets it: what it is, where they stand in it, and when it meets.

    Attributes:
        edition: the one they take; the live one for who does not take it.
        sections: coming ones, soonest first.
        names: names of the people who run them, by id.
    """

    course: Course
    edition: Edition
    enrollment: Enrollment | None
    sections: tuple[Section, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Team:
    """The people of a school as whoever enrolls them sees them.

    Attributes:
        courses: what they can be enrolled in, by title.
        already: ids of the people who take or have completed `course`.
    """

    school: School
    people: tuple[Person, ...]
    courses: tuple[Course, ...]
    already: frozenset[str] = frozenset()


def catalogue(db: Database, *, actor: Actor) -> list[tuple[Course, Enrollment | None]]:
    """Every course that can be taken, by title, with the actor's newest enrollment in it.

    Raises:
        NotAllowed: the actor's role reads no courses.
    """
    actor.must(Permission.COURSE_READ, SHARED)
    mine: dict[str, Enrollment] = {}
    for one in sorted(Enrollments(db).of(actor.person), key=lambda one: one.cycle):
        if one.status is not Status.WITHDRAWN:
            mine[one.course] = one
    return [(course, mine.get(course.slug)) for course in Courses(db).published()]


def offer(db: Database, slug: str, *, actor: Actor, now: datetime) -> Offer:
    """One course as the actor meets it.

    Raises:
        NotFound: no such course.
        NotAllowed: the actor's role reads no courses.
    """
    actor.must(Permission.COURSE_READ, SHARED)
    course = Courses(db).get(slug)
    enrollment = Enrollments(db).of_in(actor.person, slug)
    taken = enrollment.edition if enrollment and enrollment.status is not Status.WITHDRAWN else course.edition
    edition = Editions(db).get(taken)
    sections = tuple(Sections(db).coming(slug, now=now)) if edition.has_live else ()
    names = People(db).some({one for section in sections for one in section.facilitators}) if sections else {}
    return Offer(course, edition, enrollment, sections, {one: person.name for one, person in names.items()})


def coming_sections(db: Database, course: str, *, now: datetime) -> list[Section]:
    """The sections of a course that have not ended, soonest first; every signed-in person may know them."""
    return Sections(db).coming(course, now=now)


def team_of(db: Database, school_code: str, *, course: str = "", actor: Actor) -> Team:
    """The people of a school whom the actor may enroll, and what in.

    Args:
        course: slug of the course chosen, to mark who already takes it; empty for none.

    Raises:
        NotFound: no such school, or it lies outside the actor's scope.
        NotAllowed: the actor may not enroll others there.
    """
    actor.must(Permission.ENROLLMENT_CREATE, Scope(school=school_code))
    school = Schools(db).get(school_code)
    already = Enrollments(db).at(school_code, course=course) if course else []
    return Team(
        school,
        tuple(People(db).at(school_code)),
        tuple(Courses(db).published()),
        frozenset(one.person for one in already),
    )


def name_of(db: Database, person: str) -> str:
    """What somebody is called, for whoever may read their enrollment."""
    return People(db).get(person).name


def principals_of(db: Database, school: str) -> tuple[str, ...]:
    """The names of those who lead a school, and so can give another try."""
    return tuple(
        person.name
        for person in People(db).with_role(Role.PRINCIPAL)
        if any(grant.role is Role.PRINCIPAL and grant.covers(school) for grant in person.grants)
    )


def edition_of(db: Database, enrollment: Enrollment) -> Edition:
    """The edition somebody began, whatever has been published since."""
    return Editions(db).get(enrollment.edition)


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
    asked = list(dict.fromkeys(people))
    if not asked:
        raise RuleBroken("Choose at least one person.", code="nobody")
    found = People(db).some(asked)
    if len(found) < len(asked):
        raise NotFound("Somebody on this list has no account any more. Load the page again.")
    wanted = [found[one] for one in asked]
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
    if not section.free and not section.holds(whom.id):
        raise _full(section)
    # The course first: should the seat then be gone to somebody faster, an enrollment without a seat is still true.
    # Who takes the course already keeps their edition, even if it takes no newcomers any more.
    if not Enrollments(db).active(whom.id, section.course):
        _enroll(db, whom, _open_edition(db, section.course), due_on=None, actor=actor, now=now)
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


# ── evidence: written by learning and attendance, nobody else ─────────────────────────────────────


def begin_module(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Note that a module was opened."""
    return _evidence(
        db, enrollment_id, lambda edition, one, _: one.begin(edition, module, now=now), actor=actor, now=now
    )


def keep_place(
    db: Database, enrollment: Enrollment, module: Module, page: int = 0, *, actor: Actor, now: datetime
) -> Enrollment:
    """Keep where somebody is, with one conditional update, or none when they are there already.

    The place is a convenience: a write that met another one is not made again.

    Args:
        enrollment: as it was read for this page.
        page: of a reading, counted from 1; 0 in a module without pages.

    Raises:
        NotFound, NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, enrollment.scope)
    after = enrollment.visit(module, page, now=now)
    if after == enrollment or not Enrollments(db).keep_place(after, module.id, before=enrollment):
        return enrollment
    return replace(after, version=enrollment.version + 1)


def record_page(
    db: Database, enrollment_id: str, module: str, page: int, *, read: bool, actor: Actor, now: datetime
) -> Enrollment:
    """Keep where somebody stopped in a reading; `read` says that the page was read to its end.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such module or page, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.turn_page(edition, module, page, read=read, award=award, now=now),
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
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.answer(edition, module, share, key=key, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_reflection(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Count a reflection as handed in.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such module, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.reflect(edition, module, award=award, now=now),
        actor=actor,
        now=now,
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
    if still := Enrollments(db).active(person.id, edition.course):
        # Begun in an earlier year and not finished: they go on with it instead of beginning anew.
        return still, False
    if standing:
        after = Enrollments(db).change(
            fresh.id, lambda one: one.rejoin(by=fresh.enrolled_by, due_on=due_on, now=now), now=now
        )
        audit.record(db, actor, "enrollment.rejoined", after.id, school=after.school, due=_iso(due_on), now=now)
        return after, True
    Enrollments(db).add(fresh, now=now)
    audit.record(db, actor, "enrollment.created", fresh.id, school=fresh.school, due=_iso(due_on), now=now)
    return fresh, True


def _evidence(
    db: Database,
    enrollment_id: str,
    rule: Callable[[Edition, Enrollment, str], Enrollment],
    *,
    actor: Actor,
    now: datetime,
) -> Enrollment:
    """Apply the rule to the actor's own enrollment, and do it again when another write came first.

    Most evidence completes nothing: then it is one read and one conditional update. What completes a course is written
    together with its line in the audit.

    Args:
        rule: gets the edition they began, the enrollment, and the award to use if this settles it.
    """
    enrollments = Enrollments(db)
    award = new_award()
    for _ in range(_TRIES):
        before = enrollments.get(enrollment_id)
        actor.must(Permission.LEARNING_DO, before.scope)
        after = rule(Editions(db).get(before.edition), before, award)
        if after == before:
            return before
        if after.completed_at and not before.completed_at:
            written = _complete(db, before, after, actor=actor, now=now)
        else:
            written = enrollments.save(after, before=before, now=now)
        if written:
            return replace(after, version=before.version + 1)
    raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")


@transactional
def _complete(db: Database, before: Enrollment, after: Enrollment, *, actor: Actor, now: datetime) -> bool:
    if not Enrollments(db).save(after, before=before, now=now):
        return False
    audit.record(db, actor, "enrollment.completed", after.id, school=after.school, award=after.award, now=now)
    return True


def _full(section: Section) -> RuleBroken:
    taken = "The one seat is taken." if section.capacity == 1 else f"All {section.capacity} seats are taken."
    return RuleBroken(taken, code="full")


def _open_edition(db: Database, slug: str) -> Edition:
    course = Courses(db).get(slug)
    if not course.published:
        raise RuleBroken("This course takes no newcomers at present.", code="unpublished")
    return Editions(db).get(course.edition)


_TRIES = 40


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
