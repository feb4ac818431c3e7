"""Answers to the evaluations of courses, which belong to nobody.

Neither the ids (drawn at random) nor the place of a document (they lie in the order of the ids) tells which came first.
"""

from collections.abc import Iterable

from pymongo.database import Database

from plm.learning.model.evaluation import Evaluation
from plm.mongo import Collection, Index

EVALUATIONS = Collection("evaluations", indexes=(Index(("course",), why="the answers to a course"),), clustered=True)


class Evaluations:
    """What can be asked about evaluations."""

    def __init__(self, db: Database) -> None:
        self._docs = EVALUATIONS.of(db)

    def add(self, evaluations: Iterable[Evaluation]) -> None:
        """Keep answers, at least one."""
        self._docs.insert_many(
            [
                {
                    "_id": one.id,
                    "course": one.course,
                    "edition": one.edition,
                    "cycle": one.cycle,
                    "month": one.month,
                    "ratings": dict(one.ratings),
                    "said": dict(one.said),
                }
                for one in evaluations
            ]
        )

    def to(self, course: str) -> list[Evaluation]:
        """The answers to a course, in the order of their ids."""
        return [
            Evaluation(
                doc["_id"], doc["course"], doc["edition"], doc["cycle"], doc["month"], doc["ratings"], doc["said"]
            )
            for doc in self._docs.find({"course": course}).sort("_id")
        ]
