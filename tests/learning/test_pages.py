"""The pages of a course as its learner walks through it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from pymongo.monitoring import CommandListener

from plm.app import create_app
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import SessionWork, Status
from plm.enrollment.store import Enrollments
from plm.learning import actions
from plm.learning.store import SUBMISSIONS
from plm.mongo import connect
from plm.sections.store import Sections
from tests.builders import edition, live, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, FERN, MATEO, NADIA, NOW, OLU, PRIYA

ID = "mateo:foundations:2026-27"
HERE = f"/enrollments/{ID}"


@pytest.fixture
def course(cast):
    """Mateo takes a course with a module of each kind."""
    published = publish(cast, edition(modules=(reading(pages=3), quiz(attempts=2), reflection(), live())))
    enrollment_actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    return published


@pytest.fixture
def page(browse, course):
    return browse(MATEO)


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def words(answer) -> str:
    """What a page says, without its markup."""
    text = " ".join(soup(answer).main.get_text(" ").split())
    return text.replace("\xa0", " ").replace(" ,", ",").replace(" .", ".")


def standing(db):
    return Enrollments(db).get(ID)


class Commands(CommandListener):
    """The commands sent to MongoDB."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event) -> None:
        self.names.append(event.command_name)

    def succeeded(self, event) -> None:
        pass

    def failed(self, event) -> None:
        pass


# ── who may ───────────────────────────────────────────────────────────────────────────────────────

MODULES = ("read", "check", "think", "meet")


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (PRIYA, 200), (DEE, 200), (ADA, 200), (NADIA, 403), (OLU, 404), (FERN, 404)]
)
def test_who_sees_how_somebody_stands_in_a_course(browse, course, who, status):
    assert browse(who).get(HERE).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (PRIYA, 403), (DEE, 403), (ADA, 403), (NADIA, 403), (OLU, 404), (FERN, 404)]
)
@pytest.mark.parametrize("module", MODULES)
def test_nobody_opens_a_module_for_somebody_else(browse, course, who, status, module):
    assert browse(who).get(f"{HERE}/modules/{module}").status_code == status


@pytest.mark.parametrize(("who", "status"), [(PRIYA, 403), (NADIA, 403), (OLU, 404)])
@pytest.mark.parametrize(
    ("where", "sent"),
    [
        ("read/pages/1", {}),
        ("check/answers", {"q-one": "0", "q-two": ["0", "1"]}),
        ("think/draft", {"t-moment": "Not mine", "revision": "0"}),
        ("think/reflection", {"t-moment": "Not mine", "revision": "0"}),
    ],
)
def test_nobody_does_anything_for_somebody_else(browse, cast, course, who, status, where, sent):
    assert browse(who).post(f"{HERE}/modules/{where}", data=sent).status_code == status
    assert standing(cast).modules == {}
    assert SUBMISSIONS.of(cast).count_documents({}) == 0


def test_unknown_things_are_not_there(page):
    for url in ("/enrollments/nobody", f"{HERE}/modules/nowhere", f"{HERE}/modules/check?attempt=none"):
        assert page.get(url).status_code == 404
    assert page.post(f"{HERE}/modules/read/pages/99").status_code == 409
    assert page.post(f"{HERE}/modules/check/pages/1").status_code == 409
    assert page.post(f"{HERE}/modules/read/answers").status_code == 404


# ── the thread ────────────────────────────────────────────────────────────────────────────────────


def test_the_course_says_what_is_left_in_words_and_minutes(page):
    said = words(page.get(HERE))
    assert "Three modules and one session are left, about 1 hour 55 minutes." in said
    assert "Begin" in said
    page.post(f"{HERE}/modules/read/pages/1")
    assert "Continue where I stopped" in words(page.get(HERE))


