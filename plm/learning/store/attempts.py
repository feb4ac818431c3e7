"""Attempts at quizzes."""

from collections.abc import Collection

from pymongo.database import Database

from plm.learning.model import Attempt
from plm.learning.model.items import Tally
from plm.learning.store.submissions import SUBMISSIONS
from plm.mongo.collection import Doc


class Attempts:
    """What can be asked about attempts. Whoever asks for one names its writer: nobody else gets an answer."""

    def __init__(self, db: Database) -> None:
        self._docs = SUBMISSIONS.of(db)

    def get(self, attempt_id: str, *, writer: str) -> Attempt | None:
        """One attempt of the writer's own."""
        doc = self._docs.find_one({"_id": attempt_id, "person": writer})
        return _attempt_from(doc) if doc else None

    def tallied(self, edition: str, *, people: Collection[str] | None = None) -> list[Tally]:
        """How often each answer was given to each question of an edition.

        Args:
            people: only these are counted; without it, everybody.
        """
        asked: Doc = {"kind": "attempt", "edition": edition}
        if people is not None:
            asked["person"] = {"$in": sorted(people)}
        found = self._docs.aggregate(
            [
                {"$match": asked},
                {"$project": {"module": 1, "first": {"$eq": ["$number", 1]}, "chosen": {"$objectToArray": "$chosen"}}},
                {"$unwind": "$chosen"},
                {
                    "$group": {
                        "_id": {"module": "$module", "question": "$chosen.k", "chosen": "$chosen.v"},
                        "times": {"$sum": 1},
                        "first": {"$sum": {"$cond": ["$first", 1, 0]}},
                    }
                },
            ]
        )
        return [_tally_from(doc) for doc in found]

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt."""
        self._docs.insert_one(_attempt_to(attempt))


def _tally_from(doc: Doc) -> Tally:
    what = doc["_id"]
    return Tally(what["module"], what["question"], tuple(what["chosen"]), doc["times"], doc["first"])


def _attempt_to(attempt: Attempt) -> Doc:
    return {
        "_id": attempt.id,
        "kind": "attempt",
        "enrollment": attempt.enrollment,
        "module": attempt.module,
        "person": attempt.person,
        "chosen": {question: list(places) for question, places in attempt.chosen.items()},
        "right": attempt.right,
        "of": attempt.of,
        "share": attempt.share,
        "at": attempt.at,
        "number": attempt.number,
        "asked": list(attempt.asked),
        "edition": attempt.edition,
    }


def _attempt_from(doc: Doc) -> Attempt:
    return Attempt(
        id=doc["_id"],
        enrollment=doc["enrollment"],
        module=doc["module"],
        person=doc["person"],
        chosen={question: tuple(places) for question, places in doc["chosen"].items()},
        right=doc["right"],
        of=doc["of"],
        at=doc["at"],
        # Attempts of before pools have none of these.
        number=doc.get("number", 0),
        asked=tuple(doc["asked"] if "asked" in doc else doc["chosen"]),
        edition=doc.get("edition", ""),
    )
