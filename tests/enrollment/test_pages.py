"""The pages of enrollment: the catalogue, taking and leaving a course, enrolling a team, seats."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from plm.access import Role
from plm.catalog.store import Courses
from plm.enrollment import actions
from plm.enrollment.model import SessionWork, Status
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.people.store import People
from plm.sections.store import Sections
from tests.builders import edition, publish, quiz, reading, section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA, _person

MATEOS = "mateo:foundations:2026-27"


@pytest.fixture
def course(cast):
    return publish(cast, edition())


def words(answer) -> str:
    """What a page says, without its markup."""
    text = BeautifulSoup(answer.get_data(as_text=True), "html.parser").main.get_text(" ")
    return " ".join(text.split()).replace(" ,", ",").replace(" .", ".")


# ── the catalogue ─────────────────────────────────────────────────────────────────────────────────


def test_an_empty_catalogue_says_so(browse):
    assert "No course is open at present" in words(browse(MATEO).get("/courses"))


def test_the_catalogue_says_where_one_stands_in_each_course(browse, cast, course):
    publish(cast, edition("circles", title="Circles", modules=(reading(),)))
    page = browse(MATEO)
    assert "Two courses are open to you." in words(page.get("/courses"))
    made = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    assert "You are enrolled and have not begun." in words(page.get("/courses"))
    for place in (1, 2):
        actions.record_page(cast, made.id, "read", place, read=True, actor=MATEO.actor(), now=NOW)
    assert "You are on the way: 1 of 4." in words(page.get("/courses"))
    other = actions.enroll_self(cast, "circles", actor=MATEO.actor(), now=NOW)
    for place in (1, 2):
        actions.record_page(cast, other.id, "read", place, read=True, actor=MATEO.actor(), now=NOW)
    said = words(page.get("/courses"))
    assert "Done November 24." in said
    assert "you are on the way in one and you have completed one" in said


@pytest.mark.parametrize(("query", "found"), [("circ", True), ("CIRCLES all", True), ("math", False), ("%$.*", False)])
def test_a_course_is_found_by_words_of_its_title_and_audience(browse, cast, query, found):
    publish(cast, edition("circles", title="Circles", modules=(reading(),)))
    said = words(browse(MATEO).get("/courses", query_string={"q": query}))
    assert ("No course mentions" in said) != found


def test_courses_are_sorted_as_asked(browse, cast):
    publish(cast, edition("long", title="A long one", modules=(reading(minutes=90),), hours=1.0))
    publish(cast, edition("short", title="B short one", modules=(reading(minutes=5),), hours=2.0))
    for sort, first in (("title", "A long one"), ("short", "B short one"), ("hours", "B short one"), ("odd", "A long")):
        said = words(browse(MATEO).get(f"/courses?sort={sort}"))
        assert said.index(first) == min(said.index("A long one"), said.index("B short one"))


def test_an_unknown_course_is_not_there(browse):
    assert browse(MATEO).get("/courses/nowhere").status_code == 404


def test_a_course_says_what_it_asks_in_plain_words(browse, course):
    said = words(browse(MATEO).get("/courses/foundations"))
    assert "completed when every module is done and one session has been attended" in said
    assert "for at least 90% of its minutes" in said
    assert "It gives 3 hours of credit." in said
    assert "Quiz, two questions, two right to pass, 5 minutes" in said
    assert "No session is planned yet." in said


# ── taking and leaving ────────────────────────────────────────────────────────────────────────────


def test_a_form_posted_twice_makes_one_enrollment(browse, cast, course):
    page = browse(MATEO)
    first, second = page.post("/courses/foundations/enroll"), page.post("/courses/foundations/enroll")
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == f"/enrollments/{MATEOS}"
    assert ENROLLMENTS.of(cast).count_documents({}) == 1


def test_a_course_that_is_closed_takes_no_newcomers_but_keeps_who_takes_it(browse, cast, course):
    made = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    Sections(cast).add(section())
    Courses(cast).save(replace(Courses(cast).get("foundations"), published=False))
    assert "takes no newcomers" in words(browse(NADIA).get("/courses/foundations"))
    assert browse(NADIA).post("/courses/foundations/enroll").status_code == 409
    assert browse(MATEO).post("/sections/sec1/seat").status_code == 303
    assert Sections(cast).get("sec1").holds("mateo")
    assert Enrollments(cast).get(made.id).edition == course.id


def test_who_did_not_finish_last_year_goes_on_with_it(cast, course):
    last_year = NOW - timedelta(days=200)
    made = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=last_year)
    again = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    assert again.id == made.id == "mateo:foundations:2025-26"


def test_leaving_asks_for_a_reason_and_keeps_what_was_done(browse, cast, course):
    page = browse(MATEO)
    page.post("/courses/foundations/enroll")
    Sections(cast).add(section())
    page.post("/sections/sec1/seat", data={"course": "foundations"})
    assert "What you have done so far is kept" in words(page.get(f"/enrollments/{MATEOS}/withdraw"))
    without = page.post(f"/enrollments/{MATEOS}/withdraw", data={"reason": " "})
    assert without.status_code == 422
    assert "Please give a reason in a sentence." in words(without)
    assert page.post(f"/enrollments/{MATEOS}/withdraw", data={"reason": "No time this fall"}).status_code == 303
    assert Enrollments(cast).get(MATEOS).status is Status.WITHDRAWN
    assert not Sections(cast).get("sec1").holds("mateo")
    twice = page.post(f"/enrollments/{MATEOS}/withdraw", data={"reason": "No time this fall"})
    assert twice.status_code == 409
    assert "already withdrawn" in words(twice)
    assert "You left it on November 24" in words(page.get("/courses/foundations"))


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (PRIYA, 200), (DEE, 200), (NADIA, 403), (OLU, 404), (ELIF, 404), (FERN, 404)]
)
def test_who_may_take_somebody_out_of_a_course(browse, cast, course, who, status):
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    assert browse(who).get(f"/enrollments/{MATEOS}/withdraw").status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 403), (NADIA, 403), (PRIYA, 200), (DEE, 200), (ADA, 200), (OLU, 404), (FERN, 404)]
)
def test_nobody_moves_their_own_due_date(browse, cast, course, who, status):
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    assert browse(who).get(f"/enrollments/{MATEOS}/due").status_code == status


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        ("2026-12-18", 303, ""),
        ("", 303, ""),
        ("2026-11-23", 409, "has already passed"),
        ("2031-01-01", 409, "more than two years away"),
        ("soon", 422, "as the calendar shows it"),
    ],
)
def test_a_due_date_is_moved_or_refused_in_words(browse, cast, course, day, status, said):
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    answer = browse(PRIYA).post(f"/enrollments/{MATEOS}/due", data={"due_on": day})
    assert answer.status_code == status
    if said:
        assert said in words(answer)
    else:
        due_on = Enrollments(cast).get(MATEOS).due_on
        assert (due_on.isoformat() if due_on else "") == day


def test_a_principal_gives_another_try(browse, cast):
    publish(cast, edition(modules=(quiz(attempts=1), reading())))
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    actions.record_answers(cast, MATEOS, "check", 0.5, key="one", actor=MATEO.actor(), now=NOW)
    assert "stuck at a quiz" in words(browse(PRIYA).get(f"/enrollments/{MATEOS}"))
    assert "Priya Raman can give you another one" in words(browse(MATEO).get(f"/enrollments/{MATEOS}"))
    assert browse(MATEO).post(f"/enrollments/{MATEOS}/modules/check/try").status_code == 403
    assert browse(OLU).post(f"/enrollments/{MATEOS}/modules/check/try").status_code == 404
    page = browse(PRIYA)
    page.post(f"/enrollments/{MATEOS}/modules/check/try")
    page.post(f"/enrollments/{MATEOS}/modules/check/try")
    assert Enrollments(cast).get(MATEOS).modules["check"].allowed == 1
    assert "There are tries left at this quiz." in words(page.get(f"/enrollments/{MATEOS}"))


# ── seats ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_seat_is_taken_and_given_back(browse, cast, course):
    Sections(cast).add(section(capacity=1))
    page = browse(MATEO)
    assert "One seat is left." in words(page.get("/courses/foundations"))
    assert page.post("/sections/sec1/seat", data={"course": "foundations"}).location == "/courses/foundations"
    said = words(page.get("/courses/foundations"))
    assert "Your seat is kept." in said
    assert "Wednesday, November 25, 10:00 to 11:30 am" in said.replace("\xa0", " ")
    assert "With Fern Whitaker." in said
    assert Enrollments(cast).get(MATEOS).status is Status.ACTIVE
    assert "The one seat is taken" in words(browse(NADIA).get("/courses/foundations"))
    full = browse(NADIA)
    full.post("/sections/sec1/seat", data={"course": "foundations"})
    assert "The one seat is taken." in words(full.get("/courses"))
    assert Enrollments(cast).find("nadia:foundations:2026-27") is None
    page.post("/sections/sec1/leave", data={"course": "foundations"})
    assert not Sections(cast).get("sec1").holds("mateo")


def test_an_unknown_section_has_no_seats(browse):
    assert browse(MATEO).post("/sections/nowhere/seat").status_code == 404
    assert browse(MATEO).post("/sections/nowhere/leave").status_code == 404


# ── a team ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "status"), [(PRIYA, 200), (DEE, 200), (MATEO, 403), (OLU, 404), (ELIF, 404), (FERN, 404), (ADA, 403)]
)
def test_who_may_enroll_a_school(browse, course, who, status):
    assert browse(who).get("/schools/oak/enroll").status_code == status


def test_an_unknown_school_has_no_team(browse, course):
    assert browse(DEE).get("/schools/nowhere/enroll").status_code == 404
    assert browse(PRIYA).get("/schools/nowhere/enroll").status_code == 404


def test_one_message_says_who_was_enrolled_and_who_already_was(browse, cast, course):
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    asked = {"course": "foundations", "people": ["mateo", "nadia", "priya"], "due_on": "2026-12-18"}
    said = words(browse(PRIYA).post("/schools/oak/enroll", data=asked)).replace("\xa0", " ")
    assert "Two people are now enrolled in Foundations; one person already was." in said
    assert "Nadia Karim and Priya Raman." in said
    assert "Due Friday, December 18." in said
    again = words(browse(PRIYA).post("/schools/oak/enroll", data=asked))
    assert "Nobody new is enrolled in Foundations, because three people already were." in again
    assert "Nothing has changed." in again


def test_many_names_stand_behind_one_word(browse, cast, course):
    for place in range(20):
        People(cast).add(_person(f"t{place:02}", f"Person {place:02}", Role.STAFF, "oak", "Teacher"))
    asked = {"course": "foundations", "people": [f"t{place:02}" for place in range(20)]}
    said = words(browse(PRIYA).post("/schools/oak/enroll", data=asked))
    assert "20 people are now enrolled" in said
    assert "Person 05 and 14 more." in said
    assert "See all 20 names" in said
    assert said.count("Person 19") == 1


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"course": "foundations"}, 422, "Choose at least one person."),
        ({"people": ["mateo"]}, 422, "Choose a course."),
        ({"course": "foundations", "people": ["mateo"], "due_on": "2026-11-01"}, 409, "has already passed"),
        ({"course": "foundations", "people": ["mateo"], "due_on": "32"}, 422, "as the calendar shows it"),
        ({"course": "nowhere", "people": ["mateo"]}, 404, "no such course"),
        ({"course": "foundations", "people": ["mateo", "elif"]}, 404, "nothing here"),
        ({"course": "foundations", "people": ["mateo", "nobody"]}, 404, "no account any more"),
    ],
)
def test_a_team_that_cannot_be_enrolled_leaves_nothing_half_done(browse, cast, course, asked, status, said):
    answer = browse(PRIYA).post("/schools/oak/enroll", data=asked)
    assert answer.status_code == status
    assert said in words(answer)
    assert ENROLLMENTS.of(cast).count_documents({}) == 0


def test_everyone_of_a_position_is_ticked_by_a_link(browse, cast, course):
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    People(cast).add(_person("tia", "Tia Young", Role.STAFF, "oak", "Teacher"))
    page = browse(PRIYA).get("/schools/oak/enroll?position=Teacher&course=foundations")
    soup = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    assert [box["value"] for box in soup.select("input[name=people][checked]")] == ["tia"]
    assert "Mateo Ortiz, Teacher, already enrolled" in words(page)


def test_a_completed_course_stays_completed_when_it_is_left(browse, cast):
    publish(cast, edition(modules=(reading(),)))
    made = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    for place in (1, 2):
        actions.record_page(cast, made.id, "read", place, read=True, actor=MATEO.actor(), now=NOW)
    answer = browse(MATEO).post(f"/enrollments/{made.id}/withdraw", data={"reason": "A mistake"})
    assert answer.status_code == 409
    assert "a completion stays on the books" in words(answer)


def test_attendance_of_somebody_who_left_changes_nothing(cast, course):
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    actions.withdraw(cast, MATEOS, reason="No time", actor=MATEO.actor(), now=NOW)
    work = {MATEO.id: SessionWork("sec1", 90, 90, NOW.date())}
    assert actions.record_attendance(cast, "foundations", "sec1-1", work, actor=FERN.actor(), now=NOW) == {}


def test_what_was_completed_in_an_earlier_year_can_be_taken_again(cast, browse):
    publish(cast, edition("short", title="Short", modules=(reading(),)))
    actor, last_year = MATEO.actor(), NOW - timedelta(days=300)
    made = actions.enroll_self(cast, "short", actor=actor, now=last_year)
    for page in (1, 2):
        actions.record_page(cast, made.id, "read", page, read=True, actor=actor, now=last_year)
    client = browse(MATEO)
    assert "Take it again this year" in client.get("/courses/short").text
    client.post("/courses/short/enroll")
    assert "Take it again" not in client.get("/courses/short").text
    assert sorted(one.cycle for one in Enrollments(cast).of(MATEO.id)) == ["2025-26", "2026-27"]