def test_a_leader_sees_where_somebody_stopped_and_no_module(browse, course):
    browse(MATEO).post(f"{HERE}/modules/read/pages/1")
    answer = browse(PRIYA).get(HERE)
    assert "Mateo Ortiz, Foundations" in words(answer)
    assert "Stopped here. Reading, 10 minutes. Page 2 of 3" in words(answer)
    assert not soup(answer).select("a[href*=modules]")


def test_going_on_leads_to_where_one_stopped(page):
    assert page.get(f"{HERE}/go-on").location == f"{HERE}/modules/read"
    page.get(f"{HERE}/modules/think")
    assert page.get(f"{HERE}/go-on").location == f"{HERE}/modules/read"
    page.get(f"{HERE}/modules/check")
    assert page.get(f"{HERE}/go-on").location == f"{HERE}/modules/check"


def test_who_is_done_finds_the_certificate_and_can_read_again(page, cast, course):
    finish(page, cast)
    one = standing(cast)
    assert one.status is Status.COMPLETED
    answer = page.get(HERE)
    assert "You are done. Finished on November 24, 3 hours of credit." in words(answer)
    assert soup(answer).select(f"a[href='/certificates/{one.award}']")
    for module in MODULES:
        assert page.get(f"{HERE}/modules/{module}").status_code == 200
    assert page.get(f"{HERE}/go-on").location == HERE


def finish(page, db) -> None:
    """Everything the course asks."""
    for place in (1, 2, 3):
        page.post(f"{HERE}/modules/read/pages/{place}")
    page.post(f"{HERE}/modules/check/answers", data={"q-one": "0", "q-two": ["0", "1"]})
    page.post(f"{HERE}/modules/think/reflection", data={"t-moment": "On Thursday.", "revision": "0"})
    work = {MATEO.id: SessionWork("sec1", 90, 90, NOW.date())}
    enrollment_actions.record_attendance(db, "foundations", "sec1-1", work, actor=FERN.actor(), now=NOW)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_read_and_the_next_one_opens(page, cast):
    said = words(page.get(f"{HERE}/modules/read"))
    assert "Page 1 of 3. About 10 minutes left in this module." in said
    assert "Save and go on to page 2" in said
    answer = page.post(f"{HERE}/modules/read/pages/1")
    assert answer.status_code == 303
    assert answer.location == f"{HERE}/modules/read?page=2"
    assert standing(cast).modules["read"].seen == (1,)
    assert "Page 2 of 3. About 7 minutes left" in words(page.get(f"{HERE}/modules/read"))


def test_what_was_skipped_is_said_with_links_and_the_end_leads_back_to_it(page):
    page.post(f"{HERE}/modules/read/pages/1")
    answer = page.get(f"{HERE}/modules/read?page=3")
    assert "One page is still unread: Part 2." in words(answer)
    assert soup(answer).select(f".notice a[href='{HERE}/modules/read?page=2']")
    assert "Save and go back to page 2" in words(answer)
    assert page.post(f"{HERE}/modules/read/pages/3").location == f"{HERE}/modules/read?page=2"
    assert "Finish this reading and go on to Check yourself" in words(page.get(f"{HERE}/modules/read?page=2"))
    assert page.post(f"{HERE}/modules/read/pages/2").location == f"{HERE}/modules/check"
    assert "You have read all of it." in words(page.get(f"{HERE}/modules/read?page=1"))


@pytest.mark.parametrize(("asked", "shown"), [("99", 3), ("0", 1), ("-1", 1), ("two", 1)])
def test_a_page_number_that_makes_no_sense_shows_the_nearest_page(page, asked, shown):
    assert f"Page {shown} of 3." in words(page.get(f"{HERE}/modules/read?page={asked}"))


def test_opening_a_page_again_writes_nothing(page, cast):
    page.get(f"{HERE}/modules/read?page=2")
    before = standing(cast).version
    page.get(f"{HERE}/modules/read?page=2")
    page.get(f"{HERE}/modules/read")
    assert standing(cast).version == before


