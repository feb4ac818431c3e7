"""The collection of sections and its queries. A seat is claimed by one conditional update."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.catalog.store import COURSES
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.schools.store import SCHOOLS, school_from
from plm.sections.model import Section
from plm.sections.store.documents import section_from, section_to
from plm.sections.store.named import Named, named_from, people_of, with_people

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


@dataclass(frozen=True)
class Listed:
    """A section as a list shows it: without its roster, with how many seats are taken and who runs it."""

    section: Section
    taken: int
    facilitators: tuple[str, ...]
    school: str

    @property
    def free(self) -> int:
        """Seats nobody holds."""
        return max(0, self.section.capacity - self.taken)


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

    def find(self, section_id: str) -> Section | None:
        """One section, if it exists."""
        doc = self._docs.find_one({"_id": section_id})
        return section_from(doc) if doc else None

    def some(self, ids: Iterable[str]) -> dict[str, Section]:
        """The sections with these ids, by id."""
        return {doc["_id"]: section_from(doc) for doc in self._docs.find({"_id": {"$in": list(ids)}})}

    def coming(self, course: str, *, now: datetime) -> list[Section]:
        """The sections of a course that have not ended, soonest first."""
        return self._found({"course": course, "ends_at": {"$gt": now}, "cancelled_at": None})

    def concerning(self, course: str, person: str, *, now: datetime, since: datetime) -> list[Section]:
        """The sections of a course that have not ended, and those the person sat in that ended after `since`."""
        held = {"roster.person": person, "ends_at": {"$gt": since}}
        return self._found({"course": course, "cancelled_at": None, "$or": [{"ends_at": {"$gt": now}}, held]})

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

    def save_plan(self, section: Section) -> bool:
        """Write everything but the roster, which only `seat` and `unseat` touch.

        Returns:
            False when somebody else changed the plan meanwhile, or more seats are taken than it has.
        """
        doc = section_to(section)
        del doc["roster"], doc["_id"]
        stands = {
            "_id": section.id,
            "version": section.version - 1,
            "$expr": {"$lte": [{"$size": "$roster"}, section.capacity]},
        }
        return self._docs.update_one(stands, {"$set": doc}).matched_count == 1

    def listed(self, *, since: datetime, facilitator: str = "", words: str = "", limit: int = 300) -> list[Listed]:
        """Sections that ended after `since`, soonest first, in one command.

        Args:
            facilitator: only those this person runs.
            words: only those whose title holds these words.
        """
        asked: Doc = {"ends_at": {"$gt": since}}
        if facilitator:
            asked["facilitators"] = facilitator
        if words:
            asked["title"] = {"$regex": re.escape(words), "$options": "i"}
        steps: list[Doc] = [
            {"$match": asked},
            {"$sort": {"ends_at": -1}},
            {"$limit": limit},
            {"$set": {"taken": {"$size": "$roster"}, "roster": []}},
            *with_people("facilitators", "people"),
            {"$lookup": {"from": SCHOOLS.name, "localField": "school", "foreignField": "_id", "as": "schools"}},
        ]
        found = [_listed_from(doc) for doc in self._docs.aggregate(steps)]
        return sorted(found, key=lambda one: one.section.starts_at)

    def with_facilitators(self, section_id: str) -> tuple[Section, tuple[str, ...], str, str]:
        """One section, the names of those who run it, and of the school that hosts it, in one command.

        The last is the id of the live edition of its course, if it takes newcomers and has had more than one.

        Raises:
            NotFound: no such section.
        """
        steps: list[Doc] = [
            {"$match": {"_id": section_id}},
            *with_people("facilitators", "people"),
            {"$lookup": {"from": SCHOOLS.name, "localField": "school", "foreignField": "_id", "as": "schools"}},
            {"$lookup": {"from": COURSES.name, "localField": "course", "foreignField": "_id", "as": "courses"}},
        ]
        for doc in self._docs.aggregate(steps):
            later = (one["edition"] for one in doc["courses"] if one["published"] and one["editions"] > 1)
            return section_from(doc), _names(doc), _school(doc), next(later, "")
        raise NotFound("There is no such section.")

    def roster(self, section_id: str) -> list[Named]:
        """Who holds a seat, by name, with their school, in one command."""
        steps: list[Doc] = [{"$match": {"_id": section_id}}, *people_of("roster.person")]
        return named_from(next(iter(self._docs.aggregate(steps)), {"people": [], "schools": []}))

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

    # ── what the reminder planner asks ──

    def due_for_planning(self, now: datetime, limit: int) -> list[tuple[Section, datetime]]:
        """Sections whose participants' reminders must be looked at, each with the moment for which that was asked."""
        found = self._docs.find({"next_reminder_at": {"$lte": now}}).sort("next_reminder_at").limit(limit)
        return [(section_from(doc), doc["next_reminder_at"]) for doc in found]

    def planned(self, section: Section, seen: datetime, next_at: datetime | None) -> bool:
        """Ask for the next look; false when the plan or the roster changed since the section was read."""
        stands = {
            "_id": section.id,
            "next_reminder_at": seen,
            "version": section.version,
            "roster": [{"person": seat.person, "seated_at": seat.seated_at} for seat in section.roster],
        }
        change = {"$set": {"next_reminder_at": next_at}} if next_at else {"$unset": {"next_reminder_at": ""}}
        return self._docs.update_one(stands, change).matched_count == 1

    def to_be_reminded(self, until: datetime, *, limit: int) -> list[tuple[Section, datetime]]:
        """Sections whose participants' reminders will be looked at by then, soonest first."""
        asked: Doc = {"next_reminder_at": {"$lte": until}, "cancelled_at": None}
        found = self._docs.find(asked).sort("next_reminder_at").limit(limit)
        return [(section_from(doc), doc["next_reminder_at"]) for doc in found]

    def _found(self, asked: Doc, *, limit: int = 0) -> list[Section]:
        return [section_from(doc) for doc in self._docs.find(asked).sort("ends_at").limit(limit)]


def _listed_from(doc: Doc) -> Listed:
    return Listed(section_from(doc), doc["taken"], _names(doc), _school(doc))


def _names(doc: Doc) -> tuple[str, ...]:
    return tuple(sorted(one["name"] for one in doc["people"]))


def _school(doc: Doc) -> str:
    return next((school_from(one).short for one in doc["schools"]), "")
