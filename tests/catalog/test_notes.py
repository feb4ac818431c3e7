"""Notes are counted through the reading, each page says its own, and key words are a list of terms and definitions."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.catalog import readability
from plm.catalog.files.mistakes import Log
from plm.catalog.files.reading import pages_of, written
from plm.catalog.markdown import render
from plm.catalog.model import Page


def read(text: str) -> tuple[tuple[Page, ...], list[str], list[str]]:
    """The pages of a reading, its mistakes and its warnings."""
    mistakes: list = []
    warnings: list = []
    pages = pages_of(text, "The module", Log("x.md", mistakes, warnings))
    return pages, [str(one) for one in mistakes], [str(one) for one in warnings]


READING = """\
[^never-first]: Stands before all.

## One

A claim.[^zehr] Another[^b] one, `[^code]` and \\[^escaped].

[^zehr]: Zehr, H. *Changing Lenses.* Herald, 1990.
  Second line.
[^b]: Said
so.

> A quotation[^never-first]
> goes on.[^zehr]

## Two

- Again.[^b]

::: note Try
Words.[^last]
:::

[^last]: <https://example.org>
"""


def test_notes_are_counted_through_the_reading_and_said_where_they_are_used():
    (one, two), mistakes, _ = read(READING)
    assert mistakes == []
    assert one.text == (
        "A claim.[^1] Another[^2] one, `[^code]` and \\[^escaped].\n\n> A quotation[^3]\n> goes on.[^1]\n\n"
        "[^1]: Zehr, H. *Changing Lenses.* Herald, 1990. Second line.\n[^2]: Said so.\n[^3]: Stands before all."
    )
    assert two.text == "- Again.[^2]\n\n::: note Try\nWords.[^4]\n:::\n\n[^2]: Said so.\n[^4]: <https://example.org>"
    assert (one.words, two.words) == (11, 2)


def test_a_reading_written_back_has_the_same_pages():
    pages, *_ = read(READING)
    text = written(pages, str)
    assert text.endswith("[^4]: <https://example.org>\n")
    assert text.count("[^2]: Said so.") == 1
    assert read(text) == (pages, [], [])


def test_the_same_notes_under_other_keys_are_the_same_pages():
    other = READING.replace("zehr", "x").replace("[^last]", "[^9]").replace("never-first", "1")
    assert read(other)[0] == read(READING)[0]


def test_a_short_opening_brings_its_notes_to_the_first_page():
    (page,), mistakes, _ = read("First.[^a]\n\n## One\n\nThen.[^b]\n\n[^b]: B.\n[^a]: A.\n")
    assert mistakes == []
    assert page.text == "First.[^1]\n\nThen.[^2]\n\n[^1]: A.\n[^2]: B."


def test_a_long_opening_is_a_page_with_its_own_notes():
    pages, mistakes, _ = read(f"{'Word ' * 40}.[^a]\n\n## One\n\nThen.[^b]\n\n[^b]: B.\n[^a]: A.\n")
    assert mistakes == []
    assert [page.text[-9:] for page in pages] == ["\n[^1]: A.", "\n[^2]: B."]
    assert pages[0].words == 40


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Words.[^a]", "line 3: There is no note [^a]. Write on a line of its own: [^a]: Its source."),
        (
            "Words.[^zehr] More.[^zher]\n\n[^zehr]: Z.",
            "line 3: There is no note [^zher]. Did you mean [^zehr]?",
        ),
        (
            "Words\nand.[^a] More\nwords.[^b]\n\n[^b]: B.",
            "line 4: There is no note [^a]. Write on a line of its own: [^a]: Its source.",
        ),
        (
            "Words.\n\n[^a]: A.",
            "line 5: Nothing points to the note [^a]. Write [^a] behind the words it stands for, or take it away.",
        ),
        (
            "Words.[^a]\n\n[^a]: A.\n\n[^a]: B.",
            "line 7: The note [^a] is written on line 5 already. Keep one of them.",
        ),
        ("Words.[^a]\n\n[^a]:\n", "line 5: The note [^a] says nothing. Write its source behind the colon."),
        (
            "Words.[^a]\n\n[^a]: A.\n\n    More.",
            "line 5: The note [^a] is more than one paragraph. Write it as one.",
        ),
        ("Words.[^a]\n\n[^a]: - A.", "line 5: The note [^a] is more than one paragraph. Write it as one."),
        (
            "Words.[^a]\n\n[^a]: A.[^b]\n\n[^b]: B.",
            "line 5: The note [^a] has a figure or another note in it. Write words and links only.",
        ),
        (
            "Words.[^a]\n\n[^a]: ![A](a.svg)",
            "line 5: The note [^a] has a figure or another note in it. Write words and links only.",
        ),
        (
            "- Words.[^a]\n\n  [^a]: A.",
            "line 5: The note [^a] stands inside something else. Write it at the margin, with a free line above.",
        ),
        (
            "[Words.[^a]](https://example.org)\n\n[^a]: A.",
            "line 3: A note cannot stand inside a link. Write it behind the link.",
        ),
        (
            "Words.\n\n## Two [^a]\n\nMore.\n\n[^a]: A.",
            "line 5: The title of a page has no notes. Write it behind the words below.",
        ),
        (
            f"Words.[^a]\n\n[^a]: {'a' * 1001}",
            "line 5: The note [^a] has 1,001 characters. At most 1,000 fit: shorten it.",
        ),
        ("```\nWords.", "line 3: The ``` is not closed. Add ``` on a line of its own below it."),
    ],
)
def test_a_mistake_in_a_note(text, said):
    assert f"x.md: {said}" in read(f"## One\n\n{text}")[1]


def test_a_key_with_spaces_is_a_warning():
    _, mistakes, warnings = read("## One\n\nWords.[^a b]")
    assert mistakes == []
    assert warnings == ["x.md: line 3: “[^a b]” is shown as it stands: a note’s key has no spaces in it."]


def test_notes_on_the_page():
    (one, _), *_ = read(READING)
    page = BeautifulSoup(render(one.text), "html.parser")
    pointers = page.select("sup.ref > a")
    assert [(a.get_text(), a["aria-label"]) for a in pointers] == [
        ("1", "Note 1"),
        ("2", "Note 2"),
        ("3", "Note 3"),
        ("1", "Note 1"),
    ]
    sources = page.select_one("section.sources")
    assert sources["aria-label"] == sources.h3.get_text() == "Sources"
    assert [li["value"] for li in sources.select("li")] == ["1", "2", "3"]
    ids = [one["id"] for one in page.select("[id]")]
    assert len(set(ids)) == len(ids) == 7
    assert all(page.find(id=a["href"][1:]) for a in page.select('a[href^="#"]'))
    assert [a["aria-label"] for a in sources.select("li:first-child a.back")] == [
        "Back to note 1 in the text",
        "Back to note 1 in the text, place 2",
    ]


def test_pages_below_each_other_have_ids_of_their_own():
    shown = [BeautifulSoup(render(page.text), "html.parser") for page in read(READING)[0]]
    first, second = ({one["id"] for one in page.select("[id]")} for page in shown)
    assert not first & second


def test_a_note_that_is_not_there_is_shown_as_it_is_written():
    assert render("Words.[^a]") == "<p>Words.[^a]</p>\n"


# ── key words ─────────────────────────────────────────────────────────────────────────────────────

WORDS = """\
::: words
Talking piece
: An object that is *passed
  around*; who holds it speaks,
  everybody else listens.
