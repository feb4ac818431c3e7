"""Planning a section on its pages, as each of the cast."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from bs4 import BeautifulSoup

from plm.access import Role
from plm.mail.letters import LETTERS
from plm.people.model import Person, grants_for
from plm.people.store import People
from plm.sections.store import SECTIONS, Sections
from tests import builders
from tests.cast import ADA, DEE, FERN, MATEO, NOW, OLU, PRIYA

GUS = Person("gus", "gus@alder.example", "Gus Lind", grants=grants_for(Role.FACILITATOR, ""))


def plan(**changes):
    """The form of a new section with one session, as a browser sends it."""
    form = {
        "_once": "a" * 24,
        "rows": "3",
        "course": "foundations",
        "title": "",
        "school": "oak",
        "capacity": "30",
        "day_1": "2026-12-02",
        "starts_1": "15:30",
        "ends_1": "17:00",
        "place_1": "Library",
    }
    for row in (2, 3):
        form |= {f"day_{row}": "", f"starts_{row}": "", f"ends_{row}": "", f"place_{row}": "", f"link_{row}": ""}
    return {**form, **changes}


def text(answer) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").get_text(" ").split())


def test_a_facilitator_plans_a_section_and_empty_rows_are_left_alone(browse, course):
    fern = browse(FERN)
    answer = fern.post("/sections/new", data=plan())
    assert answer.status_code == 303
    section = Sections(course).get("a" * 24)
    assert section.title == "Foundations"
    assert section.facilitators == (FERN.id,)
    assert [session.place for session in section.sessions] == ["Library"]
    # 3:30 pm in New York in December.
    assert section.starts_at.isoformat() == "2026-12-02T20:30:00+00:00"
    assert "0 of 30 seats are taken" in text(fern.get(answer.location))


def test_the_same_form_sent_twice_makes_one_section(browse, course):
    fern = browse(FERN)
    places = {fern.post("/sections/new", data=plan()).location for _ in range(2)}
    assert len(places) == 1
    assert SECTIONS.of(course).count_documents({}) == 1


def test_a_form_key_of_somebody_elses_section_leads_nowhere(browse, course, planned):
    People(course).add(GUS)
    answer = browse(GUS).post("/sections/new", data=plan(_once="sec1sec1"))
    assert answer.status_code == 303
    assert browse(FERN).post("/sections/new", data=plan(_once="sec1sec1")).status_code == 404


def test_asking_for_more_sessions_keeps_what_was_typed(browse, course):
    answer = browse(FERN).post("/sections/new", data=plan(more="1", starts_1="", title="Fall group"))
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 200
    assert page.find("input", {"name": "title"})["value"] == "Fall group"
    assert page.find("input", {"name": "day_1"})["value"] == "2026-12-02"
    assert page.find("input", {"name": "day_5"}) is not None
    assert page.find("input", {"name": "rows"})["value"] == "5"
    assert page.find(class_="errors") is None
    assert SECTIONS.of(course).count_documents({}) == 0


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"starts_1": ""}, 422, "From when?"),
        ({"ends_1": "15:00"}, 422, "It must end after it begins, on the same day."),
        ({"day_1": "2027-03-14", "starts_1": "02:30", "ends_1": "04:00"}, 409, "There is no 2:30 am on March 14, 2027"),
        ({"capacity": "0"}, 422, "Between 1 and 1,000 seats."),
        ({"capacity": "many"}, 422, "Write a whole number."),
        ({"link_1": "javascript:alert(1)"}, 422, "A link begins with https://"),
        ({"day_1": "", "starts_1": "", "ends_1": "", "place_1": ""}, 409, "A section needs at least one session."),
        ({"day_1": "2062-12-02"}, 409, "Check the year."),
        ({"course": "", "title": "Kept"}, 422, "Choose the course."),
    ],
)
def test_what_is_wrong_is_said_where_it_stands_and_nothing_is_written(browse, course, changes, status, words):
    answer = browse(FERN).post("/sections/new", data=plan(**changes))
    assert answer.status_code == status
    assert words in text(answer)
    assert SECTIONS.of(course).count_documents({}) == 0


def test_an_unknown_course_or_school_is_not_found(browse, course):
    assert browse(FERN).post("/sections/new", data=plan(course="none")).status_code == 404
    assert browse(FERN).post("/sections/new", data=plan(school="none")).status_code == 404


def test_a_director_gives_a_section_to_a_facilitator_and_nobody_else_does(browse, course):
    People(course).add(GUS)
    assert browse(DEE).post("/sections/new", data=plan(facilitator="gus")).status_code == 303
    assert Sections(course).get("a" * 24).facilitators == ("gus",)
    assert browse(DEE).post("/sections/new", data=plan(_once="b" * 24, facilitator=MATEO.id)).status_code == 409
    # Fern's form has no such field, so it changes nothing.
    browse(FERN).post("/sections/new", data=plan(_once="c" * 24, facilitator="gus"))
    assert Sections(course).get("c" * 24).facilitators == (FERN.id,)


@pytest.mark.parametrize(
    ("who", "new", "mine", "show", "edit", "cancel"),
    [
        (FERN, 200, 200, 200, 200, 200),
        (GUS, 200, 200, 200, 404, 404),
        (DEE, 200, 200, 200, 200, 200),
        (ADA, 403, 200, 200, 403, 403),
        (PRIYA, 403, 403, 200, 404, 404),
        (MATEO, 403, 403, 200, 404, 404),
        (OLU, 403, 403, 200, 404, 404),
        (None, 303, 303, 303, 303, 303),
    ],
)
def test_who_may_plan_see_and_change(browse, planned, course, who, new, mine, show, edit, cancel):
    People(course).add(GUS)
    browser = browse(who)
    urls = ("/sections/new", "/sections", "/sections/sec1", "/sections/sec1/edit", "/sections/sec1/cancel")
    assert [browser.get(url).status_code for url in urls] == [new, mine, show, edit, cancel]


@pytest.mark.parametrize(("who", "sees"), [(FERN, True), (DEE, True), (ADA, True), (PRIYA, False), (MATEO, False)])
def test_only_those_who_run_it_and_the_office_see_who_comes(browse, planned, who, sees):
    said = text(browse(who).get("/sections/sec1"))
    assert ("Nadia Karim" in said) is sees
    assert "2 of 30 seats are taken" in said


def test_a_principal_hosting_a_section_still_sees_no_roster(browse, course):
    Sections(course).add(builders.section("hosted", school="oak"))
    Sections(course).seat("hosted", OLU.id, now=NOW)
    assert OLU.name not in text(browse(PRIYA).get("/sections/hosted"))
    assert browse(PRIYA).get("/sections/hosted/edit").status_code == 403


def test_moving_a_session_tells_everybody_with_a_seat_once(browse, planned, course):
    rows = {"rows": "3", "version": "0", "title": "Foundations", "school": "", "capacity": "30"}
    for row, session in enumerate(planned.sessions, 1):
        local = session.starts_at.astimezone(planned.zone)
        rows |= {
            f"id_{row}": session.id,
            f"day_{row}": f"{local:%Y-%m-%d}",
            f"starts_{row}": "16:00" if row == 1 else f"{local:%H:%M}",
            f"ends_{row}": "17:30" if row == 1 else f"{local + timedelta(minutes=90):%H:%M}",
            f"place_{row}": "Library",
        }
    fern = browse(FERN)
    assert fern.post("/sections/sec1/edit", data=rows).status_code == 303
    letters = list(LETTERS.of(course).find())
    assert sorted(letter["to"] for letter in letters) == ["mateo@alder.example", "nadia@alder.example"]
    assert Sections(course).get("sec1").sessions[0].id == planned.sessions[0].id
    assert len(Sections(course).get("sec1").roster) == 2
    # The page that was open before is stale now and overwrites nothing.
    answer = fern.post("/sections/sec1/edit", data={**rows, "capacity": "5"})
    assert answer.status_code == 409
    assert "changed after you opened this page" in text(answer)
    assert Sections(course).get("sec1").capacity == 30
    assert LETTERS.of(course).count_documents({}) == 2


def test_changing_only_the_seats_writes_no_letter_and_keeps_seats_that_are_taken(browse, planned, course):
    fern = browse(FERN)
    page = BeautifulSoup(fern.get("/sections/sec1/edit").data, "html.parser")
    form = {field["name"]: field.get("value", "") for field in page.select("main form input[name]")}
    form |= {"school": "", "capacity": "1"}
    answer = fern.post("/sections/sec1/edit", data=form)
    assert answer.status_code == 409
    assert "2 seats are taken" in text(answer)
    assert fern.post("/sections/sec1/edit", data={**form, "capacity": "2"}).status_code == 303
    assert Sections(course).get("sec1").capacity == 2
    assert LETTERS.of(course).count_documents({}) == 0


def test_cancelling_asks_for_a_reason_keeps_the_roster_and_tells_people(browse, planned, course):
    fern = browse(FERN)
    assert fern.post("/sections/sec1/cancel", data={"reason": ""}).status_code == 422
    assert fern.post("/sections/sec1/cancel", data={"reason": "The building is closed."}).status_code == 303
    section = Sections(course).get("sec1")
    assert section.reason == "The building is closed."
    assert len(section.roster) == 2
    assert LETTERS.of(course).count_documents({}) == 2
    assert fern.post("/sections/sec1/cancel", data={"reason": "Once more."}).status_code == 409
    assert "cancelled" in text(fern.get("/sections/sec1"))
    assert fern.get("/sections/sec1/edit").status_code == 303


def test_a_facilitator_lists_their_own_and_a_director_finds_all(browse, planned, course):
    People(course).add(GUS)
    Sections(course).add(builders.section("old", starts_at=NOW - timedelta(days=30)))
    assert "Foundations" not in text(browse(GUS).get("/sections")).replace("Find", "")
    assert "One section is coming" in text(browse(FERN).get("/sections"))
    assert "2 of 30 seats taken" in text(browse(FERN).get("/sections"))
    found = text(browse(DEE).get("/sections?q=FOUND"))
    assert "Two sections have “FOUND” in the title" in found
    assert "With Fern Whitaker" in found
    assert "No sections have “.*” in the title" in text(browse(DEE).get("/sections?q=.*"))


def test_a_session_goes_into_the_calendar_of_those_who_come(browse, planned):
    answer = browse(MATEO).get("/sections/sec1/sessions/sec1-0.ics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/calendar")
    assert b"BEGIN:VTIMEZONE" in answer.data
    assert b"UID:sec1-0@plm" in answer.data
    assert b"DTSTART;TZID=America/New_York:20261125T100000" in answer.data
    assert browse(FERN).get("/sections/sec1/sessions/sec1-0.ics").status_code == 200
    assert browse(OLU).get("/sections/sec1/sessions/sec1-0.ics").status_code == 403
    assert browse(MATEO).get("/sections/sec1/sessions/none.ics").status_code == 404
    assert browse(MATEO).get("/sections/none/sessions/none.ics").status_code == 404


def test_seats_are_never_oversold_by_threads_nor_by_a_plan_that_shrinks_meanwhile(course):
    Sections(course).add(builders.section(capacity=5))
    barrier = Barrier(12)
    won: list[bool] = []

    def claim(person: str) -> None:
        barrier.wait()
        won.append(Sections(course).seat("sec1", person, now=NOW))

    threads = [Thread(target=claim, args=(f"p{number // 2}",)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(won) == 5
    full = Sections(course).get("sec1")
    assert len({seat.person for seat in full.roster}) == 5
    # Somebody loaded the section while it was empty and shrinks it.
    shrunk = full.__class__(**{**vars(full), "capacity": 4, "version": 1, "roster": ()})
    assert not Sections(course).save_plan(shrunk)
    assert Sections(course).get("sec1").capacity == 5
