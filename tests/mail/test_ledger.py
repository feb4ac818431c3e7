"""The life of a row, step by step, with every way it can go wrong."""

import threading
from datetime import timedelta

import pytest

from plm.mail import Mail
from plm.mail.ledger import (
    LEASE,
    MOST_ATTEMPTS,
    MOST_CLAIMS,
    PAUSE,
    Drop,
    Later,
    Missed,
    Policy,
    State,
    again,
    ledger_collection,
    plan,
    plan_new,
    send_round,
    settle,
)
from plm.mail.letters import LETTERS, compose, post
from plm.mail.senders import Outcome, Sent
from tests.cast import NOW

LEDGER = ledger_collection("test_ledger")


class Clock:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def later(self, by):
        self.now += by


class Carrier:
    """A way out that answers as told, and remembers."""

    def __init__(self, *outcomes, taken=None):
        self.outcomes = list(outcomes)
        self.sent = []
        self.taken = taken
        self.meanwhile = lambda: None

    def send(self, mail, fence, *, now):
        if not fence():
            return Sent(Outcome.LOST)
        self.meanwhile()
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.SENT
        if outcome in (Outcome.SENT, Outcome.UNKNOWN):
            self.sent.append(mail.key)
        return Sent(outcome, "Said so.")

    def accepted(self, keys):
        return self.taken

    def close(self):
        pass


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(db):
    LEDGER.prepare(db)
    return LEDGER


def rows(*keys, **more):
    return [{"_id": key, "due_at": NOW, **more} for key in keys]


def write(row):
    return Mail(row["_id"], "a@alder.example", "A", "S", "t", "h")


def state(db, key):
    return LEDGER.of(db).find_one({"_id": key})


def test_planning_twice_changes_nothing(db, ledger):
    assert plan(db, ledger, rows("a", "b")) == 2
    LEDGER.of(db).update_one({"_id": "a"}, {"$set": {"state": State.SENT}})
    assert plan_new(db, ledger, rows("a", "b", "c")) == ["c"]
    assert state(db, "a")["state"] == State.SENT


def test_planners_at_the_same_moment_write_each_row_once(db, ledger):
    gate = threading.Barrier(6)
    news = []

    def work():
        gate.wait()
        news.append(plan(db, ledger, rows(*(f"k{n}" for n in range(50)))))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(news) == 50
    assert LEDGER.of(db).count_documents({}) == 50


def test_what_is_due_is_sent_and_what_is_not_yet_due_stays(db, ledger, clock):
    plan(db, ledger, [*rows("a"), {"_id": "b", "due_at": NOW + timedelta(hours=1)}])
    carrier = Carrier()
    done = send_round(db, ledger, write, carrier, clock=clock)
    assert (done.claimed, done.sent, carrier.sent) == (1, 1, ["a"])
    assert state(db, "a")["sent_at"] == NOW
    assert str(done) == "1 claimed, 1 sent"


@pytest.mark.parametrize(
    ("verdict", "ends"),
    [(Drop("Done.", "done"), State.SUPPRESSED), (Missed("Too late."), State.MISSED)],
)
def test_what_is_not_owed_is_written_down_with_its_reason(db, ledger, clock, verdict, ends):
    plan(db, ledger, rows("a"))
    send_round(db, ledger, lambda _: verdict, Carrier(), clock=clock)
    row = state(db, "a")
    assert (row["state"], row["why"], row["code"], row["settled_at"]) == (ends, verdict.why, verdict.code, NOW)


def test_what_must_wait_is_free_again_at_its_hour(db, ledger, clock):
    plan(db, ledger, rows("a"))
    send_round(db, ledger, lambda _: Later(NOW + timedelta(hours=9), "Quiet."), Carrier(), clock=clock)
    assert state(db, "a")["free_at"] == NOW + timedelta(hours=9)
    clock.later(timedelta(hours=9))
    assert send_round(db, ledger, write, Carrier(), clock=clock).sent == 1


