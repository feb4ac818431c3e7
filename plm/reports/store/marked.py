"""How far attendance is marked."""

from collections.abc import Iterable

from pymongo.database import Database

from plm.attendance.model import State as Presence
from plm.attendance.store import ATTENDANCE


class Marked:
    """How far attendance is marked."""

    def __init__(self, db: Database) -> None:
        self._docs = ATTENDANCE.of(db)

    def counts(self, sessions: Iterable[str], sections: Iterable[str]) -> dict[tuple[str, str], int]:
        """How many people are marked, by section and session."""
        asked = {
            "section": {"$in": sorted(sections)},
            "session": {"$in": sorted(sessions)},
            "state": {"$ne": Presence.OPEN},
        }
        by = {"section": "$section", "session": "$session"}
        found = self._docs.aggregate([{"$match": asked}, {"$group": {"_id": by, "n": {"$sum": 1}}}])
        return {(doc["_id"]["section"], doc["_id"]["session"]): doc["n"] for doc in found}
