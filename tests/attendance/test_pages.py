"""The roster page as people use it, without script."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from pymongo.monitoring import CommandListener

from plm.access import Role
from plm.app import create_app
from plm.attendance.store import MARKS, Attendance
from plm.mongo import connect
from plm.people.model import Person, grants_for
from plm.people.store import People
from plm.sections.store import Sections
from tests import builders
from tests.attendance.conftest import seated
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA

URL = "/sections/sec1/sessions/sec1-0/attendance"
GUS = Person("gus", "gus@alder.example", "Gus Lind", grants=grants_for(Role.FACILITATOR, ""))


def page(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def text(answer) -> str:
    return " ".join(page(answer).get_text(" ").replace("\xa0", " ").split())


def filled(soup: BeautifulSoup) -> dict[str, str]:
    """What the form holds, as a browser would send it."""
    form = soup.find("form", id="roster")
    sent = {}
    for field in form.select("input[name]"):
        if field["type"] != "radio" or field.has_attr("checked"):
            sent[field["name"]] = field.get("value", "")
    return sent


def states(db) -> dict[str, str]:
    return {one: str(record.presence.state) for one, record in Attendance(db).of_session("sec1", "sec1-0").items()}


def test_one_act_marks_all_and_then_the_exceptions(browse, course, held):
    fern = browse(FERN)
    first = fern.get(URL)
    assert "Nobody is marked yet. Three people to go." in text(first)
    assert "Mark all 3 here" in text(first)
    done = fern.post(URL, data={**filled(page(first)), "act": "all"}, follow_redirects=True)
    assert "Three marks are saved." in text(done)
    assert "Everybody is marked." in text(done)
    form = filled(page(done))
    form |= {"mark_mateo": "absent", "came_nadia": "08:22", "act": "save"}
    then = fern.post(URL, data=form, follow_redirects=True)
    assert "Two marks are saved." in text(then)
    assert "Exceptions: two" in text(then)
    assert "68 of 90 minutes, too few" in text(then)
    assert "Here from the start: one" in text(then)
    assert states(course) == {"mateo": "absent", "nadia": "here", "elif": "here"}


def test_exceptions_tapped_first_are_saved_by_the_same_act(browse, course, held):
    fern = browse(FERN)
    form = {**filled(page(fern.get(URL))), "mark_mateo": "absent", "act": "all"}
    fern.post(URL, data=form)
    assert states(course) == {"mateo": "absent", "nadia": "here", "elif": "here"}


def test_some_marked_says_how_many_are_to_go(browse, course, held):
    fern = browse(FERN)
    answer = fern.post(URL, data={**filled(page(fern.get(URL))), "mark_mateo": "here"}, follow_redirects=True)
    assert "1 of 3 is marked. Two to go." in text(answer)
    assert "Mark the other two here" in text(answer)


def test_the_last_marks_can_be_undone(browse, course, held):
    fern = browse(FERN)
    done = fern.post(URL, data={**filled(page(fern.get(URL))), "act": "all"}, follow_redirects=True)
    back = fern.post(URL, data={**filled(page(done)), "act": "undo"}, follow_redirects=True)
    assert "Nobody is marked yet." in text(back)
    assert set(states(course).values()) == {"open"}


def test_a_stale_tab_says_by_name_whose_mark_stands(browse, course, held):
    stale = filled(page(browse(FERN).get(URL)))
    dee = browse(DEE)
    dee.post(URL, data={**filled(page(dee.get(URL))), "mark_mateo": "absent"})
    del stale["csrf_token"]
    answer = browse(FERN).post(URL, data={**stale, "mark_mateo": "here", "act": "save"}, follow_redirects=True)
    assert "Dee Alvarez marked Mateo Ortiz absent meanwhile; that stands." in text(answer)
    assert states(course) == {"mateo": "absent"}


def test_the_same_form_sent_twice_makes_no_second_mark(browse, course, held):
    fern = browse(FERN)
    form = {**filled(page(fern.get(URL))), "act": "all"}
    for _ in range(2):
        assert fern.post(URL, data=form).status_code == 303
    assert MARKS.of(course).count_documents({}) == 3


def test_a_correction_after_the_day_asks_for_a_reason_and_keeps_it(browse, course):
    seated(course, builders.section(starts_at=NOW - timedelta(days=2)))
    fern = browse(FERN)
    first = fern.get(URL)
    assert "Why is it changed?" in text(first)
    done = fern.post(URL, data={**filled(page(first)), "act": "all"}, follow_redirects=True)
    form = {**filled(page(done)), "mark_mateo": "absent", "why": "Wrong sheet.", "act": "save"}
    assert "Changed once" in text(fern.post(URL, data=form, follow_redirects=True))
    said = text(fern.get(f"{URL}/mateo"))
    assert "Mateo Ortiz: absent , after two marks." in said
    assert "Wrong sheet." in said
    assert "Fern Whitaker" in said


def test_while_the_session_runs_the_page_says_when_minutes_count(browse, course, running):
    assert "The minutes count when the session is over, at 10:30 am." in text(browse(FERN).get(URL))


def test_a_session_that_has_not_begun_can_be_printed_but_not_marked(browse, course):
    seated(course, builders.section())
    fern = browse(FERN)
    first = fern.get(URL)
    assert "Attendance opens on Wednesday, November 25, at 9:30 am." in text(first)
    assert not page(first).select("input[type=radio]")
    answer = fern.post(URL, data={"_once": "a" * 24, "shown_mateo": "open..", "act": "all"})
    assert answer.status_code == 409
    assert "This session has not begun." in text(answer)
    assert MARKS.of(course).count_documents({}) == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [(FERN, 200), (DEE, 200), (GUS, 404), (PRIYA, 404), (MATEO, 404), (OLU, 404), (ADA, 403), (None, 303)],
)
def test_who_sees_the_roster(browse, course, held, who, status):
    People(course).add(GUS)
    browser = browse(who)
    assert browser.get(URL).status_code == status
    assert browser.get(f"{URL}/mateo").status_code == status
    assert browser.get(f"{URL}?as=csv").status_code == status


def test_staff_of_the_hosting_school_hear_no_and_others_nothing(browse, course):
    seated(course, builders.section(starts_at=NOW, school="oak"))
    assert browse(MATEO).get(URL).status_code == 403
    assert browse(PRIYA).get(URL).status_code == 403
    assert browse(OLU).get(URL).status_code == 404


@pytest.mark.parametrize("url", ["/sections/sec1/sessions/none/attendance", "/sections/none/sessions/none/attendance"])
def test_an_unknown_session_is_not_found(browse, course, held, url):
    assert browse(FERN).get(url).status_code == 404
    assert browse(FERN).post(url, data={"_once": "a" * 24}).status_code == 404


def test_what_no_page_of_ours_sends_changes_nothing(browse, course, held):
    fern = browse(FERN)
    assert fern.post(URL, data={"act": "all"}).status_code == 409
    bad = {"_once": "a" * 24, "shown_mateo": "open..", "mark_mateo": "late"}
    assert fern.post(URL, data=bad).status_code == 409
    assert MARKS.of(course).count_documents({}) == 0


def test_a_person_is_added_by_address_and_removed_again(browse, course, held):
    Sections(course).add(builders.section("next", capacity=1))
    fern = browse(FERN)
    answer = fern.post("/sections/next/people", data={"email": " Olu@Alder.example "}, follow_redirects=True)
    assert "Olu Adeyemi has a seat." in text(answer)
    full = fern.post("/sections/next/people", data={"email": "mateo@alder.example"})
    assert full.status_code == 409
    assert "taken" in text(full)
    unknown = fern.post("/sections/next/people", data={"email": "who@alder.example"})
    assert unknown.status_code == 409
    assert "Nobody here has the address who@alder.example" in text(unknown)
    assert page(unknown).find("input", {"name": "email"})["value"] == "who@alder.example"
    assert fern.post("/sections/next/people", data={"email": ""}).status_code == 422
    answer = fern.post("/sections/next/people/remove", data={"person": "olu"}, follow_redirects=True)
    assert "Olu Adeyemi has no seat any more." in text(answer)
    assert not Sections(course).get("next").roster


@pytest.mark.parametrize(("who", "status"), [(GUS, 404), (PRIYA, 404), (MATEO, 404), (ADA, 403)])
def test_only_who_runs_a_section_changes_its_roster(browse, course, held, who, status):
    People(course).add(GUS)
    browser = browse(who)
    assert browser.post("/sections/sec1/people", data={"email": OLU.email}).status_code == status
    assert browser.post("/sections/sec1/people/remove", data={"person": "mateo"}).status_code == status
    assert len(Sections(course).get("sec1").roster) == 3


def test_a_spreadsheet_takes_no_cell_for_a_formula(browse, course, held):
    People(course).save(People(course).get(NADIA.id).__class__(**{**vars(NADIA), "name": "=SUM(A1)"}))
    fern = browse(FERN)
    fern.post(URL, data={**filled(page(fern.get(URL))), "act": "all"})
    answer = fern.get(f"{URL}?as=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbfName,School")
    assert b"\r\n'=SUM(A1),Oak Middle" in answer.data
    assert f"{ELIF.name},Elm Elementary,elif@alder.example,Here,90,90,Fern Whitaker".encode() in answer.data


class Commands(CommandListener):
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event) -> None:
        self.names.append(event.command_name)

    def succeeded(self, event) -> None:
        """Nothing to count."""

    def failed(self, event) -> None:
        """Nothing to count."""


@pytest.mark.parametrize("url", [URL, "/sections", "/sections/sec1"])
def test_a_page_costs_at_most_three_commands(browse, mongod, settings, course, held, url):
    heard = Commands()
    watched = connect(mongod.uri, "plm_test", event_listeners=[heard])
    app = create_app(settings, watched, clock=lambda: NOW)
    cookie = browse(FERN)
    browser = app.test_client()
    with cookie.session_transaction() as theirs, browser.session_transaction() as ours:
        ours.update(theirs)
    browser.get(url)  # editions are kept in memory once read
    heard.names.clear()
    assert browser.get(url).status_code == 200
    asked = list(heard.names)
    watched.client.close()
    assert len(asked) <= 3, asked
