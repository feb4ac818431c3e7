"""The files a new course begins with: they check clean, and say in their own words what belongs in their place."""

from plm.catalog.files.toml import quoted

_COURSE = """\
# What the course is. Everything here is explained in docs/authoring.md; check it with: plm courses check
title = {title}
summary = "One or two sentences for the catalogue: what people learn here, and why it is worth their time."
audience = "Say in a few words whom this course is for"
hours = 0.5
outcomes = [
    "Begin with a verb: something people can do afterward",
]

# A module keeps its id when its title changes, because people's progress is kept under it.

[[modules]]
id = "read"
title = "Name what the reading is about"
kind = "reading"
minutes = 15
file = "01-read.md"

[[modules]]
id = "check"
title = "Name what the quiz looks at"
kind = "quiz"
minutes = 5
file = "02-check.toml"

[[modules]]
id = "think"
title = "Name what people think back on"
kind = "reflection"
minutes = 10
file = "03-think.toml"
"""

_READING = """\
## The title of the first page

Begin with a scene that your readers know from their own day. Keep a page to 100 to 250 words. Write short sentences.

Say one thing on each page. Let the title name it.

## The title of the second page

Each heading with two number signs begins a page like this one.

::: note Give this note a name
Use a note for something to try today.
:::

::: versus
**Name what does not help**

“Write what somebody might say.”

---

**Name what helps**

“Write what they could say instead.”
:::
"""

_QUIZ = """\
# The share of questions that must be right, and how often the quiz may be taken (0: as often as one likes).
pass = 0.5
attempts = 0
intro = "Say in a sentence what the quiz is about."

[[questions]]
id = "first"
kind = "single"
text = "Tell a short case, and ask what people would do first."
[[questions.options]]
text = "Write an answer that is tempting and wrong."
feedback = "Say what would happen then."
[[questions.options]]
text = "Write the answer that is right."
right = true
feedback = "Say why it is right, in words people can use."

[[questions]]
id = "second"
kind = "multiple"
text = "Ask for several things at once. Choose all that fit."
[[questions.options]]
text = "Write one answer that fits."
right = true
feedback = "Say what it does for the people in the case."
[[questions.options]]
text = "Write another answer that fits."
right = true
feedback = "Say when it is the better one."
[[questions.options]]
text = "Write an answer that does not fit."
feedback = "Say what it would cost, without blaming."
"""

_REFLECTION = """\
intro = "Say what this is for. Only the writer can read what they write here."

[[prompts]]
id = "moment"
text = "Ask about one moment from their own work."
hint = "Say what a good answer looks like, in a few words."
least_words = 20
"""


def files_of(title: str) -> dict[str, str]:
    """The files of a new course with this title, by name."""
    course = _COURSE.format(title=quoted(title))
    return {"course.toml": course, "01-read.md": _READING, "02-check.toml": _QUIZ, "03-think.toml": _REFLECTION}


def left_in(text: str) -> list[tuple[int, str]]:
    """Where a file still says what a new course says.

    Returns:
        Lines, from 1, each with the words that stand there, without key and quotation marks.
    """
    return [(place, _WORDS[line]) for place, one in enumerate(text.split("\n"), 1) if (line := one.strip()) in _WORDS]


def _words() -> dict[str, str]:
    """The lines a new course brings that nobody else would write, each with its words."""
    found = {}
    for text in (_COURSE, _READING, _QUIZ, _REFLECTION):
        for line in text.splitlines():
            words = line.split(" = ", 1)[-1].strip(' ",#*“”')
            if len(words) > _SHORTEST and not line.startswith(("# ", "[[", "title = {")):
                found[line.strip()] = words
    return found


_SHORTEST = 16
_WORDS = _words()
