"""The invented district: the same every time, whole, and believable on every page."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from pymongo.database import Database

from plm.access import Role
from plm.app import make_ready
from plm.attendance.store import Attendance, Marks
from plm.catalog.actions import shipped_courses
from plm.catalog.store import Editions
from plm.cli.console import Console
from plm.credentials import actions as credit
from plm.credentials.store import Awards
from plm.demo.actions import demo_district, empty, fill
from plm.demo.cast import ADMINISTRATOR, DIRECTOR, FACILITATOR, PLACES, PRINCIPAL, STAFF
from plm.demo.commands import demo
from plm.demo.learning import ZONE
from plm.demo.store import Demo
from plm.enrollment.model import Enrollment, Standing, Status, weigh
from plm.enrollment.store import ENROLLMENTS, Enrollments, enrollment_from
from plm.errors import RuleBroken
from plm.learning.actions import judging
from plm.learning.model.entries import State, evidence_of
from plm.learning.model.names import likely_names
from plm.learning.store import Reflections
from plm.learning.store.entries import entry_from
from plm.mongo import connect, embedded
from plm.people.store import People
from plm.reports.store import Tallies
from plm.schools.store import Schools
from plm.sections.store import SECTIONS, Sections, section_from
from plm.settings import Settings

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)  # Tuesday, ten in the morning in Alder County
TODAY = NOW.date()
CYCLE = "2026-27"


@pytest.fixture(scope="module")
def alder(mongod: embedded.Running) -> Iterator[Database]:
    db = connect(mongod.uri, "plm_demo")
    make_ready(db)
    assert fill(db, Settings(demo=True), now=NOW)
    yield db
    db.client.drop_database(db.name)
    db.client.close()


@pytest.fixture(scope="module")
def enrollments(alder: Database) -> list[Enrollment]:
    return [enrollment_from(doc) for doc in ENROLLMENTS.of(alder).find()]


def test_twelve_schools_and_about_four_hundred_people(alder):
    assert len(Schools(alder).all()) == 12
    assert 390 <= alder.people.count_documents({}) <= 420
    assert alder.courses.count_documents({"published": True}) == len(list(shipped_courses().glob("*/course.toml")))


def test_the_cast_is_there_under_fixed_names(alder):
    cast = People(alder).some([PRINCIPAL, STAFF, FACILITATOR, DIRECTOR, ADMINISTRATOR])
    assert {one.id: (one.name, one.role) for one in cast.values()} == {
        PRINCIPAL: ("Denise Okafor", Role.PRINCIPAL),
        STAFF: ("Rosa Whitfield", Role.STAFF),
        FACILITATOR: ("Joel Amsel", Role.FACILITATOR),
        DIRECTOR: ("Alma Reyes", Role.DIRECTOR),
        ADMINISTRATOR: ("Sam Kessler", Role.ADMINISTRATOR),
    }
    assert alder.people.count_documents({"_id": {"$regex": "^demo-"}}) == 5
    assert all(doc["email"].endswith("@alder.example") for doc in alder.people.find())


def test_larkspur_middle_looks_as_it_was_drawn(alder, enrollments):
    assert len(People(alder).at("larkspur")) == 42
    ours = [(one.person, one.standing(TODAY)) for one in enrollments if one.school == "larkspur"]
    stuck = {person for person, standing in ours if standing is Standing.STUCK}
    late = {person for person, standing in ours if standing is Standing.LATE}
    assert (len(late), len(stuck), len(late | stuck)) == (5, 3, 8)


def test_schools_stand_as_the_plan_says(enrollments):
    standing = Counter((one.school, one.course, one.standing(TODAY)) for one in enrollments)
    for place in PLACES:
        for course, takes in (
            ("restorative-foundations", place.foundations),
            ("community-circles", place.circles),
            ("sel-for-adults", place.sel),
        ):
            key = place.school.code, course
            assert standing[*key, Standing.DONE] == takes.done
            assert standing[*key, Standing.LATE] == takes.late
            assert standing[*key, Standing.STUCK] == takes.stuck
            rest = standing[*key, Standing.WAY] + standing[*key, Standing.OPEN]
            assert takes.done + takes.late + takes.stuck + rest == takes.people


def test_rosa_stands_on_page_four_and_one_thing_is_due_soon(alder):
    mine = {one.course: one for one in Enrollments(alder).of(STAFF)}
    sel = mine["sel-for-adults"]
    edition = Editions(alder).get(sel.edition)
    module = sel.next_module(edition)
    assert module is not None
    assert module.kind == "reading"
    assert sel.modules[module.id].page == 4
    assert sel.minutes_left < 120
    soon = [one.due_on for one in mine.values() if one.status is Status.ACTIVE and one.due_on]
    assert [(on - TODAY).days for on in soon] == [8]
    assert mine["restorative-foundations"].status is Status.COMPLETED
    assert Sections(alder).with_seat(STAFF, now=NOW)


def test_people_work_by_day(enrollments):
    hours = Counter(one.completed_at.astimezone(ZONE).hour for one in enrollments if one.completed_at)
    assert set(hours) <= set(range(15, 23))


def test_joel_has_a_session_today_and_people_left_to_mark_in_the_last_one(alder):
    sections = Sections(alder).run_by(FACILITATOR, since=NOW - timedelta(days=7))
    today = [one for one in sections if one.starts_at.date() == TODAY]
    assert [len(one.roster) for one in today] == [28]
    last = [one for one in sections if one.ends_at < NOW][-1]
    marked = Attendance(alder).of_session(last.id, last.sessions[0].id)
    assert len(last.roster) - len(marked) == 3


def test_the_verdicts_are_the_ones_the_rule_draws(alder, enrollments):
    editions = Editions(alder).some({one.edition for one in enrollments})
    for one in enrollments:
        assert one.verdict == weigh(editions[one.edition], one.evidence)
        assert one.verdict.met == (one.status is Status.COMPLETED)
        assert one.cycle == CYCLE


def test_nothing_lies_in_the_future(alder, enrollments):
    for one in enrollments:
        moments = [one.enrolled_at, one.completed_at, one.withdrawn_at]
        moments += [
            moment for work in one.modules.values() for moment in (work.begun_at, work.touched_at, work.done_at)
        ]
        assert all(moment <= NOW for moment in moments if moment), one.id
        assert all(moment >= one.enrolled_at for moment in moments if moment), one.id
    for name, key in (("marks", "at"), ("audit", "at"), ("mailbox", "sent_at"), ("submissions", "handed_in_at")):
        newest = alder[name].find_one({key: {"$ne": None}}, sort=[(key, -1)])
        assert newest is not None
        assert newest[key] <= NOW


def test_rosters_attendance_and_evidence_agree(alder, enrollments):
    by_key = {(one.person, one.course): one for one in enrollments}
    for doc in SECTIONS.of(alder).find():
        section = section_from(doc)
        session = section.sessions[0]
        assert len(section.roster) <= section.capacity
        records = Attendance(alder).of_session(section.id, session.id)
        assert set(records) <= {seat.person for seat in section.roster}
        for seat in section.roster:
            work = by_key[seat.person, section.course].sessions.get(session.id)
            assert (work is not None) == (seat.person in records)
            if work:
                assert work.minutes == records[seat.person].minutes
    assert Marks(alder).due(now=NOW) == []


def test_every_completion_has_its_certificate_and_the_tallies_agree(alder, enrollments):
    for one in enrollments:
        if one.award:
            assert one.decision
            assert Awards(alder).get(one.award).evidence == one.decision.evidence
    assert alder.enrollments.count_documents({"award_due": True}) == 0
    tallies = Tallies(alder)
    for place in PLACES:
        at, code = tallies.moment(), place.school.code
        assert tallies.standing(code, at=at) == tallies.count(code, tallies.cycles(code), at=at)


def test_reflections_are_written_and_long_enough(alder, enrollments):
    one = next(one for one in enrollments if one.status is Status.COMPLETED and one.course == "sel-for-adults")
    edition = Editions(alder).get(one.edition)
    for module in edition.modules:
        if module.kind == "reflection":
            written = Reflections(alder).get(one.id, module.id, writer=one.person)
            assert written.handed_in_at
            assert written.short(module.content.prompts) == {}


def test_reminders_of_the_last_weeks_lie_in_the_mailbox(alder):
    rules = Counter(doc["rule"] for doc in alder.reminders.find({"state": "sent"}))
    assert {"due-in-7", "due-tomorrow", "overdue", "session-tomorrow"} <= set(rules)
    assert alder.reminders.count_documents({"state": {"$ne": "sent"}}) == 0
    assert alder.mailbox.count_documents({}) == sum(rules.values())


def test_a_second_start_finds_it_at_once(alder):
    began = time.monotonic()
    assert fill(alder, Settings(demo=True), now=NOW + timedelta(days=3)) is False
    assert time.monotonic() - began < 1


def test_one_that_broke_off_is_begun_anew_and_the_same_day_makes_the_same_district(alder, mongod):
    again = connect(mongod.uri, "plm_demo_again")
    make_ready(again)
    Demo(again).begin(now=NOW)
    again.people.insert_one({"_id": "half", "email": "half@alder.example"})
    try:
        assert fill(again, Settings(demo=True), now=NOW + timedelta(hours=5))
        for name in ("people", "sections", "submissions", "awards", "attendance", "enrollments"):
            assert list(again[name].find().sort("_id")) == list(alder[name].find().sort("_id")), name
        empty(again)
        assert {name for name in again.list_collection_names() if again[name].find_one()} <= {"migrations"}
    finally:
        again.client.drop_database(again.name)
        again.client.close()


def test_data_of_others_is_never_mixed_with_or_taken_out(cast):
    assert fill(cast, Settings(demo=True), now=NOW) is False
    with pytest.raises(RuleBroken, match="does not hold the demo"):
        empty(cast)
    assert cast.people.count_documents({}) > 0
    assert cast.courses.count_documents({}) == 0


def test_the_command_says_that_there_is_data_already(cast, settings, mongod):
    console = Console(settings, make_ready)
    console.__dict__["db"] = cast
    ran = CliRunner().invoke(demo, [], obj=console)
    assert "There is data already" in ran.output
    ran = CliRunner().invoke(demo, ["--reset"], obj=console)
    assert isinstance(ran.exception, RuleBroken)


def test_the_district_has_a_name_and_an_office():
    settings = demo_district(Settings(district="Real County"))
    assert (settings.district, settings.demo) == ("Alder County", True)
    assert settings.office


def test_credit_waits_for_the_principal_and_the_director_and_rosa_has_a_goal(alder):
    cast = People(alder).some([PRINCIPAL, DIRECTOR, STAFF])
    for who in (PRINCIPAL, DIRECTOR):
        assert 1 <= len(credit.waiting(alder, actor=cast[who].actor())) <= 50, who
    record = credit.record(alder, actor=cast[STAFF].actor(), zone=ZONE, now=NOW)
    # How many are left depends on who has signed by today.
    assert any("You need 90 renewal points" in one.goal and "to go" in one.goal for one in record.ledgers)
    assert [one.recognition.title for year in record.years for one in year.prior] == ["Circle keeping, four days"]


def test_practice_waits_is_returned_and_is_accepted_and_counts_as_it_stands(alder, enrollments):
    entries = [entry_from(doc) for doc in alder.submissions.find({"kind": "entry"})]
    assert {one.state for one in entries} == {State.WAITING, State.RETURNED, State.ACCEPTED}
    logs = {(one.enrollment, one.module) for one in entries}
    standing = {one.id: one for one in enrollments}
    for enrollment, module in logs:
        work = standing[enrollment].modules[module]
        own = [one for one in entries if (one.enrollment, one.module) == (enrollment, module)]
        assert (work.accepted, work.waiting) == evidence_of(own)
    practised = {(one.id, module) for one in enrollments for module, work in one.modules.items() if work.accepted}
    assert practised <= logs
    assert all(one.told.held_on <= one.sent_at.astimezone(ZONE).date() <= TODAY for one in entries)
    assert not any(likely_names(text) for one in entries for text in (*one.told.texts.values(), one.comment))
    reader = People(alder).get(FACILITATOR).actor()
    assert 3 <= len(judging.to_read(alder, actor=reader, now=NOW)) <= 12
