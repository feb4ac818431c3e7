"""One line for each change: who, what, when, before and after."""

from datetime import datetime
from typing import Any

from pymongo.database import Database

from plm.access import Actor
from plm.mongo import Collection, Index

AUDIT = Collection(
    "audit",
    indexes=(
        Index((("at", -1),), why="the newest changes in the district"),
        Index(("subject", ("at", -1)), why="what happened to this thing"),
        Index(("actor", ("at", -1)), why="what this person changed"),
        Index(("verb", ("at", -1)), why="the newest changes of one kind"),
    ),
)


def record(
    db: Database, actor: Actor, verb: str, subject: str, *, now: datetime, school: str = "", **facts: Any
) -> None:
    """Leave a line.

    Args:
        verb: `noun.past-participle`, such as `enrollment.withdrawn`.
        subject: the `_id` of what was changed.
        school: the school it belongs to, if any.
        facts: what a reader needs to understand the change, such as before, after, reason. Never a
            password, a token, or a private reflection.
    """
    AUDIT.of(db).insert_one(line(actor, verb, subject, now=now, school=school, **facts))


def record_many(db: Database, lines: list[dict[str, Any]]) -> None:
    """Leave many lines made by `line` in one write."""
    if lines:
        AUDIT.of(db).insert_many(lines)


def line(actor: Actor, verb: str, subject: str, *, now: datetime, school: str = "", **facts: Any) -> dict[str, Any]:
    """The document of one line, for actions that write many at once."""
    doc: dict[str, Any] = {
        "at": now,
        "actor": actor.person or "plm",
        "name": actor.name,
        "verb": verb,
        "subject": subject,
    }
    if actor.acting_for:
        doc["acting_for"] = actor.acting_for
    if school:
        doc["school"] = school
    if facts:
        doc["facts"] = facts
    return doc


def newest(db: Database, *, limit: int = 50, subject: str = "") -> list[dict[str, Any]]:
    """The newest lines, of one subject or of the whole district."""
    asked = {"subject": subject} if subject else {}
    return list(AUDIT.of(db).find(asked, {"_id": 0}).sort("at", -1).limit(limit))
