"""Workers that die at every point, several at once: nothing is lost, nothing is sent twice in silence."""

import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from plm import clock
from plm.mail.ledger import State, plan
from plm.mail.message import message_id
from plm.reminders.store import REMINDERS
from tests.faults.conftest import SENDER, wait_until
from tests.mail.relay import kill, once

pytestmark = pytest.mark.faults

# What a worker is doing when the mail server hears of it:
POINTS = {
    "connect": "the row is claimed",
    "rcpt": "decided, before the fence",
    "data": "between the fence and the words",
    "words": "the words are handed over, nobody has taken them",
    "taken": "taken, not yet answered",
    "answered": "answered, not yet stamped",
}
EACH = 3


def test_two_workers_send_each_of_two_hundred_reminders_once(field):
    ids = field.people(200)
    field.work(2)
    wait_until(field.all_sent(200), "everything is sent")
    assert sorted(field.relay.ids) == sorted(ids)
    assert field.flagged() == set()


@pytest.mark.parametrize("field", [True, False], ids=["with-look-up", "without"], indirect=True)
def test_a_worker_killed_at_every_point_loses_nothing(field, request):
    look_up = request.node.callspec.params["field"]
    ids = []
    for point in POINTS:
        ids += field.people(EACH, prefix=point)

        def strike(point=point):
            # What the last one left behind goes out first; then it is the turn of this point's own people.
            if point == "connect" or field.relay.to.startswith(point):
                kill(field.workers[-1].pid)()
                return "451 4.3.0 The sender is gone" if point == "words" else None
            return None

        field.relay.at = {point: strike}
        field.work()
        wait_until(field.dead, f"the worker is killed: {POINTS[point]}")
        field.let_leases_run_out()
    field.relay.at = {}
    field.work()
    wait_until(field.all_sent(len(ids)), "everything is sent")
    assert set(field.relay.ids) == set(ids)
    if look_up:
        assert field.doubled() == set()
        assert field.flagged() == set()
    else:
        # Killed three times between the fence and the answer, and once more with the answer on its way, when
        # the worker may have been faster with its stamp. Once or twice the server had taken the message.
        assert len(field.flagged()) in (3, 4)
        assert len(field.doubled()) == len(field.flagged()) - 2
        assert field.doubled() < field.flagged()


def test_workers_killed_at_random_lose_nothing_and_double_nothing(field):
    dice = random.Random(20261124)
    ids = field.people(120)
    field.relay.pause = 0.002
    for _ in range(3):
        field.work(2)
        # Two kills in each round, both somewhere in the next forty conversations.
        countdown = {"left": dice.randint(1, 30)}

        def strike(countdown=countdown):
            countdown["left"] -= 1
            alive = [worker for worker in field.workers if worker.poll() is None]
            if countdown["left"] <= 0 and alive:
                countdown["left"] = dice.randint(1, 10)
                kill(dice.choice(alive).pid)()

        field.relay.at = dict.fromkeys(dice.sample(list(POINTS), 3), strike)
        wait_until(lambda: field.dead() or field.states().get(State.DUE, 0) == 0, "both are killed")
        field.relay.at = {}
        field.end()
        field.let_leases_run_out()
    field.work(2)
    wait_until(field.all_sent(120), "everything is sent")
    assert set(field.relay.ids) == set(ids)
    assert field.doubled() == set()
    assert field.flagged() == set()


def test_the_order_stamp_then_send_loses_a_message_under_the_same_kill(field):
    """The negative control: were the order of no importance, the tests above would prove nothing."""
    now = clock.now()
    keys = [f"control:p{n:03}" for n in range(EACH)]
    plan(field.db, REMINDERS, [{"_id": key, "person": key[-4:], "due_at": now} for key in keys])

    def start():
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stamp_first", field.env["PLM_MONGODB_URI"], field.db.name,
             field.relay.url]
        )  # fmt: skip

    first = start()
    field.relay.at = {"rcpt": once(lambda: kill(first.pid)())}
    first.wait(20)
    assert start().wait(20) == 0
    assert field.states() == {State.SENT: EACH}
    lost = {message_id(key, SENDER) for key in keys} - set(field.relay.ids)
    assert len(lost) == 1


def test_a_worker_that_is_asked_to_stop_finishes_the_message_in_hand_and_leaves_the_rest_free(field):
    field.people(20)
    asked = once(lambda: field.workers[0].send_signal(signal.SIGTERM))
    field.relay.at = {"rcpt": asked}
    field.relay.pause = 0.2
    field.work()
    assert field.workers[0].wait(30) == 0
    sent = field.states().get(State.SENT, 0)
    assert 1 <= sent <= 3
    assert field.states() == {State.SENT: sent, State.DUE: 20 - sent}
    assert len(field.relay.taken) == sent
    free = REMINDERS.of(field.db).count_documents({"state": State.DUE, "free_at": {"$lte": clock.now()}})
    assert free == 20 - sent
    assert clock.now() - REMINDERS.of(field.db).find_one({"state": State.SENT})["sent_at"] < timedelta(seconds=20)
