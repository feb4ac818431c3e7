"""Every mistake an author can make has an address and a remedy, and none of them a traceback."""
# ruff: noqa: E501 - in the tables below a mistake and its message stand side by side

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plm.catalog import shelf
from tests.catalog.conftest import SMALL, written


def mistakes_in(folder: Path) -> list[str]:
    """What is said about a course."""
    return [str(mistake) for mistake in shelf.read_course(folder).mistakes]


def spoiled(tmp_path: Path, changed: Mapping[str, str | bytes | None]) -> list[str]:
    """What is said about the small course with other files."""
    kept = {name: content for name, content in (SMALL | dict(changed)).items() if content is not None}
    return mistakes_in(written(tmp_path / "small-circles", kept))


def test_the_small_course_has_no_mistake(tmp_path):
    found = shelf.read_course(written(tmp_path / "small-circles", SMALL))
    assert found.mistakes == ()
    assert [module.id for module in found.edition.modules] == ["why", "check", "think", "meet"]


COURSE = [
    ('title = "Small circles"', "title = Small", 'line 1, column 9: This is no value. A text stands between straight quotation marks: key = "text".'),
    ('title = "Small circles"', "title = “Small circles”", 'line 1, column 9: This is no value. A text stands between straight quotation marks: key = "text".'),
    ('title = "Small circles"', 'title = "Small circles', 'line 1, column 23: A text is not closed. Put a quotation mark (") at its end.'),
    ('title = "Small circles"', "title", "line 1, column 6: A key is followed by = and its value. Write key = value; a remark begins with #."),
    ('title = "Small circles"', 'title = "a" "b"', "line 1, column 13: Something follows the value. Begin a new line after it."),
    ("hours = 1.5", "hours = 1.5\nhours = 2", "line 5, column 10: The key hours is set twice. Keep one of them."),
    ("[completion]", "[completion]\n[completion]", "line 8, column 12: The table [completion] stands twice. Keep one of them."),
    ("hours = 1.5", "hours = " + "[" * 5_000, "Lists stand in lists too deeply. Write them flat."),
    ("sessions = 1", "sesions = 1", "completion.sesions: Unknown key. Did you mean sessions?"),
    ("hours = 1.5", "hours = 1.5\nprice = 3", "price: Unknown key. Known here: title, summary, audience, hours, valid_months, outcomes, completion, credit, areas, requires, takeaway, modules."),
    ("minutes = 60", 'minutes = 60\nplace = "Library"', "modules[4] “meet”: place: Unknown key. Known here: id, title, minutes, kind, requires, guide."),
    ("hours = 1.5", 'hours = "1.5"', "hours: Must be a number, not a text. Write hours = 6.0."),
    ("hours = 1.5", "hours = true", "hours: Must be a number, not true or false. Write hours = 6.0."),
    ("hours = 1.5", "hours = nan", "hours: Must be an ordinary number. Write hours = 6.0."),
    ("hours = 1.5", "hours = 2026-11-24", "hours: Must be a number, not a date or time. Write hours = 6.0."),
    ("hours = 1.5\n", "", "hours: Missing. Add hours = 6.0."),
    ("hours = 1.5", "hours = 1.3", "hours: Must be above 0, at most 500, and in quarters of an hour. Write hours = 1.25, for example."),
    ("hours = 1.5", "hours = 0", "hours: Must be above 0, at most 500, and in quarters of an hour. Write hours = 1.25, for example."),
    ("hours = 1.5", "hours = -2.5", "hours: Must be above 0, at most 500, and in quarters of an hour. Write hours = 1.25, for example."),
    ("hours = 1.5", "hours = 1.5\nvalid_months = -1", "valid_months: Must be a whole number from 0 to 240. Correct it."),
    ('title = "Small circles"\n', "", 'title: Missing. Add title = "…".'),
    ('title = "Small circles"', 'title = "  "', "title: Is empty. Write something."),
    ('title = "Small circles"', 'title = "Up"', "title: Is too short. Use 3 characters or more."),
    ('title = "Small circles"', f'title = "{"a" * 81}"', "title: Is 81 characters long. At most 80 fit: shorten it."),
    ('title = "Small circles"', r'title = "Small\ncircles"', "title: Must stand on one line. Take the line break out."),
    ('title = "Small circles"', r'title = "Small\u0007circles"', "title: Has a control character in it. Type the text again."),
    ("A small course that has one module of every kind.", "Too short.", "summary: Is too short. Use 20 characters or more."),
    ("A small course that has one module of every kind.", "Long." * 81, "summary: Is 405 characters long. At most 400 fit: shorten it."),
    ('outcomes = ["Keep a small circle"]', "outcomes = []", "outcomes: Has 0 entries. Write from 1 to 12."),
    ('outcomes = ["Keep a small circle"]\n', "", 'outcomes: Missing. Add outcomes = ["…"].'),
    ('outcomes = ["Keep a small circle"]', "outcomes = [3]", 'outcomes[1]: Must be a text, not a number. Write "…".'),
    ('outcomes = ["Keep a small circle"]', 'outcomes = [""]', "outcomes[1]: Is empty. Write something."),
    ("sessions = 1", "sessions = 3", "completion.sessions: Asks for 3 sessions but the course has 1 live module. Lower it or add one."),
    ("sessions = 1", "sessions = 0", "completion.sessions: Asks for no session but the course has 1 live module. Write sessions = 1 under [completion] or remove it."),
    ("[completion]\nsessions = 1\nminutes_share = 0.9\n", "", "completion.sessions: Asks for no session but the course has 1 live module. Write sessions = 1 under [completion] or remove it."),
    ('[[modules]]\nid = "meet"\ntitle = "Meet"\nkind = "live"\nminutes = 60\n', "", "completion.sessions: Asks for 1 session but the course has no live module. Set it to 0 or add one."),
    ("minutes_share = 0.9", "minutes_share = 0", "completion.minutes_share: Must be above 0 and at most 1. Write minutes_share = 0.9 for 90%."),
    ("minutes_share = 0.9", "minutes_share = 90", "completion.minutes_share: Must be above 0 and at most 1. Write minutes_share = 0.9 for 90%."),
    ('id = "meet"', 'id = "why"', "modules[4] “why”: id: modules[1] has this id. Choose another."),
    ('id = "meet"', 'id = "Meet us"', "modules[4]: id: “Meet us” cannot be a name here. Use small letters, figures and hyphens, and begin with a letter: meet-us."),
    ('kind = "live"', 'kind = "liv"', "modules[4] “meet”: kind: “liv” is unknown. Did you mean live?"),
    ('kind = "live"', 'kind = "movie"', "modules[4] “meet”: kind: “movie” is unknown. Did you mean video?"),
    ("minutes = 60", "minutes = 0", "modules[4] “meet”: minutes: Must be a whole number from 1 to 3,000. Correct it."),
    ("minutes = 60", "minutes = 60.5", "modules[4] “meet”: minutes: Must be a whole number, not a number. Write minutes = 1."),
    ("minutes = 60", 'minutes = 60\nfile = "04-meet.md"', "modules[4] “meet”: file: A live module has no file. Take the line away."),
    ('file = "01-why.md"', 'file = "01-way.md"', "modules[1] “why”: file: There is no file 01-way.md. Did you mean 01-why.md?"),
    ('file = "01-why.md"', 'file = "x.md"', "modules[1] “why”: file: There is no file x.md. Add the file or correct its name."),
    ('file = "01-why.md"\n', "", 'modules[1] “why”: file: Missing. Add file = "…".'),
    ('file = "01-why.md"', 'file = "../01-why.md"', "modules[1] “why”: file: ../01-why.md leads out of the folder of the course. Move the file into the folder."),
    ('file = "01-why.md"', 'file = "/etc/hostname.md"', "modules[1] “why”: file: /etc/hostname.md leads out of the folder of the course. Move the file into the folder."),
    ('file = "01-why.md"', 'file = "01-why.toml"', "modules[1] “why”: file: A reading is written in a .md file. Correct the name or the kind."),
    ('file = "03-think.toml"', 'file = "02-check.toml"', "modules[3] “think”: file: modules[2] uses 02-check.toml already. Each module has a file of its own."),
    ('file = "01-why.md"', f'file = "{"é" * 190}.md"', f"modules[1] “why”: file: {'é' * 190}.md cannot be read (File name too long). Check its name and who may read it."),
    ("[completion]\nsessions = 1\nminutes_share = 0.9\n", "completion = 1\n", "completion: Must be a table, not a number. Write [completion]."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), COURSE)
