"""Looking at the catalogue: courses, their editions, files, guides and pages to take away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from pymongo.database import Database

from plm.access import DISTRICT, SHARED, Actor, Permission
from plm.catalog import shelf
from plm.catalog.actions import shipped
from plm.catalog.course_files import CourseFile, CourseFiles
from plm.catalog.files.assets import Asset, named_in
from plm.catalog.kinds import Live
from plm.catalog.messages import changes
from plm.catalog.model import Course, Edition, Module
from plm.catalog.store import Courses, Editions, publishers
from plm.errors import NotFound


class State(StrEnum):
    """Whether newcomers may begin a course."""

    PUBLISHED = "published"
    CLOSED = "closed"
    NEVER = "never"


@dataclass(frozen=True)
class Issue:
    """An edition in the history of its course.

    Attributes:
        by: who published it; empty when the audit does not say.
        changes: what is different from the edition before, in sentences; none in the first.
    """

    edition: Edition
    by: str
    changes: tuple[str, ...]


def live(db: Database) -> list[Course]:
    """What can be taken now, by title; everybody may see it."""
    return Courses(db).published()


def course(db: Database, slug: str, *, actor: Actor) -> Course:
    """One course, also when it takes no newcomers: those who began it still have it.

    Raises:
        NotFound: no such course.
    """
    actor.must(Permission.COURSE_READ, SHARED)
    return Courses(db).get(slug)


def standing(db: Database, *, actor: Actor) -> list[tuple[Course, Edition]]:
    """Every course with its live edition, whether it takes newcomers or not, by title.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    courses = Courses(db).all()
    editions = Editions(db).some(one.edition for one in courses)
    return [(one, editions[one.edition]) for one in courses]


@dataclass(frozen=True)
class Kept:
    """A course as those who publish see it.

    Attributes:
        state: what became of it.
        history: its editions, newest first; none when it was never published.
    """

    slug: str
    title: str
    state: State
    live: int = 0
    history: tuple[Issue, ...] = ()

    @property
    def newest(self) -> datetime | None:
        """When its newest edition was published."""
        return self.history[0].edition.published_at if self.history else None


def kept(db: Database, *, actor: Actor) -> list[Kept]:
    """Every course with its history, also those that come with PLM and were never published here; by title.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    editions, names = Editions(db).by_course(), publishers(db)
    found = [
        Kept(
            course.slug,
            course.title,
            State.PUBLISHED if course.published else State.CLOSED,
            next(one.number for one in editions[course.slug] if one.id == course.edition),
            _history(editions[course.slug], names),
        )
        for course in Courses(db).all()
    ]
    known = {one.slug for one in found}
    new = [
        Kept(slug, title, State.NEVER)
        for slug, title in shelf.titles_in(shipped.shipped_courses()).items()
        if slug not in known
    ]
    return sorted(found + new, key=lambda one: one.title.casefold())


def numbers(db: Database, slug: str, *, actor: Actor) -> dict[str, int]:
    """The number of each edition of a course, by its id; none when it was never published.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    return {one.id: one.number for one in Editions(db).of_course(slug)}


def _history(editions: Sequence[Edition], names: Mapping[str, str]) -> tuple[Issue, ...]:
    """Each edition, newest first, with what is different from the one before."""
    before = [*editions[1:], None]
    return tuple(
        Issue(one, names.get(one.id, ""), changes(older, one) if older else ())
        for one, older in zip(editions, before, strict=True)
    )


def edition(db: Database, slug: str, number: int = 0, *, actor: Actor) -> Edition:
    """One edition of a course by its number; the live one without a number.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: no such course, or no such edition of it.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    course = Courses(db).get(slug)
    if not number:
        return Editions(db).get(course.edition)
    found = next((one for one in Editions(db).of_course(slug) if one.number == number), None)
    if found is None:
        raise NotFound(f"“{course.title}” has no edition {number}. Its editions go up to {course.editions}.")
    return found


def file(db: Database, name: str, *, actor: Actor) -> tuple[CourseFile, Callable[[], BinaryIO]]:
    """A file that courses show, and how to open it; everybody signed in may see it.

    Args:
        name: its hash and suffix, `3f…9c.svg`.

    Raises:
        NotFound: no such file.
    """
    actor.must(Permission.COURSE_READ, SHARED)
    store = CourseFiles(db)
    key, _, suffix = name.partition(".")
    found = store.get(key)
    if found.suffix != suffix:
        raise NotFound("There is no such file.")
    return found, lambda: store.open(found)


def assets(db: Database, edition: Edition, *, actor: Actor) -> list[Asset]:
    """The files that an edition shows, with their content, for those who publish.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    store = CourseFiles(db)
    return [
        Asset(one.name, one.hash, one.suffix, one.media_type, store.read(one), one.width, one.height)
        for one in store.some(named_in(edition))
    ]


def guide(db: Database, course: str, *, actor: Actor) -> tuple[Module, ...]:
    """The live modules of a course that have a guide, for who plans and runs its sessions.

    Args:
        course: its slug; the live edition is looked into.

    Raises:
        NotAllowed: the actor runs no sessions.
        NotFound: no such course.
    """
    actor.must(Permission.SECTION_CREATE, SHARED)
    return tuple(
        module
        for module in Editions(db).get(Courses(db).get(course).edition).modules
        if (live := module.of(Live)) and live.guide
    )


def takeaway(db: Database, slug: str, *, actor: Actor) -> Edition:
    """The live edition of a course that has a page to take away; everybody signed in may keep it.

    Raises:
        NotFound: no such course, or it has no such page.
    """
    actor.must(Permission.COURSE_READ, SHARED)
    live = Editions(db).get(Courses(db).get(slug).edition)
    if not live.takeaway:
        raise NotFound(f"“{live.title}” has no page to take away.")
    return live
