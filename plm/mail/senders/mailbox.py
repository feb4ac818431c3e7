"""The development mailbox: messages are kept in the database and read on a page."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from pymongo.database import Database

from plm.mail.message import Mail
from plm.mail.senders.outcome import Outcome, Sent
from plm.mongo import Collection as MongoCollection
from plm.mongo import Index

MAILBOX = MongoCollection(
    "mailbox",
    indexes=(
        Index((("sent_at", -1),), why="the newest messages of the development mailbox"),
        Index(("to", ("sent_at", -1)), why="the messages to one person"),
    ),
)


class Mailbox:
    """The development mailbox: messages stand in the database and can be read at /mailbox."""

    def __init__(self, db: Database) -> None:
        self._docs = MAILBOX.of(db)

    def send(self, mail: Mail, fence: Callable[[], bool], *, now: datetime) -> Sent:
        """Put the message into the mailbox; the same key again changes nothing."""
        if not fence():
            return Sent(Outcome.LOST)
        doc = {
            "to": mail.to,
            "name": mail.name,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "link": mail.link,
            "sent_at": now,
        }
        self._docs.update_one({"_id": mail.key}, {"$setOnInsert": doc}, upsert=True)
        return Sent(Outcome.SENT)

    def accepted(self, keys: Collection[str]) -> set[str] | None:
        """Which of them stand in the mailbox."""
        return {doc["_id"] for doc in self._docs.find({"_id": {"$in": list(keys)}}, {"_id": 1})}

    def close(self) -> None:
        """Nothing to let go."""


def newest(db: Database, *, to: str = "", find: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """The newest messages of the development mailbox, without their HTML part.

    Args:
        to: only those to this address.
        find: only those to addresses that begin with these letters.
    """
    asked: dict[str, Any] = {"to": to} if to else {}
    if find and not to:
        # Anchored and escaped, so that an index serves it and nothing typed becomes an operator.
        asked["to"] = {"$regex": "^" + re.escape(find)}
    return list(MAILBOX.of(db).find(asked, {"html": 0}).sort("sent_at", -1).limit(limit))


def letter(db: Database, key: str) -> dict[str, Any] | None:
    """One message of the development mailbox."""
    return MAILBOX.of(db).find_one({"_id": key})
