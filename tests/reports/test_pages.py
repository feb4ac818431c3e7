"""Each role's first page, and who may see which."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from pymongo.database import Database

from plm import audit
from plm.access import SYSTEM
from plm.catalog.model import Edition
from plm.enrollment.model import Enrollment, enroll
from plm.enrollment.store import Enrollments
from plm.jobs.worker import HEARTBEATS
from plm.people.model import Person
from plm.people.store import People
from plm.reports import jobs
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import completed

Browse = Callable[[Person | None], Browser]
TODAY = date(2026, 11, 24)
COURSE = edition(modules=(reading(), quiz(attempts=1), reflection()), hours=5.5)


def taken(
    db: Database, person: str, days: int | None = 30, *, school: str = "oak", course: Edition = COURSE
) -> Enrollment:
    due_on = TODAY + timedelta(days=days) if days is not None else None
    one = enroll(person, school, course, by="x", due_on=due_on, cycle="2026-27", now=NOW - timedelta(days=20))
    Enrollments(db).add(one, now=NOW)
    return one


def change(db: Database, one: Enrollment, rule: Callable[[Enrollment], Enrollment]) -> None:
    Enrollments(db).change(one.id, rule, now=NOW)


def fail(one: Enrollment) -> Enrollment:
    return one.answer(COURSE, "check", 0.0, key="k", award="", now=NOW)


def crowd(db: Database, n: int, *, school: str = "oak") -> list[Person]:
    """So many more people at a school."""
    people = [
        replace(MATEO, id=f"{school}{k}", email=f"{school}{k}@alder.example", name=f"Person {k:03}", school=school)
        for k in range(n)
    ]
    for one in people:
        People(db).add(one)
    return people


def said(page: str) -> str:
    """The first line, with ordinary spaces."""
    heading = BeautifulSoup(page, "html.parser").find("h1")
    assert heading is not None
    return " ".join(heading.get_text().split())


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The commands that reach the database meanwhile."""
    seen: list[str] = []
    db.command("profile", 0)
    db["system.profile"].drop()
    db.command("profile", 2)
    try:
        yield seen
    finally:
        db.command("profile", 0)
        ours = {"ns": {"$ne": f"{db.name}.system.profile"}, "command.profile": {"$exists": False}}
        seen += [f"{doc['op']} {doc['ns']}" for doc in db["system.profile"].find(ours)]


# ── who may see what ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        *[("/", one, 200) for one in (DEE, PRIYA, MATEO, NADIA, FERN, OLU, ELIF, ADA)],
        *[("/learning", one, 200) for one in (DEE, PRIYA, MATEO, FERN, ADA)],
        ("/schools/oak", PRIYA, 200),
        ("/schools/oak", MATEO, 403),
        ("/schools/oak", OLU, 404),
        ("/schools/oak", ELIF, 404),
        ("/schools/oak", FERN, 404),
        ("/schools/oak", DEE, 200),
        ("/schools/oak", ADA, 200),
        ("/schools/none", DEE, 404),
        ("/schools/oak.csv", PRIYA, 200),
        ("/schools/oak.csv", MATEO, 403),
        ("/schools/oak.csv", OLU, 404),
        ("/people/mateo", MATEO, 200),
        ("/people/mateo", PRIYA, 200),
        ("/people/mateo", NADIA, 403),
        ("/people/mateo", OLU, 404),
        ("/people/mateo", FERN, 404),
        ("/people/mateo", DEE, 200),
        ("/people/mateo", ADA, 200),
        ("/people/nobody", DEE, 404),
        ("/schools", DEE, 200),
        ("/schools", ADA, 200),
        ("/schools", PRIYA, 403),
        ("/schools", FERN, 403),
        ("/schools.csv", DEE, 200),
        ("/schools.csv", OLU, 403),
        ("/administration", ADA, 200),
        ("/administration", DEE, 403),
        ("/administration", PRIYA, 403),
        ("/changes", ADA, 200),
        ("/changes", DEE, 403),
        ("/changes?as=csv", MATEO, 403),
        ("/", None, 303),
        ("/schools/oak", None, 303),
    ],
)
def test_who_may_see_which_report(browse: Browse, path: str, who: Person | None, status: int) -> None:
    assert browse(who).get(path).status_code == status


