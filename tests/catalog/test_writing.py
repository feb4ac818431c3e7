"""Courses written to folders: begun from the scaffold, and published editions that stay what they are."""

import hashlib
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
from plm.catalog.files.assets import Asset, Assets, named_in
from plm.catalog.files.completion import DEEPEST, sessions_of
from plm.catalog.files.folders import read_course
from plm.catalog.files.mistakes import Log
from plm.catalog.files.reading import pages_of
from plm.catalog.kinds import (
    KINDS,
    Act,
    Audience,
    Kind,
    Live,
    Option,
    Pool,
    Practice,
    Prompt,
    Question,
    Quiz,
    Reading,
    Reflection,
    Video,
)
from plm.catalog.model import (
    Credit,
    Door,
    Edition,
    Evaluated,
    Group,
    Minutes,
    Module,
    Modules,
    Page,
    Passed,
    Practiced,
    Requirement,
    Sessions,
)
from plm.errors import RuleBroken
from tests.builders import edition
from tests.films import VTT, webm

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


def test_a_note_that_several_pages_cite_is_written_back_once(tmp_path, small):
    text = "Two words.[^b]\n\n## One\n\nA[^a] b.[^b]\n\n## Two\n\n- C.[^a]\n\n## Three\n\n> D.[^b]\n\n"
    folder = small(**{"01-why.md": f"{text}[^a]: Pranis, K. 2005.\n[^b]: Zehr, H. 2002.\n"})
    given = shelf.read_course(folder).edition
    again = shelf.export(given, tmp_path / "out")
    back = (again / "01-why.md").read_text()
    assert [back.count(note) for note in ("[^1]: Zehr, H. 2002.", "[^2]: Pranis, K. 2005.", "]: ")] == [1, 1, 2]
    assert shelf.read_course(again).edition == given


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


NOTED = st.sampled_from(
    [
        "Said by one.[^a]",
        "Said by two[^b][^a] and more.",
        "- a point[^b]\n- another[^c]",
        "> Quoted.[^c]",
        "::: note Source\nSee there.[^a]\n:::",
        "::: words\nPiece\n: An object that is passed[^b];\n  who holds it speaks.\n\nKeeper\n: Who holds it.\n:::",
        "![Chairs in a ring](circle-layout.svg)",
        '![Rungs of a \\[ladder\\]](prompt-ladder.svg "The *lower* ones first")',
    ]
)
"""What needs a whole reading: notes, which are numbered through all its pages, and figures, which are files."""
SAID = {
    "a": "Pranis, K. *The Little Book.* 2005.",
    "b": "Zehr, H. (2002). <https://example.org/zehr>",
    "c": "Ortega\n    and others, 2016.",
}


def reading(parts: list[tuple[str, list[str]]]) -> tuple[Page, ...]:
    """Pages as a file would give them, each with its title; nothing when no file could."""
    text = "\n\n".join("## T\n\n" + "\n\n".join(fragments) for _, fragments in parts)
    notes = [f"[^{key}]: {said}" for key, said in SAID.items() if f"[^{key}]" in text]
    mistakes: list = []
    read = pages_of("\n\n".join([text, *notes]), "", Log("", mistakes, [], Assets(PICTURES)))
    if mistakes or len(read) != len(parts) or not all(page.text.strip() for page in read):
        return ()
    return tuple(replace(page, title=title) for page, (title, _) in zip(read, parts, strict=True))


parts = st.tuples(titles, st.lists(FRAGMENTS | NOTED, min_size=1, max_size=4))
readings = st.lists(parts, min_size=1, max_size=3).map(reading).filter(bool)


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
def modules(draw, name: str, before: list[str]) -> Module:
    ids = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    requires = draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
    minutes = draw(st.integers(1, 3_000))
    return Module(name, draw(texts(2, 60)), minutes, draw(contents(ids)), tuple(requires))


@st.composite
def contents(draw, ids: list[str]) -> Kind:
    match draw(st.sampled_from(["reading", "quiz", "reflection", "practice", "video", "live"])):
        case "reading":
            return Reading(draw(readings))
        case "quiz":
            return draw(quizzes(ids))
        case "reflection":
            return Reflection(draw(intros), tuple(draw(prompts(one)) for one in ids))
        case "practice":
            entries = draw(st.integers(1, 20))
            acts = tuple(Act(one, draw(texts(1, 60)), draw(st.integers(1, 3))) for one in ids)
            return Practice(draw(intros), entries, draw(st.integers(1, entries)), acts)
        case "video":
            return draw(films())
        case _:
            return Live(draw(st.just(()) | readings))


intros = st.just("") | texts(1, 60, lines=True)


@st.composite
def prompts(draw, name: str) -> Prompt:
    hint, least = draw(st.just("") | texts(1, 40)), draw(st.integers(1, 500))
    return Prompt(name, draw(texts(1, 60, lines=True)), hint, least, draw(st.sampled_from(Audience)))