@pytest.fixture
def counted(browse, mongod, settings, course):
    """Mateo's browser at a PLM whose commands are counted, and the count."""
    heard = Commands()
    watched = connect(mongod.uri, "plm_test", event_listeners=[heard])
    app = create_app(settings, watched, clock=lambda: NOW)
    cookie, browser = browse(MATEO), app.test_client()
    token = cookie.token()
    with cookie.session_transaction() as theirs, browser.session_transaction() as ours:
        ours.update(theirs)
    browser.get(HERE)  # editions are kept in memory once read
    browser.environ_base["HTTP_X_CSRFTOKEN"] = token
    yield browser, heard.names
    watched.client.close()


@pytest.mark.parametrize(
    "url", ["/courses", HERE, f"{HERE}/go-on", *(f"{HERE}/modules/{one}" for one in (*MODULES, "read?page=2"))]
)
def test_a_page_costs_at_most_three_commands(counted, url):
    browser, asked = counted
    asked.clear()
    assert browser.get(url).status_code in (200, 303)
    assert len(asked) <= 3, asked


def test_turning_a_page_is_one_read_and_one_conditional_update(counted, cast):
    browser, asked = counted
    asked.clear()
    assert browser.post(f"{HERE}/modules/read/pages/1").status_code == 303
    assert asked == ["aggregate", "find", "update"]  # who asks, the enrollment, its next state
    asked.clear()
    assert browser.post(f"{HERE}/modules/read/pages/1").status_code == 303
    assert cast["audit"].count_documents({"verb": "enrollment.completed"}) == 0


def test_the_page_that_completes_the_course_leaves_one_line_whatever_races(cast):
    publish(cast, edition("short", modules=(reading(pages=4),)))
    made = enrollment_actions.enroll_self(cast, "short", actor=MATEO.actor(), now=NOW)

    def turn(page: int):
        return enrollment_actions.record_page(cast, made.id, "read", page, read=True, actor=MATEO.actor(), now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turn, [1, 2, 3, 4] * 4))
    one = Enrollments(cast).get(made.id)
    assert one.status is Status.COMPLETED
    assert cast["audit"].count_documents({"verb": "enrollment.completed", "facts.award": one.award}) == 1
    assert cast["audit"].count_documents({"verb": "enrollment.completed"}) == 1


# ── quizzes ───────────────────────────────────────────────────────────────────────────────────────

RIGHT = {"q-one": "0", "q-two": ["0", "1"]}
HALF = {"q-one": "0", "q-two": ["0", "2"]}


def test_missing_answers_are_named_and_given_ones_are_kept(page, cast):
    answer = page.post(f"{HERE}/modules/check/answers", data={"q-two": ["1", "2"]})
    assert answer.status_code == 422
    assert "Choose one answer." in words(answer)
    assert [box["value"] for box in soup(answer).select("input[checked]")] == ["1", "2"]
    assert standing(cast).modules == {}


@pytest.mark.parametrize(
    "sent", [{"q-one": "7", "q-two": "0"}, {"q-one": "x", "q-two": "0"}, {"q-one": "0", "q-two": "-1"}]
)
def test_answers_that_are_none_are_refused(page, cast, sent):
    assert page.post(f"{HERE}/modules/check/answers", data=sent).status_code == 422
    assert standing(cast).modules == {}


def test_every_chosen_option_says_what_it_teaches(page):
    answer = page.get(page.post(f"{HERE}/modules/check/answers", data=HALF).location)
    said = words(answer)
    assert "1 of 2 right. Two are needed." in said
    assert "One try is left." in said
    assert "You chose, and it does not fit: C No." in said
    assert "You chose, and it fits: A Yes." in said
    assert "One more answer fits." in said
    assert "Not quite" in said


