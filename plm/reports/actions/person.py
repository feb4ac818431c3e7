"""One person, for those who lead them. What somebody wrote in a reflection is never read here."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import Actor, Permission, Scope
from plm.catalog.store import Editions
from plm.credentials.model import school_year
from plm.enrollment.model import Enrollment, Standing, Status
from plm.enrollment.store import Enrollments
from plm.people.model import Person
from plm.people.store import People
from plm.reports.messages import person as words
from plm.reports.messages.learning import Said
from plm.schools.model import School
from plm.schools.store import Schools


@dataclass(frozen=True)
class Open:
    """A course somebody is in the middle of; `stuck` is the id of the quiz they cannot pass alone."""

    enrollment: str
    title: str
    mark: str
    words: str
    stuck: str
    quiz: str


@dataclass(frozen=True)
class Past:
    """A course somebody has finished or left."""

    title: str
    words: str
    award: str


@dataclass(frozen=True)
class PersonPage:
    """All that the page says."""

    person: Person
    school: School | None
    own: bool
    said: Said
    open: tuple[Open, ...]
    done: tuple[Past, ...]
    left: tuple[Past, ...]
    may_change: bool
    may_enroll: bool
    may_see_team: bool


def person(db: Database, person_id: str, *, actor: Actor, zone: ZoneInfo, now: datetime) -> PersonPage:
    """Everything somebody has done and owes.

    Args:
        zone: the clock of people without a school.

    Raises:
        NotFound: nobody has this id, or they are outside the actor's scope.
        NotAllowed: the actor works beside them but does not lead them.
    """
    whom = People(db).get(person_id)
    actor.must(Permission.ENROLLMENT_READ, whom.scope)
    school = Schools(db).some([whom.school] if whom.school else []).get(whom.school)
    zone = school.zone if school else zone
    today = now.astimezone(zone).date()
    # A course taken at another school belongs to that school's records.
    found = [one for one in Enrollments(db).of(person_id) if actor.may(Permission.ENROLLMENT_READ, one.scope)]
    active = sorted((one for one in found if one.status is Status.ACTIVE), key=lambda one: one.due_on or date.max)
    done = [(one, one.completed_at.astimezone(zone).date()) for one in found if one.completed_at]
    left = [one for one in found if one.status is Status.WITHDRAWN]
    first, _ = school_year(today)
    standings = [one.standing(today) for one in found if one.status is not Status.WITHDRAWN]
    where = Scope(school=whom.school)
    return PersonPage(
        person=whom,
        school=school,
        own=whom.id == actor.person,
        said=words.person_answer(whom.name, standings, sum(one.hours for one, on in done if on >= first)),
        open=tuple(_open(db, one, today) for one in active),
        done=tuple(Past(one.title, words.done_words(one, on, today), one.award) for one, on in done),
        left=tuple(
            Past(one.title, words.left_words(one, (one.withdrawn_at or now).astimezone(zone).date(), today), "")
            for one in left
        ),
        may_change=actor.may(Permission.ENROLLMENT_WRITE, where),
        may_enroll=bool(whom.school) and actor.may(Permission.ENROLLMENT_CREATE, where),
        may_see_team=bool(whom.school) and actor.may(Permission.SCHOOL_READ, where),
    )


def _open(db: Database, one: Enrollment, today: date) -> Open:
    standing = one.standing(today)
    module = Editions(db).get(one.edition).module(one.stuck) if standing is Standing.STUCK else None
    quiz = module.title if module else ""
    return Open(one.id, one.title, standing.value, words.entry_words(one, standing, today), one.stuck, quiz)
