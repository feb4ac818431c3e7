"""How hard a text is to read, measured as Kincaid and others did in 1975."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.catalog import shelf
from plm.catalog.model import Page
from plm.catalog.readability import HARDEST_GRADE, Measure, hardest, measured, of_pages, sentences, syllables
from tests.catalog.conftest import SMALL, written

COUNTS = {
    1: "cat walked school schools make makes the she we're can't whole rule while harm learn learned said goes shoes "
    "used asked helped tried hours hour real leads please breathe breathes pledge judged smile smiled does friend you",
    2: "table circle people wanted needed listen listened places changes being doing science quiet create creates "
    "question doesn't didn't isn't lesson little safely useful teacher student special practice repair every fluid "
    "rhythm minute patient client million region vision poem houses wishes boxes judges sometimes handled settled "
    "beyond trying social",
    3: "area idea created somebody everyone emotion period video serious various equity quality family "
    "different behavior dignity practices theory museum diary companion religion initial graduate everywhere anyone",
    4: "restorative situation relationship material actually evaluate experience obedient appreciate apologize",
    5: "facilitator",
    6: "accountability",
}


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, words in COUNTS.items() for word in words.split()]
)
def test_syllables_are_counted_as_they_are_spoken(count, word):
    assert syllables(word) == count


def test_the_formula_gives_what_its_authors_would_get():
    # 13 words, 24 syllables, one sentence.
    said = measured("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.")
    assert said == Measure(13, 1, 24)
    assert said.grade == 11.3
    assert measured("The cat sat on the mat.").grade == 0.0


def test_a_text_without_words_has_no_grade():
    assert of_pages([]) == of_pages([Page("Empty", "```\ncode\n```", 0)]) == Measure().grade == 0.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One stone. Two stones? “Three!” Four…", ["One stone.", "Two stones?", "“Three!”", "Four…"]),
        ("Dr. Ruiz, K. Pranis and others, e.g. Zehr, agree. So do we.", None),
        ("- Sit down\n- Breathe\n\nThen *speak* `now`.", ["Sit down", "Breathe", "Then speak ."]),
        ("::: note Try it\nFind a stone.\n:::", ["Find a stone."]),
        (
            "Words.\n\n### References\n\n- Pranis, K. *The Little Book.* 2005.\n\n### After\n\nMore.",
            ["Words.", "More."],
        ),
        ("A line\nand another. It took 3.5 hours.", ["A line and another.", "It took 3.5 hours."]),
    ],
)
def test_sentences_are_what_is_read_as_sentences(text, said):
    if said is None:
        assert [one[-10:] for one in sentences(text)] == ["hr, agree.", "So do we."]
    else:
        assert sentences(text) == said


@given(st.text())
def test_any_text_can_be_measured(text):
    assert of_pages([Page("Any", text, 0)]) >= 0
    assert all(syllables(word) >= 1 for word in text.split())


HARD = (
    "Institutional accountability necessitates interdisciplinary collaboration regarding organizational "
    "responsibilities, notwithstanding considerable administrative complications."
)


def test_a_hard_reading_is_a_warning_that_names_its_hardest_sentences(tmp_path):
    text = f"## One\n\nWe sit. {HARD} {HARD[:-1]} and more. We listen to each of the people who sit here.\n"
    found = shelf.read_course(written(tmp_path / "small-circles", {**SMALL, "01-why.md": text}))
    assert found.edition is not None
    (warning,) = found.warnings
    assert warning.file == "small-circles/01-why.md"
    grade = of_pages(found.edition.module("why").content.pages)
    assert grade > HARDEST_GRADE
    assert warning.words.startswith(f"Reads at grade {grade}; above 11 it is hard after a day at school. Begin with")
    assert warning.words.count("“Institutional accountability") == 2
    assert "We sit" not in warning.words


def test_the_hardest_come_first_and_fragments_do_not_count():
    pages = [Page("One", f"Responsibilities. {HARD} We all sit down and listen to each of them.", 0)]
    assert hardest(pages) == [HARD, "We all sit down and listen to each of them."]
