"""Marks, which are only ever added, and the records derived from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from plm.attendance.model import Mark, Presence, Record, State
from plm.catalog.store import COURSES
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.sections.model import Section
from plm.sections.store import SECTIONS, Named, named_from, people_of, section_from

MARKS = Collection(
    "marks",
    indexes=(
        Index(("section", "session", "person", "at"), why="the marks of a session, person by person"),
        Index(("due_at",), why="which marks have not reached the enrollments yet", where={"carried": False}),
    ),
)

ATTENDANCE = Collection(
    "attendance",
    indexes=(
        Index(("section", "session"), why="the records of a session"),
        Index(("person", "at"), why="where a person was"),
    ),
)

_DUPLICATE = 11000


@dataclass(frozen=True)
class Roster:
    """A session's people and what is recorded about them: everybody with a seat or with a record."""

    section: Section
    people: tuple[Named, ...]
    records: Mapping[str, Record]
    edition: str


class Marks:
    """What can be asked about marks."""

    def __init__(self, db: Database) -> None:
        self._docs = MARKS.of(db)

    def add(self, marks: Iterable[Mark], *, due_at: datetime) -> int:
        """Add the marks that are not there yet.

        Args:
            due_at: from when on they count in the enrollments.

        Returns:
            How many were new.
        """
        docs = [_mark_to(mark) | {"carried": False, "due_at": max(due_at, mark.at)} for mark in marks]
        if not docs:
            return 0
        try:
            return len(self._docs.insert_many(docs, ordered=False).inserted_ids)
        except BulkWriteError as error:
            # A mark that stands already is the same form sent twice.
            if any(one["code"] != _DUPLICATE for one in error.details["writeErrors"]):
                raise
            return int(error.details["nInserted"])

    def of_session(self, section: str, session: str, people: Iterable[str] = ()) -> list[Mark]:
        """The marks of a session, oldest first; of these people, or of everybody."""
        asked: Doc = {"section": section, "session": session}
        if chosen := list(people):
            asked["person"] = {"$in": chosen}
        return sorted((_mark_from(doc) for doc in self._docs.find(asked)), key=lambda mark: mark.order)

    def due(self, *, now: datetime, limit: int = 500) -> list[tuple[str, str, str]]:
        """(section, session, person) of marks that count by now and have not been carried."""
        found = self._docs.find({"carried": False, "due_at": {"$lte": now}}).sort("due_at").limit(limit)
        return list(dict.fromkeys((doc["section"], doc["session"], doc["person"]) for doc in found))

    def carried(self, ids: Iterable[str]) -> None:
        """Note that these marks have reached the enrollments."""
        self._docs.update_many({"_id": {"$in": list(ids)}, "carried": False}, {"$set": {"carried": True}})


class Attendance:
    """What can be asked about attendance records."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._docs = ATTENDANCE.of(db)

    def roster(self, section_id: str, session_id: str) -> Roster:
        """Everything the roster page shows, in one command.

        Raises:
            NotFound: no such section or session.
        """
        records = {
            "$lookup": {
                "from": ATTENDANCE.name,
                "pipeline": [{"$match": {"section": section_id, "session": session_id}}],
                "as": "records",
            }
        }
        steps: list[Doc] = [
            {"$match": {"_id": section_id, "sessions.id": session_id}},
            records,
            {"$set": {"here": {"$setUnion": ["$roster.person", "$records.person"]}}},
            *people_of("here"),
            {
                "$lookup": {
                    "from": COURSES.name,
                    "localField": "course",
                    "foreignField": "_id",
                    "pipeline": [{"$project": {"edition": 1}}],
                    "as": "live",
                }
            },
        ]
        for doc in SECTIONS.of(self._db).aggregate(steps):
            return Roster(
                section_from(doc),
                tuple(named_from(doc)),
                {one["person"]: _record_from(one) for one in doc["records"]},
                next((one["edition"] for one in doc["live"]), ""),
            )
        raise NotFound("There is no such session.")

    def of_session(self, section: str, session: str) -> dict[str, Record]:
        """The records of a session by person."""
        found = self._docs.find({"section": section, "session": session})
        return {doc["person"]: _record_from(doc) for doc in found}

    def save(self, records: Iterable[Record]) -> None:
        """Write what was derived, unless something newer stands there already.

        Newer is what rests on a later mark, or on the same mark among more; so derivations may run
        side by side and overtake each other.
        """
        writes = [UpdateOne({"_id": doc["_id"]}, _newer(doc), upsert=True) for doc in map(_record_to, records)]
        if writes:
            self._docs.bulk_write(writes, ordered=False)


def _newer(doc: Doc) -> list[Doc]:
    ours = [doc["at"], doc["mark"], doc["count"]]
    return [
        {
            "$replaceWith": {
                "$cond": [
                    {"$gte": [{"$literal": ours}, ["$at", "$mark", "$count"]]},
                    {"$literal": doc},
                    "$$ROOT",
                ]
            }
        }
    ]


def _mark_to(mark: Mark) -> Doc:
    return {
        "_id": mark.id,
        "section": mark.section,
        "session": mark.session,
        "person": mark.person,
        "state": mark.presence.state,
        "came": mark.presence.came,
        "left": mark.presence.left,
        "by": mark.by,
        "name": mark.name,
        "at": mark.at,
        "why": mark.why,
    }


def _mark_from(doc: Doc) -> Mark:
    return Mark(
        id=doc["_id"],
        section=doc["section"],
        session=doc["session"],
        person=doc["person"],
        presence=Presence(State(doc["state"]), doc["came"], doc["left"]),
        by=doc["by"],
        name=doc["name"],
        at=doc["at"],
        why=doc["why"],
    )


def _record_to(record: Record) -> Doc:
    mark = _mark_to(record.last)
    mark["mark"] = mark.pop("_id")
    last = record.last
    return {
        "_id": f"{last.section}:{last.session}:{last.person}",
        **mark,
        "state": str(last.presence.state),
        "minutes": record.minutes,
        "of": record.of,
        "count": record.count,
    }


def _record_from(doc: Doc) -> Record:
    return Record(_mark_from({**doc, "_id": doc["mark"]}), doc["minutes"], doc["of"], doc["count"])
