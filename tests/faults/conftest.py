"""Real workers in processes of their own, on a real MongoDB, against a real mail server."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pymongo.database import Database

from plm import clock
from plm.enrollment.model import enroll
from plm.enrollment.store import Enrollments
from plm.mail.ledger import State
from plm.mail.message import message_id
from plm.mongo.embedded import Running
from plm.people.model import Person
from plm.people.store import People
from plm.reminders.store import REMINDERS
from tests.builders import edition, publish
from tests.mail.relay import Relay, running

SENDER = "PLM <plm@alder.example>"
SOON = timedelta(seconds=40)


def wait_until(true: Callable[[], object], what: str, patience: timedelta = SOON) -> None:
    """Look until it is so."""
    give_up = clock.now() + patience
    pause = threading.Event()
    while not true():
        assert clock.now() < give_up, f"waited in vain until {what}"
        pause.wait(0.02)


def noon_somewhere() -> str:
    """A time zone in which it is about noon now, so that no quiet hour stands in the way."""
    ahead = 12 - clock.now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


class Field:
    """Where the faults happen: workers, a mail server, people to be reminded."""

    def __init__(self, db: Database, uri: str, relay: Relay, folder: Path, *, look_up: bool) -> None:
        self.db = db
        self.relay = relay
        self.workers: list[subprocess.Popen[bytes]] = []
        self.errors = folder / "errors.txt"
        self.env = {
            **{name: words for name, words in os.environ.items() if not name.startswith("PLM_")},
            "PLM_MONGODB_URI": uri,
            "PLM_DATABASE": db.name,
            "PLM_SMTP_URL": relay.url,
            "PLM_MAIL_FROM": SENDER,
            "PLM_MAIL_LOG": str(relay.log) if look_up else "",
            "PLM_INSTANCE": str(folder),
            "PLM_SECRET_KEY": "a key for tests only",
            "PLM_TIME_ZONE": noon_somewhere(),
        }

    def people(self, number: int, *, prefix: str = "p") -> list[str]:
        """So many people with something due in five days; their Message-IDs."""
        today = clock.now().astimezone(ZoneInfo(self.env["PLM_TIME_ZONE"])).date()
        due_on = today + timedelta(days=5)
        what = publish(self.db, edition())
        for n in range(number):
            one = Person(f"{prefix}{n:03}", f"{prefix}{n:03}@alder.example", f"Person {n}", "")
            People(self.db).add(one)
            Enrollments(self.db).add(
                enroll(one.id, "", what, by="plm", due_on=due_on, cycle="2026-27", now=clock.now()), now=clock.now()
            )
        return [self.id_of(f"{prefix}{n:03}", due_on) for n in range(number)]

    @staticmethod
    def id_of(person: str, due_on: date) -> str:
        """The Message-ID of somebody's reminder."""
        return message_id(f"due-in-7:{person}:foundations:2026-27:{due_on.isoformat()}", SENDER)

    def work(self, number: int = 1) -> list[int]:
        """Start workers; their process ids."""
        started = []
        for _ in range(number):
            with self.errors.open("ab") as errors:
                worker = subprocess.Popen(
                    [sys.executable, "-m", "plm", "worker"], env=self.env, stdout=subprocess.DEVNULL, stderr=errors
                )
            self.workers.append(worker)
            started.append(worker.pid)
        return started

    def dead(self) -> bool:
        """Whether no worker lives."""
        return all(worker.poll() is not None for worker in self.workers)

    def end(self) -> None:
        """End every worker, in peace if it can be had."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()

    def let_leases_run_out(self) -> None:
        """Two minutes pass for the ledger."""
        REMINDERS.of(self.db).update_many(
            {"state": {"$in": [State.DUE, State.SENDING]}},
            [{"$set": {"free_at": {"$dateSubtract": {"startDate": "$free_at", "unit": "minute", "amount": 10}}}}],
        )

    def states(self) -> dict[str, int]:
        """How many rows stand where."""
        found = REMINDERS.of(self.db).aggregate([{"$group": {"_id": "$state", "n": {"$sum": 1}}}])
        return {one["_id"]: one["n"] for one in found}

    def all_sent(self, number: int) -> Callable[[], bool]:
        """Whether so many stand as sent and none is left."""
        return lambda: self.states() == {State.SENT: number}

    def flagged(self) -> set[str]:
        """Message-IDs of which the ledger says that they may have left twice."""
        found = REMINDERS.of(self.db).find({"possible_duplicate": True}, {"_id": 1})
        return {message_id(one["_id"], SENDER) for one in found}

    def doubled(self) -> set[str]:
        """Message-IDs the mail server has taken more than once."""
        return {one for one in self.relay.ids if self.relay.ids.count(one) > 1}


@pytest.fixture
def field(request: pytest.FixtureRequest, db: Database, mongod: Running, tmp_path: Path) -> Iterator[Field]:
    """A field with a relay whose log can be looked into, unless the test says `look_up=False`."""
    log = tmp_path / "mail.log"
    log.touch()
    with running(Relay(log=log)) as relay:
        one = Field(db, mongod.uri, relay, tmp_path, look_up=getattr(request, "param", True))
        yield one
        one.end()