# ── my learning ───────────────────────────────────────────────────────────────────────────────────


def test_who_takes_nothing_is_led_to_the_courses(browse: Browse) -> None:
    page = browse(MATEO).get("/").get_data(as_text=True)
    assert said(page) == "Hello Mateo. Nothing is due. You are free to choose something."
    assert 'href="/courses"' in page
    assert "What is due" not in page


def test_the_first_page_says_what_is_due_and_goes_on_where_one_stopped(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    one = taken(cast, "mateo", 7)
    change(cast, one, lambda e: e.turn_page(COURSE, "read", 1, read=True, award="", now=NOW))
    page = browse(MATEO).get("/").get_data(as_text=True)
    assert said(page).startswith("Hello Mateo. One thing is due by Tuesday, December 1, and it takes")
    assert "You stopped on page 2 of 2 earlier today" in page
    assert f"/enrollments/{one.id}/go-on" in page


def test_hours_seats_and_what_was_done_stand_on_the_first_page(browse: Browse, cast: Database) -> None:
    completed(cast, MATEO, publish(cast, COURSE))
    held = section(starts_at=NOW + timedelta(days=8), sessions=2)
    Sections(cast).add(replace(held, roster=(Seat("mateo", NOW),)))
    page = browse(MATEO).get("/").get_data(as_text=True).replace("\u00a0", " ")
    assert "9.5 more hours make" in page
    assert "Foundations, session 1 of 2" in page
    assert "Wednesday, December 2, 10:00 to 11:30 am, Library." in page
    assert "See your certificate" in page


def test_who_is_stuck_everywhere_is_not_sent_back_to_the_quiz(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    change(cast, taken(cast, "mateo"), fail)
    page = browse(MATEO).get("/").get_data(as_text=True)
    assert "Continue where I stopped" not in page
    assert "Your principal can give you another one." in page


# ── the principal's page ──────────────────────────────────────────────────────────────────────────


def test_a_school_with_nobody_enrolled_asks_to_choose_a_course(browse: Browse) -> None:
    page = browse(PRIYA).get("/").get_data(as_text=True)
    assert said(page) == "None of your three people takes a course yet. Choose what they begin with."
    assert "/schools/oak/enroll" in page


def test_a_school_of_nobody_is_a_page_too(browse: Browse, cast: Database) -> None:
    for person in (OLU, ELIF):
        cast["people"].update_one({"_id": person.id}, {"$set": {"school": "oak"}})
    page = browse(DEE).get("/schools/elm").get_data(as_text=True)
    assert said(page).startswith("Nobody is in this team yet.")


def test_the_team_at_a_glance(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    change(cast, taken(cast, "mateo", -4), lambda e: e.begin(COURSE, "read", now=NOW))
    change(cast, taken(cast, "nadia"), fail)
    page = browse(PRIYA).get("/").get_data(as_text=True)
    assert said(page) == (
        "None of your 3 people is on track. Two need a hand: one is late, one is stuck. One is enrolled in nothing."
    )
    for words in (
        "Nudge the one who is late",
        "Mateo Ortiz is four days late",
        "Nadia Karim is stuck at a quiz",
        "Allow another try",
        "4 days late, 0 of 3",
        "stuck, 0 of 3",
        "not enrolled",
        "the reading “Why it matters”",
    ):
        assert words in page
    assert "/enrollments/nadia:foundations:2026-27/modules/check/try" in page
    assert "/enrollments/mateo:foundations:2026-27/due" in page


def test_who_withdrew_counts_as_enrolled_in_nothing(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    one = taken(cast, "mateo", -4)
    change(cast, one, lambda e: e.withdraw("Moved to another subject.", now=NOW))
    taken(cast, "nadia")
    page = browse(PRIYA).get("/").get_data(as_text=True)
    assert said(page) == "1 of your 3 people is on track. Two are enrolled in nothing."
    assert "late" not in said(page)


def test_with_nobody_late_the_main_act_is_to_enroll(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    taken(cast, "mateo")
    page = browse(PRIYA).get("/").get_data(as_text=True)
    main = BeautifulSoup(page, "html.parser").select("a.usa-button:not(.usa-button--outline)")
    assert [one.get_text() for one in main] == ["Enroll several people"]
    assert "Nudge" not in page


def test_an_administrator_reads_a_team_but_neither_nudges_nor_enrolls(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    taken(cast, "mateo", -4)
    page = browse(ADA).get("/schools/oak").get_data(as_text=True)
    assert "Nudge" not in page
    assert "/schools/oak/enroll" not in page


@pytest.mark.parametrize("people", [0, 1, 60])
def test_a_team_of_any_size_has_a_page_and_a_file(browse: Browse, cast: Database, people: int) -> None:
    publish(cast, COURSE)
    for one in crowd(cast, people):
        taken(cast, one.id)
    client = browse(PRIYA)
    page = client.get("/").get_data(as_text=True)
    assert client.get("/schools/oak.csv").get_data(as_text=True).count("\r\n") == people + 4
    assert ("usa-pagination" in page) is (people == 60)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=mat", ["Mateo Ortiz"]),
        ("q=COUNSELOR", ["Nadia Karim"]),
        ("sort=name", ["Mateo Ortiz", "Nadia Karim", "Priya Raman"]),
        ("sort=-name", ["Priya Raman", "Nadia Karim", "Mateo Ortiz"]),
        ("", ["Nadia Karim", "Mateo Ortiz", "Priya Raman"]),
        ("standing=late", ["Mateo Ortiz"]),
        ("standing=stuck", ["Nadia Karim"]),
        ("standing=need", ["Nadia Karim", "Mateo Ortiz"]),
        ("standing=pale", ["Priya Raman"]),
        ("course=foundations", ["Nadia Karim", "Mateo Ortiz"]),
        ("q=zzz", []),
        ("page=9", []),
        ("page=x", ["Nadia Karim", "Mateo Ortiz", "Priya Raman"]),
    ],
)
def test_the_table_is_searched_sorted_and_filtered(
    browse: Browse, cast: Database, query: str, names: list[str]
) -> None:
    publish(cast, COURSE)
    taken(cast, "mateo", -4)
    change(cast, taken(cast, "nadia"), fail)
    page = BeautifulSoup(browse(PRIYA).get(f"/schools/oak?{query}").get_data(as_text=True), "html.parser")
    assert [row.find("a").get_text() for row in page.select("tbody th")] == names


def test_the_file_of_a_team_has_every_course_and_runs_no_formula(browse: Browse, cast: Database) -> None:
    People(cast).save(replace(MATEO, name="=cmd|' /C calc'!A0", position="+1"))
    publish(cast, COURSE)
    taken(cast, "mateo", -4)
    answer = browse(PRIYA).get("/schools/oak.csv?standing=late")
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="team-oak-2026-11-24.csv"' in answer.headers["Content-Disposition"]
    assert text.startswith("\ufeffName,Position,Foundations,What is missing\r\n'=cmd|' /C calc'!A0,'+1,\"4 days late")
    assert text.count("\r\n") == 2


def test_a_director_reads_a_school_as_its_principal_does_and_is_led_back(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    taken(cast, "mateo")
    page = browse(DEE).get("/schools/oak").get_data(as_text=True)
    assert said(page) == "1 of the 3 people is on track. Two are enrolled in nothing."
    assert "All schools" in page


# ── one person ────────────────────────────────────────────────────────────────────────────────────


def test_a_principal_reads_what_somebody_has_done_and_owes_and_can_act(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    change(cast, taken(cast, "mateo", 7), fail)
    completed(
        cast, MATEO, publish(cast, edition("sel", title="SEL for adults", modules=(reading(), quiz(), reflection())))
    )
    page = browse(PRIYA).get("/people/mateo").get_data(as_text=True)
    assert said(page) == "Mateo Ortiz is stuck at a quiz."
    for words in ("Allow another try", "Move the due date", "Withdraw", "Missing: the reading", "See the certificate"):
        assert words in page


def test_no_report_ever_shows_what_somebody_wrote(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    taken(cast, "mateo")
    cast["submissions"].insert_one(
        {"_id": "s", "person": "mateo", "text": "MY SECRET", "answers": {"moment": "MY SECRET"}}
    )
    client = browse(PRIYA)
    for path in ("/", "/people/mateo", "/schools/oak.csv"):
        assert "MY SECRET" not in client.get(path).get_data(as_text=True)


def test_oneself_is_shown_without_the_acts_of_a_principal(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    taken(cast, "mateo")
    page = browse(MATEO).get("/people/mateo").get_data(as_text=True)
    assert "Move the due date" not in page


# ── the director's page ───────────────────────────────────────────────────────────────────────────


def test_a_district_without_enrollments_has_a_first_page(browse: Browse) -> None:
    assert said(browse(DEE).get("/").get_data(as_text=True)) == "Nobody is enrolled yet. Enroll a first team."


def test_the_director_hears_where_to_help_first(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    for one in crowd(cast, 12):
        taken(cast, one.id, 60)
    for one in crowd(cast, 12, school="elm"):
        taken(cast, one.id, -3, school="elm")
    jobs.project_round(cast)
    page = browse(DEE).get("/").get_data(as_text=True)
    assert said(page) == "One of 2 schools is on track. Start with Elm Elementary."
    assert "12 of 12 have not finished Foundations; 12 are late." in page
    assert "2 schools, 24 people learning this year" in page
    assert 'href="/schools/elm"' in page


def test_groups_below_ten_are_not_shown_to_the_district(browse: Browse, cast: Database) -> None:
    publish(cast, COURSE)
    for one in crowd(cast, 9):
        taken(cast, one.id, -3)
    jobs.project_round(cast)
    client = browse(DEE)
    page = client.get("/").get_data(as_text=True)
    assert "Not shown: fewer than 10" in page
    assert "9 of 9" not in page
    assert "0 of 9" not in page
    assert "fewer than 10,not shown" in client.get("/schools.csv").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=elm", ["Elm Elementary"]),
        ("q=north", ["Oak Middle"]),
        ("sort=name", ["Elm Elementary", "Oak Middle"]),
        ("sort=size", ["Oak Middle", "Elm Elementary"]),
        ("", ["Elm Elementary", "Oak Middle"]),
    ],
)
def test_schools_are_searched_and_sorted(browse: Browse, cast: Database, query: str, names: list[str]) -> None:
    publish(cast, COURSE)
    for one in crowd(cast, 13):
        taken(cast, one.id, 60)
    for one in crowd(cast, 12, school="elm"):
        taken(cast, one.id, -3, school="elm")
    jobs.project_round(cast)
    page = BeautifulSoup(browse(DEE).get(f"/schools?{query}").get_data(as_text=True), "html.parser")
    assert [row.find("a").get_text() for row in page.select("tbody th")] == names


# ── facilitator and administrator ─────────────────────────────────────────────────────────────────


def test_a_facilitator_without_sections_is_asked_to_plan_one(browse: Browse) -> None:
    page = browse(FERN).get("/").get_data(as_text=True)
    assert said(page) == "No session is planned. Plan one, and people can take a seat."


def test_a_facilitator_sees_the_next_session_and_what_is_still_to_mark(browse: Browse, cast: Database) -> None:
    held = section(starts_at=NOW - timedelta(days=6), sessions=2)
    Sections(cast).add(replace(held, roster=(Seat("mateo", NOW), Seat("nadia", NOW))))
    page = browse(FERN).get("/").get_data(as_text=True).replace("\u00a0", " ")
    assert said(page) == "Your next session is Wednesday, November 25, 10:00 am. Two people have a seat."
    assert "Wednesday, November 18: nobody is marked yet." in page
    assert "/sections/sec1/sessions/sec1-0/attendance" in page


def test_a_facilitator_takes_attendance_when_the_session_has_opened(browse: Browse, cast: Database) -> None:
    Sections(cast).add(replace(section(starts_at=NOW + timedelta(minutes=20)), roster=(Seat("mateo", NOW),)))
    page = BeautifulSoup(browse(FERN).get("/").get_data(as_text=True), "html.parser")
    main = page.select("a.usa-button:not(.usa-button--outline)")
    assert [one.get_text() for one in main] == ["Take attendance"]


def test_somebody_elses_section_is_not_on_a_facilitators_page(browse: Browse, cast: Database) -> None:
    Sections(cast).add(replace(section(), facilitators=("dee",)))
    assert "No session is planned." in said(browse(FERN).get("/").get_data(as_text=True))


def test_an_administrator_hears_of_jobs_that_failed_first(browse: Browse, cast: Database) -> None:
    HEARTBEATS.of(cast).insert_one({"_id": "a", "job": "letters", "failed_at": NOW, "error": "OSError('disk')"})
    audit.record(cast, SYSTEM, "roster.imported", "people", now=NOW - timedelta(days=3), added=12, changed=0, ended=1)
    page = browse(ADA).get("/").get_data(as_text=True).replace("\u00a0", " ")
    assert "OSError(&#39;disk&#39;)" in page
    assert page.index("OSError") < page.index("Six jobs have not run yet")
    assert "8 accounts, among them two principals, one facilitator, one director and one administrator." in page or (
        "Eight accounts, among them two principals, one facilitator, one director and one administrator." in page
    )
    assert "PLM imported people on Saturday, November 21: 12 added, 0 changed and 1 ended." in page


def test_changes_are_found_by_person_and_by_what_was_done(browse: Browse, cast: Database) -> None:
    audit.record(cast, PRIYA.actor(), "enrollment.withdrawn", "mateo:x:y", now=NOW, reason="=1+1")
    audit.record(cast, SYSTEM, "tally.repaired", "oak:x:y", now=NOW)
    client = browse(ADA)

    def rows(query: str) -> list[str]:
        page = BeautifulSoup(client.get(f"/changes?{query}").get_data(as_text=True), "html.parser")
        return [row.select("td")[0].select(".stack__cell")[0].get_text() for row in page.select("tbody tr")]

    assert rows("q=priya") == ["Priya Raman"]
    assert rows("q=plm") == ["PLM"]
    assert rows("verb=tally.repaired") == ["PLM"]
    assert rows("q=zzz") == []
    text = client.get("/changes?as=csv&q=priya").get_data(as_text=True)
    assert "enrollment.withdrawn" in text
    assert text.count("\r\n") == 2


# ── what it costs ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", [MATEO, PRIYA, FERN, DEE, ADA])
def test_every_first_page_asks_the_database_three_times_at_most(browse: Browse, cast: Database, who: Person) -> None:
    publish(cast, COURSE)
    change(cast, taken(cast, "mateo", -4), fail)
    held = section(starts_at=NOW - timedelta(days=6), sessions=2)
    Sections(cast).add(replace(held, roster=(Seat("mateo", NOW), Seat("nadia", NOW))))
    jobs.project_round(cast)
    client = browse(who)
    client.get("/")
    with counted(cast) as seen:
        assert client.get("/").status_code == 200
    roots = [one for one in seen if one.startswith(("query", "command", "getmore", "insert", "update", "remove"))]
    assert 2 <= len(roots) <= 3, roots
    assert not [
        doc for doc in cast["system.profile"].find({"planSummary": {"$regex": "COLLSCAN"}}) if ".people" in doc["ns"]
    ]
