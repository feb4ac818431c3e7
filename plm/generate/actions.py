"""Filling an empty database with a seeded district."""

from collections.abc import Callable
from datetime import datetime

from pymongo.database import Database

from plm.catalog.store import COURSES, EDITIONS, Courses, edition_to
from plm.enrollment.store import ENROLLMENTS
from plm.errors import RuleBroken
from plm.generate.district import District, course_of, frame, published
from plm.generate.load import FILLED, PATIENCE_MS, insert, load_pieces
from plm.generate.model import Size
from plm.generate.store import GENERATED, Generated
from plm.mongo import connect
from plm.people.store import PEOPLE, person_to
from plm.reports.store import EVERYWHERE, Tallies
from plm.schools.store import SCHOOLS, Schools

# What must be empty, and what a generation that broke off leaves alone when it is begun anew.
_FACTS = (PEOPLE, SCHOOLS, COURSES, ENROLLMENTS)
_KEPT = ("migrations", "locks", "heartbeats")


def generate(
    uri: str,
    database: str,
    size: Size,
    *,
    now: datetime,
    clock: Callable[[], datetime],
    processes: int = 1,
    advance: Callable[[int], object] = lambda _: None,
) -> District:
    """Fill an empty database, whose collections are prepared, with a seeded district.

    A generation that broke off is begun anew. The same seed on the same (UTC) day makes the same
    district, ids and moments included.

    Args:
        uri, database: which; every process opens it for itself.
        clock: tells when the work is done.
        processes: how many work at once.
        advance: called with the number of enrollments just loaded.

    Returns:
        The frame of the district: its schools, people and courses.

    Raises:
        RuleBroken: the size cannot be, or the database holds something already.
    """
    size.check()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    db = connect(uri, database, socketTimeoutMS=PATIENCE_MS)
    try:
        _must_be_empty(db)
        Generated(db).begin(size, now=day)
        district = frame(size, now=day)
        _load_frame(db, district, now=day)
        for collection in FILLED:
            collection.of(db).drop_indexes()
        for count in load_pieces(uri, database, size, now=day, processes=processes):
            advance(count)
        for collection in FILLED:
            collection.prepare(db)
        _count(db, district)
        Generated(db).finish(at=clock())
    finally:
        db.client.close()
    return district


def standing(db: Database) -> tuple[Size, datetime] | None:
    """The generated district that stands in this database, and the moment it was made for."""
    return Generated(db).whole()


def _must_be_empty(db: Database) -> None:
    if Generated(db).begun():
        for name in db.list_collection_names():
            if name not in (*_KEPT, GENERATED.name) and not name.startswith("system."):
                db[name].delete_many({})
        return
    held = next((one.name for one in _FACTS if one.of(db).find_one({}, {"_id": 1})), None)
    if held or Generated(db).whole():
        raise RuleBroken(
            f"The database “{db.name}” is not empty, and an invented district must not mix with a real one. "
            "Name an empty one in PLM_DATABASE.",
            code="not-empty",
        )


def _load_frame(db: Database, district: District, *, now: datetime) -> None:
    for school in district.schools:
        Schools(db).save(school)
    insert(db, PEOPLE, [person_to(person) for person in district.people])
    editions = [published(edition, now=now) for edition in district.editions]
    insert(db, EDITIONS, [edition_to(edition) for edition in editions])
    for edition in editions:
        Courses(db).save(course_of(edition))


def _count(db: Database, district: District) -> None:
    """Write the tallies of every school, as the projector would."""
    tallies = Tallies(db)
    for school in district.schools:
        at = tallies.moment()
        tallies.write(tallies.count(school.code, tallies.cycles(school.code), at=at).values(), at=at)
    tallies.add_up(tallies.cycles(EVERYWHERE))
