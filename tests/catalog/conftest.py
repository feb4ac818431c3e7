"""A small course that has everything, to be spoiled one way at a time."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

SMALL = {
    "course.toml": """\
title = "Small circles"
summary = "A small course that has one module of every kind."
audience = "All staff"
hours = 1.5
outcomes = ["Keep a small circle"]

[completion]
sessions = 1
minutes_share = 0.9

[[modules]]
id = "why"
title = "Why we sit"
kind = "reading"
minutes = 10
file = "01-why.md"

[[modules]]
id = "check"
title = "Check yourself"
kind = "quiz"
minutes = 5
file = "02-check.toml"

[[modules]]
id = "think"
title = "Think back"
kind = "reflection"
minutes = 10
file = "03-think.toml"

[[modules]]
id = "meet"
title = "Meet"
kind = "live"
minutes = 60
""",
    "01-why.md": """\
A few words first.

## The ring

People sit so that each can see all.

## The piece

::: note Try it today
Find a stone.
:::

### References

- Pranis, K. *The Little Book of Circle Processes.* 2005. <https://example.org/circles>
""",
    "02-check.toml": """\
pass = 0.5
attempts = 2
intro = "Two questions."

[[questions]]
id = "hallway"
kind = "single"
text = "What do you do first?"
[[questions.options]]
text = "Walk past."
feedback = "Noticing costs half a minute."
[[questions.options]]
text = "Say what you saw."
right = true
feedback = "Yes: short and true."

[[questions]]
id = "office"
kind = "multiple"
text = "Which of these help? Choose all that fit."
[[questions.options]]
text = "Waiting."
right = true
feedback = "Yes: it gives time."
[[questions.options]]
text = "Hurrying."
feedback = "It takes time away."
""",
    "03-think.toml": """\
intro = "For you alone."

[[prompts]]
id = "moment"
text = "Which moment?"
hint = "A small one is fine."
least_words = 10
""",
}


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files of a course and return its folder."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Writes the small course; files given by name take the place of its own, None leaves one out."""

    def write(slug: str = "small-circles", **changed: str | bytes | None) -> Path:
        files = {name: text for name, text in (SMALL | changed).items() if text is not None}
        return written(tmp_path / slug, files)

    return write
