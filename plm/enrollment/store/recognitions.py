"""Recognitions of prior learning: one document each, written once, and taken back at most once."""

from datetime import date
from decimal import Decimal

from pymongo.database import Database

from plm.enrollment.model.recognition import Granted, Recognition
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

RECOGNITIONS = Collection(
    "recognitions",
    indexes=(
        Index(("person", ("done_on", -1)), why="what of a person's earlier learning is recognized"),
        Index((("at", -1),), why="what was recognized lately"),
    ),
)


class Recognitions:
    """What can be asked about recognitions."""

    def __init__(self, db: Database) -> None:
        self._docs = RECOGNITIONS.of(db)

    def get(self, recognition_id: str) -> Recognition:
        """One recognition.

        Raises:
            NotFound: there is none.
        """
        if (doc := self._docs.find_one({"_id": recognition_id})) is None:
            raise NotFound("There is no such recognition.")
        return _from(doc)

    def of(self, person: str) -> list[Recognition]:
        """A person's, newest learning first, those taken back among them."""
        return [_from(doc) for doc in self._docs.find({"person": person}).sort("done_on", -1)]

    def newest(self, *, limit: int) -> list[Recognition]:
        """The newest of the district."""
        return [_from(doc) for doc in self._docs.find().sort("at", -1).limit(limit)]

    def add(self, recognition: Recognition) -> bool:
        """Keep one; false when it is kept already."""
        doc = _to(recognition)
        written = self._docs.update_one({"_id": doc.pop("_id")}, {"$setOnInsert": doc}, upsert=True)
        return written.upserted_id is not None

    def withdraw(self, recognition: Recognition) -> bool:
        """Note that it was taken back; false when somebody else did so a moment earlier."""
        change = {"withdrawn_at": recognition.withdrawn_at, "withdrawn_why": recognition.withdrawn_why}
        stands = {"_id": recognition.id, "withdrawn_at": None}
        return self._docs.update_one(stands, {"$set": change}).modified_count == 1


def _to(one: Recognition) -> Doc:
    return {
        "_id": one.id,
        "person": one.person,
        "school": one.school,
        "title": one.title,
        "course": one.course,
        "done_on": one.done_on.isoformat(),
        "hours": float(one.hours),
        "evidence": one.evidence,
        "reason": one.reason,
        "by": one.by,
        "name": one.name,
        "at": one.at,
        "counts_until": one.counts_until.isoformat(),
        "credit": [
            {"kind": line.kind, "name": line.name, "one": line.one, "many": line.many, "amount": float(line.amount)}
            for line in one.credit
        ],
        "withdrawn_at": one.withdrawn_at,
        "withdrawn_why": one.withdrawn_why,
    }


def _from(doc: Doc) -> Recognition:
    return Recognition(
        id=doc["_id"],
        person=doc["person"],
        school=doc["school"],
        title=doc["title"],
        course=doc["course"],
        done_on=date.fromisoformat(doc["done_on"]),
        hours=Decimal(str(doc["hours"])),
        evidence=doc["evidence"],
        reason=doc["reason"],
        by=doc["by"],
        name=doc["name"],
        at=doc["at"],
        counts_until=date.fromisoformat(doc["counts_until"]),
        credit=tuple(
            Granted(line["kind"], line["name"], line["one"], line["many"], Decimal(str(line["amount"])))
            for line in doc["credit"]
        ),
        withdrawn_at=doc["withdrawn_at"],
        withdrawn_why=doc["withdrawn_why"],
    )