def test_a_message_put_off_is_tried_again_ever_more_rarely_and_given_up_after_days(db, ledger, clock):
    plan(db, ledger, rows("a"))
    waits = []
    for _ in range(MOST_ATTEMPTS):
        send_round(db, ledger, write, Carrier(Outcome.LATER), clock=clock)
        row = state(db, "a")
        if row["state"] == State.FAILED:
            break
        waits.append(row["free_at"] - clock.now)
        clock.now = row["free_at"]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=1)
    assert sum(waits, timedelta()) > timedelta(days=3)
    assert state(db, "a")["state"] == State.FAILED


def test_a_refused_message_is_not_tried_again(db, ledger, clock):
    plan(db, ledger, rows("a"))
    assert send_round(db, ledger, write, Carrier(Outcome.REFUSED), clock=clock).failed == 1
    assert again(db, ledger, states=[State.FAILED], now=NOW) == 1
    assert send_round(db, ledger, write, Carrier(), clock=clock).sent == 1


def test_while_the_server_is_down_no_message_is_blamed_however_long_it_lasts(db, ledger, clock):
    plan(db, ledger, rows(*(f"k{n}" for n in range(5))))
    for _ in range(MOST_ATTEMPTS + 5):
        done = send_round(db, ledger, write, Carrier(Outcome.DOWN), clock=clock)
        assert (done.down, done.released) == (1, 4)
        clock.later(PAUSE)
    assert LEDGER.of(db).count_documents({"state": State.DUE, "attempts": 0}) == 5
    assert send_round(db, ledger, write, Carrier(), clock=clock).sent == 5


def test_a_batch_that_takes_too_long_gives_the_rest_back(db, ledger, clock):
    plan(db, ledger, rows("a", "b", "c"))
    slow = Carrier()
    slow.meanwhile = lambda: clock.later(LEASE / 2 + timedelta(seconds=1))
    done = send_round(db, ledger, write, slow, clock=clock)
    assert (done.sent, done.released) == (1, 2)
    assert send_round(db, ledger, write, Carrier(), clock=clock).sent == 2


def test_who_is_asked_to_stop_finishes_the_message_in_hand_and_gives_the_rest_back(db, ledger, clock):
    plan(db, ledger, rows("a", "b", "c"))
    asked = threading.Event()
    carrier = Carrier()
    carrier.meanwhile = asked.set
    done = send_round(db, ledger, write, carrier, clock=clock, stop=asked.is_set)
    assert (done.sent, done.released) == (1, 2)
    assert LEDGER.of(db).count_documents({"state": State.DUE, "free_at": {"$lte": NOW}}) == 2


def test_a_row_that_breaks_its_composer_holds_up_no_other_and_ends_in_review(db, ledger, clock):
    plan(db, ledger, [{"_id": "poison", "due_at": NOW - timedelta(hours=1)}, *rows("a", "b")])

    def breaks(row):
        if row["_id"] == "poison":
            raise KeyError("title")
        return write(row)

    with pytest.raises(KeyError):
        send_round(db, ledger, breaks, Carrier(), clock=clock)
    assert send_round(db, ledger, breaks, Carrier(), clock=clock).sent == 2
    for _ in range(MOST_CLAIMS - 1):
        clock.later(LEASE)
        with pytest.raises(KeyError):
            send_round(db, ledger, breaks, Carrier(), clock=clock)
    clock.later(LEASE)
    assert send_round(db, ledger, breaks, Carrier(), clock=clock).failed == 1
    assert state(db, "poison")["state"] == State.REVIEW


def test_a_sender_whose_lease_ran_out_hands_nothing_over(db, ledger, clock):
    plan(db, ledger, rows("a"))
    carrier = Carrier()

    def slow_to_write(row):
        clock.later(LEASE / 2 + timedelta(seconds=1))
        return write(row)

    assert send_round(db, ledger, slow_to_write, carrier, clock=clock).unknown == 1
    assert carrier.sent == []
    assert state(db, "a")["state"] == State.DUE


