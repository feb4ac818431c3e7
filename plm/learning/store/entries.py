"""Entries of practice logs: one document each, beside what else is handed in."""

from collections.abc import Collection, Mapping
from datetime import date

from pymongo.database import Database

from plm.errors import NotFound
from plm.learning.model.entries import Entry, State, Told, Version
from plm.learning.store.submissions import SUBMISSIONS
from plm.mongo.collection import Doc

KIND = "entry"


class Entries:
    """What can be asked about entries. Written only inside a transaction, together with their evidence."""

    def __init__(self, db: Database) -> None:
        self._docs = SUBMISSIONS.of(db)

    def get(self, entry_id: str) -> Entry:
        """One entry.

        Raises:
            NotFound: no such entry.
        """
        if (entry := self.find(entry_id)) is None:
            raise NotFound("There is no such entry.")
        return entry

    def find(self, entry_id: str) -> Entry | None:
        """One entry, if it exists."""
        doc = self._docs.find_one({"_id": entry_id, "kind": KIND})
        return entry_from(doc) if doc else None

    def of(self, enrollment: str, module: str) -> list[Entry]:
        """The entries of one module, the newest day first."""
        found = self._docs.find({"enrollment": enrollment, "module": module, "kind": KIND})
        return sorted(
            (entry_from(doc) for doc in found), key=lambda one: (one.told.held_on, one.written_at), reverse=True
        )

    def waiting(self, *, limit: int) -> list[Entry]:
        """Every entry that waits, the longest waiting first."""
        found = self._docs.find({"kind": KIND, "state": State.WAITING}).sort("sent_at").limit(limit)
        return [entry_from(doc) for doc in found]

    def waiting_in(self, course: str, people: Collection[str], *, limit: int) -> list[Entry]:
        """The entries of these people that wait in one course, the longest waiting first."""
        return [entry_from(doc) for doc in self._docs.find(waiting_of({course: people})).sort("sent_at").limit(limit)]

    def save(self, entry: Entry) -> None:
        """Write an entry, new or changed."""
        self._docs.replace_one({"_id": entry.id}, _entry_to(entry), upsert=True)


def waiting_of(seated: Mapping[str, Collection[str]]) -> Doc:
    """What asks for the waiting entries of these people.

    Args:
        seated: people by course; at least one course.
    """
    these = [{"course": course, "person": {"$in": sorted(people)}} for course, people in seated.items()]
    return {"kind": KIND, "state": State.WAITING, "$or": these}


def _entry_to(entry: Entry) -> Doc:
    return {
        "_id": entry.id,
        "kind": KIND,
        "enrollment": entry.enrollment,
        "course": entry.course,
        "module": entry.module,
        "person": entry.person,
        "school": entry.school,
        "act": entry.act,
        "told": _told_to(entry.told),
        "state": entry.state,
        "written_at": entry.written_at,
        "sent_at": entry.sent_at,
        "judged_at": entry.judged_at,
        "judged_by": entry.judged_by,
        "judged_name": entry.judged_name,
        "comment": entry.comment,
        "confirmed": list(entry.confirmed),
        "earlier": [
            {"told": _told_to(one.told), "at": one.at, "comment": one.comment, "commented_by": one.commented_by}
            for one in entry.earlier
        ],
        "revision": entry.revision,
    }


def _told_to(told: Told) -> Doc:
    return {
        "act": told.act,
        "held_on": told.held_on.isoformat(),
        "people": told.people,
        "minutes": told.minutes,
        "happened": told.happened,
        "ahead": told.ahead,
    }


def entry_from(doc: Doc) -> Entry:
    """The entry of a document."""
    return Entry(
        id=doc["_id"],
        enrollment=doc["enrollment"],
        course=doc["course"],
        module=doc["module"],
        person=doc["person"],
        school=doc["school"],
        act=doc["act"],
        told=_told_from(doc["told"]),
        state=State(doc["state"]),
        written_at=doc["written_at"],
        sent_at=doc["sent_at"],
        judged_at=doc["judged_at"],
        judged_by=doc["judged_by"],
        judged_name=doc["judged_name"],
        comment=doc["comment"],
        confirmed=tuple(doc["confirmed"]),
        earlier=tuple(
            Version(_told_from(one["told"]), one["at"], one["comment"], one["commented_by"]) for one in doc["earlier"]
        ),
        revision=doc["revision"],
    )


def _told_from(doc: Doc) -> Told:
    return Told(
        act=doc["act"],
        held_on=date.fromisoformat(doc["held_on"]),
        people=doc["people"],
        minutes=doc["minutes"],
        happened=doc["happened"],
        ahead=doc["ahead"],
    )
