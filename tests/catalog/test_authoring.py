"""What docs/authoring.md shows is what PLM does."""

import re
from pathlib import Path

from plm.catalog import files
from tests.catalog.conftest import written

DOCS = Path(__file__).resolve().parents[2] / "docs" / "authoring.md"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", DOCS.read_text(), re.DOTALL | re.MULTILINE)
TOML = [text for kind, text in BLOCKS if kind == "toml"]
SHOWN = {
    "course.toml": TOML[0],
    "01-why.md": next(text for kind, text in BLOCKS if kind == "markdown"),
    "02-check.toml": TOML[1],
    "03-think.toml": TOML[2],
}


def test_the_course_that_is_shown_has_no_mistake(tmp_path):
    found = files.read_course(written(tmp_path / "small-circles", SHOWN))
    assert [str(mistake) for mistake in found.mistakes] == []
    assert "small-circles: Small circles, 4 modules, 1.5 hours\n" in [text for _, text in BLOCKS]


def test_the_mistakes_that_are_shown_are_what_check_says(tmp_path):
    spoiled = {
        "course.toml": SHOWN["course.toml"].replace("sessions = 1", "sessions = 3").replace("months", "month"),
        "01-why.md": SHOWN["01-why.md"].replace(":::\n", "", 1),
        "02-check.toml": "".join(SHOWN["02-check.toml"].rsplit("right = true\n", 1)),
        "03-think.toml": SHOWN["03-think.toml"],
    }
    found = files.read_course(written(tmp_path / "small-circles", spoiled))
    said = next(text for _, text in BLOCKS if "Asks for 3 sessions" in text)
    assert set(said.splitlines()) <= {str(mistake) for mistake in found.mistakes}
