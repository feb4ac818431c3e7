"""Reading the development mailbox, where messages stand while no mail server is set."""

from typing import Any

from pymongo.database import Database

from plm.access import Actor, Role
from plm.errors import NotFound
from plm.mail import senders
from plm.settings import Settings

MOST_SHOWN = 50


def may_look(settings: Settings, actor: Actor | None, email: str) -> str | None:
    """Whose messages somebody may read: everybody's (empty), or those to one address; None for nobody's.

    In the demo everything is invented and whoever looks around must find the invitations, signed in
    or not. Otherwise administrators read all, and everybody else what was written to them.

    Raises:
        NotFound: messages leave by a mail server, so there is no mailbox.
    """
    if settings.sends_mail:
        raise NotFound("There is no mailbox here: messages leave by a mail server.")
    if settings.demo or (actor and actor.is_a(Role.ADMINISTRATOR)):
        return ""
    return email if actor else None


def shown(db: Database, *, to: str, find: str = "") -> list[dict[str, Any]]:
    """The newest messages to an address, or to all addresses that begin with some letters."""
    return senders.newest(db, to=to, find=find.casefold(), limit=MOST_SHOWN)


def read(db: Database, key: str, *, to: str) -> dict[str, Any]:
    """One message.

    Raises:
        NotFound: no such message, or it was written to somebody else.
    """
    letter = senders.letter(db, key)
    if letter is None or (to and letter["to"] != to):
        raise NotFound("There is no such message.")
    return letter
