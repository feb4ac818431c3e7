"""Sections. The document holds its roster, so a seat is claimed by one conditional update."""

from collections.abc import Iterable
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.sections.model import Seat, Section, Session

SECTIONS = Collection(
    "sections",
    indexes=(
        Index(("course", "ends_at"), why="the coming sections of a course"),
        Index(("facilitators", "ends_at"), why="the sections a facilitator runs"),
        Index(("roster.person", "ends_at"), why="the sessions a person has a seat in"),
        Index(("ends_at",), why="every coming section"),
        Index(
            ("next_reminder_at",),
            why="whose participants must be told next",
            where={"next_reminder_at": {"$exists": True}},
        ),
    ),
)


class Sections:
    """What can be asked about sections."""

    def __init__(self, db: Database) -> None:
        self._docs = SECTIONS.of(db)

    def get(self, section_id: str) -> Section:
        """One section.

        Raises:
            NotFound: no such section.
        """
        if (doc := self._docs.find_one({"_id": section_id})) is None:
            raise NotFound("There is no such section.")
        return section_from(doc)

    def some(self, ids: Iterable[str]) -> dict[str, Section]:
        """The sections with these ids, by id."""
        return {doc["_id"]: section_from(doc) for doc in self._docs.find({"_id": {"$in": list(ids)}})}

    def coming(self, course: str, *, now: datetime) -> list[Section]:
        """The sections of a course that have not ended, soonest first."""
        return self._found({"course": course, "ends_at": {"$gt": now}, "cancelled_at": None})

    def all_coming(self, *, now: datetime, limit: int = 100) -> list[Section]:
        """Every section that has not ended, soonest first."""
        return self._found({"ends_at": {"$gt": now}, "cancelled_at": None}, limit=limit)

    def run_by(self, person: str, *, since: datetime) -> list[Section]:
        """The sections somebody runs that ended after `since`, soonest first."""
        return self._found({"facilitators": person, "ends_at": {"$gt": since}})

    def with_seat(self, person: str, *, now: datetime) -> list[Section]:
        """The coming sections in which the person has a seat, soonest first."""
        return self._found({"roster.person": person, "ends_at": {"$gt": now}, "cancelled_at": None})

    def add(self, section: Section) -> bool:
        """Add a section; false when it already stands there (the same form sent twice)."""
        try:
            self._docs.insert_one(section_to(section))
        except DuplicateKeyError:
            return False
        return True

    def save_plan(self, section: Section) -> None:
        """Write everything but the roster, which only `seat` and `unseat` touch."""
        doc = section_to(section)
        del doc["roster"], doc["_id"]
        self._docs.update_one({"_id": section.id}, {"$set": doc})

    def seat(self, section_id: str, person: str, *, now: datetime) -> bool:
        """Seat the person if a seat is left; never oversells, and asking twice changes nothing."""
        taken = self._docs.update_one(
            {
                "_id": section_id,
                "cancelled_at": None,
                "roster.person": {"$ne": person},
                "$expr": {"$lt": [{"$size": "$roster"}, "$capacity"]},
            },
            {"$push": {"roster": {"person": person, "seated_at": now}}, "$set": {"next_reminder_at": now}},
        )
        return taken.modified_count == 1

    def unseat(self, section_id: str, person: str) -> bool:
        """Give the seat back; false when the person held none."""
        left = self._docs.update_one({"_id": section_id}, {"$pull": {"roster": {"person": person}}})
        return left.modified_count == 1

    def _found(self, asked: Doc, *, limit: int = 0) -> list[Section]:
        return [section_from(doc) for doc in self._docs.find(asked).sort("ends_at").limit(limit)]


def section_to(section: Section) -> Doc:
    """The document of a section. `next_reminder_at` asks the planner to look at it."""
    return {
        "_id": section.id,
        "course": section.course,
        "title": section.title,
        "facilitators": list(section.facilitators),
        "sessions": [
            {
                "id": session.id,
                "starts_at": session.starts_at,
                "ends_at": session.ends_at,
                "place": session.place,
                "link": session.link,
            }
            for session in section.sessions
        ],
        "starts_at": section.starts_at,
        "ends_at": section.ends_at,
        "capacity": section.capacity,
        "school": section.school,
        "time_zone": section.time_zone,
        "roster": [{"person": seat.person, "seated_at": seat.seated_at} for seat in section.roster],
        "created_at": section.created_at,
        "cancelled_at": section.cancelled_at,
        "next_reminder_at": section.created_at,
    }


def section_from(doc: Doc) -> Section:
    """The section of a document."""
    return Section(
        id=doc["_id"],
        course=doc["course"],
        title=doc["title"],
        facilitators=tuple(doc["facilitators"]),
        sessions=tuple(Session(**session) for session in doc["sessions"]),
        capacity=doc["capacity"],
        school=doc["school"],
        time_zone=doc["time_zone"],
        roster=tuple(Seat(**seat) for seat in doc["roster"]),
        created_at=doc["created_at"],
        cancelled_at=doc["cancelled_at"],
    )
