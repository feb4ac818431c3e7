"""How the questions of a course were answered, for those who teach it and those who publish it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo.database import Database

from plm.access import DISTRICT, SHARED, Actor, Permission
from plm.catalog.model import Course, Edition
from plm.catalog.store import Courses, Editions
from plm.errors import NotFound
from plm.learning.model.items import Item, items_of
from plm.learning.store import Attempts
from plm.sections.store import Sections

EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answers:
    """The questions of one edition with how they were answered.

    Attributes:
        editions: every edition of the course, newest first.
        own: whether only people with a seat in the actor's own sections are counted.
    """

    course: Course
    edition: Edition
    editions: tuple[Edition, ...]
    items: tuple[Item, ...]
    own: bool


def answers_to(db: Database, slug: str, *, number: int = 0, actor: Actor) -> Answers:
    """How the questions of a course were answered: in the whole district, or by those in one's own sections.

    Args:
        number: of the edition; without it the live one.

    Raises:
        NotAllowed: the actor neither runs sections nor reads the district.
        NotFound: no such course or edition.
    """
    own = not actor.may(Permission.DISTRICT_READ, DISTRICT)
    if own:
        actor.must(Permission.SECTION_CREATE, SHARED)
    course = Courses(db).get(slug)
    editions = tuple(Editions(db).by_course().get(slug, ()))
    live = next((one for one in editions if one.id == course.edition), None)
    edition = next((one for one in editions if one.number == number), None) if number else live
    if edition is None:
        raise NotFound("There is no such edition of the course.")
    people = _seated(db, slug, actor) if own else None
    items = items_of(edition, Attempts(db).tallied(edition.id, people=people))
    return Answers(course, edition, editions, items, own)


def _seated(db: Database, slug: str, actor: Actor) -> frozenset[str]:
    """Who has a seat in the sections of this course that the actor runs."""
    run = Sections(db).run_by(actor.person, since=EVER)
    own = [section for section in run if section.course == slug and section.cancelled_at is None]
    return frozenset(seat.person for section in own for seat in section.roster)