def test_a_mistake_in_course_toml(tmp_path, right, wrong, said):
    assert right in SMALL["course.toml"]
    told = spoiled(tmp_path, {"course.toml": SMALL["course.toml"].replace(right, wrong, 1)})
    # A file that is no longer named is said besides.
    assert [line for line in told if "No module uses" not in line] == [f"small-circles/course.toml: {said}"]


QUIZ = [
    ("right = true\nfeedback = \"Yes: short", "feedback = \"Yes: short", "questions[1] “hallway”: options: No right answer. Mark one with right = true."),
    ('text = "Walk past."', 'text = "Walk past."\nright = true', 'questions[1] “hallway”: options: 2 right answers, but the kind is single. Keep one, or write kind = "multiple".'),
    ('text = "Hurrying."', 'text = "Hurrying."\nright = true', "questions[2] “office”: options: No wrong answer. Add one, or take right = true away from one."),
    ('[[questions.options]]\ntext = "Hurrying."\nfeedback = "It takes time away."\n', "", "questions[2] “office”: options: Has 1 option. Add another one."),
    ('text = "Hurrying."', 'text = "Waiting."', "questions[2] “office”: options: “Waiting.” stands there 2 times. Change one of them."),
    ('feedback = "It takes time away."\n', "", 'questions[2] “office”: options[2]: feedback: Missing. Add feedback = "…".'),
    ('feedback = "It takes time away."', 'feedback = ""', "questions[2] “office”: options[2]: feedback: Is empty. Write something."),
    ("right = true", 'right = "yes"', "questions[1] “hallway”: options[2]: right: Must be true or false, not a text. Write right = true."),
    ('id = "office"', 'id = "hallway"', "questions[2] “hallway”: id: The question questions[1] has this id. Choose another."),
    ('kind = "multiple"', 'kind = "multi"', "questions[2] “office”: kind: “multi” is unknown. Did you mean multiple?"),
    ("pass = 0.5", "pass = 0", "pass: Must be above 0 and at most 1. Write pass = 0.8 for 80%."),
    ("pass = 0.5", "pass = 80", "pass: Must be above 0 and at most 1. Write pass = 0.8 for 80%."),
    ("attempts = 2", "attempts = -1", "attempts: Must be a whole number from 0 to 20. Correct it."),
    ("attempts = 2", "atempts = 2", "atempts: Unknown key. Did you mean attempts?"),
    ("attempts = 2", "attempts = 2\nattempts = 3", "line 3, column 13: The key attempts is set twice. Keep one of them."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), QUIZ)
