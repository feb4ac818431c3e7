"""Due work, done on a beat.

APScheduler is only the clock: its jobs are declared in code and hold no state, and nothing is kept
in a job store. Any number of workers may run, because every job claims or recomputes what it works
on in the database.
"""

import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from pymongo.database import Database

from plm.mail import Mailer
from plm.mongo import Collection, Index
from plm.settings import Settings

HEARTBEATS = Collection("heartbeats", indexes=(Index(("job",), why="how each job is doing"),))

log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """What a job may use."""

    db: Database
    settings: Settings
    mailer: Mailer
    clock: Callable[[], datetime]


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


class Worker:
    """Runs the jobs until it is stopped."""

    def __init__(self, services: Services, jobs: Iterable[Job]) -> None:
        self._services = services
        self._jobs = {job.name: job for job in jobs}
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._last_ok = services.clock()
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_listener(self._note, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin the beat. Every job runs once at once."""
        for job in self._jobs.values():
            self._scheduler.add_job(
                job.run,
                "interval",
                args=[self._services],
                seconds=job.every.total_seconds(),
                id=job.name,
                next_run_time=self._services.clock(),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """End the beat; a job in the middle of its work may finish it."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._services.mailer.close()

    def stalled(self, *, now: datetime, patience: timedelta = timedelta(seconds=120)) -> bool:
        """Whether no job has succeeded for so long that the process should be started anew."""
        return not self._scheduler.running or now - self._last_ok > patience

    def _note(self, event: JobExecutionEvent) -> None:
        now = self._services.clock()
        beat = {"job": event.job_id, "worker": self._name}
        if event.exception is None:
            self._last_ok = now
            beat |= {"ok_at": now, "result": str(event.retval)[:200]}
        else:
            log.error("job failed", job=event.job_id, error=repr(event.exception), traceback=event.traceback)
            beat |= {"failed_at": now, "error": repr(event.exception)[:300]}
        HEARTBEATS.of(self._services.db).update_one(
            {"_id": f"{event.job_id}@{self._name}"}, {"$set": beat}, upsert=True
        )
