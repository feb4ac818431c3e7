"""The evaluation of a course: answered once, tied to nobody, and shown only together with others."""

import csv
import io
import threading
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plm.catalog.model import Evaluated, Group, Modules
from plm.enrollment import actions as enrolling
from plm.enrollment.model import Status
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.errors import NotAllowed, NotFound, RuleBroken
from plm.learning.actions import evaluation as actions
from plm.learning.model.evaluation import (
    FEWEST,
    LONGEST,
    QUESTIONS,
    SCALE,
    STATEMENTS,
    Evaluation,
    is_open,
    results,
)
from plm.learning.store import EVALUATIONS, Evaluations
from plm.sections.store import Sections
from tests.builders import edition, publish, reading, reflection, section
from tests.cast import ADA, CAST, DEE, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.learning.test_pages import soup, words

ZONE = ZoneInfo("America/New_York")
ID = "mateo:foundations:2026-27"
URL = f"/enrollments/{ID}/evaluation"
RESULTS = "/courses/foundations/evaluation"
ASKS = replace(edition(modules=(reading(), reflection())), rule=Group((Modules(()), Evaluated()), 2))
GIVEN = {"worth": "5", "now": "4", "keep": "The circle at the beginning."}


@pytest.fixture
def begun(cast):
    """Mateo takes a course that asks for its evaluation, and has done half of it."""
    publish(cast, ASKS)
    one = enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    for page in (1, 2):
        one = enrolling.record_page(cast, one.id, "read", page, read=True, actor=MATEO.actor(), now=NOW)
    return one


def answer(place: int, ratings=None, said=None) -> Evaluation:
    return Evaluation(f"{place:032x}", "foundations", "foundations@1", "2026-27", "2026-11", ratings or {}, said or {})


# ── what may be shown ─────────────────────────────────────────────────────────────────────────────

answers = st.lists(
    st.builds(
        answer,
        st.integers(0, 2**100),
        st.dictionaries(st.sampled_from([one.id for one in STATEMENTS]), st.sampled_from(list(SCALE))),
        st.dictionaries(st.sampled_from([one.id for one in QUESTIONS]), st.text(min_size=1, max_size=9)),
    ),
    max_size=12,
)


@given(answers, st.integers(0, 40), st.integers())
def test_nothing_is_shown_of_fewer_than_five(every, offered, seed):
    found = results(every, offered=offered, rng=Random(seed))
    assert found.number == len(every)
    assert 0.0 <= found.rate <= 1.0
    assert found.shown == (len(every) >= FEWEST)
    if not found.shown:
        assert (found.ratings, found.said) == ((), {})
        return
    for one in found.ratings:
        rated = [each.ratings[one.asked.id] for each in every if one.asked.id in each.ratings]
        assert one.shown == (len(rated) >= FEWEST)
        assert one.total == (len(rated) if one.shown else 0)
        if one.shown:
            assert dict(zip(SCALE, one.counts, strict=True)) == {step: rated.count(step) for step in SCALE}
            assert one.share == sum(step >= 4 for step in rated) / len(rated)
        else:
            assert one.counts == ()
    for asked in QUESTIONS:
        assert sorted(found.said[asked.id]) == sorted(each.said[asked.id] for each in every if asked.id in each.said)


def test_open_answers_are_mixed_each_question_by_itself():
    every = [answer(place, said={"keep": str(place), "change": str(place)}) for place in range(40)]
    found = results(every, offered=40, rng=Random(1))
    assert list(found.said["keep"]) != [str(place) for place in range(40)]
    assert found.said["keep"] != found.said["change"]


@pytest.mark.parametrize(
    ("asks", "status", "done", "opens"),
    [
        (True, Status.ACTIVE, 0, False),
        (True, Status.ACTIVE, 1, True),
        (True, Status.COMPLETED, 2, True),
        (True, Status.WITHDRAWN, 2, False),
        (False, Status.ACTIVE, 2, False),
        (False, Status.COMPLETED, 2, True),
    ],
)
def test_when_it_opens(begun, asks, status, done, opens):
    asked = ASKS if asks else replace(ASKS, rule=None)
    assert is_open(asked, replace(begun, status=status, done=done, total=2)) == opens