def test_a_mistake_in_a_quiz(tmp_path, right, wrong, said):
    assert right in SMALL["02-check.toml"]
    told = spoiled(tmp_path, {"02-check.toml": SMALL["02-check.toml"].replace(right, wrong, 1)})
    assert told[0] == f"small-circles/02-check.toml: {said}"
    # An option that is neither right nor wrong leaves the question without a right one.
    assert told[1:] == [line for line in told[1:] if right == "right = true" and "No right answer" in line]


def test_a_quiz_without_questions(tmp_path):
    told = spoiled(tmp_path, {"02-check.toml": "pass = 0.5\nquestions = []\n"})
    assert told == [
        "small-circles/02-check.toml: questions: Has 0 entries. Write from 1 to 50, each under [[questions]]."
    ]
    told = spoiled(tmp_path / "again", {"02-check.toml": "pass = 0.5\n"})
    assert told == ["small-circles/02-check.toml: questions: Missing. Add [[questions]]."]


def test_a_question_that_is_no_table(tmp_path):
    told = spoiled(tmp_path, {"02-check.toml": 'questions = ["Why?"]\n'})
    assert told == [
        "small-circles/02-check.toml: questions[1]: Must be a table, not a text. Write it under [[questions]]."
    ]


ALL_KINDS = """\
pass = 0.5
attempts = 3
wait_hours = 12

[pools]
limits = 1

[[questions]]
id = "door"
kind = "scenario"
pool = "limits"
scene = "It is 10:40. Somebody comes in late and slams the door."
text = "What do you do first?"
[[questions.options]]
text = "Ask why."
feedback = "Now it is about one person."
[[questions.options]]
text = "Point to a chair."
right = true
feedback = "Yes."

[[questions]]
id = "steps"
kind = "ordering"
pool = "limits"
text = "Put the steps in order."
[[questions.options]]
text = "Open."
feedback = "First of all."
[[questions.options]]
text = "Pass the stone."
feedback = "In the middle."
[[questions.options]]
text = "Close."
feedback = "At the end."

[[questions]]
id = "pairs"
kind = "matching"
text = "What belongs together?"
extra = ["A whistle"]
[[questions.options]]
text = "To speak"
match = "A stone"
feedback = "Who holds it speaks."
[[questions.options]]
text = "To begin"
match = "A bell"
feedback = "It gathers."
[[questions.options]]
text = "To end"
match = "A poem"
feedback = "It closes."
"""

