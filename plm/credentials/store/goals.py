"""People's own goals: one for each person and kind of credit."""

from datetime import date
from decimal import Decimal

from pymongo.database import Database

from plm.credentials.model import Goal
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

GOALS = Collection("credit_goals", indexes=(Index(("person",), why="what a person wants to earn"),))


class Goals:
    """What can be asked about goals."""

    def __init__(self, db: Database) -> None:
        self._docs = GOALS.of(db)

    def of(self, person: str) -> dict[str, Goal]:
        """A person's goals, by kind."""
        return {doc["kind"]: _from(doc) for doc in self._docs.find({"person": person})}

    def save(self, goal: Goal) -> None:
        """Keep a goal in the place of the one before."""
        self._docs.replace_one({"_id": goal.id}, _to(goal), upsert=True)

    def remove(self, goal_id: str) -> bool:
        """Keep a goal no longer; false when there was none."""
        return self._docs.delete_one({"_id": goal_id}).deleted_count == 1


def _to(goal: Goal) -> Doc:
    return {
        "person": goal.person,
        "kind": goal.kind,
        "amount": float(goal.amount),
        "starts": goal.starts.isoformat(),
        "by": goal.by.isoformat(),
    }


def _from(doc: Doc) -> Goal:
    return Goal(
        person=doc["person"],
        kind=doc["kind"],
        amount=Decimal(str(doc["amount"])),
        starts=date.fromisoformat(doc["starts"]),
        by=date.fromisoformat(doc["by"]),
    )
