"""Letters: messages whose words are fixed when they are written, such as an invitation."""

from datetime import datetime

from pymongo.database import Database

from plm.mail.ledger import Drop, Later, Missed, Policy, ledger_collection, plan
from plm.mail.message import Mail
from plm.mongo import Index
from plm.mongo.collection import Doc

LETTERS = ledger_collection("letters", Index(("expires_at",), why="a letter is not kept for ever", expire_after=0))


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


def compose(row: Doc, *, now: datetime) -> Mail | Drop | Missed | Later:
    """The letter of a row."""
    if row["expires_at"] <= now:
        return Missed("The letter has expired.")
    return Mail(row["_id"], row["to"], row["name"], row["subject"], row["text"], row["html"], row["link"])
