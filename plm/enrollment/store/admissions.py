"""Admissions past a door: one document per person and course, written once."""

from collections.abc import Iterable

from pymongo.database import Database

from plm.catalog.stored import doc_of, value_of
from plm.enrollment.model.waiving import Admission
from plm.mongo import Collection, Index

ADMISSIONS = Collection(
    "admissions", indexes=(Index(("course", ("at", -1)), why="whom a course let in, newest first"),)
)


class Admissions:
    """What can be asked about admissions."""

    def __init__(self, db: Database) -> None:
        self._docs = ADMISSIONS.of(db)

    def find(self, person: str, course: str) -> Admission | None:
        """The admission of a person to a course, if there is one."""
        doc = self._docs.find_one({"_id": f"{person}:{course}"})
        return value_of(Admission, doc) if doc else None

    def admitted(self, people: Iterable[str], course: str) -> set[str]:
        """Those of these people who were admitted to a course."""
        ids = [f"{person}:{course}" for person in people]
        return {doc["person"] for doc in self._docs.find({"_id": {"$in": ids}}, {"person": 1})}

    def add(self, admission: Admission) -> bool:
        """Keep an admission; false when there is one already."""
        written = self._docs.update_one({"_id": admission.id}, {"$setOnInsert": doc_of(admission)}, upsert=True)
        return written.upserted_id is not None
