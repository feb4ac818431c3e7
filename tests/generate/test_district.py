"""A small generated district, read back through the stores."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pymongo.database import Database

from plm.access import Role
from plm.app import make_ready
from plm.attendance.model import derive, held_on
from plm.attendance.store import Attendance, Marks
from plm.catalog.store import Courses, Editions, edition_from
from plm.credentials.store import Awards
from plm.enrollment.model import Enrollment, Status, weigh
from plm.enrollment.store import ENROLLMENTS, enrollment_from
from plm.errors import RuleBroken
from plm.generate import actions
from plm.generate.district import District
from plm.generate.model import Size, shares
from plm.generate.store import GENERATED, Generated
from plm.mongo import connect, embedded
from plm.people.store import People
from plm.reminders import actions as reminders
from plm.reports.store import Tallies
from plm.schools.store import Schools
from plm.sections.store import SECTIONS, section_from

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DAY = datetime(2026, 11, 24, tzinfo=UTC)
SIZE = Size(people=1_300, schools=9, courses=12, enrollments=9_000, seed=7)


@pytest.fixture(scope="module")
def made(mongod: embedded.Running) -> Iterator[tuple[Database, District]]:
    db = connect(mongod.uri, "plm_generated")
    make_ready(db)
    counted: list[int] = []
    district = actions.generate(mongod.uri, db.name, SIZE, now=NOW, clock=lambda: NOW, advance=counted.append)
    assert sum(counted) == SIZE.enrollments
    yield db, district
    db.client.drop_database(db.name)
    db.client.close()


@pytest.fixture(scope="module")
def enrollments(made: tuple[Database, District]) -> list[Enrollment]:
    return [enrollment_from(doc) for doc in ENROLLMENTS.of(made[0]).find()]


def test_it_is_as_large_as_asked(made, enrollments):
    db, _ = made
    assert db.people.count_documents({}) == SIZE.people
    assert len(Schools(db).all()) == SIZE.schools
    assert len(Courses(db).published()) == SIZE.courses
    assert len(enrollments) == SIZE.enrollments


def test_every_school_has_one_principal_and_the_district_its_roles(made):
    db, _ = made
    principals = People(db).with_role(Role.PRINCIPAL)
    assert Counter(one.school for one in principals) == Counter(one.code for one in Schools(db).all())
    assert len(People(db).with_role(Role.FACILITATOR)) == SIZE.facilitators
    assert len(People(db).with_role(Role.DIRECTOR)) == len(People(db).with_role(Role.ADMINISTRATOR)) == 1


def test_the_catalogue_holds_the_editions_people_take(made, enrollments):
    db, _ = made
    editions = Editions(db).some({one.edition for one in enrollments})
    assert all(len(edition.modules) == 6 for edition in editions.values())
    for doc in db.editions.find():
        assert edition_from(doc).id == doc["_id"]


def test_the_verdict_that_stands_is_the_one_the_rule_draws(made, enrollments):
    editions = Editions(made[0]).some({one.edition for one in enrollments})
    for one in enrollments:
        edition = editions[one.edition]
        assert one.verdict == weigh(edition, one.evidence)
        assert one.verdict.met == (one.status is Status.COMPLETED)
        again = one.weighed(edition, now=NOW)
        assert (again.done, again.total, again.minutes_left, again.stuck) == (
            one.done,
            one.total,
            one.minutes_left,
            one.stuck,
        )


def test_history_runs_forward_and_ends_today(enrollments):
    for one in enrollments:
        assert DAY - timedelta(days=366) <= one.enrolled_at <= DAY
        moments = [one.enrolled_at]
        for work in one.modules.values():
            moments += [work.begun_at, work.touched_at]
        assert moments == sorted(moments)
        assert moments[-1] <= DAY
        if one.completed_at:
            last = max(work.done_at for work in one.modules.values() if work.done_at)
            assert one.completed_at >= last
        if one.withdrawn_at:
            assert one.enrolled_at <= one.withdrawn_at <= DAY
            assert one.reason


def test_people_are_in_every_state_and_most_of_them_finish(enrollments):
    standings = Counter(one.standing(DAY.date()) for one in enrollments)
    share = {standing: count / len(enrollments) for standing, count in standings.items()}
    assert 0.5 < share["done"] < 0.85
    for few in ("late", "stuck", "withdrawn", "way", "open"):
        assert 0.002 < share[few] < 0.2


def test_work_gathers_before_the_due_date(enrollments):
    early, last_weeks, late = 0, 0, 0
    for one in enrollments:
        if one.completed_at and one.due_on:
            left = (one.due_on - one.completed_at.date()).days
            early, last_weeks, late = early + (left > 21), last_weeks + (0 <= left <= 21), late + (left < 0)
    assert last_weeks > early
    assert late > 0


def test_rosters_and_evidence_agree(made, enrollments):
    by_id = {one.id: one for one in enrollments}
    seen = 0
    past = coming = 0
    for doc in SECTIONS.of(made[0]).find():
        section = section_from(doc)
        assert len(section.roster) <= section.capacity
        over = section.ends_at <= DAY
        past, coming = past + over, coming + (not over)
        for seat in section.roster:
            taken = [one for one in by_id.values() if one.person == seat.person and one.course == section.course]
            assert len(taken) == 1
            work = taken[0].sessions.get(section.sessions[0].id)
            assert (work is not None) == over
            seen += work is not None
            if work:
                assert work.of == section.sessions[0].minutes
    assert past > 0
    assert coming > 0
    assert seen == sum(len(one.sessions) for one in enrollments)


def test_attendance_is_what_the_marks_come_to(made, enrollments):
    db, _ = made
    by_person = {(one.person, session): work for one in enrollments for session, work in one.sessions.items()}
    for doc in SECTIONS.of(db).find({"ends_at": {"$lte": DAY}}):
        section = section_from(doc)
        session = section.sessions[0]
        records = Attendance(db).of_session(section.id, session.id)
        marks = Marks(db).of_session(section.id, session.id)
        assert set(records) == {seat.person for seat in section.roster} == {mark.person for mark in marks}
        for mark in marks:
            assert derive([mark], of=session.minutes) == records[mark.person]
            work = by_person[mark.person, session.id]
            assert (work.minutes, work.held_on) == (records[mark.person].minutes, held_on(section, session))
    assert Marks(db).due(now=NOW + timedelta(days=1)) == []


def test_every_completion_has_its_award(made, enrollments):
    db, _ = made
    for one in [one for one in enrollments if one.award][::40]:
        award = Awards(db).get(one.award)
        assert (award.person, award.course, award.evidence) == (one.person, one.course, one.decision.evidence)
    assert db.awards.count_documents({}) == sum(bool(one.award) for one in enrollments)
    assert db.enrollments.count_documents({"award_due": True}) == 0


def test_reminders_that_were_sent_look_like_those_the_planner_writes(made, settings):
    db, _ = made
    sent = list(db.reminders.find())
    assert {row["state"] for row in sent} == {"sent"}
    assert len({row["rule"] for row in sent}) == 3
    due = {name: list(db[name].find({"next_reminder_at": {"$lte": NOW}})) for name in ("enrollments", "sections")}
    reminders.plan_due(db, settings, now=NOW, limit=5)
    planned = db.reminders.find_one({"state": "due", "enrollment": {"$exists": True}})
    assert planned is not None
    keys = {"sent_at", "sending_at", "to", "subject"}
    assert set(sent[0]) - keys == set(planned) - keys
    assert type(sent[0]["place"]) is type(planned["place"])
    db.reminders.delete_many({"state": "due"})
    for name, documents in due.items():
        for one in documents:
            db[name].replace_one({"_id": one["_id"]}, one)
    assert db.audit.count_documents({"verb": "enrollment.completed"}) > 0


def test_the_tallies_equal_a_new_count(made):
    db, _ = made
    tallies = Tallies(db)
    for school in Schools(db).all():
        at = tallies.moment()
        assert tallies.standing(school.code, at=at) == tallies.count(school.code, tallies.cycles(school.code), at=at)
    assert db.enrollments.count_documents({"dirty": True}) == 0


def test_indexes_stand_after_loading(made):
    db, _ = made
    assert len(db.enrollments.index_information()) == len(ENROLLMENTS.indexes) + 1


def test_the_same_seed_makes_the_same_district(made, mongod):
    again = connect(mongod.uri, "plm_generated_again")
    make_ready(again)
    # Another moment of the same day, and two processes.
    actions.generate(mongod.uri, again.name, SIZE, now=NOW + timedelta(hours=3), clock=lambda: NOW, processes=2)
    try:
        for name in ("people", "schools", "courses", "editions", "enrollments", "sections", "awards", "reminders"):
            assert list(again[name].find().sort("_id")) == list(made[0][name].find().sort("_id")), name
    finally:
        again.client.drop_database(again.name)
        again.client.close()


def test_a_database_that_is_not_empty_is_left_alone(cast, mongod):
    with pytest.raises(RuleBroken, match="is not empty"):
        actions.generate(mongod.uri, cast.name, SIZE, now=NOW, clock=lambda: NOW)
    assert cast.enrollments.count_documents({}) == 0


def test_a_generation_that_broke_off_is_begun_anew(db, mongod):
    Generated(db).begin(SIZE, now=NOW)
    db.people.insert_one({"_id": "half", "email": "half@district.example"})
    small = Size(people=40, schools=2, courses=4, enrollments=60)
    actions.generate(mongod.uri, db.name, small, now=NOW, clock=lambda: NOW)
    assert db.people.count_documents({}) == 40
    assert actions.standing(db) == (small, DAY)
    with pytest.raises(RuleBroken, match="is not empty"):
        actions.generate(mongod.uri, db.name, small, now=NOW, clock=lambda: NOW)
    assert GENERATED.of(db).count_documents({}) == 1


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (Size(people=0), "at least one"),
        (Size(people=100, schools=80), "too few"),
        (Size(people=100, schools=2, courses=2, enrollments=500), "do not fit"),
    ],
)
def test_a_size_that_cannot_be_is_refused_in_words(size, words):
    with pytest.raises(RuleBroken, match=words):
        size.check()


def test_shares_add_up_and_keep_their_bounds():
    given = shares(100, [1, 5, 20, 1], least=10, most=50)
    assert sum(given) == 100
    assert min(given) >= 10
    assert max(given) <= 50
