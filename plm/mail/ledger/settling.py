"""Settling what nobody saw the end of, and trying again what came to nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pymongo import UpdateOne
from pymongo.database import Database

from plm.mail.ledger.rows import Policy, State
from plm.mail.senders import Mailer
from plm.mongo import Collection
from plm.mongo.collection import Doc

# The relay's log is believed about a message only while it surely still holds that hour.
LOG_REACH = timedelta(hours=20)


def settle(db: Database, ledger: Collection, mailer: Mailer, *, now: datetime, limit: int = 200) -> int:
    """Decide about rows that were being sent when their sender died; returns how many.

    The relay is asked by Message-ID. Where it cannot tell, the row's policy is applied and the row
    says so: `possible_duplicate`, or `review`.
    """
    found = ledger.of(db).find({"state": State.SENDING, "free_at": {"$lte": now}}).sort("free_at").limit(limit)
    rows = list(found)
    if not rows:
        return 0
    taken = mailer.accepted([row["_id"] for row in rows])
    writes = []
    for row in rows:
        if taken is not None and row["_id"] in taken:
            change: Doc = {"state": State.SENT, "sent_at": row["sending_at"], "settled_at": now}
        elif taken is not None and now - row["sending_at"] < LOG_REACH:
            change = {"state": State.DUE, "free_at": now, "settled_at": now}
        elif row["policy"] == Policy.RESEND:
            change = {"state": State.DUE, "free_at": now, "settled_at": now, "possible_duplicate": True}
        else:
            change = {"state": State.REVIEW, "settled_at": now, "why": "Nobody can tell whether it left."}
        stands = {"_id": row["_id"], "state": State.SENDING, "free_at": row["free_at"]}
        writes.append(UpdateOne(stands, {"$set": change}))
    return ledger.of(db).bulk_write(writes, ordered=False).modified_count


def again(db: Database, ledger: Collection, *, states: Iterable[State], now: datetime) -> int:
    """Make rows due once more that failed or stand in review, once the trouble is over; returns how many."""
    return (
        ledger.of(db)
        .update_many(
            {"state": {"$in": list(states)}},
            {"$set": {"state": State.DUE, "free_at": now, "attempts": 0, "claims": 0}},
        )
        .modified_count
    )