KINDS = [
    ("wait_hours = 12", "wait_hours = 169", "wait_hours: Must be a whole number from 0 to 168. Correct it."),
    ("attempts = 3", "attempts = 1", "wait_hours: There is one attempt, so nobody waits for a next one. Allow more, or take it away."),
    ("limits = 1", "limits = 0", "pools.limits: Must be a whole number from 1 to 50. Correct it."),
    ("limits = 1", "limits = 2", "pools.limits: Draws 2 of 2 questions: all of them. Draw at most 1, or add questions to the pool."),
    ("limits = 1", "limits = 3", "pools.limits: Draws 3 of 2 questions: more than it holds. Draw at most 1, or add questions to the pool."),
    ("limits = 1", "limits = 1\nlimit = 1", 'pools.limit: No question has pool = "limit". Here are: limits. Give it to some, or take this line away.'),
    ("limits = 1\n", "", "pools.limits: Missing: questions are in this pool. Write under [pools] how many are drawn: limits = 1."),
    ("[pools]\nlimits = 1\n", "", "pools.limits: Missing: questions are in this pool. Write under [pools] how many are drawn: limits = 1."),
    ('kind = "ordering"\npool = "limits"\n', 'kind = "ordering"\n', "pools.limits: Only one question is in this pool, so nothing can be drawn. Add another one, or take its pool away."),
    ('kind = "ordering"\npool = "limits"\n', 'kind = "ordering"\npool = "The limits"\n', "questions[2] “steps”: pool: “The limits” cannot be a name here. Use small letters, figures and hyphens, and begin with a letter: the-limits."),
    ('scene = "It is 10:40. Somebody comes in late and slams the door."\n', "", 'questions[1] “door”: scene: Missing. Add scene = "…".'),
    ("It is 10:40. Somebody comes in late and slams the door.", "Late.", "questions[1] “door”: scene: Is too short. Use 20 characters or more."),
    ('text = "Ask why."', 'text = "Ask why."\nright = true', "questions[1] “door”: options: 2 right answers, but the kind is scenario. Keep one, or take the others away."),
    ('kind = "ordering"', 'kind = "ordering"\nscene = "Ten to eight. A circle is about to begin."', 'questions[2] “steps”: scene: Only a scenario has a scene. Write kind = "scenario", or take this line away.'),
    ('kind = "ordering"', 'kind = "ordering"\nextra = ["A"]', 'questions[2] “steps”: extra: Only a matching question has partners. Write kind = "matching", or take this line away.'),
    ('text = "Open."', 'text = "Open."\nmatch = "A"', 'questions[2] “steps”: options[1]: match: Only a matching question has partners. Write kind = "matching", or take this line away.'),
    ('text = "Open."', 'text = "Open."\nright = true', "questions[2] “steps”: options[1]: right: The order of the options is the right one. Take this line away."),
    ('text = "Open."', 'text = "close."', "questions[2] “steps”: options: “close.” stands there 2 times. Change one of them."),
    ('[[questions.options]]\ntext = "Close."\nfeedback = "At the end."\n', "", "questions[2] “steps”: options: Has 2 options; ordering begins at 3. Add 1 more."),
    ('match = "A stone"', 'match = "A stone"\nright = true', "questions[3] “pairs”: options[1]: right: Its match is what is right. Take this line away."),
    ('match = "A stone"\n', "", 'questions[3] “pairs”: options[1]: match: Missing. Add match = "…".'),
    ('match = "A stone"', 'match = "a Poem"', "questions[3] “pairs”: options: match: “a Poem” stands there 2 times. Change one of them."),
    ('extra = ["A whistle"]', 'extra = ["a bell"]', "questions[3] “pairs”: extra[1]: “a bell” is the partner of an option, so it fits. Choose another one."),
    ('extra = ["A whistle"]', 'extra = ["A", "a"]', "questions[3] “pairs”: extra: “A” stands there 2 times. Change one of them."),
    ('extra = ["A whistle"]', "extra = []", "questions[3] “pairs”: extra: Has 0 entries. Write from 1 to 4."),
    ('extra = ["A whistle"]', 'extra = "A whistle"', 'questions[3] “pairs”: extra: Must be a list of texts, not a text. Write extra = ["…"].'),
    ('kind = "matching"', 'kind = "mathcing"', "questions[3] “pairs”: kind: “mathcing” is unknown. Did you mean matching?"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), KINDS)
