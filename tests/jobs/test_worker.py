"""The beat: jobs run, do not overlap, are noted, and never keep a process from ending."""

import threading
from datetime import timedelta

import pytest

from plm import clock
from plm.jobs import Job, Services, Worker, heartbeats
from plm.jobs.worker import HEARTBEATS, LONGEST_RUN
from plm.mail.senders import Mailbox
from tests.cast import NOW


@pytest.fixture
def services(db, settings):
    HEARTBEATS.prepare(db)
    return Services(db, settings, Mailbox(db), clock.now)


def job(run, name="work", every=timedelta(milliseconds=50)):
    return Job(name, run, every, why="for tests")


def noted(db, until):
    """Wait for a heartbeat that shows what is asked for."""
    for _ in range(200):
        if (beats := heartbeats(db)) and until(beats):
            return beats
        threading.Event().wait(0.02)
    raise AssertionError(f"no such heartbeat: {heartbeats(db)}")


def test_every_job_runs_at_once_and_says_how_it_does(db, services):
    worker = Worker(services, [job(lambda _: "three sent"), job(lambda _: None, name="other")])
    worker.start()
    beats = noted(db, lambda beats: len(beats) == 2)
    worker.stop()
    assert [(beat.job, beat.result, beat.failing) for beat in beats] == [
        ("other", "None", False),
        ("work", "three sent", False),
    ]


def test_a_job_that_fails_says_why_runs_again_and_stops_no_other(db, services):
    tries = []

    def breaks(_):
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("no such thing")
        return "well again"

    worker = Worker(services, [job(breaks), job(lambda _: "fine", name="other")])
    worker.start()
    beats = noted(db, lambda beats: len(beats) == 2 and beats[1].result == "well again")
    worker.stop()
    assert "no such thing" in beats[1].error
    assert not beats[1].failing


def test_a_job_slower_than_its_beat_never_overlaps_with_itself(services):
    together, most, done = [], [], threading.Event()

    def slow(_):
        together.append(1)
        most.append(len(together))
        threading.Event().wait(0.15)
        together.pop()
        if len(most) >= 3:
            done.set()

    worker = Worker(services, [job(slow, every=timedelta(milliseconds=10))])
    worker.start()
    assert done.wait(5)
    worker.stop()
    assert max(most) == 1


def test_who_stops_waits_for_the_work_in_hand_and_tells_it_to_come_to_an_end(services):
    begun, ended = threading.Event(), []

    def work(inner):
        begun.set()
        inner.stopping.wait(5)
        ended.append(inner.stopping.is_set())

    worker = Worker(services, [job(work)])
    worker.start()
    assert begun.wait(5)
    worker.stop()
    assert ended == [True]


def test_a_worker_stalls_when_nothing_succeeds_or_a_job_hangs(services):
    hold, begun = threading.Event(), threading.Event()

    def hangs(_):
        begun.set()
        hold.wait(10)

    worker = Worker(services, [job(hangs)])
    worker.start()
    assert begun.wait(5)
    now = clock.now()
    assert not worker.stalled(now=now)
    assert worker.stalled(now=now + timedelta(seconds=130))
    assert worker.stalled(now=now + LONGEST_RUN + timedelta(seconds=5), patience=timedelta(days=1))
    hold.set()
    worker.stop()
    assert worker.stalled(now=now)


def test_a_hanging_job_cannot_keep_the_process_alive(services):
    hold, begun, daemons = threading.Event(), threading.Event(), []

    def hangs(_):
        daemons.append(threading.current_thread().daemon)
        begun.set()
        hold.wait(10)

    worker = Worker(services, [job(hangs)])
    worker.start()
    assert begun.wait(5)
    hold.set()
    worker.stop()
    assert daemons == [True]


def test_a_worker_of_long_ago_is_still_listed_with_when_it_was_last_heard_of(db, services):
    HEARTBEATS.of(db).insert_one({"_id": "a@b:1", "job": "a", "worker": "b:1", "at": NOW, "ok_at": NOW, "result": "x"})
    [beat] = heartbeats(db)
    assert (beat.worker, beat.at, beat.ok_at) == ("b:1", NOW, NOW)
