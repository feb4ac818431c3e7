"""Every sentence of a report is true for none, one and many."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plm.credentials.model import Kind
from plm.enrollment.model import Enrollment, Standing, Status, enroll
from plm.reports.messages import administration, facilitating, learning, person, schools, team
from plm.reports.messages.learning import Said
from plm.reports.model import Cell, DueCount, Place, SchoolLine, district_of, line_for, standing_of, total_of
from plm.schools.model import Level, School
from plm.sections.model import Seat
from tests.builders import edition, section
from tests.cast import NOW

TODAY = date(2026, 11, 24)
ZONE = ZoneInfo("America/New_York")


def plain(said: Said) -> str:
    """The sentence as it is read, with ordinary spaces."""
    return " ".join(f"{said.lead} {said.strong} {said.rest}".replace("\u00a0", " ").split())


def open_one(days: int | None, minutes: int = 45) -> Enrollment:
    due_on = TODAY + timedelta(days=days) if days is not None else None
    one = enroll("mateo", "oak", edition(), by="x", due_on=due_on, cycle="2026-27", now=NOW)
    return replace(one, minutes_left=minutes)


@pytest.mark.parametrize(
    ("open_", "said"),
    [
        ([], "Hello Rosa. Nothing is due. You are free to choose something."),
        ([None], "Hello Rosa. Nothing is due. One course is open whenever you like."),
        ([None, None], "Hello Rosa. Nothing is due. Two courses are open whenever you like."),
        ([66], "Hello Rosa. Nothing is due before Friday, January 29. You are in good time."),
        ([7], "Hello Rosa. One thing is due by Tuesday, December 1, and it takes about 45 minutes."),
        ([0], "Hello Rosa. One thing is due today, and it takes about 45 minutes."),
        ([1], "Hello Rosa. One thing is due tomorrow, and it takes about 45 minutes."),
        (
            [3, 7, 66],
            "Hello Rosa. Two things are due by Tuesday, December 1, and together they take about 1 hour 30 minutes.",
        ),
        ([-1, 7], "Hello Rosa. One thing is late, and it takes about 45 minutes."),
        ([-1, -4, 7], "Hello Rosa. Two things are late, and together they take about 1 hour 30 minutes."),
    ],
)
def test_the_greeting_says_what_is_due_and_how_long_it_takes(open_: list[int | None], said: str) -> None:
    assert plain(learning.greeting("Rosa", [open_one(days) for days in open_], TODAY)) == said


CPD = Kind("cpd", "CPD credit", "CPD credit", "CPD credits", per=Decimal(15))


def test_without_a_kind_that_takes_hours_the_hours_are_said():
    assert plain(learning.credit_words(6.0, None)) == "6 hours. They count from the moment a course is done."
    assert (learning.converts(None), learning.converts(CPD)) == ("", "Here 15 clock hours make one CPD credit.")


@pytest.mark.parametrize(
    ("earned", "said"),
    [
        (0.0, "No hours yet. They count from the moment a course is done."),
        (11.5, "3.5 more hours make one CPD credit."),
        (14.0, "One more hour makes one CPD credit."),
        (15.0, "Your hours of this year make one CPD credit. 15 more hours make the next one."),
        (31.0, "Your hours of this year make two CPD credits. 14 more hours make the next one."),
    ],
)
def test_hours_are_counted_towards_the_next_credit(earned: float, said: str) -> None:
    assert plain(learning.credit_words(earned, CPD)) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Nobody is in this team yet. The office of professional learning adds people."),
        ({"pale": 1}, "Your one person is enrolled in nothing yet."),
        ({"done": 1}, "Your one person is on track."),
        ({"late": 1}, "Your one person is late."),
        ({"stuck": 1}, "Your one person is stuck."),
        ({"pale": 8}, "None of your eight people takes a course yet. Choose what they begin with."),
        ({"done": 4, "way": 3}, "All seven of your people are on track."),
        (
            {"done": 19, "way": 15, "late": 5, "stuck": 3},
            "34 of your 42 people are on track. Eight need a hand: five are late, three are stuck.",
        ),
        ({"done": 1, "late": 1}, "1 of your 2 people is on track. One is late."),
        ({"late": 2, "stuck": 1}, "None of your 3 people is on track. Three need a hand: two are late, one is stuck."),
        ({"way": 9, "pale": 1}, "9 of your 10 people are on track. One is enrolled in nothing."),
        (
            {"way": 7, "pale": 2, "stuck": 1},
            "7 of your 10 people are on track. One is stuck. Two are enrolled in nothing.",
        ),
    ],
)
def test_the_team_in_a_sentence(counts: dict[str, int], said: str) -> None:
    assert plain(team.team_answer(counts)) == said


def test_a_director_is_not_told_that_the_people_are_theirs() -> None:
    assert plain(team.team_answer({"done": 2, "way": 1}, yours=False)) == "All three people are on track."
    assert plain(team.team_answer({"done": 2, "late": 1}, yours=False)).startswith("2 of the 3 people are on track.")


@pytest.mark.parametrize(
    ("late", "overdue", "said"),
    [
        (1, 1, "Nudge the one who is late"),
        (5, 5, "Nudge the five who are late"),
        (0, 1, "Nudge the one whose due date has passed"),
        (2, 3, "Nudge the three whose due date has passed"),
    ],
)
def test_the_main_act_says_whom_it_reaches(late: int, overdue: int, said: str) -> None:
    assert team.nudge_words(late, overdue) == said


@pytest.mark.parametrize(
    ("finished", "behind", "said"),
    [
        (0, 0, "Since Monday, November 23, nobody finished anything and nobody fell behind."),
        (1, 1, "Since Monday, November 23, one person finished something and one person fell behind."),
        (6, 0, "Since Monday, November 23, six people finished something and nobody fell behind."),
    ],
)
def test_the_look_back(finished: int, behind: int, said: str) -> None:
    assert team.since_monday(date(2026, 11, 23), finished, behind, TODAY).replace("\u00a0", " ") == said


def place(due_on: date | None = None, **more: Any) -> Place:
    """Mateo's place in a course, not begun, unless told otherwise."""
    state = {"status": Status.ACTIVE, "stuck": "", "begun": False} | {
        name: more.pop(name) for name in ("status", "stuck", "begun") if name in more
    }
    one = Place(
        id="mateo:foundations:2026-27",
        person="mateo",
        course="foundations",
        edition="foundations@1",
        title="Foundations",
        cycle="2026-27",
        standing=standing_of(state["status"], state["stuck"], due_on, state["begun"], TODAY),
        due_on=due_on,
        done=0,
        total=7,
        stuck=state["stuck"],
        missing=("the quiz “Check yourself”", "one session"),
        minutes_left=40,
        completed_at=None,
    )
    return one._replace(**more)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (place(status=Status.COMPLETED), "done"),
        (place(done=3, begun=True), "3 of 7"),
        (place(), "not begun"),
        (place(date(2026, 11, 20), done=3), "4 days late, 3 of 7"),
        (place(date(2026, 11, 23)), "1 day late, 0 of 7"),
        (place(stuck="check", done=2), "stuck, 2 of 7"),
    ],
)
def test_a_cell_says_it_in_few_words(one: Place, said: str) -> None:
    assert team.cell_words(one, TODAY) == said


