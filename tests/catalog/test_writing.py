"""Courses written to folders: begun from the scaffold, and published editions that stay what they are."""

import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.catalog import shelf
from plm.catalog.actions import shipped_courses
from plm.catalog.files import toml
from plm.catalog.files.folders import read_course
from plm.catalog.files.mistakes import Log
from plm.catalog.files.reading import pages_of
from plm.catalog.kinds import Kind, Live, Option, Pool, Prompt, Question, Quiz, Reading, Reflection
from plm.catalog.model import Edition, Module, Page, Requirement
from plm.errors import RuleBroken
from tests.builders import edition

SHIPPED = {found.name: found for found in shelf.read([shipped_courses()])}


# ── a new course ──────────────────────────────────────────────────────────────────────────────────


def test_a_new_course_checks_clean_and_says_that_it_is_still_the_scaffold(tmp_path):
    found = shelf.read_course(shelf.new_course("small-circles", "", tmp_path))
    assert found.mistakes == ()
    assert found.edition.title == "Small circles"
    assert [module.kind for module in found.edition.modules] == ["reading", "quiz", "reflection"]
    assert [warning.file.split("/")[1] for warning in found.warnings] == [
        "course.toml",
        "01-read.md",
        "02-check.toml",
        "03-think.toml",
    ]
    assert all("Still the scaffold’s words" in warning.words for warning in found.warnings)


@pytest.mark.parametrize("extras", [*((one,) for one in shelf.EXTRAS), shelf.EXTRAS], ids="-".join)
def test_a_new_course_can_begin_with_every_kind(tmp_path, extras):
    found = shelf.read_course(shelf.new_course("small-circles", "", tmp_path, extras))
    assert found.mistakes == ()
    assert all("Still the scaffold’s words" in warning.words for warning in found.warnings)
    kinds = ["reading", "video", "quiz", "live", "practice", "reflection"]
    there = {"reading", "quiz", "reflection", *extras}
    assert [module.kind for module in found.edition.modules] == [kind for kind in kinds if kind in there]
    assert bool(found.edition.takeaway) == ("takeaway" in extras)
    # Every file that holds words of the scaffold says so.
    files = {path.name for path in (tmp_path / "small-circles").iterdir() if path.suffix != ".svg"}
    assert {warning.file.split("/")[1] for warning in found.warnings} == files


def test_a_new_course_shows_a_scene_an_ordering_a_figure_a_note_and_who_reads_an_answer(tmp_path):
    found = shelf.read_course(shelf.new_course("small-circles", "", tmp_path))
    reading, quiz, reflection = (module.content for module in found.edition.modules)
    assert [question.kind for question in quiz.questions] == ["single", "scenario", "ordering"]
    assert [prompt.audience for prompt in reflection.prompts] == ["private", "team"]
    assert [asset.name for asset in found.assets] == ["picture.svg"]
    assert "[^1]: Author" in reading.pages[0].text


def test_a_file_in_ones_own_words_is_no_longer_the_scaffold(tmp_path):
    folder = shelf.new_course("small-circles", "", tmp_path)
    (folder / "01-read.md").write_text("## The ring\n\nPeople sit so that each can see all.\n")
    assert "01-read.md" not in {warning.file.split("/")[1] for warning in shelf.read_course(folder).warnings}


def test_nothing_shipped_still_says_what_the_scaffold_says():
    assert [one for found in SHIPPED.values() for one in found.warnings if "scaffold" in one.words] == []


@pytest.mark.parametrize("title", ['The “ring” and "the stone"', "Back\\slash", "Größe", "[[modules]]"])
def test_a_new_course_takes_any_title(tmp_path, title):
    assert shelf.read_course(shelf.new_course("small-circles", title, tmp_path)).edition.title == title


