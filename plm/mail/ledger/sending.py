"""Seeing rows through: decide, fence, send, stamp."""

import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from plm.mail.ledger.claiming import BATCH, LEASE, claim, release
from plm.mail.ledger.rows import Composer, Drop, Later, Missed, State
from plm.mail.message import Mail
from plm.mail.senders import Mailer, Outcome, Sent
from plm.mongo import Collection
from plm.mongo.collection import Doc

# A server that cannot be reached is asked again after this; no message is held responsible.
PAUSE = timedelta(seconds=30)

# A message the server puts off is tried after 1, 2, 4 … minutes, then every hour. RFC 5321 4.5.4.1
# asks for four to five days before giving up.
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 100

# A row that is claimed so often without an outcome breaks those who compose it.
MOST_CLAIMS = 50


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
    rows = claim(db, ledger, owner, now=begun, lease=lease, batch=batch)
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
        tally["released"] = release(db, ledger, owner, rows[reached:], free_at=free_at or clock())
    return Round(**tally)


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
