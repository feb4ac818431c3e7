"""The ledger: every message that must leave, and proof that each left once.

A row is due, then sending, then sent; or it is suppressed (no longer owed), failed (refused for
good), or in review (nobody can tell whether it left). Its life:

    claim   a batch is leased: `free_at` moves ahead, so two workers never hold the same row
    decide  the row's owner composes it, or says why it is not owed any more
    fence   `sending` is written only if the lease still holds, just before the mail's DATA
    send    with a Message-ID derived from the row's key
    stamp   `sent`
    settle  a row still `sending` after its lease: ask the relay; if it cannot tell, resend or hold

Killed 50 times with two workers, stamp-then-send lost 20 of 3,100 messages, send-then-stamp doubled
15; this order lost none and doubled none (see `docs/reliability.md`).
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from plm.mail.message import Mail
from plm.mail.senders import Mailer, Outcome
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

LEASE = timedelta(seconds=120)
BATCH = 50
MOST_ATTEMPTS = 8


class State(StrEnum):
    """Where a row stands."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    REVIEW = "review"


class Policy(StrEnum):
    """What to do with a message of which nobody can tell whether it left."""

    RESEND = "resend"
    HOLD = "hold"


@dataclass(frozen=True)
class Drop:
    """Why a row is not owed any more."""

    why: str


@dataclass(frozen=True)
class Later:
    """The row must not leave before this moment (quiet hours, a moved date)."""

    at: datetime
    why: str


Composer = Callable[[Doc], Mail | Drop | Later]


def ledger_collection(name: str, *more: Index) -> Collection:
    """A collection whose rows the ledger can send."""
    return Collection(
        name,
        indexes=(
            Index(
                ("state", "free_at"),
                why="the next ones to send or to settle",
                where={"state": {"$in": [State.DUE, State.SENDING]}},
            ),
            *more,
        ),
    )


def plan(db: Database, ledger: Collection, rows: Iterable[Doc]) -> int:
    """Write rows that are not there yet; planning twice changes nothing.

    Args:
        rows: each with `_id` (the key), `due_at`, and what its composer needs.

    Returns:
        How many were new.
    """
    writes = []
    for row in rows:
        doc = {"state": State.DUE, "free_at": row["due_at"], "attempts": 0, "policy": Policy.RESEND, **row}
        key = doc.pop("_id")
        writes.append(UpdateOne({"_id": key}, {"$setOnInsert": doc}, upsert=True))
    return ledger.of(db).bulk_write(writes, ordered=False).upserted_count if writes else 0


@dataclass(frozen=True)
class Round:
    """What one round of sending did, by outcome."""

    claimed: int = 0
    sent: int = 0
    suppressed: int = 0
    postponed: int = 0
    failed: int = 0
    unknown: int = 0


def send_round(
    db: Database,
    ledger: Collection,
    compose: Composer,
    mailer: Mailer,
    *,
    clock: Callable[[], datetime],
    lease: timedelta = LEASE,
    batch: int = BATCH,
) -> Round:
    """Claim a batch of due rows and see each through.

    The claim comes first, so two workers never hold the same row. The fence comes just before the
    relay takes the message, the stamp just after, so a crash leaves either an unsent row (sent by
    the next worker) or an ambiguous one (settled by `settle`), never a silent loss.
    """
    owner = secrets.token_hex(8)
    tally: dict[str, int] = {}
    for row in _claim(db, ledger, owner, now=clock(), lease=lease, batch=batch):
        tally["claimed"] = tally.get("claimed", 0) + 1
        what = _see_through(db, ledger, row, compose, mailer, owner, clock=clock, lease=lease)
        tally[what] = tally.get(what, 0) + 1
    return Round(**tally)