# ── answering ─────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_kept_without_anything_that_ties_it(browse, cast, begun):
    client = browse(MATEO)
    assert "Completion asks for it." in words(client.get(f"/enrollments/{ID}"))
    page = client.get(URL)
    assert "Nobody sees that it was you." in words(page)
    assert not soup(page).select("select option[selected]")
    assert client.post(URL, data=GIVEN).location == f"/enrollments/{ID}"
    (kept,) = EVALUATIONS.of(cast).find()
    assert set(kept) == {"_id", "course", "edition", "cycle", "month", "ratings", "said"}
    assert len(kept["_id"]) == 32
    assert kept["month"] == "2026-11"
    assert kept["ratings"] == {"worth": 5, "now": 4}
    assert "mateo" not in str(kept)
    assert "oak" not in str(kept)
    after = client.get(f"/enrollments/{ID}")
    assert "Thank you. Your answers are kept without your name." in words(after)
    assert "The short evaluation of this course" not in words(after)
    assert "You have answered the evaluation" in words(client.get(URL))
    assert Enrollments(cast).get(ID).evaluated_at == NOW


def test_the_order_of_answers_is_the_order_of_their_random_ids(cast):
    ids = [f"{place:032x}" for place in (7, 3, 9, 1)]
    for one in ids:
        Evaluations(cast).add([replace(answer(0), id=one)])
    # As MongoDB holds them, without being told to sort.
    assert [one["_id"] for one in EVALUATIONS.of(cast).find()] == sorted(ids)


def test_a_second_answer_changes_nothing_and_says_so(browse, cast, begun):
    client = browse(MATEO)
    client.post(URL, data=GIVEN)
    client.post(URL, data={"worth": "1"})
    assert "You answered before, so nothing was changed." in words(client.get(f"/enrollments/{ID}"))
    assert [one["ratings"] for one in EVALUATIONS.of(cast).find()] == [{"worth": 5, "now": 4}]


