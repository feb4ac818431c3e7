"""Claiming rows for a while, so that two workers never hold the same one, and giving them back."""

from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from plm.mail.ledger.rows import State
from plm.mongo import Collection
from plm.mongo.collection import Doc

LEASE = timedelta(seconds=120)
BATCH = 50


def claim(
    db: Database, ledger: Collection, owner: str, *, now: datetime, lease: timedelta, batch: int
) -> list[dict[str, Any]]:
    """Lease the rows that are due to this owner, at most a batch of them; none when nothing is due.

    Args:
        owner: names who asks, in this round only.
    """
    docs = ledger.of(db)
    free = {"state": State.DUE, "free_at": {"$lte": now}}
    while ids := [doc["_id"] for doc in docs.find(free, {"_id": 1}).sort("free_at").limit(batch)]:
        docs.update_many(
            {"_id": {"$in": ids}, **free},
            {"$set": {"owner": owner, "free_at": now + lease}, "$inc": {"claims": 1}},
        )
        # In the order in which they were free; another worker may have been faster with all of them.
        if mine := list(docs.find({"_id": {"$in": ids}, "owner": owner, "state": State.DUE}).sort("due_at")):
            return mine
    return []


def release(db: Database, ledger: Collection, owner: str, rows: list[Doc], *, free_at: datetime) -> int:
    """Give back rows that the owner still holds and has not sent; returns how many.

    Args:
        free_at: from when on they may be claimed again.
    """
    if not rows:
        return 0
    ids = [row["_id"] for row in rows]
    given_back = ledger.of(db).update_many(
        {"_id": {"$in": ids}, "owner": owner, "state": State.DUE},
        {"$set": {"free_at": free_at}, "$inc": {"claims": -1}},
    )
    return given_back.modified_count
