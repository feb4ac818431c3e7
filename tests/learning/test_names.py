"""The rule that finds likely names: what it must find, what it must leave alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.learning.model.known_words import FIRST_NAMES, KNOWN, PLACES, TITLES
from plm.learning.model.names import MOST_NAMED, likely_names, names_in, parts_of

ORDINARY = (
    "I ran my first community circle on Monday with a seventh grade class. It took 20 minutes.",
    "We opened with one word each. Some passed; nobody laughed. Then we talked about lunch.",
    "I asked: “What happened?” A student said “Nothing,” and then “I don’t know.”",
    "In October our English and Social Studies teams met at Oak Middle School.",
    "Two students argued in Spanish. I’d asked the counselor first, and she’d said yes.",
    "- Opening round\n- Question: What made you smile?\n- Closing: one word",
    "1. Welcome\n2. Rose, bud, thorn\n3. Close",
    "My First Circle With Grade Seven",
    "The Zones of Regulation chart helped, and so did the Second Step lesson on their Chromebooks.",
    "PBIS, the IEP team and the PTA liked it. OK, next time I will try Tier 2.",
    "Ms. Okafor and Mr. Lee sat with us; Coach Rivera came late, and Principal Diaz watched.",
    "Next Tuesday I’ll ask fewer questions. Maybe I'll start with Thursday's group!",
    "An African American boy and a Muslim girl found out that both love Jenga.",
    "We read about Baltimore and North Carolina, then about New York.",
    "They were calm… Then it got loud. We stopped (Everyone needed it).",
    "Will they come back? Mark the date. Grace takes time. May I try it again in April?",
    "It went well, I think. I'm glad. We're going on after Thanksgiving.",
    "I wrote “Listen” and “Speak from the heart” on the board at 8:15 A.M.",
    "",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_raise_no_alarm(text):
    assert likely_names(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A boy named Jayden came late.", ("Jayden",)),
        ("Jayden came late.", ("Jayden",)),
        ("jayden came late, and MIGUEL laughed.", ("jayden", "MIGUEL")),
        ("We were glad that Kwabena spoke.", ("Kwabena",)),
        ("I sat beside Destiny Ward and De'Shawn today.", ("Destiny Ward", "De'Shawn")),
        ("It was Mia's turn, then Mia’s brother’s.", ("Mia",)),
        ("I talked with LaTonya McKenzie about it.", ("LaTonya McKenzie",)),
        ("José-Luis and Zoë listened.", ("José-Luis", "Zoë")),
        ("“Sorry,” Aurelio said.", ("Aurelio",)),
        ("Ms. Okafor helped Tyrese.", ("Tyrese",)),
        ("One student (Brielle) passed.", ("Brielle",)),
        ("On Monday\nI met Anh Nguyen.", ("Anh Nguyen",)),
    ],
)
def test_a_name_is_found(text, found):
    assert likely_names(text) == found


def test_the_adults_of_the_school_are_known():
    adults = parts_of(["Priya Raman", "Mateo Ortiz", "Oak Middle School"])
    assert likely_names("Yesterday Priya and Mateo's class met. Then mateo spoke to Mr. Raman.", known=adults) == ()
    assert likely_names("Yesterday Mateo met Kwabena Ortiz.", known=adults) == ("Kwabena",)


def test_what_was_confirmed_is_not_told_again():
    texts = {"happened": "We read about Anansi with Kwabena.", "ahead": "More of Anansi."}
    assert names_in(texts, known=(), confirmed=()) == {"happened": ("Anansi", "Kwabena"), "ahead": ("Anansi",)}
    assert names_in(texts, known=(), confirmed=("anansi",)) == {"happened": ("Kwabena",)}
    assert names_in(texts, known=(), confirmed=("Anansi", "Kwabena")) == {}


def test_the_lists_stand_in_small_letters_and_do_not_contradict_each_other():
    for words in (FIRST_NAMES, KNOWN, PLACES, TITLES):
        assert all(word == word.casefold() for word in words)
    assert set() == FIRST_NAMES & KNOWN


plain_words = st.sampled_from(
    ("we", "met", "and", "talked", "about", "lunch", "in", "a", "quiet", "circle", "somebody")
)
plain_sentences = st.lists(plain_words, min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
texts = st.lists(plain_sentences, min_size=1, max_size=6).map(" ".join)
names = st.sampled_from(sorted(FIRST_NAMES)).map(str.title)
invented = st.text(string.ascii_lowercase, min_size=6, max_size=10).map(lambda word: f"Zq{word}")


@given(texts)
def test_sentences_of_ordinary_words_raise_no_alarm(text):
    assert likely_names(text) == ()


@given(texts, names)
def test_a_common_name_is_found_wherever_it_stands(text, name):
    assert likely_names(f"{name} came. {text}") == (name,)
    assert likely_names(f"{text} We saw {name}.") == (name,)
    assert likely_names(f"{text}\n{name}") == (name,)


@given(texts, invented)
def test_an_unknown_name_is_found_inside_a_sentence(text, name):
    assert likely_names(f"{text} Today we saw {name} there.") == (name,)


@given(texts, names, names)
def test_confirming_everything_told_lets_a_text_through(text, one, other):
    written = {"happened": f"{text} We saw {one}.", "ahead": f"{other} comes. {text}"}
    told = [name for found in names_in(written, known=(), confirmed=()).values() for name in found]
    assert names_in(written, known=(), confirmed=told) == {}


@given(st.text(max_size=400), st.lists(st.text(max_size=8), max_size=4))
def test_whatever_is_typed_is_looked_at_without_trouble(text, adults):
    found = likely_names(text, known=parts_of(adults))
    assert len(found) <= MOST_NAMED
    assert len({one.casefold() for one in found}) == len(found)
