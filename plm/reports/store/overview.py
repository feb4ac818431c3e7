"""What the administrator's pages ask."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pymongo.database import Database

from plm.audit import AUDIT
from plm.jobs.worker import HEARTBEATS
from plm.mail.ledger import State
from plm.mongo.collection import Doc
from plm.people.store import PEOPLE
from plm.reminders.store import REMINDERS

# All of it comes back in one answer; unless told, MongoDB's first holds 101 documents.
_BATCH = 5000


class Overview:
    """What the administrator's page asks, in one question."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def asked(self, *, jobs: Iterable[str], lines: int, until: datetime) -> Iterator[tuple[str, Doc]]:
        """Documents with what they are: `role`, `accounts`, `job`, `reminders`, `line` or `import`.

        Args:
            jobs: names of the jobs whose last word is wanted.
            lines: how many of the newest changes.
            until: reminders due before then are counted.
        """
        pipeline: list[Doc] = [
            {"$match": {"grants.role": {"$exists": True}, "active": True}},
            {"$unwind": "$grants"},
            {"$group": {"_id": "$grants.role", "n": {"$sum": 1}}},
            {"$set": {"kind": "role"}},
            {
                "$unionWith": {
                    "coll": PEOPLE.name,
                    "pipeline": [{"$collStats": {"count": {}}}, {"$project": {"count": 1, "kind": "accounts"}}],
                }
            },
            {
                "$unionWith": {
                    "coll": HEARTBEATS.name,
                    "pipeline": [{"$match": {"job": {"$in": sorted(jobs)}}}, {"$set": {"kind": "job"}}],
                }
            },
            _newest({}, lines, "line"),
            _newest({"subject": "people", "verb": "roster.imported"}, 1, "import"),
            {
                "$unionWith": {
                    "coll": REMINDERS.name,
                    "pipeline": [
                        {"$match": {"state": {"$in": [State.DUE, State.SENDING]}, "free_at": {"$lt": until}}},
                        {"$count": "n"},
                        {"$set": {"kind": "reminders"}},
                    ],
                }
            },
        ]
        for doc in PEOPLE.of(self._db).aggregate(pipeline, batchSize=_BATCH):
            yield doc.pop("kind"), doc


class Changes:
    """The audit list, as a page searches it."""

    def __init__(self, db: Database) -> None:
        self._docs = AUDIT.of(db)

    def page(self, *, people: list[str] | None, verb: str, skip: int, limit: int) -> list[Doc]:
        """Lines of these people (None for everybody) and of this verb (empty for any), newest first."""
        asked: Doc = {}
        if people is not None:
            asked["actor"] = {"$in": people}
        if verb:
            asked["verb"] = verb
        return list(self._docs.find(asked, {"_id": 0}).sort("at", -1).skip(skip).limit(limit))


def _newest(asked: Doc, limit: int, kind: str) -> Doc:
    return {
        "$unionWith": {
            "coll": AUDIT.name,
            "pipeline": [
                {"$match": asked},
                {"$sort": {"at": -1}},
                {"$limit": limit},
                {"$unset": "_id"},
                {"$set": {"kind": kind}},
            ],
        }
    }
