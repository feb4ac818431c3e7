"""The note that says this database holds a generated district, and whether it is whole."""

from dataclasses import asdict
from datetime import datetime

from pymongo.database import Database

from plm.generate.model import Size
from plm.mongo import Collection

GENERATED = Collection("generated")

_ID = "district"


class Generated:
    """What can be asked about the generated district."""

    def __init__(self, db: Database) -> None:
        self._docs = GENERATED.of(db)

    def begun(self) -> bool:
        """Whether a district was begun here and its making broke off."""
        return self._docs.count_documents({"_id": _ID, "finished_at": None}) > 0

    def whole(self) -> tuple[Size, datetime] | None:
        """The district that stands here, and the moment it was made for."""
        doc = self._docs.find_one({"_id": _ID, "finished_at": {"$ne": None}})
        return (Size(**doc["size"]), doc["now"]) if doc else None

    def begin(self, size: Size, *, now: datetime) -> None:
        """Note that the making has begun."""
        self._docs.replace_one({"_id": _ID}, {"size": asdict(size), "now": now, "finished_at": None}, upsert=True)

    def finish(self, *, at: datetime) -> None:
        """Note that the district is whole."""
        self._docs.update_one({"_id": _ID}, {"$set": {"finished_at": at}})
