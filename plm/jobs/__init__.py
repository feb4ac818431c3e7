"""The worker: APScheduler keeps the beat, MongoDB remembers."""

from plm.jobs.worker import Heartbeat, Job, Services, Worker, heartbeats

__all__ = ["Heartbeat", "Job", "Services", "Worker", "heartbeats"]
