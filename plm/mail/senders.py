"""The ways a message leaves: a mail server, or the development mailbox."""

import re
import smtplib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from pymongo.database import Database

from plm.mail.message import Mail, message_id
from plm.mongo import Collection as MongoCollection
from plm.mongo import Index
from plm.settings import Settings

MAILBOX = MongoCollection(
    "mailbox",
    indexes=(
        Index((("sent_at", -1),), why="the newest messages of the development mailbox"),
        Index(("to", ("sent_at", -1)), why="the messages to one person"),
    ),
)

# Handing a message over takes two answers, so twice this stays shorter than half a lease: a slow
# server cannot outlast the claim on a message.
TIMEOUT = 20.0


class Outcome(StrEnum):
    """What became of an attempt to send."""

    SENT = "sent"
    LATER = "later"  # the server said of this message: not now
    DOWN = "down"  # the server cannot be reached or does not take us; no message is to blame
    REFUSED = "refused"  # the server said of this message: never
    UNKNOWN = "unknown"  # the line broke after the message was handed over
    LOST = "lost"  # the fence was down: somebody else holds the message now


@dataclass(frozen=True)
class Sent:
    """The outcome, and in words why."""

    outcome: Outcome
    why: str = ""


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

    def accepted(self, keys: Collection[str]) -> set[str] | None:
        """Which of them stand in the mailbox."""
        return {doc["_id"] for doc in self._docs.find({"_id": {"$in": list(keys)}}, {"_id": 1})}

    def close(self) -> None:
        """Nothing to let go."""


