"""How the questions of a course were answered: added up right, and for nobody in particular."""

import csv
import importlib.util
import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.catalog.kinds import Quiz
from plm.learning.model import Attempt, paper
from plm.learning.model.items import SMALLEST, Tally, hardest, items_of
from plm.learning.store import SUBMISSIONS, Attempts
from plm.sections.store import Sections
from tests.builders import edition, publish, reading, section
from tests.cast import DEE, FERN, NOW
from tests.learning.quizzes import quiz, wrong
from tests.learning.test_pages import soup, words

MODULE = quiz()
EDITION = edition(modules=(MODULE, reading()))
QUESTIONS = {one.id: one for one in MODULE.of(Quiz).questions}
URL = "/courses/foundations/questions"


def attempt(edition_id: str, person: str, number: int = 1, *, right: int = 99) -> Attempt:
    """An attempt in which so many questions are right, the first ones."""
    enrollment = f"{person}:foundations:2026-27"
    asked = paper(MODULE.of(Quiz), enrollment, "check", number).questions
    chosen = {one.id: one.answer if place < right else wrong(one) for place, one in enumerate(asked)}
    return Attempt(
        id=f"{enrollment}:check:k{number}",
        enrollment=enrollment,
        module="check",
        person=person,
        chosen=chosen,
        right=min(right, len(asked)),
        of=len(asked),
        at=NOW,
        number=number,
        asked=tuple(one.id for one in asked),
        edition=edition_id,
    )


@pytest.fixture
def answered(cast):
    """Six people have tried; four of them have a seat in Fern's section, and all of them tried twice."""
    published = publish(cast, EDITION)
    Sections(cast).add(section())
    Sections(cast).add(section("other", course="else"))
    for place in range(6):
        if place < 4:
            Sections(cast).seat("sec1", f"p{place}", now=NOW)
        else:
            Sections(cast).seat("other", f"p{place}", now=NOW)
        Attempts(cast).add(attempt(published.id, f"p{place}", right=place % 3))
        Attempts(cast).add(attempt(published.id, f"p{place}", 2))
    return published


def row(answer, words_in: str):
    return next(
        " ".join(one.get_text(" ").split())
        for one in soup(answer).select("table.stack tbody tr")
        if words_in in one.text
    )


# ── the sums ──────────────────────────────────────────────────────────────────────────────────────


@st.composite
def tallies(draw) -> list[Tally]:
    found = []
    for question in QUESTIONS.values():
        for chosen in draw(st.sets(st.sampled_from([question.answer, wrong(question)]))):
            times = draw(st.integers(1, 9))
            found.append(Tally("check", question.id, chosen, times, draw(st.integers(0, times))))
    return found


@given(tallies())
@settings(deadline=None)
def test_what_is_shown_adds_up_and_nobody_alone_is_shown(found):
    items = items_of(EDITION, found)
    assert [one.question for one in items] == list(QUESTIONS.values())
    for one in items:
        own = [tally for tally in found if tally.question == one.question.id]
        assert one.times == sum(tally.times for tally in own)
        assert one.shown == (sum(tally.first for tally in own) >= SMALLEST)
        assert 0 <= one.right <= one.first <= one.times
        assert 0.0 <= one.share <= 1.0
        if one.question.kind in ("single", "scenario"):
            assert sum(choice.times for choice in one.choices) == one.times
    ordered = sorted(items, key=hardest)
    shown = [one for one in ordered if one.shown]
    assert ordered[: len(shown)] == shown
    assert [one.share for one in shown] == sorted(one.share for one in shown)


def test_an_answer_that_the_question_no_longer_has_is_left_out():
    (one, *_) = items_of(EDITION, [Tally("check", "scene", (7,), 9, 9), Tally("check", "scene", (0,), 6, 6)])
    assert (one.times, one.first, one.right) == (6, 6, 6)


def test_one_aggregation_counts_each_answer(cast, answered):
    found = Attempts(cast).tallied(answered.id)
    assert sum(one.times for one in found) == 12 * 5
    assert sum(one.first for one in found) == 6 * 5
    steps = {one.chosen: (one.times, one.first) for one in found if one.question == "steps"}
    assert steps == {(0, 1, 2, 3): (8, 2), (1, 2, 3, 0): (4, 4)}
    assert Attempts(cast).tallied("another@edition") == []
    assert sum(one.first for one in Attempts(cast).tallied(answered.id, people={"p0"})) == 5


def test_the_index_answers_and_nothing_else_is_walked_through(cast, answered):
    asked = {"kind": "attempt", "edition": answered.id, "person": {"$in": ["p0", "p1"]}}
    stats = SUBMISSIONS.of(cast).find(asked).explain()["executionStats"]
    assert stats["totalDocsExamined"] == stats["nReturned"] == 4


# ── the page ──────────────────────────────────────────────────────────────────────────────────────