@pytest.mark.parametrize(
    ("slug", "title", "said"),
    [
        ("Small Circles", "", "begin with a letter: small-circles."),
        ("manage", "", "PLM has a page of this name."),
        ("small-circles", "No", "Is too short. Use 3 characters or more."),
        ("small-circles", "Two\nlines", "Must stand on one line."),
    ],
)
def test_a_name_or_title_that_cannot_be_leaves_nothing_behind(tmp_path, slug, title, said):
    with pytest.raises(RuleBroken, match=said):
        shelf.new_course(slug, title, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["folder", "file", "link"])
def test_nothing_is_overwritten(tmp_path, taken):
    there = tmp_path / "small-circles"
    match taken:
        case "folder":
            there.mkdir()
        case "file":
            there.write_text("mine")
        case _:
            there.symlink_to(tmp_path / "nowhere")
    with pytest.raises(RuleBroken, match="There is something named"):
        shelf.new_course("small-circles", "", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["small-circles"]


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RuleBroken, match="cannot be written"):
        shelf.new_course("small-circles", "", tmp_path / "file" / "inside")


# ── an edition written back ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_course_written_back_is_the_same_edition(tmp_path, name):
    given = SHIPPED[name].edition
    found = shelf.read_course(shelf.export(given, tmp_path, SHIPPED[name].assets))
    assert (found.mistakes, found.edition) == ((), given)
    # Written once more, the files stay as they are.
    again = shelf.export(found.edition, tmp_path / "again", found.assets)
    for path in (tmp_path / name).iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_an_edition_that_files_cannot_say_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(RuleBroken, match=r"It would not check clean: foundations/course\.toml: summary"):
        shelf.export(edition(), tmp_path)
    given = SHIPPED["sel-for-adults"]
    miscounted = replace(given.edition, takeaway=(Page("Keep", "Words.", 7),))
    with pytest.raises(RuleBroken, match="another edition"):
        shelf.export(miscounted, tmp_path, given.assets)
    assert list(tmp_path.iterdir()) == []


def texts(least: int, most: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    """What a course's file may say at a key."""
    letters = st.characters(exclude_categories=("Cc", "Cs"))
    if lines:
        letters = letters | st.sampled_from("\n\t")
    awkward = st.sampled_from(['"', '"""', "\\", "\\n", "'", "#", "[[x]]", "=", "–", "“", "é", "🪨", "\u2028"])
    made = st.lists(letters | awkward, min_size=least, max_size=most // 4).map("".join).map(str.strip)
    return made.filter(lambda text: least <= len(text) <= most)


slugs = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True).filter(lambda name: name != "manage")

FRAGMENTS = st.sampled_from(
    [
        "People sit so that each can see all.",
        "*Nobody* sits at the **head** of `the ring`.",
        "- one\n- two\n\n    deeper",
        "> “Said.”",
        "::: note Try it\nFind a stone.\n:::",
        "::: versus\n**No**\n\nA\n\n---\n\n**Yes**\n\nB\n:::",
        "### Inside",
        "```\n## no heading\n```",
        "[a link](https://example.org/a?b=c&d)",
        "A\\*star, &amp; an &lt;entity&gt;, and “quotes”.",
        "   ",
        "1. first\n2. second",
    ]
)
titles = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)
    | st.sampled_from(
        ["A *star*", "Two # signs #", "## two", "[a](b)", "a & b", "&amp;", "<b>", "`code`", "a\\b", " x "]
    )
).filter(str.strip)


def page(title: str, fragments: list[str]) -> Page | None:
    """A page as a file would give it, or nothing when no file could."""
    log: list = []
    read = pages_of("## T\n\n" + "\n\n".join(fragments), "", Log("", log, []))
    return None if log or len(read) != 1 or not read[0].text.strip() else replace(read[0], title=title)


pages = st.builds(page, titles, st.lists(FRAGMENTS, min_size=1, max_size=4)).filter(bool)
readings = st.lists(pages, min_size=1, max_size=3).map(tuple)