class Smtp:
    """A mail server, spoken to over kept connections, one for each message under way at the same moment.

    Args:
        url: smtp:// (STARTTLS when the server offers it) or smtps://, with name and password if asked.
        sender: the From of every message.
        log: the relay's log file, in Postfix's form; with it, a message whose fate is unknown is
            looked up by Message-ID.
        timeout: seconds the server is given for each answer.
    """

    def __init__(self, url: str, sender: str, *, log: Path | None = None, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._log = log
        self._timeout = timeout
        self._idle: deque[smtplib.SMTP] = deque()

    def send(self, mail: Mail, fence: Callable[[], bool], *, now: datetime) -> Sent:
        """Speak MAIL and RCPT, ask the fence, then hand the message over."""
        try:
            content = mail.email(self._sender, now=now).as_bytes()
        except ValueError as error:
            return Sent(Outcome.REFUSED, f"The message cannot be written as an e-mail: {error}.")
        try:
            line = self._ready()
        except smtplib.SMTPAuthenticationError as error:
            return Sent(Outcome.DOWN, f"The mail server refused our name and password ({error.smtp_code}).")
        except (smtplib.SMTPException, OSError) as error:
            return Sent(Outcome.DOWN, f"The mail server cannot be reached ({type(error).__name__}).")
        conversation = _Conversation(line)
        sent = conversation.send(parseaddr(self._sender)[1], mail.to, content, fence)
        if conversation.may_go_on:
            self._idle.append(line)
        else:
            line.close()
        return sent

    def accepted(self, keys: Collection[str]) -> set[str] | None:
        """Which messages the relay's log says it queued; None without a log to look into.

        Postfix logs the Message-ID as soon as it has read the header, and may still lose the sender
        before the final dot. Only a message that its queue manager took up was accepted.
        """
        if self._log is None:
            return None
        wanted = {message_id(key, self._sender): key for key in keys}
        queued: dict[str, str] = {}
        taken: set[str] = set()
        try:
            for line in _lines_of(self._log):
                if named := _NAMED.search(line):
                    if named[2] in wanted:
                        queued[named[1]] = wanted[named[2]]
                elif (took := _TAKEN.search(line)) and took[1] in queued:
                    taken.add(queued[took[1]])
        except OSError:
            return None
        return taken

    def close(self) -> None:
        """Say goodbye to the server."""
        while self._idle:
            _leave(self._idle.pop())

    def _ready(self) -> smtplib.SMTP:
        """A connection on which a message may begin: one that was kept, or a new one."""
        while self._idle:
            line = self._idle.pop()
            try:
                if line.noop()[0] == 250:
                    return line
            except (smtplib.SMTPException, OSError):
                pass  # The server hung up while nothing was said; a new connection takes its place.
            line.close()
        return self._connected()

    def _connected(self) -> smtplib.SMTP:
        # The host's own name, not what a slow name server makes of it.
        name = socket.gethostname()
        line: smtplib.SMTP
        if self._tls:
            line = smtplib.SMTP_SSL(
                self._host,
                self._port,
                local_hostname=name,
                timeout=self._timeout,
                context=ssl.create_default_context(),
            )
        else:
            line = smtplib.SMTP(self._host, self._port, local_hostname=name, timeout=self._timeout)
        try:
            line.ehlo_or_helo_if_needed()
            if not self._tls and line.has_extn("starttls"):
                line.starttls(context=ssl.create_default_context())
                line.ehlo()
            if self._user:
                line.login(self._user, self._password)
        except (smtplib.SMTPException, OSError):
            line.close()
            raise
        return line


class _Conversation:
    """One message told to the server, and whether the connection may carry another afterwards."""

    def __init__(self, line: smtplib.SMTP) -> None:
        self._line = line
        self.may_go_on = False

    def send(self, sender: str, to: str, content: bytes, fence: Callable[[], bool]) -> Sent:
        handed_over = False
        try:
            code, words = self._line.mail(sender)
            if code != 250:
                return self._refused_us(code, words)
            code, words = self._line.rcpt(to)
            if code not in (250, 251):
                return self._refused(code, words)
            if not fence():
                self._begin_anew()
                return Sent(Outcome.LOST)
            code, words = self._line.docmd("DATA")
            if code != 354:
                return self._refused(code, words)
            handed_over = True
            # RFC 5321 4.5.2: a line that begins with a dot gets another one.
            self._line.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
            code, words = self._line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            if handed_over:
                return Sent(Outcome.UNKNOWN, "The line broke after the message was handed over.")
            return Sent(Outcome.DOWN, f"The mail server hung up ({type(error).__name__}).")
        if code != 250:
            return self._refused(code, words)
        self.may_go_on = True
        return Sent(Outcome.SENT)

    def _refused_us(self, code: int, words: bytes) -> Sent:
        """At MAIL nothing has been said about the message: whatever stands against it stands against us."""
        return Sent(Outcome.DOWN, f"The mail server does not take our mail: {code} {_text(words)}.")

    def _refused(self, code: int, words: bytes) -> Sent:
        why = f"The mail server answered {code} {_text(words)}."
        if code in _NOT_OF_THIS_MESSAGE:
            return Sent(Outcome.DOWN, why)
        self._begin_anew()
        # RFC 5321: 4yz is a transient refusal, 5yz a permanent one.
        return Sent(Outcome.LATER if 400 <= code < 500 else Outcome.REFUSED, why)

    def _begin_anew(self) -> None:
        try:
            self.may_go_on = self._line.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            self.may_go_on = False


# The server closes (421) or wants us to encrypt or sign in first (530, 535, 538): true of every message.
_NOT_OF_THIS_MESSAGE = frozenset({421, 530, 535, 538})

# Postfix: “postfix/cleanup[7]: 4B2C3: message-id=<…>”, then “postfix/qmgr[5]: 4B2C3: from=<…> (queue active)”.
_NAMED = re.compile(r"\b([0-9A-Za-z]+): message-id=(<[^>]+>)")
_TAKEN = re.compile(r"\b([0-9A-Za-z]+): (?:from=.*\(queue active\)|to=.*\bstatus=)")


def _lines_of(log: Path) -> Iterator[str]:
    """The lines of the log, after those of the one that was rotated away last."""
    for path in (log.with_name(log.name + ".1"), log):
        if path == log or path.exists():
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from lines


def mailer_for(settings: Settings, db: Database) -> Mailer:
    """The way messages leave in this installation."""
    if settings.sends_mail:
        log = Path(settings.mail_log) if settings.mail_log else None
        return Smtp(settings.smtp_url, settings.mail_from, log=log)
    return Mailbox(db)


def newest(db: Database, *, to: str = "", find: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """The newest messages of the development mailbox, without their HTML part.

    Args:
        to: only those to this address.
        find: only those to addresses that begin with these letters.
    """
    asked: dict[str, Any] = {"to": to} if to else {}
    if find and not to:
        # Anchored and escaped, so that an index serves it and nothing typed becomes an operator.
        asked["to"] = {"$regex": "^" + re.escape(find)}
    return list(MAILBOX.of(db).find(asked, {"html": 0}).sort("sent_at", -1).limit(limit))


def letter(db: Database, key: str) -> dict[str, Any] | None:
    """One message of the development mailbox."""
    return MAILBOX.of(db).find_one({"_id": key})


def _leave(line: smtplib.SMTP) -> None:
    try:
        line.quit()
    except (smtplib.SMTPException, OSError):
        line.close()


def _text(words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(said.split())[:200]
