"""The ways a message leaves: a mail server, or the development mailbox."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from pymongo.database import Database

from plm.mail.message import Mail, message_id
from plm.mongo import Collection, Index
from plm.settings import Settings

MAILBOX = Collection(
    "mailbox",
    indexes=(
        Index((("sent_at", -1),), why="the newest messages of the development mailbox"),
        Index(("to", ("sent_at", -1)), why="the messages to one person"),
    ),
)

# Shorter than half a lease, so that a slow server cannot outlast the claim on a message.
TIMEOUT = 20.0


class Outcome(StrEnum):
    """What became of an attempt to send."""

    SENT = "sent"
    LATER = "later"  # the server said: not now; or it could not be reached
    REFUSED = "refused"  # the server said: never
    UNKNOWN = "unknown"  # the line broke after the message was handed over
    LOST = "lost"  # the fence was down: somebody else holds the message now


@dataclass(frozen=True)
class Sent:
    """The outcome, and in words why."""

    outcome: Outcome
    why: str = ""


class Mailer(Protocol):
    """A way for messages to leave."""

    def send(self, mail: Mail, fence: Callable[[], bool], *, now: datetime) -> Sent:
        """Send it. `fence` is asked at the last moment before the message is handed over."""
        ...

    def accepted(self, key: str) -> bool | None:
        """Whether the message of this key was taken by the server; None when nobody can tell."""
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...


class Mailbox:
    """The development mailbox: messages stand in the database and can be read at /mailbox."""

    def __init__(self, db: Database) -> None:
        self._docs = MAILBOX.of(db)

    def send(self, mail: Mail, fence: Callable[[], bool], *, now: datetime) -> Sent:
        """Put the message into the mailbox; the same key again changes nothing."""
        if not fence():
            return Sent(Outcome.LOST)
        doc = {
            "to": mail.to,
            "name": mail.name,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "link": mail.link,
            "sent_at": now,
        }
        self._docs.update_one({"_id": mail.key}, {"$setOnInsert": doc}, upsert=True)
        return Sent(Outcome.SENT)

    def accepted(self, key: str) -> bool | None:
        """Whether it stands in the mailbox."""
        return self._docs.find_one({"_id": key}, {"_id": 1}) is not None

    def close(self) -> None:
        """Nothing to let go."""


class Smtp:
    """A mail server, spoken to over one kept connection.

    Args:
        url: smtp:// (STARTTLS when the server offers it) or smtps://, with name and password if asked.
        sender: the From of every message.
        log: the relay's log file; with it, a message whose fate is unknown is looked up by Message-ID.
    """

    def __init__(self, url: str, sender: str, *, log: Path | None = None) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._log = log
        self._line: smtplib.SMTP | None = None

    def send(self, mail: Mail, fence: Callable[[], bool], *, now: datetime) -> Sent:
        """Speak MAIL and RCPT, ask the fence, then hand the message over."""
        try:
            email = mail.email(self._sender, now=now)
        except ValueError as error:
            return Sent(Outcome.REFUSED, f"The message cannot be written as an e-mail: {error}.")
        handed_over = False
        try:
            line = self._ready()
            code, words = line.mail(parseaddr(self._sender)[1])
            if code == 250:
                code, words = line.rcpt(mail.to)
            if code not in (250, 251):
                line.rset()
                return Sent(_refusal(code), f"The mail server answered {code} {_text(words)}.")
            if not fence():
                line.rset()
                return Sent(Outcome.LOST)
            handed_over = True
            code, words = line.data(email.as_bytes())
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            return Sent(Outcome.LATER, f"The mail server refused our name and password ({error.smtp_code}).")
        except smtplib.SMTPDataError as error:
            return Sent(_refusal(error.smtp_code), f"The mail server answered {error.smtp_code}.")
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            if handed_over:
                return Sent(Outcome.UNKNOWN, "The line broke after the message was handed over.")
            return Sent(Outcome.LATER, f"The mail server cannot be reached ({type(error).__name__}).")
        if code != 250:
            return Sent(_refusal(code), f"The mail server answered {code} {_text(words)}.")
        return Sent(Outcome.SENT)

    def accepted(self, key: str) -> bool | None:
        """Whether the relay's log names the message; None without a log to look into."""
        if self._log is None:
            return None
        wanted = f"message-id={message_id(key, self._sender)}"
        try:
            with self._log.open(encoding="utf-8", errors="replace") as lines:
                return any(wanted in line for line in lines)
        except OSError:
            return None

    def close(self) -> None:
        """Say goodbye to the server."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()

    def _ready(self) -> smtplib.SMTP:
        if self._line is not None:
            try:
                if self._line.noop()[0] == 250:
                    return self._line
            except (smtplib.SMTPException, OSError):
                pass
            self.close()
        if self._tls:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT, local_hostname=socket.gethostname())
        line.ehlo_or_helo_if_needed()
        if not self._tls and line.has_extn("starttls"):
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
        if self._user:
            line.login(self._user, self._password)
        self._line = line
        return line


def mailer_for(settings: Settings, db: Database) -> Mailer:
    """The way messages leave in this installation."""
    if settings.sends_mail:
        log = Path(settings.mail_log) if settings.mail_log else None
        return Smtp(settings.smtp_url, settings.mail_from, log=log)
    return Mailbox(db)


def newest(db: Database, *, to: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """The newest messages of the development mailbox."""
    return list(MAILBOX.of(db).find({"to": to} if to else {}).sort("sent_at", -1).limit(limit))


def _refusal(code: int) -> Outcome:
    # RFC 5321: 4yz is a transient refusal, 5yz a permanent one.
    return Outcome.LATER if 400 <= code < 500 else Outcome.REFUSED


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