def test_a_mistake_in_a_question_of_each_kind(tmp_path, right, wrong, said):
    assert ALL_KINDS.count(right) >= 1
    told = spoiled(tmp_path, {"02-check.toml": ALL_KINDS.replace(right, wrong, 1)})
    assert f"small-circles/02-check.toml: {said}" in told
    # Where the kind of a question is not known, what its options need is not known either.
    assert len(told) == 1 or "is unknown" in said or "The limits" in wrong


def test_a_quiz_with_every_kind_of_question_has_no_mistake(tmp_path):
    folder = written(tmp_path / "small-circles", SMALL | {"02-check.toml": ALL_KINDS})
    found = shelf.read_course(folder)
    assert found.mistakes == ()
    asked = found.edition.modules[1].content
    assert [one.kind for one in asked.questions] == ["scenario", "ordering", "matching"]
    assert (asked.size, asked.needed, asked.wait_hours) == (2, 1, 12)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("least_words = 10", "least_words = 0", "prompts[1] “moment”: least_words: Must be a whole number from 1 to 500. Correct it."),
        ('text = "Which moment?"\n', "", 'prompts[1] “moment”: text: Missing. Add text = "…".'),
        ("[[prompts]]", '[[prompts]]\nid = "moment"\ntext = "Where?"\n[[prompts]]', "prompts[2] “moment”: id: The prompt prompts[1] has this id. Choose another."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_reflection(tmp_path, right, wrong, said):
    told = spoiled(tmp_path, {"03-think.toml": SMALL["03-think.toml"].replace(right, wrong, 1)})
    assert told == [f"small-circles/03-think.toml: {said}"]


READING = [
    ("Only words.", "Has no page. Begin each page with a heading: ## Its title."),
    ("", "Has no page. Begin each page with a heading: ## Its title."),
    ("## One\n\n## Two\n\nWords.", "line 1: The page “One” is empty. Write something below its heading."),
    ("# Title\n\n## One\n\nWords.", "line 1: A heading of level 1 is the module’s title. Begin pages with ##, their parts with ###."),
    ("## One\n\nWords.\n---\n\nMore.", "line 4: A line of - right below a text makes it a heading. Leave a line free."),
    ("## One\n\nWords.\n===\n\nMore.", "line 4: A line of = right below a text makes it a heading. Leave a line free."),
    ("## One\n\n> ## Two\n\nWords.", "line 3: A page cannot begin inside something else. Move the heading to the margin."),
    ("## One\n\n#### Part\n\nWords.", "line 3: A heading of level 4 follows one of level 2. Write ###."),
    ("## One\n\n###\n\nWords.", "line 3: The heading has no words. Write some after the #."),
    (f"## {'a' * 121}\n\nWords.", "line 1: The title has 121 characters. At most 120 fit."),
    ("## One\n\n<div>Words.</div>", "line 3: HTML is not shown. Write it in Markdown; for a plain < write &lt;."),
    ("## One\n\nWords\nand <b>bold</b>", "line 4: HTML is not shown. Write it in Markdown; for a plain < write &lt;."),
    ("## One\n\n<!-- later -->\n\nWords.", "line 3: HTML is not shown. Write it in Markdown; for a plain < write &lt;."),
    ("## One\n\n![A circle](circle.png)", "line 3: There is no file circle.png. Add the file or correct its name."),
    ("## One\n\n[a](javascript:alert(1))", "line 3: The link to “javascript:alert(1)” is not safe. Begin it with https:// or mailto:."),
    ("## One\n\n[a](data:text/html,x)", "line 3: The link to “data:text/html,x” is not safe. Begin it with https:// or mailto:."),
    ("## One\n\n[a](../other.md)", "line 3: The link to “../other.md” is not safe. Begin it with https:// or mailto:."),
    ("## One\n\n[a](//example.org)", "line 3: The link to “//example.org” is not safe. Begin it with https:// or mailto:."),
    ("## One\n\n[a](https:x)", "line 3: The link to “https:x” is not safe. Begin it with https:// or mailto:."),
    ("## One\n\n[a][x]\n\n[x]: https://example.org", "The address of [x] stands apart from its link. Write [text](https://…) in place."),
    ("## One\n\n::: note Try\nWords.", "line 3: The ::: note is not closed. Add ::: on a line of its own below it."),
    ("## One\n\n:::: note Try\nWords.\n:: :", "line 3: The :::: note is not closed. Add :::: on a line of its own below it."),
    ("## One\n\n:::: note Try\n::: versus\nA\n\n---\n\nB\n::::", "line 4: The ::: versus is not closed. Add ::: on a line of its own below it."),
    ("## One\n\n::: note Try\n::: versus\nA\n\n---\n\nB\n:::", "line 3: The ::: note is not closed. Add ::: on a line of its own below it."),
    ("## One\n\n::: note Try\n:::\n\nWords.", "line 3: The note is empty. Write something into it."),
    ("## One\n\n::: warning\nWords.\n:::", "line 3: PLM knows no ::: warning. Use ::: note, ::: versus or ::: words."),
    ("## One\n\nWords.\n\n:::", "line 5: This ::: closes nothing. Take it away, or open a note, versus or words above it."),
    ("## One\n\n::: versus\nA\n:::", "line 3: A versus has two parts with --- between them; this one has 1. Write two."),
    ("## One\n\n::: versus\nA\n\n---\n\nB\n\n---\n\nC\n:::", "line 3: A versus has two parts with --- between them; this one has 3. Write two."),
    ("## One\n\nA bell\a rings.", "line 3: Has a control character in it. Type it again."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), READING)
def test_a_mistake_in_a_reading(tmp_path, text, said):
    told = spoiled(tmp_path, {"01-why.md": text})
    assert said in [line.removeprefix("small-circles/01-why.md: ") for line in told]
    assert len({line.split(": ")[1] for line in told}) == 1, told


@pytest.mark.parametrize(
    "text",
    [
        "## One\n\n:::: note Try\n::: versus\nA\n\n---\n\nB\n:::\n::::",
        "## One\n\n> ::: note Try\n> Words.\n> :::",
        "## One\n\n- ::: note Try\n  Words.\n  :::",
        "## One\n\n`<b>` and <https://example.org> and [mail](mailto:a@example.org) and 1 < 2",
        "## One\n\n```\n::: note\n# no heading\n<b>\n```",
    ],
)
def test_what_is_no_mistake_in_a_reading(tmp_path, text):
    assert spoiled(tmp_path, {"01-why.md": text}) == []


def test_every_mistake_is_said_at_once_course_first(tmp_path):
    told = spoiled(
        tmp_path,
        {
            "course.toml": SMALL["course.toml"].replace("hours = 1.5", "hours = 0.1").replace("minutes = 60", ""),
            "02-check.toml": SMALL["02-check.toml"].replace("right = true\n", ""),
            "01-why.md": "# One",
        },
    )
    assert [line.split(":")[0] for line in told] == [
        "small-circles/course.toml",
        "small-circles/course.toml",
        "small-circles/01-why.md",
        "small-circles/01-why.md",
        "small-circles/02-check.toml",
        "small-circles/02-check.toml",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"## One\n\nCaf\xe9", "byte 12: Is not UTF-8. Save the file again with the encoding UTF-8."),
        (b"\x89PNG\r\n\0\0", "byte 7: Is not text. Put a text file there, saved as UTF-8."),
        (b"## One\n\n" + b"a " * 300_000, "Is 585 kB large. A file may have at most 512 kB: divide it or shorten it."),
    ],
)
def test_a_file_that_is_no_text_or_too_large(tmp_path, content, said):
    assert spoiled(tmp_path, {"01-why.md": content}) == [f"small-circles/01-why.md: {said}"]


