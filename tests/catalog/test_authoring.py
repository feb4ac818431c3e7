"""What docs/authoring.md shows is what PLM does."""

import re
from pathlib import Path

from plm.catalog import readability, shelf
from tests.catalog.conftest import written
from tests.catalog.pictures import SVG

DOCS = Path(__file__).resolve().parents[2] / "docs" / "authoring.md"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", DOCS.read_text(), re.DOTALL | re.MULTILINE)
TOML = [text for kind, text in BLOCKS if kind == "toml"]
MARKDOWN = [text for kind, text in BLOCKS if kind == "markdown"]
KINDS = next(text for text in TOML if "[pools]" in text)
SHOWN = {
    "course.toml": TOML[0],
    "01-why.md": MARKDOWN[0],
    "02-check.toml": TOML[1],
    "03-think.toml": next(text for text in TOML if "[[prompts]]" in text),
    "_guide-meet.md": MARKDOWN[1],
    "_takeaway.md": MARKDOWN[2],
}


def test_the_course_that_is_shown_has_no_mistake(tmp_path):
    found = shelf.read_course(written(tmp_path / "small-circles", SHOWN))
    assert [str(mistake) for mistake in found.mistakes] == []
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


def test_the_mistakes_that_are_shown_are_what_check_says(tmp_path):
    spoiled = SHOWN | {
        "course.toml": SHOWN["course.toml"].replace("sessions = 1", "sessions = 3").replace("months", "month"),
        "01-why.md": SHOWN["01-why.md"].replace(":::\n", "", 1),
        "02-check.toml": "".join(SHOWN["02-check.toml"].rsplit("right = true\n", 1)),
    }
    found = shelf.read_course(written(tmp_path / "small-circles", spoiled))
    said = next(text for _, text in BLOCKS if "Asks for 3 sessions" in text)
    assert set(said.splitlines()) <= {str(mistake) for mistake in found.mistakes}