def test_a_director_sees_everybody_the_hardest_question_first(browse, answered):
    answer = browse(DEE).get(URL)
    said = words(answer)
    assert "Foundations, edition 1, live" in said
    assert "Counted is everybody in the district who answered this edition, and nobody by name." in said
    first = soup(answer).select("table.stack tbody tr")[0].text
    assert "What belongs together?" in first or "In which order?" in first
    assert "12 Right at the first try 33% 2 of 6" in row(answer, "In which order?")
    assert "Right: Open 8" in row(answer, "In which order?")
    assert "Right: This 10 Wrong: That 2" in row(answer, "What do you do first?")
    assert "whistle 0" in row(answer, "What belongs together?")
    # The chart says the same in words.
    assert "Question 2 33% 2 of 6" in said
    assert "fewer than five" in said


def test_of_fewer_than_five_nothing_is_shown(browse, answered):
    answer = browse(DEE).get(URL)
    drawn = Counter(name for place in range(6) for name in attempt("", f"p{place}").asked)
    few = [one for name, one in QUESTIONS.items() if drawn[name] < 5]
    assert few
    for one in few:
        said = row(answer, one.text)
        assert "Not shown: fewer than five" in said
        assert "This" not in said


def test_a_facilitator_sees_those_with_a_seat_in_their_own_sections_of_this_course(browse, cast, answered):
    answer = browse(FERN).get(URL)
    said = words(answer)
    assert "Too few people have answered these questions yet." in said
    assert "Counted are the people with a seat in your sections of this course" in said
    Sections(cast).seat("sec1", "p4", now=NOW)
    assert "10 Right at the first try 20% 1 of 5" in row(browse(FERN).get(URL), "In which order?")


def test_it_sorts_and_hands_over_a_table(browse, answered):
    asked = browse(DEE).get(f"{URL}?sort=place")
    assert [one.text.strip() for one in soup(asked).select(".tallied__text")][:3] == [
        "What do you do first?",
        "In which order?",
        "What belongs together?",
    ]
    assert browse(DEE).get(f"{URL}?sort=nonsense").status_code == 200
    sheet = browse(DEE).get(f"{URL}?format=csv&sort=place")
    assert sheet.headers["Content-Disposition"] == 'attachment; filename="questions-foundations-edition-1.csv"'
    rows = list(csv.DictReader(io.StringIO(sheet.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0] == {
        "Quiz": "Check yourself",
        "Question": "What do you do first?",
        "Kind": "scenario",
        "Asked": "12",
        "First tries": "6",
        "Right in first tries": "4",
        "Share": "0.667",
        "Option": "This",
        "Is right": "yes",
        "Chosen": "10",
    }
    counted = {str(number) for number in range(5, 13)}
    asked = {one["Asked"] for one in rows if one["Question"].startswith("Pooled")}
    assert asked <= {"Not shown: fewer than five", *counted}


def test_another_edition_can_be_looked_at(browse, cast, answered):
    other = edition(title="Foundations anew", modules=(quiz(pools=False), reading()))
    publish(cast, other)
    assert "edition 2, live" in words(browse(DEE).get(URL))
    assert "Too few people" in words(browse(DEE).get(URL))
    assert "In which order?" in words(browse(DEE).get(f"{URL}?edition=1"))
    assert soup(browse(DEE).get(f"{URL}?edition=1")).select("select[name=edition] option[selected]")[0]["value"] == "1"
    for wrong_one in ("9", "-3"):
        assert browse(DEE).get(f"{URL}?edition={wrong_one}").status_code == 404
    assert browse(DEE).get("/courses/nothing/questions").status_code == 404


def test_a_course_without_a_quiz_says_so(browse, cast):
    publish(cast, edition(modules=(reading(),)))
    assert "This edition has no quiz." in words(browse(DEE).get(URL))


def test_it_is_linked_from_the_section_and_from_the_editions(browse, cast, answered):
    assert soup(browse(FERN).get("/sections/sec1")).select(f"a[href='{URL}']")
    assert soup(browse(DEE).get("/courses/manage")).select(f"a[href='{URL}']")


# ── attempts of before ────────────────────────────────────────────────────────────────────────────


def test_attempts_of_before_are_numbered_and_find_their_edition(cast, answered):
    path = next((Path(__file__).parents[2] / "migrations").glob("0005_attempts*.py"))
    spec = importlib.util.spec_from_file_location("migration", path)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    before = Attempts(cast).tallied(answered.id)
    for person in ("p0", "p1"):
        enrollment = f"{person}:foundations:2026-27"
        cast.enrollments.insert_one({"_id": enrollment, "edition": answered.id})
        unset = {"number": "", "asked": "", "edition": ""}
        SUBMISSIONS.of(cast).update_many({"person": person}, {"$unset": unset})
        # The first of both was made first.
        SUBMISSIONS.of(cast).update_one({"_id": f"{enrollment}:check:k1"}, {"$set": {"at": NOW.replace(year=2025)}})
    assert len(Attempts(cast).tallied(answered.id)) <= len(before)
    for _ in range(2):
        migration.change(cast)
        after = Attempts(cast).tallied(answered.id)
        assert sorted(after, key=repr) == sorted(before, key=repr)