def test_a_course_toml_that_is_no_text(tmp_path):
    told = spoiled(tmp_path, {"course.toml": b"title = \xff"})
    assert told == ["small-circles/course.toml: byte 9: Is not UTF-8. Save the file again with the encoding UTF-8."]


def test_a_link_to_another_place(tmp_path):
    (tmp_path / "secret.md").write_text("## Secret\n\nWords.")
    folder = written(tmp_path / "small-circles", {k: v for k, v in SMALL.items() if k != "01-why.md"})
    (folder / "01-why.md").symlink_to(tmp_path / "secret.md")
    assert mistakes_in(folder) == [
        (
            "small-circles/course.toml: modules[1] “why”: file: 01-why.md is a link to another place. "
            "Put the file itself there."
        )
    ]


def test_a_folder_in_between_that_is_a_link(tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "why.md").write_text("## Secret\n\nWords.")
    changed = SMALL["course.toml"].replace("01-why.md", "readings/why.md")
    folder = written(tmp_path / "small-circles", {**SMALL, "course.toml": changed, "01-why.md": ""})
    (folder / "01-why.md").unlink()
    (folder / "readings").symlink_to(tmp_path / "else")
    assert mistakes_in(folder) == [
        (
            "small-circles/course.toml: modules[1] “why”: file: readings/why.md is a link to another place. "
            "Put the file itself there."
        )
    ]