def test_who_passes_hears_it_and_goes_on(page, cast):
    answer = page.get(page.post(f"{HERE}/modules/check/answers", data=RIGHT).location)
    assert "2 of 2 right. You passed." in words(answer)
    assert "Go on to Think back" in words(answer)
    assert standing(cast).modules["check"].done
    again = words(page.get(f"{HERE}/modules/check"))
    assert "You passed with 2 of 2 right." in again
    assert "Take it again" in again


def test_the_same_form_sent_twice_is_one_attempt(page, cast):
    first = page.post(f"{HERE}/modules/check/answers", data={**HALF, "_once": "k1"})
    second = page.post(f"{HERE}/modules/check/answers", data={**HALF, "_once": "k1"})
    assert first.location == second.location
    assert standing(cast).modules["check"].attempts == 1
    assert SUBMISSIONS.of(cast).count_documents({"kind": "attempt"}) == 1


def test_the_same_form_sent_by_many_at_once_is_one_attempt(cast, course):
    def send(_):
        return actions.answer(cast, ID, "check", {"one": (0,), "two": (0,)}, key="same", actor=MATEO.actor(), now=NOW)[
            0
        ]

    with ThreadPoolExecutor(6) as pool:
        attempts = list(pool.map(send, range(6)))
    assert len({one.id for one in attempts}) == 1
    assert standing(cast).modules["check"].attempts == 1
    assert SUBMISSIONS.of(cast).count_documents({}) == 1


def test_when_the_tries_are_used_up_it_says_who_can_give_another(page, cast):
    for key in ("a", "b"):
        location = page.post(f"{HERE}/modules/check/answers", data={**HALF, "_once": key}).location
    assert "That was the last try. Priya Raman can give you another one." in words(page.get(location))
    said = words(page.get(f"{HERE}/modules/check"))
    assert "You have used every try, and the best one had 1 of 2 right." in said
    assert "Priya Raman can give you another try." in said
    refused = page.post(f"{HERE}/modules/check/answers", data={**RIGHT, "_once": "c"})
    assert refused.status_code == 409
    assert SUBMISSIONS.of(cast).count_documents({}) == 2
    enrollment_actions.allow_try(cast, ID, "check", actor=PRIYA.actor(), now=NOW)
    assert page.post(f"{HERE}/modules/check/answers", data={**RIGHT, "_once": "d"}).status_code == 303
    assert standing(cast).modules["check"].done


def test_nobody_reads_the_attempt_of_somebody_else(browse, cast, page):
    key = page.post(f"{HERE}/modules/check/answers", data=HALF).location.partition("attempt=")[2]
    enrollment_actions.enroll_self(cast, "foundations", actor=NADIA.actor(), now=NOW)
    assert browse(NADIA).get(f"/enrollments/nadia:foundations:2026-27/modules/check?attempt={key}").status_code == 404


# ── reflections ───────────────────────────────────────────────────────────────────────────────────

JSON = {"Accept": "application/json"}


def draft(page, text: str, revision: int, **more):
    return page.post(
        f"{HERE}/modules/think/draft",
        json={"texts": {"moment": text}, "revision": revision, **more},
        headers=JSON,
    )


def test_a_draft_is_saved_while_it_is_typed(page, cast):
    answer = draft(page, "On Thursday", 0)
    assert answer.json == {"revision": 1, "message": "Saved at 10:00\xa0am", "audiences": {"moment": "private"}}
    form = soup(page.get(f"{HERE}/modules/think"))
    assert form.textarea.text.strip() == "On Thursday"
    assert form.select_one("form[data-reflect]")["data-revision"] == "1"
    assert standing(cast).modules["think"].begun_at == NOW
    assert not standing(cast).modules["think"].done


def test_an_old_window_hears_that_a_newer_text_stands_and_both_are_kept(page):
    draft(page, "The newer text", 0)
    answer = draft(page, "From the old window", 0)
    assert answer.status_code == 409
    assert answer.json["code"] == "newer"
    assert "A newer text was saved in another window" in answer.json["message"]
    shown = page.get(f"{HERE}/modules/think")
    assert soup(shown).textarea.text.strip() == "The newer text"
    assert "Earlier versions" in words(shown)
    assert "From the old window" in words(shown)
    assert draft(page, "From the old window", 1, over=True).status_code == 200
    assert "The newer text" in words(page.get(f"{HERE}/modules/think"))


