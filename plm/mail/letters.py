"""Letters: messages whose words are fixed when they are written, such as an invitation."""

from datetime import datetime

from pymongo.database import Database

from plm.mail.ledger import Drop, Later, Missed, Policy, State, ledger_collection, plan
from plm.mail.message import Mail
from plm.mongo import Index
from plm.mongo.collection import Doc

LETTERS = ledger_collection(
    "letters",
    Index(("expires_at",), why="a letter is not kept for ever", expire_after=0),
    Index(("state", "_id"), why="letters that left and whose words are still kept", where={"text": {"$exists": True}}),
)


def post(db: Database, mail: Mail, *, expires_at: datetime, now: datetime) -> bool:
    """Hand a letter to the worker. Joins the transaction of the action that writes it.

    Args:
        expires_at: after this it is not sent any more, and the row with its words is removed.

    Returns:
        False when a letter of this key was posted before; it is not posted again.
    """
    row: Doc = {
        "_id": mail.key,
        "due_at": now,
        "policy": Policy.RESEND,
        "to": mail.to,
        "name": mail.name,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "link": mail.link,
        "expires_at": expires_at,
    }
    return plan(db, LETTERS, [row]) == 1


def forget_words(db: Database) -> int:
    """Take the words out of letters that left or never will: their links open an account. Returns how many."""
    over = {"state": {"$in": [State.SENT, State.SUPPRESSED, State.MISSED]}, "text": {"$exists": True}}
    return LETTERS.of(db).update_many(over, {"$unset": {"text": "", "html": "", "link": ""}}).modified_count


def compose(row: Doc, *, now: datetime) -> Mail | Drop | Missed | Later:
    """The letter of a row."""
    if row["expires_at"] <= now:
        return Missed("The letter has expired.")
    return Mail(row["_id"], row["to"], row["name"], row["subject"], row["text"], row["html"], row["link"])