@st.composite
def films(draw) -> Video:
    about = {"transcript": draw(readings), "seconds": draw(st.integers(1, 14_400)), "share": draw(shares)}
    about["poster"] = draw(st.just("") | st.sampled_from([f"sha256:{one.file}" for one in FIGURES]))
    if draw(st.booleans()):
        return Video(draw(intros), f"sha256:{FILM.file}", "", f"sha256:{SPOKEN.file}", **about)
    address = draw(
        st.sampled_from(["https://www.youtube-nocookie.com/embed/a_b", "https://player.vimeo.com/video/1?h=2"])
    )
    return Video(draw(intros), "", address, "player", **about)


def asset(name: str, media_type: str, data: bytes) -> Asset:
    return Asset(name, hashlib.sha256(data).hexdigest(), name.rpartition(".")[2], media_type, data)


PICTURES = shipped_courses() / "community-circles"
FIGURES = [
    asset(name, "image/svg+xml", (PICTURES / name).read_bytes()) for name in ("circle-layout.svg", "prompt-ladder.svg")
]
FILM, SPOKEN = asset("film.webm", "video/webm", webm()), asset("film.vtt", "text/vtt; charset=utf-8", VTT.encode())


@st.composite
def rules(draw, made: tuple[Module, ...]) -> Group:
    """A completion tree that somebody can meet."""
    by_kind = {kind: [module.id for module in made if module.kind == kind] for kind in KINDS}
    live, done = len(by_kind["live"]), [module.id for module in made if module.kind != "live"]
    kinds: list[st.SearchStrategy] = [st.just(Evaluated())]
    if done:
        kinds += [st.just(Modules()), st.lists(st.sampled_from(done), min_size=1, max_size=3, unique=True).map(named)]
    if by_kind["quiz"]:
        kinds.append(st.builds(Passed, st.sampled_from(by_kind["quiz"]), shares))
    if by_kind["practice"]:
        kinds.append(st.sampled_from(by_kind["practice"]).flatmap(practiced))
    if live:
        kinds += [
            st.builds(Minutes, shares),
            st.builds(Sessions, st.integers(1, live), shares, st.just(0) | st.just(50)),
        ]
    trees = st.recursive(
        st.one_of(kinds), lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(grouped), max_leaves=6
    )
    own = draw(st.lists(trees, min_size=1, max_size=4))
    # Live modules are there for sessions that are asked for.
    return draw(grouped([*own, *([Sessions(draw(st.integers(1, live)), draw(shares))] if live else [])]))


def named(ids: list[str]) -> Modules:
    return Modules(tuple(ids))


def practiced(log: str) -> st.SearchStrategy[Practiced]:
    return st.integers(1, 20).flatmap(
        lambda entries: st.builds(Practiced, st.just(log), st.just(entries), st.integers(1, entries))
    )


def grouped(parts: list) -> st.SearchStrategy[Group]:
    return st.integers(1, len(parts)).map(lambda least: Group(tuple(parts), least))


def depth(rule: object) -> int:
    return 1 + max(map(depth, rule.parts)) if isinstance(rule, Group) else 0


@st.composite
def editions(draw) -> Edition:
    """An edition such as files can say."""
    names = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    made = tuple(draw(modules(name, names[:place])) for place, name in enumerate(names))
    live = sum(module.kind == "live" for module in made)
    asked = Requirement(draw(st.integers(1, live)) if live else 0, draw(shares))
    rule = draw(st.none() | rules(made).filter(lambda tree: depth(tree) <= DEEPEST))
    course, *others = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    kinds = draw(st.lists(slugs, max_size=3, unique=True))
    return Edition(
        course=course,
        title=draw(texts(3, 80)),
        summary=draw(texts(20, 120, lines=True)),
        audience=draw(texts(1, 60)),
        hours=draw(st.integers(1, 2_000)) / 4,
        outcomes=tuple(draw(st.lists(texts(1, 60), min_size=1, max_size=3))),
        modules=made,
        requirement=asked if rule is None else sessions_of(rule),
        rule=rule,
        valid_months=draw(st.integers(0, 240)),
        takeaway=draw(st.just(()) | readings),
        credit=tuple(Credit(kind, draw(st.none() | st.floats(0, 500, exclude_min=True))) for kind in kinds),
        areas=tuple(draw(st.lists(slugs, max_size=3, unique=True))),
        door=Door(tuple(others), any=draw(st.booleans()) if others else False),
    )


def shown_in(given: Edition) -> list[Asset]:
    """The files that an edition shows."""
    hashes = named_in(given)
    return [one for one in (*FIGURES, FILM, SPOKEN) if one.hash in hashes]


@settings(max_examples=150, deadline=None)
@given(editions())
def test_any_edition_written_back_is_the_same_edition(given: Edition):
    with tempfile.TemporaryDirectory() as place:
        found = read_course(shelf.export(given, Path(place), shown_in(given)))
    assert (found.mistakes, found.edition) == ((), given)
    assert found.edition.id == given.id


@given(texts(0, 200, lines=True), st.lists(texts(0, 40)), st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_as_toml_reads_as_it_was(text, some, number):
    written = toml.line("text", text) + f"some = {toml.listed(some)}\n" + toml.line("number", number)
    assert tomllib.loads(written) == {"text": text, "some": some, "number": number}