def test_an_old_form_without_script_keeps_both_texts_too(page):
    draft(page, "The newer text", 0)
    answer = page.post(f"{HERE}/modules/think/draft", data={"t-moment": "Typed in the old tab", "revision": "0"})
    assert answer.status_code == 409
    assert soup(answer).textarea.text.strip() == "Typed in the old tab"
    assert "A newer text was saved" in words(answer)
    fields = {one["name"]: one["value"] for one in soup(answer).select("form[data-reflect] input[type=hidden]")}
    again = page.post(
        f"{HERE}/modules/think/draft",
        data={"t-moment": "Typed in the old tab", "revision": fields["revision"], "over": fields["over"]},
    )
    assert again.status_code == 303
    shown = page.get(f"{HERE}/modules/think")
    assert soup(shown).textarea.text.strip() == "Typed in the old tab"
    assert "The newer text" in words(shown)


def test_a_text_that_is_too_long_is_refused_in_words_and_stays_in_the_form(page, cast):
    long = "word " * 4_001
    answer = draft(page, long, 0)
    assert answer.status_code == 422
    assert "20,005 characters; 20,000 can be saved" in str(answer.json["fields"])
    typed = page.post(f"{HERE}/modules/think/reflection", data={"t-moment": long + "end", "revision": "0"})
    assert typed.status_code == 422
    assert "20,000 can be saved" in words(typed)
    assert soup(typed).textarea.text.strip().endswith("end")
    assert SUBMISSIONS.of(cast).count_documents({}) == 0


@pytest.mark.parametrize("sent", [{}, {"texts": {"moment": 3}, "revision": 0}, {"texts": {}, "revision": -1}, []])
def test_a_draft_of_the_wrong_shape_is_refused(page, cast, sent):
    assert page.post(f"{HERE}/modules/think/draft", json=sent, headers=JSON).status_code == 422
    assert SUBMISSIONS.of(cast).count_documents({}) == 0


def test_prompts_that_do_not_exist_are_left_out(page, cast):
    answer = page.post(
        f"{HERE}/modules/think/draft", json={"texts": {"moment": "a", "$where": "b"}, "revision": 0}, headers=JSON
    )
    assert answer.status_code == 200
    assert SUBMISSIONS.of(cast).find_one()["texts"] == {"moment": "a"}


def test_handing_in_asks_for_the_least_words_and_saves_what_is_there(page, cast):
    answer = page.post(f"{HERE}/modules/think/reflection", data={"t-moment": "", "revision": "0"})
    assert answer.status_code == 422
    assert "At least one word is asked for; there are none yet." in words(answer)
    assert "What you wrote is saved. One answer is still too short to hand in." in words(answer)
    answer = page.post(f"{HERE}/modules/think/reflection", data={"t-moment": "On Thursday", "revision": "0"})
    assert answer.status_code == 303
    assert answer.location == f"{HERE}/modules/meet"
    assert standing(cast).modules["think"].done
    kept = SUBMISSIONS.of(cast).find_one()
    assert kept["handed_in_at"] == NOW
    assert kept["words"] == 2
    assert draft(page, "On Thursday, and on Friday", kept["revision"]).status_code == 200
    assert "You handed this in on November 24. You can still write on" in words(page.get(f"{HERE}/modules/think"))


def test_two_windows_that_save_at_once_lose_nothing(cast, course):
    def send(text: str):
        return actions.save_draft(cast, ID, "think", {"moment": text}, revision=0, actor=MATEO.actor(), now=NOW)

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(send, ["one", "two", "three", "four", "five", "six"]))
    assert sum(stands for _, stands in outcomes) == 1
    kept = SUBMISSIONS.of(cast).find_one()
    assert kept["revision"] == 1
    everything = [kept["texts"]["moment"], *(one["texts"]["moment"] for one in kept["earlier"])]
    assert sorted(everything) == ["five", "four", "one", "six", "three", "two"]


