"""Planners that die between two writes, overlap, come twice: the ledger is the same as if one had worked in peace."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from plm.access import SYSTEM
from plm.enrollment import actions as enrollment
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.mail.ledger import State
from plm.reminders import actions
from plm.reminders.store import DAYS, REMINDERS
from tests.cast import ELIF, MATEO, NADIA, NOW
from tests.reminders.stage import Stage

pytestmark = pytest.mark.faults

PEOPLE = (MATEO, NADIA, ELIF)

lives = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(1, 24 * 12)),
        st.tuples(st.just("move"), st.integers(0, 2), st.integers(-3, 20)),
        st.tuples(st.just("plan")),
    ),
    min_size=4,
    max_size=12,
)


def ledger(db):
    """What stands in the ledger, without who claimed it when."""
    return sorted((row["_id"], row["state"], row["about"], row["due_at"]) for row in REMINDERS.of(db).find())


def play(stage, life, *, planner):
    """Live through it with this planner."""
    stage.now = NOW
    for docs in (ENROLLMENTS, REMINDERS, DAYS):
        docs.of(stage.db).delete_many({})
    ones = [stage.enroll(who, date(2026, 12, 1 + place)) for place, who in enumerate(PEOPLE)]
    for act in (*life, ("plan",)):
        match act:
            case "pass", hours:
                stage.later(timedelta(hours=hours))
            case "move", who, days:
                today = stage.now.date()
                due_on = today + timedelta(days=max(days, 1))
                enrollment.move_due(stage.db, ones[who].id, due_on=due_on, actor=SYSTEM, now=stage.now)
            case _:
                planner(stage)
    return ledger(stage.db)


def one_planner(stage):
    actions.plan_due(stage.db, stage.settings, now=stage.now)


def dies_before_it_moves_on(stage):
    """The rows are written, then it dies: `next_reminder_at` stands as it was, and another planner comes."""
    before = {doc["_id"]: doc.get("next_reminder_at") for doc in ENROLLMENTS.of(stage.db).find()}
    actions.plan_due(stage.db, stage.settings, now=stage.now)
    for one, at in before.items():
        if at is not None:
            ENROLLMENTS.of(stage.db).update_one({"_id": one}, {"$set": {"next_reminder_at": at}})
    actions.plan_due(stage.db, stage.settings, now=stage.now, limit=1)
    actions.plan_due(stage.db, stage.settings, now=stage.now)


def two_at_once(stage):
    gate = Barrier(2)

    def work():
        gate.wait()
        actions.plan_due(stage.db, stage.settings, now=stage.now)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@how(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(life=lives)
def test_planning_twice_in_any_order_by_planners_that_die_or_overlap_changes_nothing(cast, request, life):
    stage = Stage(cast, request.getfixturevalue("settings"))
    expected = play(stage, life, planner=one_planner)
    assert play(stage, life, planner=dies_before_it_moves_on) == expected
    assert play(stage, life, planner=two_at_once) == expected


def test_after_an_outage_of_72_hours_nobody_gets_more_than_one_message(cast, settings):
    stage = Stage(cast, settings)
    people = stage.staff(20)
    for who in people:
        for place, course in enumerate(("a", "b")):
            stage.enroll(who, date(2026, 12, 8 + place), course=course)
    stage.live(datetime(2026, 11, 30, 15, tzinfo=UTC), timedelta(hours=12))
    assert stage.mails == []
    stage.now += timedelta(hours=72)  # over the week before and the day after that
    stage.beat()
    assert sorted(to for _, to, _ in stage.mails) == sorted(who.email for who in people)
    stage.live(datetime(2026, 12, 4, 15, tzinfo=UTC))
    assert len(stage.mails) == 2 * len(people)
    assert set(stage.states().values()) == {State.SENT}
    assert Enrollments(stage.db).due_for_planning(stage.now, 1) == []