def test_a_pipe_is_no_file(tmp_path):
    folder = written(tmp_path / "small-circles", {k: v for k, v in SMALL.items() if k != "01-why.md"})
    os.mkfifo(folder / "01-why.md")
    assert mistakes_in(folder) == [
        (
            "small-circles/course.toml: modules[1] “why”: file: There is no file 01-why.md. "
            "Add the file or correct its name."
        )
    ]


def test_a_file_that_no_module_uses(tmp_path):
    assert spoiled(tmp_path, {"08-later.md": "## Later\n\nWords.", "_notes.md": "", "README.pdf": b"\0"}) == [
        (
            "small-circles/08-later.md: No module uses this file. "
            "Add one, or begin the file’s name with _ to keep it aside."
        )
    ]


def test_folders_that_are_no_course(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("")
    assert mistakes_in(tmp_path / "empty") == ["empty: Has no course.toml. Add one, or name a folder that has one."]
    assert mistakes_in(tmp_path / "a-file") == [f"{tmp_path}/a-file: Is a file. Name the folder of a course."]
    assert mistakes_in(tmp_path / "nowhere") == [f"{tmp_path}/nowhere: There is no such folder. Correct it."]
    assert mistakes_in(written(tmp_path / "Små Circles!", SMALL)) == [
        (
            "Små Circles!: The folder’s name cannot be a course’s. "
            "Use small letters, figures and hyphens, and begin with a letter: sma-circles."
        )
    ]


def test_a_folder_of_courses_names_those_that_are_none(tmp_path):
    written(tmp_path / "district" / "small-circles", SMALL)
    (tmp_path / "district" / "drafts").mkdir()
    (tmp_path / "district" / "_aside").mkdir()
    found = shelf.read([tmp_path / "district", tmp_path / "district" / "small-circles"])
    assert [(one.name, one.edition is not None) for one in found] == [("drafts", False), ("small-circles", True)]


def test_two_courses_of_one_name(tmp_path):
    for place in ("north", "south"):
        written(tmp_path / place / "small-circles", SMALL)
    found = shelf.read([tmp_path / "north", tmp_path / "south"])
    assert [str(mistake) for one in found for mistake in one.mistakes] == [
        f"small-circles: Another course of this name stands in {tmp_path}/north. Rename one."
    ]


# What authors' editors, merges and cats leave behind: TOML and Markdown torn apart and put together again.
TORN = st.lists(
    st.sampled_from(
        [
            *SMALL["course.toml"].splitlines(),
            *SMALL["02-check.toml"].splitlines(),
            *SMALL["01-why.md"].splitlines(),
            ":::",
            "::: versus",
            "---",
            "[x]: y",
            "> ",
            "- ",
            "    ",
            "\t:::",
            '"""',
            "[[",
            "a.b.c = 1",
            "= ",
            "\ufeff",
        ]
    )
    | st.text(max_size=20),
    max_size=40,
).map("\n".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(SMALL)), content=TORN.map(str.encode) | st.binary(max_size=200))
def test_whatever_stands_in_a_file_is_said_never_raised(tmp_path_factory, name, content):
    folder = written(tmp_path_factory.mktemp("torn") / "small-circles", {**SMALL, name: content})
    found = shelf.read_course(folder)
    assert (found.edition is None) == bool(found.mistakes)
    assert all(str(mistake).startswith("small-circles") and str(mistake)[-1] in ".?" for mistake in found.mistakes)