def test_of_many_at_the_same_moment_one_counts(cast, begun):
    heard: list[bool] = []

    def send() -> None:
        heard.append(actions.evaluate(cast, ID, {"worth": 3}, {}, actor=MATEO.actor(), zone=ZONE, now=NOW)[1])

    threads = [threading.Thread(target=send) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(heard) == [False] * 7 + [True]
    assert EVALUATIONS.of(cast).count_documents({}) == 1


def test_stopping_between_the_two_writes_loses_an_answer_and_counts_none_twice(cast, begun, monkeypatch):
    def stop(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(Evaluations, "add", stop)
    with pytest.raises(ConnectionError):
        actions.evaluate(cast, ID, {"worth": 3}, {}, actor=MATEO.actor(), zone=ZONE, now=NOW)
    monkeypatch.undo()
    assert Enrollments(cast).get(ID).evaluated_at == NOW
    assert not actions.evaluate(cast, ID, {"worth": 3}, {}, actor=MATEO.actor(), zone=ZONE, now=NOW)[1]
    assert EVALUATIONS.of(cast).count_documents({}) == 0


def test_it_may_be_the_last_thing_that_completion_waits_for(browse, cast, begun):
    enrolling.record_reflection(cast, ID, "think", actor=MATEO.actor(), now=NOW)
    assert Enrollments(cast).get(ID).verdict.missing == ("the evaluation",)
    client = browse(MATEO)
    client.post(URL, data=GIVEN)
    assert Enrollments(cast).get(ID).status is Status.COMPLETED
    assert "You are done with Foundations. Your certificate is ready." in words(client.get(f"/enrollments/{ID}"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Answer at least one of these."),
        ({"keep": "   "}, "Answer at least one of these."),
        ({"worth": "6"}, "Choose one of the five, or leave it out."),
        ({"worth": "x"}, "Choose one of the five, or leave it out."),
        ({"keep": "a" * (LONGEST + 1)}, "This text has 2,001 letters; 2,000 can be kept. Shorten it."),
    ],
)
def test_what_is_no_answer_is_said_and_what_was_typed_stays(browse, cast, begun, sent, said):
    answered = browse(MATEO).post(URL, data=sent)
    assert answered.status_code == 422
    assert said in words(answered)
    assert EVALUATIONS.of(cast).count_documents({}) == 0
    assert Enrollments(cast).get(ID).evaluated_at is None
    if "a" in sent.get("keep", ""):
        assert soup(answered).select_one("textarea[name=keep]").text.strip() == sent["keep"]


def test_it_waits_for_half_of_the_modules(browse, cast):
    publish(cast, ASKS)
    enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    client = browse(MATEO)
    assert "The short evaluation of this course" not in words(client.get(f"/enrollments/{ID}"))
    assert "opens once you have done half of the modules" in words(client.get(URL))
    assert client.post(URL, data=GIVEN).status_code == 409
    with pytest.raises(RuleBroken, match="half of the modules"):
        actions.evaluate(cast, ID, {"worth": 3}, {}, actor=MATEO.actor(), zone=ZONE, now=NOW)


def test_a_completed_course_offers_it_and_does_not_ask(browse, cast):
    publish(cast, edition(modules=(reading(),)))
    enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    client = browse(MATEO)
    assert "opens once you have completed the course" in words(client.get(URL))
    for page in (1, 2):
        enrolling.record_page(cast, ID, "read", page, read=True, actor=MATEO.actor(), now=NOW)
    assert "You need not answer." in words(client.get(f"/enrollments/{ID}"))
    before = Enrollments(cast).get(ID)
    client.post(URL, data=GIVEN)
    after = Enrollments(cast).get(ID)
    assert (after.decision, after.award, after.completed_at) == (before.decision, before.award, before.completed_at)
    assert after.evaluated_at == NOW


@pytest.mark.parametrize(
    ("who", "refusal"), [(NADIA, NotAllowed), (PRIYA, NotAllowed), (DEE, NotAllowed), (OLU, NotFound), (FERN, NotFound)]
)
def test_only_whose_enrollment_it_is_answers(cast, begun, who, refusal):
    with pytest.raises(refusal):
        actions.evaluate(cast, ID, {"worth": 3}, {}, actor=who.actor(), zone=ZONE, now=NOW)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def fill(cast, number: int) -> None:
    Evaluations(cast).add(
        answer(
            place, {"worth": 5 if place % 2 else 2} | ({"part": 3} if place < 4 else {}), {"keep": f"<b>{place}</b>"}
        )
        for place in range(number)
    )


def test_a_director_reads_what_was_answered(browse, cast, begun):
    fill(cast, 6)
    page = words(browse(DEE).get(RESULTS))
    assert "50% agree: “This course was a good use of my time.”" in page
    # Six answered although only one of them is there still: a share above all is never shown.
    assert "Six answers from six people who were asked, 100%." in page
    assert "Not shown: fewer than five answers" in page
    assert "<b>3</b>" in page
    rows = list(csv.reader(io.StringIO(browse(DEE).get(f"{RESULTS}?format=csv").data.decode("utf-8-sig"))))
    assert rows[1][:4] == ["Answered", "", "6", "6"]
    assert [STATEMENTS[0].text, "I agree fully", "3", "6", "0.5"] in rows
    assert [STATEMENTS[1].text, "Not shown: fewer than five answers", "", "", ""] in rows
    assert sorted(row[1] for row in rows if row[0] == QUESTIONS[0].text) == [f"<b>{place}</b>" for place in range(6)]


@pytest.mark.parametrize("number", range(FEWEST))
def test_nothing_of_few_answers_reaches_a_page_or_a_file(browse, cast, begun, number):
    if number:
        fill(cast, number)
    client = browse(DEE)
    page = client.get(RESULTS)
    assert "Not shown: fewer than five answers." in words(page)
    assert not BeautifulSoup(page.data, "html.parser").select(".rated, .told, table")
    said = client.get(f"{RESULTS}?format=csv").data.decode("utf-8-sig")
    assert "<b>" not in said
    assert len(said.strip().splitlines()) == 3


def test_who_runs_a_section_of_the_course_reads_it_and_nobody_else_of_the_facilitators(cast, begun):
    fill(cast, 5)
    for who in (FERN, PRIYA, MATEO, ADA):
        with pytest.raises(NotAllowed):
            actions.read_evaluation(cast, "foundations", actor=who.actor())
    Sections(cast).add(section("other", course="else"))
    with pytest.raises(NotAllowed):
        actions.read_evaluation(cast, "foundations", actor=FERN.actor())
    Sections(cast).add(section("past", starts_at=NOW - timedelta(days=200)))
    assert actions.read_evaluation(cast, "foundations", actor=FERN.actor())[1].number == 5
    # To run a section is a facilitator's act; a name in its list gives nobody else the right.
    Sections(cast).add(replace(section("own"), facilitators=(MATEO.id,)))
    with pytest.raises(NotAllowed):
        actions.read_evaluation(cast, "foundations", actor=MATEO.actor())
    with pytest.raises(NotFound):
        actions.read_evaluation(cast, "nothing", actor=DEE.actor())


def test_who_is_asked_is_who_is_half_through(cast, begun):
    for who in CAST[2:6]:
        if who is not MATEO:
            enrolling.enroll_self(cast, "foundations", actor=who.actor(), now=NOW)
    assert Enrollments(cast).half_through("foundations") == 1
    ENROLLMENTS.of(cast).update_one({"_id": "nadia:foundations:2026-27"}, {"$set": {"status": "completed"}})
    assert Enrollments(cast).half_through("foundations") == 2
    ENROLLMENTS.of(cast).update_one({"_id": ID}, {"$set": {"status": "withdrawn"}})
    assert Enrollments(cast).half_through("foundations") == 1
