"""From a due date to a message, or to the reason why there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from plm.access import SYSTEM
from plm.enrollment import actions as enrollment
from plm.enrollment.model import enroll
from plm.enrollment.store import Enrollments
from plm.mail.ledger import LEASE, State
from plm.mail.senders import Mailbox, Outcome, Sent
from plm.people.store import People
from plm.reminders import actions, jobs
from plm.reminders.store import REMINDERS
from plm.sections.store import Sections
from tests.builders import edition, publish, section
from tests.cast import ELIF, MATEO, NADIA, NOW
from tests.reminders.stage import Stage

DUE = date(2026, 12, 8)  # two weeks after NOW
SEVEN = 12  # 7 in the morning in New York, in winter, is noon in UTC


@pytest.fixture
def stage(cast, settings):
    return Stage(cast, settings)


def at(day, hour=SEVEN):
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def test_somebody_who_never_finishes_is_reminded_six_times_each_at_seven_and_then_left_alone(stage):
    stage.enroll(MATEO, DUE)
    stage.live(datetime(2027, 2, 1, tzinfo=UTC))
    assert [moment for moment, _, _ in stage.mails] == [
        at(1), at(7), at(9), at(16), at(23), at(30),
    ]  # fmt: skip
    assert set(stage.states().values()) == {State.SENT}
    assert Enrollments(stage.db).due_for_planning(stage.now + timedelta(days=900), 10) == []


def test_somebody_without_a_due_date_is_never_reminded(stage):
    stage.enroll(MATEO, None)
    stage.live(datetime(2027, 1, 20, tzinfo=UTC), timedelta(hours=12))
    assert stage.rows == {}


def test_it_stops_the_moment_somebody_withdraws(stage):
    one = stage.enroll(MATEO, DUE)
    stage.live(at(1, 13))
    enrollment.withdraw(stage.db, one.id, reason="Moved to another role", actor=SYSTEM, now=stage.now)
    stage.live(datetime(2027, 1, 20, tzinfo=UTC), timedelta(hours=6))
    assert len(stage.mails) == 1


def test_planned_in_the_evening_and_finished_before_the_morning_nothing_is_sent(stage):
    stage.now = datetime(2026, 12, 5, 1, tzinfo=UTC)  # 8 in the evening, three days before
    one = stage.enroll(MATEO, DUE)
    stage.beat()
    assert list(stage.states().values()) == [State.DUE]
    stage.db.enrollments.update_one({"_id": one.id}, {"$set": {"status": "completed"}})
    stage.live(at(6, 15))
    [row] = stage.rows.values()
    assert (row["state"], row["code"], row["why"]) == (State.SUPPRESSED, "done", "They have finished the course.")
    assert stage.mails == []


def test_a_moved_due_date_takes_its_reminders_along(stage):
    one = stage.enroll(MATEO, DUE)
    stage.now = at(1, 11)
    enrollment.move_due(stage.db, one.id, due_on=DUE + timedelta(days=7), actor=SYSTEM, now=stage.now)
    stage.live(at(15, 15))
    assert [moment for moment, _, _ in stage.mails] == [at(8), at(14)]
    assert "Tuesday, December\u00a015" in stage.db.mailbox.find_one()["text"]


def test_a_date_moved_between_plan_and_morning_is_not_written_about(stage):
    stage.now = datetime(2026, 12, 5, 1, tzinfo=UTC)
    one = stage.enroll(MATEO, DUE)
    stage.beat()
    enrollment.move_due(stage.db, one.id, due_on=date(2027, 1, 8), actor=SYSTEM, now=stage.now)
    stage.live(at(6, 15))
    [row] = stage.rows.values()
    assert (row["state"], row["code"]) == (State.SUPPRESSED, "moved")
    # And back again: the date it was planned for is true once more.
    enrollment.move_due(stage.db, one.id, due_on=DUE, actor=SYSTEM, now=stage.now)
    stage.beat()
    assert [subject for _, _, subject in stage.mails] == ["“Foundations” is due in 2 days"]


def test_a_reminder_whose_sender_died_is_written_again_from_the_same_facts(stage):
    stage.enroll(MATEO, DUE)
    stage.live(at(1, 11))
    jobs.plan(replace(stage.services, clock=lambda: at(1)))

    class Dies(Mailbox):
        def send(self, mail, fence, *, now):
            fence()
            return Sent(Outcome.UNKNOWN)

    jobs.send(replace(stage.services, mailer=Dies(stage.db), clock=lambda: at(1)))
    assert list(stage.states().values()) == [State.SENDING]
    stage.now = at(1) + LEASE
    stage.beat()
    assert [subject for _, _, subject in stage.mails] == ["“Foundations” is due in a week"]


def test_who_left_the_district_gets_nothing(stage):
    stage.enroll(MATEO, DUE)
    stage.live(at(1, 11))
    People(stage.db).save(replace(MATEO, active=False))
    stage.live(at(1, 15))
    [row] = stage.rows.values()
    assert (row["state"], row["code"]) == (State.SUPPRESSED, "left")


def test_three_days_without_a_worker_bring_one_message_and_not_four(stage):
    stage.enroll(MATEO, DUE)
    stage.now = at(10, 15)  # nobody worked from November 24 on
    stage.beat()
    assert [subject[:30] for _, _, subject in stage.mails] == ["“Foundations” was due on Tuesd"]
    assert sorted(stage.states().values()) == [State.MISSED, State.MISSED, State.SENT]


def test_four_courses_after_an_outage_come_one_a_day(stage):
    for course in "abcd":
        stage.enroll(MATEO, DUE, course=course)
    stage.now = at(10, 15)
    stage.beat()
    assert len(stage.mails) == 1
    stage.live(at(13, 15))
    assert [moment.date().day for moment, _, _ in stage.mails] == [10, 11, 12, 13]


def test_what_is_due_tomorrow_comes_whatever_else_comes_that_day(stage):
    stage.enroll(MATEO, date(2026, 12, 8), course="a")
    stage.enroll(MATEO, date(2026, 12, 14), course="b")  # a week before is December 7
    stage.live(at(7, 11))
    before = len(stage.mails)
    stage.live(at(8, 15))
    assert [(moment, subject[:3]) for moment, _, subject in stage.mails[before:]] == [(at(7), "“A”"), (at(8), "“B”")]


def test_two_things_due_tomorrow_both_come(stage):
    for course in "ab":
        stage.enroll(MATEO, DUE, course=course)
    stage.live(at(7, 15))
    assert [moment for moment, _, _ in stage.mails] == [at(1), at(2), at(7), at(7)]


def test_nothing_leaves_in_the_night_or_the_evening(stage):
    stage.now = datetime(2026, 12, 4, 23, tzinfo=UTC)  # 6 in the evening
    stage.enroll(MATEO, DUE)
    stage.live(at(5, 11))
    assert stage.mails == []
    stage.live(at(5, 12))
    assert [moment for moment, _, _ in stage.mails] == [at(5)]


def test_every_school_has_its_own_morning(stage):
    stage.zone("elm", "America/Los_Angeles")
    stage.enroll(MATEO, DUE)
    stage.enroll(ELIF, DUE)
    stage.live(at(1, 16))
    assert [(moment.hour, to) for moment, to, _ in stage.mails] == [(12, MATEO.email), (15, ELIF.email)]


@pytest.mark.parametrize(
    ("start", "due_on", "moments"),
    [
        # Clocks go forward on March 8, 2026, and back on November 1: the morning stays the morning.
        (datetime(2026, 3, 1, 15, tzinfo=UTC), date(2026, 3, 9), [(3, 2, 12), (3, 8, 11)]),
        (datetime(2026, 10, 20, 15, tzinfo=UTC), date(2026, 11, 2), [(10, 26, 11), (11, 1, 12)]),
        (datetime(2028, 2, 20, 15, tzinfo=UTC), date(2028, 3, 1), [(2, 23, 12), (2, 29, 12)]),
    ],
)
def test_the_hard_days_of_the_calendar(stage, start, due_on, moments):
    stage.now = start
    stage.enroll(MATEO, due_on)
    stage.live(datetime.combine(due_on, datetime.min.time(), UTC))
    assert [(moment.month, moment.day, moment.hour) for moment, _, _ in stage.mails] == moments


def test_who_came_late_is_told_at_once_what_is_left_and_nothing_of_what_came_before(stage):
    stage.enroll(MATEO, date(2026, 11, 26))
    stage.beat()
    assert [subject for _, _, subject in stage.mails] == ["“Foundations” is due in 2 days"]
    assert list(stage.states().values()) == [State.SENT]


def test_a_session_is_reminded_of_on_the_day_before_and_whoever_takes_a_seat_late_hears_too(stage):
    publish(stage.db, edition())
    one = section(starts_at=at(3, 20), sessions=2)
    Sections(stage.db).add(one)
    Sections(stage.db).seat(one.id, MATEO.id, now=stage.now)
    stage.live(at(2, 15))
    assert [(moment, to) for moment, to, _ in stage.mails] == [(at(2), MATEO.email)]
    Sections(stage.db).seat(one.id, NADIA.id, now=stage.now)
    stage.beat()
    assert [to for _, to, _ in stage.mails] == [MATEO.email, NADIA.email]
    stage.live(at(10, 15))
    assert {(moment, to) for moment, to, _ in stage.mails[2:]} == {(at(9), MATEO.email), (at(9), NADIA.email)}
    assert len(stage.mails) == 4
    assert Sections(stage.db).due_for_planning(stage.now + timedelta(days=900), 10) == []


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"$set": {"cancelled_at": NOW}}, "cancelled"),
        ({"$set": {"roster": []}}, "left-seat"),
        ({"$set": {"sessions.0.starts_at": datetime(2026, 12, 3, 21, tzinfo=UTC)}}, "moved"),
    ],
)
def test_a_session_that_changed_between_plan_and_morning_is_not_reminded_of(stage, what, code):
    stage.now = at(3, 1)  # 8 in the evening before
    one = section(starts_at=at(3, 20))
    Sections(stage.db).add(replace(one, created_at=stage.now))
    Sections(stage.db).seat(one.id, MATEO.id, now=stage.now)
    stage.beat()
    stage.db.sections.update_one({"_id": one.id}, what)
    stage.live(at(3, 14))
    [row] = stage.rows.values()
    assert (row["state"], row["code"]) == (State.SUPPRESSED, code)


def test_a_session_before_seven_the_next_morning_is_too_late_and_says_so(stage):
    stage.now = at(3, 1)
    one = section(starts_at=at(3, 11))  # 6 in the morning
    Sections(stage.db).add(replace(one, created_at=stage.now))
    Sections(stage.db).seat(one.id, MATEO.id, now=stage.now)
    stage.live(at(3, 14))
    [row] = stage.rows.values()
    assert (row["state"], row["why"]) == (State.MISSED, "It came too late to be of use.")


def test_two_planners_in_any_order_write_the_same_and_a_seat_taken_meanwhile_is_not_forgotten(stage):
    stage.now = at(2, 15)
    one = section(starts_at=at(3, 20))
    Sections(stage.db).add(replace(one, created_at=stage.now))
    sections = Sections(stage.db)
    sections.seat(one.id, MATEO.id, now=stage.now)
    [(read, seen)] = sections.due_for_planning(stage.now, 10)
    sections.seat(one.id, NADIA.id, now=stage.now)  # in the same millisecond, after the planner has read
    assert not sections.planned(read, seen, None)
    stage.beat()
    assert len(stage.mails) == 2


def test_an_enrollment_that_changed_since_it_was_read_is_looked_at_again(stage):
    one = stage.enroll(MATEO, date(2026, 12, 20))
    enrollments = Enrollments(stage.db)
    [(read, seen)] = enrollments.due_for_planning(stage.now, 10)
    enrollment.move_due(stage.db, one.id, due_on=date(2026, 11, 27), actor=SYSTEM, now=stage.now)
    assert enrollments.planned([(read, seen, datetime(2026, 12, 13, 12, tzinfo=UTC))]) == 0
    stage.beat()
    assert len(stage.mails) == 1


def test_planning_goes_on_until_nobody_is_left(stage):
    people = stage.staff(23)
    what = publish(stage.db, edition())
    for who in people:
        one = enroll(who.id, "oak", what, by="plm", due_on=date(2026, 11, 27), cycle="2026-27", now=NOW)
        Enrollments(stage.db).add(one, now=NOW)
    assert actions.plan_due(stage.db, stage.settings, now=NOW, limit=10).looked == 10
    assert jobs.plan(stage.services).looked == 13
    assert len(stage.rows) == 23
    assert str(jobs.plan(stage.services)) == "nothing to plan"


def test_what_the_planner_and_the_sender_ask_is_answered_by_indexes(stage):
    stage.enroll(MATEO, DUE)
    stage.live(at(1, 13))
    asked = [
        stage.db.enrollments.find({"next_reminder_at": {"$lte": NOW}}).sort("next_reminder_at").limit(10),
        stage.db.sections.find({"next_reminder_at": {"$lte": NOW}}).sort("next_reminder_at").limit(10),
        REMINDERS.of(stage.db).find({"person": MATEO.id, "due_at": {"$gte": NOW}}, {"_id": 1}),
        REMINDERS.of(stage.db).find({"sent_at": {"$gte": NOW}}),
        REMINDERS.of(stage.db).find({"settled_at": {"$gte": NOW}}),
    ]
    for cursor in asked:
        assert "COLLSCAN" not in str(cursor.explain()["queryPlanner"]["winningPlan"])
