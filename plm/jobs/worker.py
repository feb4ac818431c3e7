"""Due work, done on a beat.

APScheduler is only the clock: its jobs are declared in code and hold no state, and nothing is kept
in a job store. Any number of workers may run, because every job claims or recomputes what it works
on in the database.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.schedulers.background import BackgroundScheduler
from pymongo.database import Database
from pymongo.errors import ConnectionFailure

from plm import clock
from plm.mail import Mailer
from plm.mongo import Collection, Index
from plm.settings import Settings

HEARTBEATS = Collection(
    "heartbeats",
    indexes=(
        Index(("job",), why="how each job is doing"),
        Index(("at",), why="a worker that is gone is forgotten after a week", expire_after=7 * 86_400),
    ),
)

# A job that succeeds says so at most this often; a failure is always noted.
NOTE_EVERY = timedelta(seconds=15)

# A job that has not come back after this hangs.
LONGEST_RUN = timedelta(minutes=10)

# What a stop waits for the messages in hand; more than a mail server is given to answer twice.
LAST_WAIT = timedelta(seconds=45)

log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """What a job may use. Jobs run side by side, so all of it can be used by several threads.

    `stopping` is set once the worker has been asked to stop: finish what is in hand, begin nothing.
    """

    db: Database
    settings: Settings
    mailer: Mailer
    clock: Callable[[], datetime]
    stopping: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Job:
    """A piece of due work.

    Args:
        run: does what is due now and returns something worth noting.
        every: the beat.
        why: what it is for, shown to administrators.
    """

    name: str
    run: Callable[[Services], object]
    every: timedelta
    why: str


@dataclass(frozen=True)
class Heartbeat:
    """How a job does in one worker.

    Attributes:
        worker: host and process.
        ok_at, failed_at: when it last succeeded and last failed, if ever.
        result: what the last success said.
        error: what the last failure said.
    """

    job: str
    worker: str
    at: datetime
    ok_at: datetime | None = None
    failed_at: datetime | None = None
    result: str = ""
    error: str = ""

    @property
    def failing(self) -> bool:
        """Whether the last run failed."""
        return self.failed_at is not None and (self.ok_at is None or self.failed_at > self.ok_at)


def heartbeats(db: Database) -> list[Heartbeat]:
    """How the jobs of every worker of the last week do, by job, newest first."""
    found = HEARTBEATS.of(db).find({"at": {"$exists": True}}, {"_id": 0}).sort([("job", 1), ("at", -1)]).limit(500)
    return [Heartbeat(**doc) for doc in found]


class Worker:
    """Runs the jobs until it is stopped. A job never runs twice at the same moment in one worker."""

    def __init__(self, services: Services, jobs: Iterable[Job]) -> None:
        self._services = services
        self._jobs = {job.name: job for job in jobs}
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._last_ok = services.clock()
        self._begun: dict[str, datetime] = {}
        self._noted: dict[str, datetime] = {}
        # A job slower than its beat is passed over until it is back; that is no news.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        # What a job raises is logged once, by `_ends`; APScheduler would log it a second time.
        logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
        self._scheduler = BackgroundScheduler(
            executors={"default": _Threads()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_listener(self._ends, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin the beat. Every job runs once at once."""
        for job in self._jobs.values():
            self._scheduler.add_job(
                self._run,
                "interval",
                args=[job],
                seconds=job.every.total_seconds(),
                id=job.name,
                next_run_time=clock.now(),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """End the beat; a job in the middle of its work finishes what it has in hand, within a minute."""
        self._services.stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._services.mailer.close()

    def stalled(self, *, now: datetime, patience: timedelta = timedelta(seconds=120)) -> bool:
        """Whether the process should be started anew: no job has succeeded for so long, or one hangs."""
        hanging = any(now - begun > LONGEST_RUN for begun in list(self._begun.values()))
        return not self._scheduler.running or hanging or now - self._last_ok > patience

    def _run(self, job: Job) -> object:
        self._begun[job.name] = self._services.clock()
        try:
            return job.run(self._services)
        finally:
            del self._begun[job.name]

    def _ends(self, event: JobExecutionEvent) -> None:
        now = self._services.clock()
        beat: dict[str, Any] = {"job": event.job_id, "worker": self._name, "at": now}
        if event.exception is None:
            self._last_ok = now
            if now - self._noted.get(event.job_id, datetime.min.replace(tzinfo=UTC)) < NOTE_EVERY:
                return
            self._noted[event.job_id] = now
            beat |= {"ok_at": now, "result": str(event.retval)[:200]}
        else:
            # A database that is gone is said by whoever watches it; where a job noticed that tells nobody anything.
            told = {} if isinstance(event.exception, ConnectionFailure) else {"traceback": event.traceback}
            log.error("job failed", job=event.job_id, error=repr(event.exception), **told)
            self._noted.pop(event.job_id, None)
            beat |= {"failed_at": now, "error": repr(event.exception)[:300]}
        with suppress(ConnectionFailure):
            HEARTBEATS.of(self._services.db).update_one(
                {"_id": f"{event.job_id}@{self._name}"}, {"$set": beat}, upsert=True
            )


class _Threads(BaseExecutor):
    """Runs each job in a thread of its own that cannot keep the process alive.

    APScheduler's pool is joined when Python ends, so one hanging job would hold up a worker that has
    given up, and nothing would start it anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self._running: set[threading.Thread] = set()

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        def work() -> None:
            try:
                # Whatever the job raises becomes an event; nothing comes out of run_job itself.
                self._run_job_success(job.id, run_job(job, job._jobstore_alias, run_times, self._logger.name))
            finally:
                self._running.discard(thread)

        thread = threading.Thread(target=work, name=f"job {job.id}", daemon=True)
        self._running.add(thread)
        thread.start()

    def shutdown(self, wait: bool = True) -> None:
        """Wait for the jobs under way, but not for ever."""
        if wait:
            for thread in list(self._running):
                thread.join(LAST_WAIT.total_seconds())
