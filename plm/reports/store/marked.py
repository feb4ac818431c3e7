"""How far attendance is marked, and how much practice waits beside it."""

from collections.abc import Collection, Iterable, Mapping

from pymongo.database import Database

from plm.attendance.model import State as Presence
from plm.attendance.store import ATTENDANCE
from plm.enrollment.model import Status
from plm.enrollment.store import ENROLLMENTS
from plm.learning.store.entries import waiting_of
from plm.learning.store.submissions import SUBMISSIONS
from plm.mongo.collection import Doc


class Marked:
    """How far attendance is marked, and how much practice waits beside it."""

    def __init__(self, db: Database) -> None:
        self._docs = ATTENDANCE.of(db)

    def counts(
        self, sessions: Iterable[str], sections: Iterable[str], seated: Mapping[str, Collection[str]]
    ) -> tuple[dict[tuple[str, str], int], int]:
        """How many people are marked, by section and session; and how many practice entries wait. One question.

        Args:
            seated: the people whose practice is read, by course.
        """
        asked = {
            "section": {"$in": sorted(sections)},
            "session": {"$in": sorted(sessions)},
            "state": {"$ne": Presence.OPEN},
        }
        by = {"section": "$section", "session": "$session"}
        steps: list[Doc] = [{"$match": asked}, {"$group": {"_id": by, "n": {"$sum": 1}}}]
        if seated:
            steps.append({"$unionWith": {"coll": SUBMISSIONS.name, "pipeline": _waiting(seated)}})
        found = list(self._docs.aggregate(steps))
        marked = {(doc["_id"]["section"], doc["_id"]["session"]): doc["n"] for doc in found if "_id" in doc}
        return marked, next((doc["waiting"] for doc in found if "waiting" in doc), 0)


def _waiting(seated: Mapping[str, Collection[str]]) -> list[Doc]:
    """Counts entries that wait; those of people who have left the course wait for nobody."""
    standing = {"from": ENROLLMENTS.name, "localField": "enrollment", "foreignField": "_id", "as": "standing"}
    return [
        {"$match": waiting_of(seated)},
        {"$lookup": standing | {"pipeline": [{"$project": {"status": 1}}]}},
        {"$match": {"standing.status": {"$ne": Status.WITHDRAWN}}},
        {"$count": "waiting"},
    ]