def test_what_is_missing_is_a_sentence_with_the_due_date() -> None:
    said = team.missing_words(place(date(2026, 12, 1)), TODAY).replace("\u00a0", " ")
    assert said == "Foundations: the quiz “Check yourself” and one session. Due Tuesday, December 1, in 7 days."
    late = team.missing_words(place(date(2026, 11, 20)), TODAY).replace("\u00a0", " ")
    assert late.endswith("It was due Friday, November 20, 4 days ago.")


# ── schools ───────────────────────────────────────────────────────────────────────────────────────


def cell(*, done: int = 0, late: int = 0, stuck: int = 0, way: int = 0) -> Cell:
    due = (DueCount(TODAY - timedelta(days=1), late, 0),) if late else ()
    return Cell("x", "foundations", "2026-27", "Foundations", done=done, begun=way, open=late, stuck=stuck, due=due)


def line(name: str = "Fenwick Elementary School", **counts: int) -> SchoolLine:
    one = cell(**counts)
    return line_for(School("x", name, Level.ELEMENTARY), total_of([one], one.people), TODAY)


FINE, BAD = line("Oak Middle School", done=20, way=5), line(done=9, late=11, stuck=3, way=15)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "There is no school yet. Import the schools, then their people."),
        ([line()], "Nobody is enrolled yet. Enroll a first team."),
        ([line(done=4, late=5)], "No school can be shown yet. Groups of fewer than 10 people are not counted here."),
        ([FINE], "The one school with people enrolled is on track."),
        ([FINE, FINE, line()], "All two schools with people enrolled are on track."),
        ([BAD], "Fenwick Elementary needs a hand."),
        ([FINE, BAD], "One of 2 schools is on track. Start with Fenwick Elementary."),
        ([BAD, BAD], "None of 2 schools are on track. Start with Fenwick Elementary."),
        ([FINE] * 9 + [BAD] * 3, "Nine of 12 schools are on track. Start with Fenwick Elementary."),
    ],
)
def test_the_district_in_a_sentence(lines: list[SchoolLine], said: str) -> None:
    assert plain(schools.schools_answer(district_of(lines, most=5))) == said


