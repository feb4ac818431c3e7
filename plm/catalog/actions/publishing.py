"""Publishing: courses become the live editions, or are taken from the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.catalog import shelf
from plm.catalog.actions import shipped
from plm.catalog.course_files import CourseFiles
from plm.catalog.files.assets import Asset
from plm.catalog.files.doors import Required, known, rings, words
from plm.catalog.messages import changes
from plm.catalog.model import Course, Edition
from plm.catalog.store import PUBLISHED, Courses, Editions
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
        RuleBroken: courses would require each other in a ring.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    _must_open(db, editions)
    CourseFiles(db).add(assets, now=now)
    return _publish(db, editions, actor=actor, now=now)


def doors(db: Database, *, actor: Actor) -> dict[str, Required]:
    """Every course of the catalogue as others require it, by name.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    return _doors(db)


def _doors(db: Database) -> dict[str, Required]:
    return known(Editions(db).some(one.edition for one in Courses(db).all()).values())


def _must_open(db: Database, editions: Sequence[Edition]) -> None:
    """Refuse courses that would require each other in a ring; asks for the others only where doors are."""
    if not any(one.door.courses for one in editions):
        return
    courses = {**_doors(db), **known(editions)}
    for ring in rings(courses, [one.course for one in editions]):
        raise RuleBroken(words(ring, courses), code="ring")


def would_publish(db: Database, editions: Sequence[Edition], *, actor: Actor) -> list[Published]:
    """What `publish` would do, without doing any of it.

    Raises:
        NotAllowed: the actor may not publish.
    """
    actor.must(Permission.COURSE_PUBLISH, DISTRICT)
    return [_would_publish_one(db, edition) for edition in editions]


def _would_publish_one(db: Database, edition: Edition) -> Published:
    course, before = Courses(db).find(edition.course), Editions(db).of_course(edition.course)
    last = next((one for one in before if course and one.id == course.edition), None)
    if course is None or last is None:
        return Published(replace(edition, number=len(before) + 1))
    same = next((one for one in before if one.id == edition.id), None)
    numbered = same or replace(edition, number=before[0].number + 1)
    return Published(numbered, last.number, changes(last, numbered), reopened=not course.published)


@transactional
def _publish(db: Database, editions: Sequence[Edition], *, actor: Actor, now: datetime) -> list[Published]:
    return [_publish_one(db, edition, actor, now) for edition in editions]


def _publish_one(db: Database, edition: Edition, actor: Actor, now: datetime) -> Published:
    courses, store = Courses(db), Editions(db)
    course = courses.find(edition.course)
    last = store.get(course.edition) if course else None
    if course and last and last.id == edition.id and course.published:
        return Published(last, last.number)
    stored = store.add(edition, now=now)
    courses.save(_course_of(stored, course))
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
    return Published(stored, before, said, reopened=course is not None and not course.published)


def _course_of(edition: Edition, before: Course | None) -> Course:
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
        editions=max(edition.number, before.editions if before else 0),
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
    if slug not in shelf.titles_in(shipped.shipped_courses()):
        raise NotFound("There is no such course.")
    found = shelf.read_course(shipped.shipped_courses() / slug)
    if found.edition is None:
        raise RuleBroken(str(found.mistakes[0]), code="course-mistake")
    publish(db, [found.edition], assets=found.assets, actor=actor, now=now)
    return Courses(db).get(slug)


def publish_shipped(db: Database, *, actor: Actor, now: datetime) -> list[Published]:
    """Publish the catalogue that comes with PLM.

    Raises:
        NotAllowed: the actor may not publish.
        RuleBroken: a file of it was changed and is wrong now; the sentence names the first mistake.
    """
    found = shelf.read([shipped.shipped_courses()])
    for mistake in (mistake for one in found for mistake in one.mistakes):
        raise RuleBroken(str(mistake), code="course-mistake")
    assets = [asset for one in found for asset in one.assets]
    return publish(db, [one.edition for one in found if one.edition], assets=assets, actor=actor, now=now)