Keeper
: Who holds the circle.
: Also called a host.

**Ring**
: How people sit.[^a]
:::

[^a]: A.
"""


def test_key_words_are_a_list_of_terms_and_definitions():
    (page,), mistakes, _ = read(f"## One\n\n{WORDS}")
    assert mistakes == []
    shown = BeautifulSoup(render(page.text), "html.parser")
    card = shown.select_one("aside.words")
    assert card["aria-label"] == card.select_one("p.words__name").get_text() == "Key words"
    assert [(one.name, " ".join(one.get_text().split())) for one in card.dl.find_all(["dt", "dd"])] == [
        ("dt", "Talking piece"),
        ("dd", "An object that is passed around; who holds it speaks, everybody else listens."),
        ("dt", "Keeper"),
        ("dd", "Who holds the circle."),
        ("dd", "Also called a host."),
        ("dt", "Ring"),
        ("dd", "How people sit.1"),
    ]
    assert card.dt.find_next("dd").em


TERM = "Write on the line below it: a colon, a space, its meaning."
INDENT = " A line that goes on with a meaning is indented."


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            "",
            "line 3: The words are empty. Write a term, and on the line below it: a colon, a space, its meaning.",
        ),
        ("Keeper", f"line 4: The term “Keeper” has no definition. {TERM}"),
        ("Keeper\nHost\n: Who holds it.", f"line 4: The term “Keeper” has no definition. {TERM}"),
        ("Keeper\n: Who holds it.\nHost", f"line 6: The term “Host” has no definition. {TERM}{INDENT}"),
        ("Keeper\n: Who holds it.\n\nHost", f"line 7: The term “Host” has no definition. {TERM}"),
        ("Keeper\n\n: Who holds it.", f"line 4: The term “Keeper” has no definition. {TERM}"),
        (
            "Keeper\n\n: Who holds it.",
            "line 6: This definition has no term. Write the term on the line right above it.",
        ),
        ("Keeper\n:Who holds it.", "line 5: Write a space behind the colon: “: Its meaning”."),
        (
            "- Keeper\n- Host",
            "line 4: Key words are terms and definitions only. Move everything else out of the block.",
        ),
        (
            "Keeper *is\n: who* holds it.",
            "line 4: These words cannot be told apart. End *emphasis* and links on the line they begin on.",
        ),
    ],
)
def test_a_mistake_in_key_words(inside, said):
    assert f"x.md: {said}" in read(f"## One\n\n::: words\n{inside}\n:::")[1]


def test_wrong_key_words_lose_nothing_on_the_page():
    assert render("::: words\nKeeper\n:::") == "<p>Keeper</p>\n"


# ── how it reads ──────────────────────────────────────────────────────────────────────────────────


def test_figures_notes_and_key_words_are_no_sentences():
    text = (
        f"One two three.[^1] Four five.\n\n![A very long description](sha256:{'a' * 64}.svg#1x1)\n\n{WORDS}[^1]: Zehr."
    )
    assert readability.sentences(text) == ["One two three.", "Four five."]


# ── any reading ───────────────────────────────────────────────────────────────────────────────────

LINES = st.sampled_from(
    [
        *("Words.[^a]", "More[^b] and[^a] more.", "`[^a]` \\[^a] [^[^b]", "> Said.[^c]", "- one[^a]", "  two[^b]"),
        *("[^a]: A *note*.", "[^b]: B.", "[^c]:", "[^c]: C", "    deeper", "## Page", "### Part[^a]", "```", ""),
        *("::: note N", ":::", "::: words", "Term", ": Definition[^b]", "![A](a.svg)", "***[^a]***", "1. [^b]"),
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join))
def test_a_reading_without_mistakes_written_back_has_the_same_pages(text):
    pages, mistakes, _ = read(f"## First\n\n{text}\n")
    for page in pages:
        render(page.text)
    if not mistakes:
        assert read(written(pages, str))[0] == pages
