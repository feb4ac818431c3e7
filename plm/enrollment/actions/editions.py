"""Editions with the people on them, for those who publish.

The catalogue lies upstream and knows no people. So whatever says for whom something changed stands here: the pages of
the editions and the command that publishes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.catalog import actions as catalog
from plm.catalog.actions import Kept
from plm.enrollment.model import Status
from plm.enrollment.model.editions import NOBODY, OnEdition
from plm.enrollment.store.editions import ByEdition, OnIt
from plm.errors import NotFound
from plm.schools.store import Schools


@dataclass(frozen=True)
class PeopleOf:
    """A course with its editions, how many are on each, and a part of the list of who they are.

    Attributes:
        on: how many are on each edition, by its number.
        total: how many people match what was asked.
        schools: short names, by code.
        numbers: of the editions, by id.
    """

    course: Kept
    on: Mapping[int, OnEdition]
    people: tuple[OnIt, ...]
    total: int
    schools: Mapping[str, str]
    numbers: Mapping[str, int]


def kept(db: Database, *, actor: Actor) -> list[tuple[Kept, dict[int, OnEdition]]]:
    """Every course with its history and how many people are on each edition, by its number; by title.

    Raises:
        NotAllowed: the actor may not publish.
    """
    courses = catalog.kept(db, actor=actor)
    counts = ByEdition(db).counts(one.slug for one in courses if one.history)
    return [(one, _by_number(one, counts)) for one in courses]


def asked(db: Database, slug: str, *, actor: Actor) -> tuple[Kept, dict[int, OnEdition]]:
    """One of `kept`.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: no such course.
    """
    found = next((one for one in catalog.kept(db, actor=actor) if one.slug == slug), None)
    if found is None:
        raise NotFound("There is no such course.")
    return found, _by_number(found, ByEdition(db).counts([slug]))


def on_editions(db: Database, slug: str, *, actor: Actor) -> dict[int, OnEdition]:
    """How many people are on each edition of a course, by its number; none for a course that was never published.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    counts = ByEdition(db).counts([slug])
    return {number: counts.get(one, NOBODY) for one, number in catalog.numbers(db, slug, actor=actor).items()}


def people_of(
    db: Database,
    slug: str,
    *,
    number: int = 0,
    status: Status | None = None,
    words: str = "",
    skip: int = 0,
    limit: int = 50,
    actor: Actor,
) -> PeopleOf:
    """Who is on which edition of a course, by name: those whose enrollments the actor may read.

    Args:
        number: only those on this edition; 0 for all.
        status: only those who stand so.
        words: each must begin a part of the name, or the address.
        limit: 0 for all.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: no such course.
    """
    course, on = asked(db, slug, actor=actor)
    numbers = {issue.edition.id: issue.edition.number for issue in course.history}
    edition = next((one for one, n in numbers.items() if n == number), "") if number else ""
    people, total = ByEdition(db).people(
        slug,
        edition=edition,
        status=status,
        schools=actor.schools_for(Permission.ENROLLMENT_READ),
        words=words,
        skip=skip,
        limit=limit,
    )
    schools = {code: school.short for code, school in Schools(db).some({one.school for one in people}).items()}
    return PeopleOf(course, on, tuple(people), total, schools, numbers)


def _by_number(course: Kept, counts: Mapping[str, OnEdition]) -> dict[int, OnEdition]:
    editions = [issue.edition for issue in course.history]
    return {one.number: counts.get(one.id, NOBODY) for one in editions}
