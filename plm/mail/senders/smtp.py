"""A mail server, spoken to over kept connections, and its log, in which a message can be looked up."""

import re
import smtplib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plm.mail.message import Mail, message_id
from plm.mail.senders.conversation import Conversation
from plm.mail.senders.outcome import Outcome, Sent

# Handing a message over takes two answers, so twice this stays shorter than half a lease: a slow
# server cannot outlast the claim on a message.
TIMEOUT = 20.0

# Postfix: “postfix/cleanup[7]: 4B2C3: message-id=<…>”, then “postfix/qmgr[5]: 4B2C3: from=<…> (queue active)”.
_NAMED = re.compile(r"\b([0-9A-Za-z]+): message-id=(<[^>]+>)")
_TAKEN = re.compile(r"\b([0-9A-Za-z]+): (?:from=.*\(queue active\)|to=.*\bstatus=)")


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
        conversation = Conversation(line)
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


def _lines_of(log: Path) -> Iterator[str]:
    """The lines of the log, after those of the one that was rotated away last."""
    for path in (log.with_name(log.name + ".1"), log):
        if path == log or path.exists():
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from lines


def _leave(line: smtplib.SMTP) -> None:
    try:
        line.quit()
    except (smtplib.SMTPException, OSError):
        line.close()
