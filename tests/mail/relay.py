"""A real mail server to test with, which can misbehave on demand and keeps a log as Postfix does."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax


@dataclass
class Relay:
    """What the server does and has taken.

    Attributes:
        at: names of moments at which it does something: `connect`, `mail`, `rcpt`, `data` (the command,
            before the words), `words` (all words are there, nothing is taken), `taken` (taken, not
            answered), `answered`. The act may return a line that is answered instead.
        taken: the messages it has taken, in order.
        log: written as Postfix does.
        to: whom the message is for that was spoken of last.
    """

    at: dict[str, Callable[[], str | None]] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    log: Path | None = None
    pause: float = 0.0
    port: int = 0
    to: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """Message-IDs in the order they were taken."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    def act(self, moment: str) -> str | None:
        """Do what is asked for at this moment."""
        act = self.at.get(moment)
        return act() if act else None

    def note(self, line: str) -> None:
        """A line of the log."""
        if self.log:
            with self.lock, self.log.open("a", encoding="utf-8") as log:
                log.write(f"2026-11-24T07:00:00 relay postfix/{line}\n")

    # ── what aiosmtpd asks ──

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """The first words of a connection."""
        session.host_name = hostname
        self.act("connect")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Who writes."""
        if said := self.act("mail"):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """To whom."""
        self.to = address
        if said := self.act("rcpt"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The words are there."""
        mail = message_from_bytes(envelope.content or b"", policy=default)
        queue_id = f"{abs(hash(mail['Message-ID'])) % 16**8:08X}{len(self.taken):04X}"
        self.note(f"cleanup[7]: {queue_id}: message-id={mail['Message-ID']}")
        if self.pause:
            await asyncio.sleep(self.pause)
        if said := self.act("words"):
            return said
        with self.lock:
            self.taken.append(mail)
        self.note(f"qmgr[5]: {queue_id}: from=<{envelope.mail_from}>, size=1200, nrcpt=1 (queue active)")
        if said := self.act("taken"):
            return said
        return "250 OK"


class _Server(SMTP):
    """aiosmtpd, which can also misbehave at the command DATA and after its last answer."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        relay: Relay = self.event_handler
        said = relay.act("data")
        if said:
            await self.push(said)
            return
        if self.transport is None or self.transport.is_closing():
            return
        await super().smtp_DATA(arg)
        relay.act("answered")


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, hostname="relay.test")


@contextlib.contextmanager
def running(relay: Relay):
    """The server, listening on a free port of the loopback until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        relay.port = probe.getsockname()[1]
    controller = _Controller(relay, hostname="127.0.0.1", port=relay.port)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop(no_assert=True)


def kill(pid: int) -> Callable[[], None]:
    """An act that kills a process as `kill -9` does."""

    def act() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    return act


def once(act: Callable[[], str | None]) -> Callable[[], str | None]:
    """An act that happens the first time only."""
    done: list[bool] = []

    def first() -> str | None:
        if done:
            return None
        done.append(True)
        return act()

    return first
