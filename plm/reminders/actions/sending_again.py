"""Sending again what nobody could tell about or what was refused, once the trouble is over."""

from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.mail.ledger import State, again
from plm.reminders.store import REMINDERS


def send_again(db: Database, *, failed: bool, actor: Actor, now: datetime) -> int:
    """Make due again what stands in review and, if asked, what was refused; returns how many.

    Raises:
        NotAllowed: the actor may not see the reminders of the district.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    states = (State.REVIEW, State.FAILED) if failed else (State.REVIEW,)
    number = again(db, REMINDERS, states=states, now=now)
    if number:
        audit.record(db, actor, "reminders.sent-again", "reminders", number=number, now=now)
    return number
