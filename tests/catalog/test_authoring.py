"""What docs/authoring.md shows is what PLM does."""

import re
from pathlib import Path

from plm.catalog import readability, shelf, sums
from plm.catalog.actions import shipped_courses
from plm.catalog.kinds import KINDS as KINDS_OF_MODULES
from tests.catalog.conftest import written
from tests.catalog.pictures import SVG
from tests.films import VTT, webm

DOCS = Path(__file__).resolve().parents[2] / "docs" / "authoring.md"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", DOCS.read_text(), re.DOTALL | re.MULTILINE)
TOML = [text for kind, text in BLOCKS if kind == "toml"]
MARKDOWN = [text for kind, text in BLOCKS if kind == "markdown"]
KINDS = next(text for text in TOML if "[pools]" in text)
SHOWN = {
    "course.toml": TOML[0],
    "01-why.md": MARKDOWN[0],
    "02-check.toml": next(text for text in TOML if "[[questions]]" in text),
    "03-think.toml": next(text for text in TOML if "[[prompts]]" in text),
    "_guide-meet.md": MARKDOWN[1],
    "_takeaway.md": MARKDOWN[2],
}


def test_the_course_that_is_shown_has_no_mistake(tmp_path):
    found = shelf.read_course(written(tmp_path / "small-circles", SHOWN))
    assert [str(one) for one in (*found.mistakes, *found.warnings)] == []
    grade = readability.of_course(found.edition)
    said = f"4 modules, 1.5 hours, grade {grade}\n  Why we sit in a ring: grade {grade}\n"
    assert f"small-circles: Small circles, {said}" in [text for _, text in BLOCKS]


def test_the_quiz_with_every_kind_of_question_has_no_mistake(tmp_path):
    found = shelf.read_course(written(tmp_path / "small-circles", SHOWN | {"02-check.toml": KINDS}))
    assert [str(mistake) for mistake in found.mistakes] == []
    quiz = found.edition.module("check").content
    assert {one.kind for one in quiz.questions} == {"scenario", "ordering", "matching"}
    assert (quiz.size, quiz.wait_hours) == (2, 12)


def test_the_figure_the_note_and_the_key_words_that_are_shown_have_no_mistake(tmp_path):
    (shown,) = [text for kind, text in BLOCKS if kind == "md"]
    found = shelf.read_course(written(tmp_path / "small-circles", SHOWN | {"01-why.md": shown, "ring.svg": SVG}))
    assert ([str(one) for one in found.mistakes], found.warnings) == ([], ())
    assert [one.name for one in found.assets] == ["ring.svg"]


MORE = """
[[modules]]
id = "log"
title = "Log it"
kind = "practice"
minutes = 20
file = "05-log.toml"

[[modules]]
id = "plan"
title = "Plan it"
kind = "reflection"
minutes = 20
file = "06-plan.toml"

[[modules]]
id = "film"
title = "A ring, filmed"
kind = "video"
minutes = 5
file = "07-film.toml"
""" + "".join(f'[[modules]]\nid = "meet-{n}"\ntitle = "Meet again"\nkind = "live"\nminutes = 60\n' for n in range(4))


def shown_with(*words: str) -> str:
    """The block of TOML with these words in it."""
    return next(text for text in TOML if all(word in text for word in words))


def test_the_credit_the_doors_the_tree_the_log_and_the_film_that_are_shown_have_no_mistake(tmp_path):
    short, tree = "[completion]\nsessions = 1\nminutes_share = 0.9\n", shown_with("[completion]", "all_of")
    assert short in TOML
    course = SHOWN["course.toml"].replace(short, shown_with("[[credit]]") + tree) + MORE
    files = {
        "course.toml": course,
        "05-log.toml": shown_with("[[acts]]"),
        "06-plan.toml": SHOWN["03-think.toml"],
        "07-film.toml": shown_with("captions"),
        "film.md": "## What is said\n\n“Come in.”\n",
        "film.webm": webm(),
        "film.vtt": VTT,
        "film.svg": SVG,
    }
    found = shelf.read_course(written(tmp_path / "small-circles", SHOWN | files))
    assert ([str(one) for one in found.mistakes], [str(one) for one in found.warnings]) == ([], [])
    assert found.edition.words() + "\n" in [text for _, text in BLOCKS]
    assert found.edition.door.courses == ("restorative-foundations",)
    assert [credit.amount for credit in found.edition.credit] == [6.0, None]


def test_the_line_that_adds_up_is_as_check_says_it():
    total = sum((sums.of_course(found.edition) for found in shelf.read([shipped_courses()])), sums.Sums())
    said = next(text for _, text in BLOCKS if text.startswith("Eight courses: "))
    assert re.sub(r"[\d,]+\d", "0", said) == re.sub(r"[\d,]+\d", "0", f"Eight courses: {total.words()}.\n")


def test_every_key_that_a_course_may_have_is_explained():
    text = DOCS.read_text()
    for key in re.findall(r"^([a-z_]+) = ", "\n".join(TOML), re.MULTILINE):
        assert f"`{key}" in text, key
    for kind in KINDS_OF_MODULES:
        assert f"| `{kind}` |" in text


def test_the_mistakes_that_are_shown_are_what_check_says(tmp_path):
    spoiled = SHOWN | {
        "course.toml": SHOWN["course.toml"].replace("sessions = 1", "sessions = 3").replace("months", "month"),
        "01-why.md": SHOWN["01-why.md"].replace(":::\n", "", 1),
        "02-check.toml": "".join(SHOWN["02-check.toml"].rsplit("right = true\n", 1)),
    }
    found = shelf.read_course(written(tmp_path / "small-circles", spoiled))
    said = next(text for _, text in BLOCKS if "Asks for 3 sessions" in text)
    assert set(said.splitlines()) <= {str(mistake) for mistake in found.mistakes}
