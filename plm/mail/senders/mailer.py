"""A way for messages to leave, and which one this installation has."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pymongo.database import Database

from plm.mail.message import Mail
from plm.mail.senders.mailbox import Mailbox
from plm.mail.senders.outcome import Sent
from plm.mail.senders.smtp import Smtp
from plm.settings import Settings


class Mailer(Protocol):
    """A way for messages to leave. Several threads may use one at the same time."""

    def send(self, mail: Mail, fence: Callable[[], bool], *, now: datetime) -> Sent:
        """Send it. `fence` is asked at the last moment before the message is handed over."""
        ...

    def accepted(self, keys: Collection[str]) -> set[str] | None:
        """Which messages of these keys were taken by the server; None when nobody can tell."""
        ...

    def close(self) -> None:
        """Let the connections go."""
        ...


def mailer_for(settings: Settings, db: Database) -> Mailer:
    """The way messages leave in this installation."""
    if settings.sends_mail:
        log = Path(settings.mail_log) if settings.mail_log else None
        return Smtp(settings.smtp_url, settings.mail_from, log=log)
    return Mailbox(db)