def test_why_a_school_comes_first() -> None:
    worst = cell(done=9, late=11, stuck=3, way=15)
    assert (
        schools.why_school(worst, TODAY) == "29 of 38 have not finished Foundations; 11 are late and three are stuck."
    )
    assert "one is late" in schools.why_school(cell(done=9, late=1, way=3), TODAY)


def test_many_stuck_at_a_quiz_put_the_quiz_in_doubt_before_the_school() -> None:
    assert schools.why_school(cell(done=9, stuck=8), TODAY).endswith("The quiz may be the trouble, not the school.")


def test_of_a_small_group_nothing_is_told_in_the_file() -> None:
    small = line(done=4, late=5)
    row = schools.cell_row(small.school, Cell("x", "c", "2026-27", "C", done=4, open=5), TODAY)
    assert row[4:] == ("fewer than 10", "not shown", "not shown", "not shown", "not shown")


# ── the other roles ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("standings", "earned", "said"),
    [
        ([], 0.0, "Mateo is enrolled in nothing yet."),
        ([Standing.DONE], 3.0, "Mateo has done everything: 3 hours this school year."),
        ([Standing.WAY, Standing.DONE], 3.0, "Mateo is on the way in one course."),
        ([Standing.LATE, Standing.LATE], 0.0, "Mateo is late in two courses."),
        ([Standing.STUCK, Standing.LATE], 0.0, "Mateo is stuck at a quiz."),
    ],
)
def test_one_person_in_a_sentence(standings: list[Standing], earned: float, said: str) -> None:
    assert plain(person.person_answer("Mateo", standings, earned)) == said


def seats(n: int) -> tuple[Seat, ...]:
    return tuple(Seat(f"p{k}", NOW) for k in range(n))


@pytest.mark.parametrize(
    ("days", "people", "said"),
    [
        (8, 24, "Your next session is Wednesday, December 2, 10:00 am. 24 people have a seat."),
        (0.1, 1, "Your next session is today at 12:24 pm. One person has a seat."),
        (-0.01, 0, "Your session runs now, until 11:15 am. Nobody has a seat."),
    ],
)
def test_a_facilitator_hears_of_the_next_session_first(days: float, people: int, said: str) -> None:
    held = replace(section(starts_at=NOW + timedelta(days=days)), roster=seats(people))
    assert plain(facilitating.next_answer(held, held.sessions[0], 0, now=NOW, zone=ZONE)) == said


def test_a_facilitator_without_a_session_is_told_so() -> None:
    assert plain(facilitating.next_answer(None, None, 0, now=NOW, zone=ZONE)).startswith("No session is planned.")
    assert "Two sessions still to mark." in plain(facilitating.next_answer(None, None, 2, now=NOW, zone=ZONE))


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "PLM has no job to run."),
        (["done"], "Everything runs as it should: one job."),
        (["open", "open"], "No worker is running. Nothing is reminded, counted or sent until one is."),
        (["stuck", "done", "done"], "One of 3 jobs needs a look."),
        (["stuck", "late", "done"], "Two of 3 jobs need a look."),
    ],
)
def test_the_jobs_in_a_sentence(states: list[str], said: str) -> None:
    assert plain(administration.administration_answer(states)) == said


@pytest.mark.parametrize(
    ("ok", "failed", "state"),
    [(None, None, "open"), (0, None, "done"), (200, None, "late"), (5, 1, "stuck"), (1, 5, "done"), (None, 1, "stuck")],
)
def test_a_job_is_judged_by_its_last_word(ok: int | None, failed: int | None, state: str) -> None:
    def ago(seconds: int | None) -> datetime | None:
        return None if seconds is None else datetime(2026, 11, 24, 15, tzinfo=UTC) - timedelta(seconds=seconds)

    assert administration.job_state(ago(ok), ago(failed), timedelta(seconds=2), NOW) == state


def test_people_are_counted_by_role() -> None:
    said = administration.people_words({"principal": 12, "director": 1}, 407)
    assert said == "407 accounts, among them 12 principals and one director."
    assert administration.people_words({}, 0) == "Nobody has an account yet."
    assert administration.people_words({}, 1) == "One account."
