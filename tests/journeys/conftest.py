"""The real thing: `plm run` with its own MongoDB and worker, a real mail server, a real browser."""

import email
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, BrowserContext, Page
from pymongo.database import Database

from plm import clock
from plm.access import SYSTEM
from plm.catalog.actions import publish_shipped
from plm.mongo import connect, embedded
from plm.people.passwords import hashed
from plm.people.store import People
from plm.schools.store import Schools
from tests.cast import CAST, SCHOOLS
from tests.journeys.steps import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Post:
    """A mail server that keeps what it was given."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Take a message."""
        with self._news:
            self.mails.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
            self._news.notify_all()
        return "250 OK"

    def to(self, address: str, subject: str, *, patience: float = 60) -> EmailMessage:
        """The first message to somebody whose subject contains these words; waits for it."""

        def found() -> EmailMessage | None:
            return next((one for one in self.all_to(address) if subject in one["Subject"]), None)

        with self._news:
            assert self._news.wait_for(lambda: found() is not None, patience), (
                f"No “{subject}” to {address}; there is: {[(one['To'], one['Subject']) for one in self.mails]}"
            )
            mail = found()
        assert mail is not None
        return mail

    def all_to(self, address: str) -> list[EmailMessage]:
        """Every message to somebody, oldest first."""
        return [one for one in self.mails if address in [to.addr_spec for to in one["To"].addresses]]

    def link_in(self, mail: EmailMessage) -> str:
        """The first address in the text part."""
        body = mail.get_body(("plain",))
        assert body is not None
        address = re.search(r"https?://\S+", body.get_content())
        assert address, body.get_content()
        return address[0]


@pytest.fixture(scope="session")
def post() -> Iterator[Post]:
    """A real mail server on this machine."""
    handler = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@dataclass
class Running:
    """A PLM that runs as its own process."""

    url: str
    instance: Path
    env: dict[str, str]
    db: Database

    def plm(self, *words: str) -> str:
        """Run a command of `plm` beside it and return what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "plm", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def zone_at_noon() -> str:
    """A zone in which it is about noon, so that no test meets quiet hours or midnight."""
    ahead = 12 - clock.now().hour
    # The sign of these names is turned round: Etc/GMT-3 is three hours ahead of Greenwich.
    return f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}"


def start(instance: Path, *words: str, **settings: str) -> tuple[subprocess.Popen[str], Running]:
    """Start `plm run` on a free port and wait until it says where it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PLM_")}
    env |= {"PLM_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1", **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "plm", "run", "--port", str(port), *words],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    heard = ""
    for line in process.stdout:
        heard += line
        if "Stop it with Ctrl-C." in line:
            break
    else:
        raise AssertionError(f"plm run ended:\n{heard}")
    threading.Thread(target=process.stdout.read, daemon=True).start()  # so that its pipe never fills
    uri = embedded.attach(instance / "mongodb")
    assert uri
    url = f"http://127.0.0.1:{port}"
    # `plm run` knows its address; a command beside it has to be told.
    return process, Running(url, instance, env | {"PLM_BASE_URL": url}, connect(uri))


def stop(process: subprocess.Popen[str], running: Running) -> None:
    """Stop it as a person would."""
    running.db.client.close()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="module")
def plm(post: Post, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An empty PLM with a mail server."""
    process, running = start(
        tmp_path_factory.mktemp("instance"),
        PLM_SMTP_URL=f"smtp://127.0.0.1:{post.port}",
        PLM_MAIL_FROM="Alder County learning <learning@alder.example>",
        PLM_DISTRICT="Alder County",
        PLM_TIME_ZONE=zone_at_noon(),
        PLM_SETTLE_MINUTES="0",  # nobody here waits ten minutes for marks to count
    )
    yield running
    stop(process, running)


@pytest.fixture(scope="session")
def oak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A PLM with the shipped courses and the cast of all tests, each with a password; mail stays in the mailbox."""
    zone = zone_at_noon()
    process, running = start(tmp_path_factory.mktemp("oak"), PLM_TIME_ZONE=zone, PLM_SETTLE_MINUTES="0")
    publish_shipped(running.db, actor=SYSTEM, now=clock.now())
    for school in SCHOOLS:
        Schools(running.db).save(replace(school, time_zone=zone))
    for person in CAST:
        People(running.db).add(replace(person, password=hashed(PASSWORD)))
    yield running
    stop(process, running)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A PLM with the invented district."""
    process, running = start(tmp_path_factory.mktemp("demo"), "--demo")
    yield running
    stop(process, running)


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of somebody's own: `open_browser(width=390, dark=True)`."""
    opened: list[BrowserContext] = []

    def new(*, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def axe(page: Page, only: tuple[str, ...] = STANDARDS) -> list[str]:
    """What axe (WCAG 2.0 to 2.2, A and AA, and best practice) finds on the page, in words.

    Args:
        only: kinds of rules, or single rules.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async (runOnly) => {
            const report = await axe.run(document, { runOnly, resultTypes: ["violations"] });
            return report.violations.flatMap((rule) =>
                rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.target} ${node.html.slice(0, 160)}`));
        }""",
        list(only),
    )
    return list(found)