@st.composite
def questions(draw, name: str, pool: str) -> Question:
    kind = draw(st.sampled_from(["single", "multiple", "scenario", "ordering", "matching"]))
    text, lines = draw(texts(1, 60, lines=True)), kind in ("ordering", "matching")
    said = draw(different(texts(1, 40), 3 if lines else 2, 4))
    if lines:
        matches = draw(different(texts(1, 40), len(said), len(said) + 2)) if kind == "matching" else [""] * len(said)
        own = zip(said, matches[: len(said)], strict=True)
        options = tuple(Option(one, False, draw(texts(1, 40)), match) for one, match in own)
        return Question(name, text, False, options, kind == "ordering", "", tuple(matches[len(said) :]), pool)
    right = draw(st.integers(1, len(said) - 1)) if kind == "multiple" else 1
    options = tuple(Option(one, place < right, draw(texts(1, 40))) for place, one in enumerate(said))
    scene = draw(texts(20, 100, lines=True)) if kind == "scenario" else ""
    return Question(name, text, kind == "multiple", tuple(draw(st.permutations(options))), scene=scene, pool=pool)


def different(some: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Texts of which no two are the same, whatever their capitals."""
    return st.lists(some, min_size=least, max_size=most, unique_by=str.casefold)


@st.composite
def quizzes(draw, ids: list[str]) -> Quiz:
    name = draw(slugs)
    pool = name if len(ids) > 1 and draw(st.booleans()) else ""
    pooled = draw(st.integers(2, len(ids))) if pool else 0
    asked = tuple(draw(questions(one, pool if place < pooled else "")) for place, one in enumerate(ids))
    pools = (Pool(pool, draw(st.integers(1, pooled - 1))),) if pool else ()
    attempts = draw(st.integers(0, 20))
    wait = draw(st.integers(0, 168)) if attempts != 1 else 0
    return Quiz(asked, draw(shares), attempts, draw(st.just("") | texts(1, 60, lines=True)), wait, pools)


shares = st.floats(0, 1, exclude_min=True)


@st.composite
def modules(draw, name: str) -> Module:
    ids = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    return Module(name, draw(texts(2, 60)), draw(st.integers(1, 3_000)), draw(contents(ids)))


@st.composite
def contents(draw, ids: list[str]) -> Kind:
    match draw(st.sampled_from(["reading", "quiz", "reflection", "live"])):
        case "reading":
            return Reading(draw(readings))
        case "quiz":
            return draw(quizzes(ids))
        case "reflection":
            hints = st.just("") | texts(1, 40)
            prompts = tuple(
                Prompt(one, draw(texts(1, 60, lines=True)), draw(hints), draw(st.integers(1, 500))) for one in ids
            )
            return Reflection(draw(st.just("") | texts(1, 60, lines=True)), prompts)
        case _:
            return Live(draw(st.just(()) | readings))


@st.composite
def editions(draw) -> Edition:
    """An edition such as files can say."""
    names = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    made = tuple(draw(modules(name)) for name in names)
    live = sum(module.kind == "live" for module in made)
    return Edition(
        course=draw(slugs),
        title=draw(texts(3, 80)),
        summary=draw(texts(20, 120, lines=True)),
        audience=draw(texts(1, 60)),
        hours=draw(st.integers(1, 2_000)) / 4,
        outcomes=tuple(draw(st.lists(texts(1, 60), min_size=1, max_size=3))),
        modules=made,
        requirement=Requirement(draw(st.integers(1, live)) if live else 0, draw(shares)),
        valid_months=draw(st.integers(0, 240)),
        takeaway=draw(st.just(()) | readings),
    )


@settings(max_examples=150, deadline=None)
@given(editions())
def test_any_edition_written_back_is_the_same_edition(given):
    with tempfile.TemporaryDirectory() as place:
        found = read_course(shelf.export(given, Path(place)))
    assert (found.mistakes, found.edition) == ((), given)
    assert found.edition.id == given.id


@given(texts(0, 200, lines=True), st.lists(texts(0, 40)), st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_as_toml_reads_as_it_was(text, some, number):
    written = toml.line("text", text) + f"some = {toml.listed(some)}\n" + toml.line("number", number)
    assert tomllib.loads(written) == {"text": text, "some": some, "number": number}
