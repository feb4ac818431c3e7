"""What can be done with the catalogue: publish, take from the list, look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, SHARED, Actor, Permission
from plm.catalog import shelf
from plm.catalog.course_files import CourseFile, CourseFiles
from plm.catalog.files.assets import Asset, named_in
from plm.catalog.kinds import Live
from plm.catalog.messages import changes
from plm.catalog.model import Course, Edition, Module
from plm.catalog.store import PUBLISHED, Courses, Editions, publishers
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional


@dataclass(frozen=True)
class Published:
    """What publishing did to one course.

    Attributes:
        edition: the live edition, numbered.
        before: the number of the edition that was live until now; 0 for a course that is new.
        changes: what is different from it, in sentences.
        reopened: the course took no newcomers until now.
    """

    edition: Edition
    before: int = 0
    changes: tuple[str, ...] = ()
    reopened: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether nothing was written."""
        return self.before == self.edition.number and not self.reopened


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


def publish(
    db: Database, editions: Sequence[Edition], *, assets: Sequence[Asset] = (), actor: Actor, now: datetime
) -> list[Published]:
    """Make these editions the live ones of their courses: all of them, or none.

    An edition is stored once and never changes; people stay on the one they began. Content that was published before
    is the edition it was then.

    Args:
        assets: the files that the editions show. They are stored first, so that no edition ever lacks one; a file
            that no edition came to name harms nobody.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    CourseFiles(db).add(assets, now=now)
    return _publish(db, editions, actor=actor, now=now)


@transactional
def _publish(db: Database, editions: Sequence[Edition], *, actor: Actor, now: datetime) -> list[Published]:
    return [_publish_one(db, edition, actor, now) for edition in editions]


def _publish_one(db: Database, edition: Edition, actor: Actor, now: datetime) -> Published:
    courses, store = Courses(db), Editions(db)
    known = courses.find(edition.course)
    last = store.get(known.edition) if known else None
    if known and last and last.id == edition.id and known.published:
        return Published(last, last.number)
    stored = store.add(edition, now=now)
    courses.save(_course_of(stored, known))
    said = changes(last, stored) if last else ()
    before = last.number if last else 0
    audit.record(
        db,
        actor,
        PUBLISHED,
        stored.course,
        now=now,
        edition=stored.id,
        number=stored.number,
        before=before,
        changes=list(said),
    )
    return Published(stored, before, said, reopened=known is not None and not known.published)


def _course_of(edition: Edition, known: Course | None) -> Course:
    """What the catalogue shows once the edition is live."""
    return Course(
        slug=edition.course,
        edition=edition.id,
        title=edition.title,
        summary=edition.summary,
        audience=edition.audience,
        hours=edition.hours,
        minutes=edition.minutes,
        live=edition.has_live,
        published=True,
        editions=max(edition.number, known.editions if known else 0),
    )


@transactional
def unpublish(db: Database, slug: str, *, actor: Actor, now: datetime) -> Course:
    """Take a course from the catalogue: nobody new can begin it, and who began it can finish.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: no such course.
        RuleBroken: it takes no newcomers already.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    courses = Courses(db)
    course = courses.get(slug)
    if not course.published:
        raise RuleBroken(f"“{course.title}” takes no newcomers already.", code="already-unpublished")
    closed = replace(course, published=False)
    courses.save(closed)
    audit.record(db, actor, "course.unpublished", slug, now=now, edition=course.edition)
    return closed


@transactional
def reopen(db: Database, slug: str, *, actor: Actor, now: datetime) -> Course:
    """Let newcomers begin a course again, with the edition that was live last.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: no such course.
        RuleBroken: it takes newcomers already.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    courses = Courses(db)
    course = courses.get(slug)
    if course.published:
        raise RuleBroken(f"“{course.title}” takes newcomers already.", code="already-published")
    opened = replace(course, published=True)
    courses.save(opened)
    number = Editions(db).get(course.edition).number
    audit.record(db, actor, PUBLISHED, slug, now=now, edition=course.edition, number=number, before=number, changes=[])
    return opened


def publish_new(db: Database, slug: str, *, actor: Actor, now: datetime) -> Course:
    """Publish a course that comes with PLM and was never published here.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: no such course comes with PLM.
        RuleBroken: it was published meanwhile, or a file of it is wrong; the sentence names the first mistake.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    if Courses(db).find(slug):
        raise RuleBroken("This course was published meanwhile. Load the page again.", code="already-published")
    if slug not in shelf.titles_in(shipped_courses()):
        raise NotFound("There is no such course.")
    found = shelf.read_course(shipped_courses() / slug)
    if found.edition is None:
        raise RuleBroken(str(found.mistakes[0]), code="course-mistake")
    publish(db, [found.edition], assets=found.assets, actor=actor, now=now)
    return Courses(db).get(slug)


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
        for slug, title in shelf.titles_in(shipped_courses()).items()
        if slug not in known
    ]
    return sorted(found + new, key=lambda one: one.title.casefold())


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


def shipped_courses() -> Path:
    """The catalogue that comes with PLM: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "courses"
    # Looked for first: beside an installed package there may be somebody else's folder of this name.
    return inside if inside.is_dir() else package.parent / "courses"


def publish_shipped(db: Database, *, actor: Actor, now: datetime) -> list[Published]:
    """Publish the catalogue that comes with PLM.

    Raises:
        NotAllowed: the actor may not publish.
        RuleBroken: a file of it was changed and is wrong now; the sentence names the first mistake.
    """
    found = shelf.read([shipped_courses()])
    for mistake in (mistake for one in found for mistake in one.mistakes):
        raise RuleBroken(str(mistake), code="course-mistake")
    assets = [asset for one in found for asset in one.assets]
    return publish(db, [one.edition for one in found if one.edition], assets=assets, actor=actor, now=now)
