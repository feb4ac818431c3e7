"""A mail server that is down, hangs, hangs up and says no, between real reminders: each leaves once, none is blamed."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from plm.mail.ledger import LEASE, State
from plm.mail.senders import Smtp
from tests.faults.conftest import SENDER
from tests.mail.relay import Relay, once, running
from tests.reminders.stage import Stage

pytestmark = pytest.mark.faults

MORNING = datetime(2026, 12, 1, 12, tzinfo=UTC)
DUE = date(2026, 12, 8)
PEOPLE = 8


@pytest.fixture
def relay(tmp_path):
    (tmp_path / "mail.log").touch()
    with running(Relay(log=tmp_path / "mail.log")) as one:
        yield one


@pytest.fixture
def stage(cast, settings, relay):
    one = Stage(cast, settings)
    mailer = Smtp(relay.url, SENDER, log=relay.log, timeout=0.5)
    one.services = replace(one.services, mailer=mailer)
    for who in one.staff(PEOPLE):
        one.enroll(who, DUE)
    one.now = MORNING
    yield one
    mailer.close()


def spell(relay, moment, act, times):
    """An act that happens so many times, then no more."""
    left = {"times": times}

    def one():
        if left["times"] <= 0:
            return None
        left["times"] -= 1
        return act()

    relay.at[moment] = one


def live(stage, until):
    """Beat every minute until the ledger is at peace or the time is over."""
    while stage.now < until:
        stage.beat()
        if set(stage.states().values()) <= {State.SENT, State.FAILED}:
            return
        stage.later(timedelta(minutes=1))


@pytest.mark.parametrize(
    ("moment", "act", "times"),
    [
        ("connect", lambda: time.sleep(0.7), 2),  # hangs at the door
        ("mail", lambda: "451 4.3.0 Not now", 5),
        ("mail", lambda: "550 5.7.1 Not from this address", 5),
        ("rcpt", lambda: "450 4.2.1 Busy", 9),
        ("rcpt", lambda: "421 4.3.2 Going down", 3),
        ("rcpt", lambda: time.sleep(0.7), 2),  # hangs before the words
        ("data", lambda: "451 4.3.0 Not now", 5),
        ("words", lambda: "452 4.3.1 No space left", 5),
        ("words", lambda: time.sleep(0.7), 2),  # hangs after the words, and takes them
        ("taken", lambda: time.sleep(0.7), 2),
    ],
)
def test_whatever_the_server_does_each_reminder_leaves_once(stage, relay, moment, act, times):
    spell(relay, moment, act, times)
    live(stage, MORNING + timedelta(hours=4))
    assert set(stage.states().values()) == {State.SENT}
    assert len(relay.ids) == len(set(relay.ids)) == PEOPLE


def test_an_address_that_is_refused_is_written_down_and_holds_up_nobody(stage, relay):
    relay.at["rcpt"] = once(lambda: "550 5.1.1 No such user")
    live(stage, MORNING + timedelta(hours=1))
    assert sorted(stage.states().values()) == [State.FAILED, *[State.SENT] * (PEOPLE - 1)]
    [failed] = [row for row in stage.rows.values() if row["state"] == State.FAILED]
    assert failed["why"] == "The mail server answered 550 5.1.1 No such user."


def test_a_server_that_is_away_for_hours_loses_nothing(stage, relay):
    spell(relay, "connect", lambda: time.sleep(0.6), 1)
    away = Smtp("smtp://127.0.0.1:1", SENDER, timeout=0.5)
    stage.services, here = replace(stage.services, mailer=away), stage.services
    for _ in range(6 * 4):
        stage.beat()
        stage.later(timedelta(minutes=15))
    assert set(stage.states().values()) == {State.DUE}
    stage.services = here
    live(stage, stage.now + timedelta(days=2))
    assert set(stage.states().values()) == {State.SENT}
    assert len(relay.ids) == len(set(relay.ids)) == PEOPLE


def test_who_finishes_while_the_fate_of_a_message_is_unknown_gets_it_at_most_once(stage, relay):
    spell(relay, "words", lambda: time.sleep(0.7), 1)
    stage.beat()
    stage.db.enrollments.update_many({}, {"$set": {"status": "completed"}})
    stage.later(LEASE)
    live(stage, MORNING + timedelta(hours=1))
    assert len(relay.ids) == len(set(relay.ids))
