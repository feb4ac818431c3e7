"""What a row is, where it stands, what may be decided about it, and how rows get into the ledger."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from plm.mail.message import Mail
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

_DUPLICATE_KEY = 11000


class State(StrEnum):
    """Where a row stands."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    MISSED = "missed"
    FAILED = "failed"
    REVIEW = "review"


class Policy(StrEnum):
    """What to do with a message of which nobody can tell whether it left."""

    RESEND = "resend"
    HOLD = "hold"


@dataclass(frozen=True)
class Drop:
    """Why a row is not owed any more: in words, and as a code for counting."""

    why: str
    code: str = ""


@dataclass(frozen=True)
class Missed:
    """Why it would be of no use any more."""

    why: str
    code: str = "too-late"


@dataclass(frozen=True)
class Later:
    """The row must not leave before this moment (quiet hours, a moved date)."""

    at: datetime
    why: str


Verdict = Mail | Drop | Missed | Later
Composer = Callable[[Doc], Verdict]


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
    return len(plan_new(db, ledger, rows))


def plan_new(db: Database, ledger: Collection, rows: Iterable[Doc]) -> list[str]:
    """As `plan`; returns the keys that were new."""
    writes = []
    keys = []
    for row in rows:
        doc = {"state": State.DUE, "free_at": row["due_at"], "attempts": 0, "policy": Policy.RESEND, **row}
        key = doc.pop("_id")
        keys.append(key)
        writes.append(UpdateOne({"_id": key}, {"$setOnInsert": doc}, upsert=True))
    if not writes:
        return []
    try:
        done: Doc = dict(ledger.of(db).bulk_write(writes, ordered=False).bulk_api_result)
    except BulkWriteError as error:
        # Two planners may insert the same key at the same moment; the second finds it taken.
        if any(one["code"] != _DUPLICATE_KEY for one in error.details["writeErrors"]):
            raise
        done = dict(error.details)
    return [keys[one["index"]] for one in done["upserted"]]
