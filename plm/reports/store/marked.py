"""How far attendance is marked, and what waits to be read beside it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pymongo.database import Database

from plm.attendance.model import State as Presence
from plm.attendance.store import ATTENDANCE
from plm.enrollment.model import Status
from plm.enrollment.store import ENROLLMENTS
from plm.learning.model import Writer
from plm.learning.store import SUBMISSIONS, unread_steps, writer_from
from plm.learning.store.entries import waiting_of
from plm.mongo.collection import Doc

# So many come back in one answer, so that no second question is needed.
_BATCH = 2_000


@dataclass(frozen=True)
class Counted:
    """What a facilitator's day is made of.

    Attributes:
        marked: how many people are marked, by section and session.
        practice: how many practice entries wait.
        wrote: who wrote each reflection that the facilitator has not read.
    """

    marked: Mapping[tuple[str, str], int]
    practice: int
    wrote: tuple[Writer, ...]


class Marked:
    """How far attendance is marked, and what waits to be read beside it."""

    def __init__(self, db: Database) -> None:
        self._docs = ATTENDANCE.of(db)

    def counts(
        self, sessions: Iterable[str], sections: Iterable[str], seated: Mapping[str, Collection[str]], *, reader: str
    ) -> Counted:
        """How many people are marked, how many practice entries wait, and whose reflections. One question.

        Args:
            seated: the people whose practice and reflections are read, by course.
        """
        asked = {
            "section": {"$in": sorted(sections)},
            "session": {"$in": sorted(sessions)},
            "state": {"$ne": Presence.OPEN},
        }
        by = {"section": "$section", "session": "$session"}
        steps: list[Doc] = [{"$match": asked}, {"$group": {"_id": by, "n": {"$sum": 1}}}]
        if seated:
            people = {person for these in seated.values() for person in these}
            steps.append({"$unionWith": {"coll": SUBMISSIONS.name, "pipeline": _waiting(seated)}})
            steps.append({"$unionWith": {"coll": SUBMISSIONS.name, "pipeline": unread_steps(people, reader=reader)}})
        found = list(self._docs.aggregate(steps, batchSize=_BATCH))
        return Counted(
            {(doc["_id"]["section"], doc["_id"]["session"]): doc["n"] for doc in found if "n" in doc},
            next((doc["waiting"] for doc in found if "waiting" in doc), 0),
            tuple(writer_from(doc) for doc in found if doc.get("enrollments") and doc.get("people")),
        )


def _waiting(seated: Mapping[str, Collection[str]]) -> list[Doc]:
    """Counts entries that wait; those of people who have left the course wait for nobody."""
    standing = {"from": ENROLLMENTS.name, "localField": "enrollment", "foreignField": "_id", "as": "standing"}
    return [
        {"$match": waiting_of(seated)},
        {"$lookup": standing | {"pipeline": [{"$project": {"status": 1}}]}},
        {"$match": {"standing.status": {"$ne": Status.WITHDRAWN}}},
        {"$count": "waiting"},
    ]