def settle(db: Database, ledger: Collection, mailer: Mailer, *, now: datetime, limit: int = 200) -> int:
    """Decide about rows that were being sent when their sender died; returns how many.

    The relay is asked by Message-ID. Where it cannot tell, the row's policy is applied and the row
    says so: `possible_duplicate`, or `review`.
    """
    settled = 0
    rows = ledger.of(db).find({"state": State.SENDING, "free_at": {"$lte": now}}).sort("free_at").limit(limit)
    for row in rows:
        left = mailer.accepted(row["_id"])
        if left:
            change: Doc = {"state": State.SENT, "sent_at": row["sending_at"], "settled_at": now}
        elif left is False:
            change = {"state": State.DUE, "free_at": now, "settled_at": now}
        elif row["policy"] == Policy.RESEND:
            change = {"state": State.DUE, "free_at": now, "settled_at": now, "possible_duplicate": True}
        else:
            change = {"state": State.REVIEW, "settled_at": now, "why": "Nobody can tell whether it left."}
        settled += (
            ledger.of(db)
            .update_one({"_id": row["_id"], "state": State.SENDING, "free_at": row["free_at"]}, {"$set": change})
            .modified_count
        )
    return settled


def _claim(
    db: Database, ledger: Collection, owner: str, *, now: datetime, lease: timedelta, batch: int
) -> list[dict[str, Any]]:
    docs = ledger.of(db)
    free = {"state": State.DUE, "free_at": {"$lte": now}}
    ids = [doc["_id"] for doc in docs.find(free, {"_id": 1}).sort("free_at").limit(batch)]
    if not ids:
        return []
    docs.update_many({"_id": {"$in": ids}, **free}, {"$set": {"owner": owner, "free_at": now + lease}})
    return list(docs.find({"_id": {"$in": ids}, "owner": owner, "state": State.DUE}))


def _see_through(
    db: Database,
    ledger: Collection,
    row: Doc,
    compose: Composer,
    mailer: Mailer,
    owner: str,
    *,
    clock: Callable[[], datetime],
    lease: timedelta,
) -> str:
    docs = ledger.of(db)
    mine = {"_id": row["_id"], "owner": owner}
    match compose(row):
        case Drop(why):
            docs.update_one(
                {**mine, "state": State.DUE}, {"$set": {"state": State.SUPPRESSED, "why": why, "settled_at": clock()}}
            )
            return "suppressed"
        case Later(at, why):
            docs.update_one({**mine, "state": State.DUE}, {"$set": {"free_at": at, "why": why}})
            return "postponed"
        case Mail() as mail:
            pass

    def fence() -> bool:
        now = clock()
        # Half a lease must be left, more than the mail server is given to answer.
        held = docs.update_one(
            {**mine, "state": State.DUE, "free_at": {"$gt": now + lease / 2}},
            {
                "$set": {
                    "state": State.SENDING,
                    "sending_at": now,
                    "free_at": now + lease,
                    "to": mail.to,
                    "subject": mail.subject,
                }
            },
        )
        return held.modified_count == 1

    sent = mailer.send(mail, fence, now=clock())
    now = clock()
    match sent.outcome:
        case Outcome.SENT:
            docs.update_one({**mine, "state": State.SENDING}, {"$set": {"state": State.SENT, "sent_at": now}})
            return "sent"
        case Outcome.LATER:
            attempts = row["attempts"] + 1
            if attempts >= MOST_ATTEMPTS:
                docs.update_one(
                    mine, {"$set": {"state": State.FAILED, "why": sent.why, "attempts": attempts, "settled_at": now}}
                )
                return "failed"
            wait = timedelta(seconds=30) * 2**attempts
            docs.update_one(
                mine, {"$set": {"state": State.DUE, "free_at": now + wait, "why": sent.why, "attempts": attempts}}
            )
            return "postponed"
        case Outcome.REFUSED:
            docs.update_one(mine, {"$set": {"state": State.FAILED, "why": sent.why, "settled_at": now}})
            return "failed"
        case _:
            # Unknown stays `sending` until `settle`; lost belongs to somebody else now.
            return "unknown"
