"""The schools of the district."""

from collections.abc import Iterable

from pymongo.database import Database

from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.schools.model import Level, School

SCHOOLS = Collection("schools", indexes=(Index(("name",), why="the schools by name"),))

# A district's schools come back in one answer; unless told, MongoDB's first holds 101.
_BATCH = 1000


class Schools:
    """What can be asked about schools."""

    def __init__(self, db: Database) -> None:
        self._docs = SCHOOLS.of(db)

    def get(self, code: str) -> School:
        """One school.

        Raises:
            NotFound: no school has this code.
        """
        if (doc := self._docs.find_one({"_id": code})) is None:
            raise NotFound("There is no such school.")
        return school_from(doc)

    def all(self) -> list[School]:
        """Every school, by name."""
        return [school_from(doc) for doc in self._docs.find(batch_size=_BATCH).sort("name")]

    def some(self, codes: Iterable[str]) -> dict[str, School]:
        """The schools with these codes, by code."""
        found = self._docs.find({"_id": {"$in": list(codes)}}, batch_size=_BATCH)
        return {doc["_id"]: school_from(doc) for doc in found}

    def save(self, school: School) -> bool:
        """Add or change a school; true when it is new."""
        return self._docs.replace_one({"_id": school.code}, _to_doc(school), upsert=True).upserted_id is not None


def _to_doc(school: School) -> Doc:
    return {
        "_id": school.code,
        "name": school.name,
        "level": school.level,
        "area": school.area,
        "time_zone": school.time_zone,
    }


def school_from(doc: Doc) -> School:
    return School(doc["_id"], doc["name"], Level(doc["level"]), doc["area"], doc["time_zone"])