@pytest.mark.parametrize(
    ("taken", "policy", "ends", "flagged"),
    [
        ({"a"}, Policy.RESEND, State.SENT, False),
        (set(), Policy.RESEND, State.DUE, False),
        (None, Policy.RESEND, State.DUE, True),
        (None, Policy.HOLD, State.REVIEW, False),
        (set(), Policy.HOLD, State.DUE, False),
    ],
)
def test_a_message_of_unknown_fate_is_settled_by_the_relay_or_else_by_its_policy(
    db, ledger, clock, taken, policy, ends, flagged
):
    plan(db, ledger, rows("a", policy=policy))
    assert send_round(db, ledger, write, Carrier(Outcome.UNKNOWN), clock=clock).unknown == 1
    assert settle(db, ledger, Carrier(taken=taken), now=NOW + LEASE / 2) == 0
    assert settle(db, ledger, Carrier(taken=taken), now=NOW + LEASE) == 1
    row = state(db, "a")
    assert (row["state"], row.get("possible_duplicate", False)) == (ends, flagged)
    assert settle(db, ledger, Carrier(taken=taken), now=NOW + 2 * LEASE) == 0


def test_a_log_is_not_believed_about_a_message_it_may_have_lost_by_now(db, ledger, clock):
    plan(db, ledger, rows("a"))
    send_round(db, ledger, write, Carrier(Outcome.UNKNOWN), clock=clock)
    settle(db, ledger, Carrier(taken=set()), now=NOW + timedelta(days=2))
    assert state(db, "a")["possible_duplicate"] is True


def test_a_sender_that_slept_through_its_lease_still_stamps_what_it_has_sent(db, ledger, clock):
    plan(db, ledger, rows("a"))
    sleeper = Carrier()

    def others_settle():
        clock.later(3 * LEASE)
        settle(db, ledger, Carrier(taken=None), now=clock())

    sleeper.meanwhile = others_settle
    assert send_round(db, ledger, write, sleeper, clock=clock).sent == 1
    row = state(db, "a")
    assert row["state"] == State.SENT
    assert "possible_duplicate" not in row


def test_but_not_when_somebody_else_has_it_meanwhile(db, ledger, clock):
    plan(db, ledger, rows("a"))
    first, second = Carrier(), Carrier()

    def others_settle_and_send():
        clock.later(3 * LEASE)
        settle(db, ledger, Carrier(taken=None), now=clock())
        send_round(db, ledger, write, second, clock=clock)

    first.meanwhile = others_settle_and_send
    send_round(db, ledger, write, first, clock=clock)
    assert (first.sent, second.sent) == (["a"], ["a"])
    assert state(db, "a")["possible_duplicate"] is True


def test_the_search_for_what_is_due_uses_the_index(db, ledger):
    plan(db, ledger, rows(*(f"k{n}" for n in range(50))))
    found = LEDGER.of(db).find({"state": State.DUE, "free_at": {"$lte": NOW}}, {"_id": 1}).sort("free_at").limit(50)
    assert "COLLSCAN" not in str(found.explain()["queryPlanner"]["winningPlan"])
    assert "SORT" not in str(found.explain()["queryPlanner"]["winningPlan"])


def test_a_letter_is_posted_once_and_not_sent_after_it_has_expired(db, clock):
    one = Mail("invite:ana", "ana@alder.example", "Ana", "Welcome", "t", "h", "https://x")
    assert post(db, one, expires_at=NOW + timedelta(days=1), now=NOW)
    assert not post(db, one, expires_at=NOW + timedelta(days=1), now=NOW)
    row = LETTERS.of(db).find_one({"_id": "invite:ana"})
    assert compose(row, now=NOW) == one
    assert isinstance(compose(row, now=NOW + timedelta(days=1)), Missed)
