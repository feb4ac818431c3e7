"""The ledger: every message that must leave, and proof that each left once.

A row is due, then sending, then sent; or it is suppressed (no longer owed), missed (too late to be
of use), failed (refused for good), or in review (nobody can tell whether it left). Its life:

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
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from plm.mail.message import Mail
from plm.mail.senders import Mailer, Outcome, Sent
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

LEASE = timedelta(seconds=120)
BATCH = 50

# A server that cannot be reached is asked again after this; no message is held responsible.
PAUSE = timedelta(seconds=30)

# A message the server puts off is tried after 1, 2, 4 … minutes, then every hour. RFC 5321 4.5.4.1
# asks for four to five days before giving up.
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 100

# A row that is claimed so often without an outcome breaks those who compose it.
MOST_CLAIMS = 50

# The relay's log is believed about a message only while it surely still holds that hour.
LOG_REACH = timedelta(hours=20)

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


@dataclass(frozen=True)
class Round:
    """What one round of sending did, by outcome."""

    claimed: int = 0
    sent: int = 0
    suppressed: int = 0
    missed: int = 0
    postponed: int = 0
    failed: int = 0
    unknown: int = 0
    down: int = 0
    released: int = 0

    def __add__(self, other: "Round") -> "Round":
        return Round(*(ours + theirs for ours, theirs in zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        said = [f"{number} {name}" for name, number in vars(self).items() if number]
        return ", ".join(said) or "nothing due"


def _never() -> bool:
    return False


def send_round(
    db: Database,
    ledger: Collection,
    compose: Composer,
    mailer: Mailer,
    *,
    clock: Callable[[], datetime],
    lease: timedelta = LEASE,
    batch: int = BATCH,
    stop: Callable[[], bool] = _never,
) -> Round:
    """Claim a batch of due rows and see each through.

    The claim comes first, so two workers never hold the same row. The fence comes just before the
    relay takes the message, the stamp just after, so a crash leaves either an unsent row (sent by
    the next worker) or an ambiguous one (settled by `settle`), never a silent loss.

    What is not reached is given back: when half the lease is over, when the mail server is down,
    when `stop` says so, or when a row breaks its composer, which then holds up no other row.
    """
    owner = secrets.token_hex(8)
    begun = clock()
    rows = _claim(db, ledger, owner, now=begun, lease=lease, batch=batch)
    tally = dict.fromkeys(vars(Round()), 0) | {"claimed": len(rows)}
    reached = 0
    free_at = None
    try:
        for row in rows:
            if stop() or clock() > begun + lease / 2:
                break
            reached += 1
            what = _see_through(db, ledger, row, compose, mailer, owner, clock=clock, lease=lease)
            tally[what] += 1
            if what == "down":
                free_at = clock() + PAUSE
                break
    finally:
        tally["released"] = _release(db, ledger, owner, rows[reached:], free_at=free_at or clock())
    return Round(**tally)


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


def _claim(
    db: Database, ledger: Collection, owner: str, *, now: datetime, lease: timedelta, batch: int
) -> list[dict[str, Any]]:
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


def _release(db: Database, ledger: Collection, owner: str, rows: list[Doc], *, free_at: datetime) -> int:
    if not rows:
        return 0
    ids = [row["_id"] for row in rows]
    given_back = ledger.of(db).update_many(
        {"_id": {"$in": ids}, "owner": owner, "state": State.DUE},
        {"$set": {"free_at": free_at}, "$inc": {"claims": -1}},
    )
    return given_back.modified_count


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
    due = {**mine, "state": State.DUE}
    if row.get("claims", 0) > MOST_CLAIMS:
        why = "It could not be written, however often it was tried."
        docs.update_one(due, {"$set": {"state": State.REVIEW, "why": why, "settled_at": clock()}})
        return "failed"
    match compose(row):
        case Drop(why, code):
            docs.update_one(due, {"$set": _ended(State.SUPPRESSED, why, code, now=clock())})
            return "suppressed"
        case Missed(why, code):
            docs.update_one(due, {"$set": _ended(State.MISSED, why, code, now=clock())})
            return "missed"
        case Later(at, why):
            docs.update_one(due, {"$set": {"free_at": at, "why": why, "claims": 0}})
            return "postponed"
        case Mail() as mail:
            pass

    def fence() -> bool:
        now = clock()
        # Half a lease must be left, more than the mail server is given to answer.
        held = docs.update_one(
            {**due, "free_at": {"$gt": now + lease / 2}},
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
    # A row that was settled meanwhile but claimed by nobody is still ours to stamp.
    still_mine = {**mine, "state": {"$in": [State.DUE, State.SENDING]}}
    what, change = _after(sent, row, now=clock())
    if change:
        docs.update_one(still_mine, change)
    return what


def _after(sent: Sent, row: Doc, *, now: datetime) -> tuple[str, Doc]:
    """What an attempt came to, in a word, and what is to be written about it."""
    match sent.outcome:
        case Outcome.SENT:
            return "sent", {
                "$set": {"state": State.SENT, "sent_at": now},
                # What was settled as a possible duplicate was not sent by anybody else after all.
                **({} if row.get("possible_duplicate") else {"$unset": {"possible_duplicate": ""}}),
            }
        case Outcome.REFUSED:
            return "failed", {"$set": _ended(State.FAILED, sent.why, "refused", now=now)}
        case Outcome.LATER if row["attempts"] + 1 >= MOST_ATTEMPTS:
            return "failed", {"$set": _ended(State.FAILED, sent.why, "refused", now=now)}
        case Outcome.LATER:
            attempts = row["attempts"] + 1
            wait = min(timedelta(seconds=30) * 2 ** min(attempts, 10), LONGEST_WAIT)
            return "postponed", {
                "$set": {"state": State.DUE, "free_at": now + wait, "why": sent.why, "attempts": attempts, "claims": 0}
            }
        case Outcome.DOWN:
            return "down", {"$set": {"state": State.DUE, "free_at": now + PAUSE, "why": sent.why, "claims": 0}}
        case _:
            # Unknown stays `sending` until `settle`; lost belongs to somebody else now.
            return "unknown", {}


def _ended(state: State, why: str, code: str, *, now: datetime) -> Doc:
    return {"state": state, "why": why, "code": code, "settled_at": now}
