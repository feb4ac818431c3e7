"""The mark of a demo database: without it nothing is ever emptied."""

from datetime import datetime

from pymongo.database import Database

from plm.mongo import Collection

DEMO = Collection("demo")

_ID = "district"


class Demo:
    """What can be asked about the demo district."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._docs = DEMO.of(db)

    def marked(self) -> bool:
        """Whether this database holds the demo, whole or half made."""
        return self._docs.count_documents({"_id": _ID}, limit=1) > 0

    def whole(self) -> bool:
        """Whether the demo was made to its end."""
        return self._docs.count_documents({"_id": _ID, "finished_at": {"$ne": None}}, limit=1) > 0

    def begin(self, *, now: datetime) -> None:
        """Note that the making has begun."""
        self._docs.replace_one({"_id": _ID}, {"made_for": now, "finished_at": None}, upsert=True)

    def finish(self, *, now: datetime) -> None:
        """Note that the district is whole."""
        self._docs.update_one({"_id": _ID}, {"$set": {"finished_at": now}})

    def clear(self, *, but: tuple[str, ...]) -> None:
        """Take every document out, the mark last, so that a clearing that broke off can be done again."""
        for name in self._db.list_collection_names():
            if name not in (*but, DEMO.name) and not name.startswith("system."):
                self._db[name].delete_many({})
        self._docs.delete_many({})
