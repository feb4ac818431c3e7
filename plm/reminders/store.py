"""The ledger of reminders, and whose day is taken."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.mail.ledger import State, ledger_collection, plan_new
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.reminders.model import Rule

REMINDERS = ledger_collection(
    "reminders",
    Index(("person", "due_at"), why="what else this person is told about on a day"),
    Index(("sent_at",), why="what has been sent today", where={"sent_at": {"$exists": True}}),
    Index(("settled_at",), why="what was kept back lately", where={"settled_at": {"$exists": True}}),
)

DAYS = Collection(
    "reminded_days",
    indexes=(Index(("on",), why="a day that is over is forgotten", expire_after=3 * 86_400),),
)

# Rows of these reasons are owed again when the facts turn back: the date is moved back, the person comes back.
MAY_COME_BACK = ("moved", "withdrawn", "left-seat")

_KEPT = (State.SUPPRESSED, State.MISSED, State.FAILED, State.REVIEW)


@dataclass(frozen=True)
class Standing:
    """How the ledger stands.

    Attributes:
        waiting: what has not left, counted: rule, about, title, edition, school, place, `at` (to the hour), n.
        sent: how many have left.
        kept: how many were kept back, by state and reason.
    """

    waiting: tuple[Doc, ...]
    sent: int
    kept: dict[tuple[str, str], int]


class Reminders:
    """What can be asked about reminders."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._docs = REMINDERS.of(db)
        self._days = DAYS.of(db)

    def plan(self, rows: Iterable[Doc]) -> list[str]:
        """Write rows that are not there yet; returns the new keys.

        A row that was kept back because the facts spoke against it becomes due again: who plans has
        just read the facts, and they speak for it.
        """
        rows = list(rows)
        new = plan_new(self._db, REMINDERS, rows)
        back = [row["_id"] for row in rows if row.get("state", State.DUE) == State.DUE and row["_id"] not in set(new)]
        if back:
            self._docs.update_many(
                {"_id": {"$in": back}, "state": State.SUPPRESSED, "code": {"$in": MAY_COME_BACK}},
                {"$set": {"state": State.DUE}},
            )
        return new

    def known(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys stand in the ledger."""
        return {doc["_id"] for doc in self._docs.find({"_id": {"$in": list(keys)}}, {"_id": 1})}

    def take_day(self, person: str, day: date, key: str, *, now: datetime) -> bool:
        """Whether the person's day belongs to this reminder: to the first that asks, then to no other."""
        one = {"_id": f"{person}:{day.isoformat()}"}
        # Another worker may be a moment faster.
        with suppress(DuplicateKeyError):
            self._days.update_one(one, {"$setOnInsert": {"key": key, "on": now}}, upsert=True)
        return self._days.find_one({**one, "key": key}, {"_id": 1}) is not None

    def more_urgent(self, person: str, *, since: datetime, now: datetime) -> bool:
        """Whether something that cannot wait is still to leave for the person today."""
        asked = {
            "person": person,
            "due_at": {"$gte": since, "$lte": now},
            "state": {"$in": [State.DUE, State.SENDING]},
            "rule": {"$in": [rule for rule in Rule if not rule.waits]},
        }
        return self._docs.find_one(asked, {"_id": 1}) is not None

    def standing(self, until: datetime, *, sent_since: datetime, kept_since: datetime) -> Standing:
        """What is written down and will leave by then, what has left, and what was kept back; in one command."""
        by = {name: f"${name}" for name in ("rule", "about", "title", "edition", "school", "place")}
        at = {"$dateTrunc": {"date": "$free_at", "unit": "hour"}}
        sent: list[Doc] = [
            {"$match": {"sent_at": {"$gte": sent_since}, "state": State.SENT}},
            {"$group": {"_id": "sent", "n": {"$sum": 1}}},
        ]
        kept: list[Doc] = [
            {"$match": {"settled_at": {"$gte": kept_since}, "state": {"$in": list(_KEPT)}}},
            {"$group": {"_id": {"state": "$state", "code": "$code"}, "n": {"$sum": 1}}},
        ]
        steps: list[Doc] = [
            {"$match": {"state": {"$in": [State.DUE, State.SENDING]}, "free_at": {"$lte": until}}},
            {"$group": {"_id": {**by, "at": at}, "n": {"$sum": 1}}},
            {"$unionWith": {"coll": REMINDERS.name, "pipeline": sent}},
            {"$unionWith": {"coll": REMINDERS.name, "pipeline": kept}},
        ]
        found = list(self._docs.aggregate(steps))
        return Standing(
            waiting=tuple(one["_id"] | {"n": one["n"]} for one in found if "rule" in one["_id"]),
            sent=sum(one["n"] for one in found if one["_id"] == "sent"),
            kept={
                (one["_id"]["state"], one["_id"].get("code") or ""): one["n"] for one in found if "state" in one["_id"]
            },
        )

    def waiting_one_by_one(self, until: datetime, *, person: str = "", limit: int) -> list[dict[str, Any]]:
        """Those of `waiting` themselves, soonest first."""
        asked: Doc = {"state": {"$in": [State.DUE, State.SENDING]}, "free_at": {"$lte": until}}
        if person:
            asked["person"] = person
        return list(self._docs.find(asked).sort("free_at").limit(limit))
