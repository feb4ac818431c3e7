"""Roster files that were looked at and may be applied: kept for an hour, so that nobody uploads them twice."""

from datetime import datetime, timedelta

from bson import Binary
from pymongo.database import Database

from plm.errors import NotFound
from plm.mongo import Collection, Index

KEPT = timedelta(hours=1)

UPLOADS = Collection(
    "roster_uploads", indexes=(Index(("expires_at",), why="an uploaded roster is not kept", expire_after=0),)
)


class Uploads:
    """The roster files that wait."""

    def __init__(self, db: Database) -> None:
        self._docs = UPLOADS.of(db)

    def keep(self, key: str, person: str, name: str, data: bytes, *, now: datetime) -> None:
        """Keep a file for whoever sent it; the same key again replaces it."""
        doc = {"person": person, "name": name, "data": Binary(data), "expires_at": now + KEPT}
        self._docs.update_one({"_id": f"{person}:{key}"}, {"$set": doc}, upsert=True)

    def get(self, key: str, person: str, *, now: datetime) -> tuple[str, bytes]:
        """The name and the bytes of a file.

        Raises:
            NotFound: it is not kept any more, or somebody else sent it.
        """
        doc = self._docs.find_one({"_id": f"{person}:{key}", "expires_at": {"$gt": now}})
        if doc is None:
            raise NotFound("The file is not kept any more; it waits for an hour. Choose it once more.")
        return doc["name"], bytes(doc["data"])
