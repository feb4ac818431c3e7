"""The worker: APScheduler keeps the beat, MongoDB remembers."""

from plm.jobs.worker import Job, Services, Worker

__all__ = ["Job", "Services", "Worker"]
