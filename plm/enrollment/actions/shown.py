"""What a person may see: an enrollment, the catalogue as it meets them, a team to enroll."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymongo.database import Database

from plm.access import SHARED, Actor, Permission, Role, Scope
from plm.catalog.model import Course, Edition
from plm.catalog.store import Courses, Editions
from plm.enrollment.actions.waiving import closed_to, closed_words
from plm.enrollment.model import Enrollment, Reach, Status, out_of_reach
from plm.enrollment.store import Enrollments
from plm.people.model import Person
from plm.people.store import People
from plm.schools.model import School
from plm.schools.store import Schools
from plm.sections.model import Section
from plm.sections.store import Sections

# How long the page of a live module says that the facilitator's marks are awaited.
_WAITED_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Offer:
    """A course as one person meets it: what it is, where they stand in it, and when it meets.

    Attributes:
        edition: the one they take; the live one for who does not take it.
        closed: what must be completed before they can take it, as a sentence; empty when its door is open.
        requires: titles of the courses that open it.
        sections: coming ones, soonest first.
        names: names of the people who run them, by id.
    """

    course: Course
    edition: Edition
    enrollment: Enrollment | None
    closed: str = ""
    requires: tuple[str, ...] = ()
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


def show(db: Database, enrollment_id: str, *, actor: Actor) -> Enrollment:
    """One enrollment, if the actor may read it.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it but may not read it.
    """
    enrollment = Enrollments(db).get(enrollment_id)
    actor.must(Permission.ENROLLMENT_READ, enrollment.scope)
    return enrollment


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
    missing = closed_to(db, actor.person, edition, now=now) if enrollment is None else None
    closed = closed_words(db, missing) if missing else ""
    titles = {one.slug: one.title for one in Courses(db).some(edition.door.courses)} if edition.door.courses else {}
    requires = tuple(titles.get(one, one) for one in edition.door.courses)
    return Offer(
        course, edition, enrollment, closed, requires, sections, {one: person.name for one, person in names.items()}
    )


def sections_for(db: Database, enrollment: Enrollment, *, now: datetime) -> tuple[list[Section], list[Section]]:
    """The sections of a course as one who takes it meets them, soonest first.

    Returns:
        Those that have not ended, and those the person had a seat in that have, with minutes still to be recorded.
    """
    found = Sections(db).concerning(enrollment.course, enrollment.person, now=now, since=now - _WAITED_FOR)
    coming = [one for one in found if one.ends_at > now]
    over = [one for one in found if one.ends_at <= now]
    return coming, [one for one in over if not any(held.id in enrollment.sessions for held in one.sessions)]


def reach_of(db: Database, enrollment: Enrollment, edition: Edition, *, now: datetime) -> Reach | None:
    """Whether the sessions asked for are out of reach in their section; asks the database only where there are any."""
    if not edition.has_live or enrollment.status is not Status.ACTIVE or not enrollment.sessions_left(edition):
        return None
    found = Sections(db).concerning(enrollment.course, enrollment.person, now=now, since=enrollment.enrolled_at)
    return out_of_reach(edition, enrollment, found, now=now)


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