def test_nobody_else_ever_reads_a_reflection(browse, cast, page):
    draft(page, "A secret about Thursday", 0)
    page.post(f"{HERE}/modules/think/reflection", data={"t-moment": "A secret about Thursday", "revision": "1"})
    for who in (PRIYA, DEE, ADA, NADIA):
        for url in (HERE, f"{HERE}/modules/think", f"{HERE}/modules/check"):
            assert "secret" not in browse(who).get(url).get_data(as_text=True)
    assert "secret" not in str(list(cast["audit"].find())) + str(list(cast["enrollments"].find()))


def test_an_expired_sign_in_answers_the_autosave_so_that_the_page_keeps_the_text(browse, course):
    signed_out = browse(None)
    answer = draft(signed_out, "On Thursday", 0)
    assert answer.status_code == 401
    assert answer.json["code"] == "signed-out"


def test_who_has_left_reads_on_and_hands_nothing_in(page, cast):
    draft(page, "On Thursday", 0)
    enrollment_actions.withdraw(cast, ID, reason="No time", actor=MATEO.actor(), now=NOW)
    for module in MODULES:
        assert "You have left this course" in words(page.get(f"{HERE}/modules/{module}"))
    assert draft(page, "On Thursday and Friday", 1).status_code == 200
    answer = page.post(f"{HERE}/modules/think/reflection", data={"t-moment": "On Friday", "revision": "2"})
    assert answer.status_code == 409
    assert soup(answer).textarea.text.strip() == "On Friday"
    assert page.post(f"{HERE}/modules/read/pages/1").status_code == 409
    assert page.post(f"{HERE}/modules/check/answers", data=RIGHT).status_code == 409
    assert not standing(cast).modules["think"].done


# ── sessions ──────────────────────────────────────────────────────────────────────────────────────


def test_a_live_module_offers_seats_and_shows_the_one_held(page, cast):
    assert "No session is planned yet." in words(page.get(f"{HERE}/modules/meet"))
    Sections(cast).add(section())
    Sections(cast).add(section("sec2", starts_at=NOW + timedelta(days=9)))
    said = words(page.get(f"{HERE}/modules/meet"))
    assert "One session is still to come. Take a seat." in said
    answer = page.post("/sections/sec1/seat", data={"enrollment": ID, "module": "meet"})
    assert answer.location == f"{HERE}/modules/meet"
    shown = page.get(answer.location)
    assert "Your seat is kept for November 25." in words(shown)
    assert "Library." in words(shown)
    assert soup(shown).select("a[href='/sections/sec1/sessions/sec1-0.ics']")
    assert "Other sessions" in words(shown)


def test_between_a_session_and_its_marks_the_page_says_whom_it_waits_for(page, cast):
    Sections(cast).add(section(starts_at=NOW - timedelta(hours=3)))
    Sections(cast).seat("sec1", MATEO.id, now=NOW - timedelta(hours=4))
    said = words(page.get(f"{HERE}/modules/meet"))
    assert "You had a seat on November 24. It waits for the facilitator’s marks." in said
    assert "No session is planned" not in said


def test_the_minutes_attended_are_shown(page, cast):
    for minutes, said in ((40, "40 of 90 minutes. It takes at least 90% to count."), (85, "It counts.")):
        work = {MATEO.id: SessionWork("sec1", minutes, 90, NOW.date())}
        enrollment_actions.record_attendance(cast, "foundations", "sec1-1", work, actor=FERN.actor(), now=NOW)
        assert said in words(page.get(f"{HERE}/modules/meet"))
    assert "You have been there. This module is done." in words(page.get(f"{HERE}/modules/meet"))
