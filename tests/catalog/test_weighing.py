"""What completion asks in `course.toml`: trees that nobody could meet are mistakes, and what one leaves out is said."""
# ruff: noqa: E501 - in the tables below a mistake and its message stand side by side

from pathlib import Path

import pytest

from plm.catalog import shelf
from tests.catalog.conftest import SMALL, written

PRACTICE = 'entries = 3\ndates = 2\n[[acts]]\nid = "ring"\ntext = "I kept a ring"\n'
SHORT = "[completion]\nsessions = 1\nminutes_share = 0.9\n"
LOG = '\n[[modules]]\nid = "log"\ntitle = "Log it"\nkind = "practice"\nminutes = 20\nfile = "05-log.toml"\n'
MEET = '[[modules]]\nid = "meet"\ntitle = "Meet"\nkind = "live"\nminutes = 60\n'


def told(folder: Path, rule: str, course: str = SMALL["course.toml"]) -> tuple[list[str], list[str]]:
    """The mistakes and the warnings of a course whose completion is this."""
    files = {"course.toml": course.replace(SHORT, f"[completion]\n{rule}\n") + LOG, "05-log.toml": PRACTICE}
    found = shelf.read_course(written(folder / "small-circles", SMALL | files))
    first = "small-circles/course.toml: "
    return [str(one).removeprefix(first) for one in found.mistakes], [
        str(one).removeprefix(first) for one in found.warnings
    ]


EVERY = '{ modules = "every" }, { sessions = 1 }'


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (f'{EVERY}, {{ quiz = "chek" }}', "completion: There is no module “chek”. Known here: why, check, think, meet, log."),
        (f'{EVERY}, {{ quiz = "why" }}', "completion: “why” is no quiz; it is of the kind reading. Name another module."),
        (f'{EVERY}, {{ practice = "check", entries = 1 }}', "completion: “check” is no practice; it is of the kind quiz. Name another module."),
        (f'{EVERY}, {{ modules = ["meet"] }}', "completion: “meet” is live: ask for it with sessions = 1."),
        (f'{EVERY}, {{ modules = ["way"] }}', "completion: There is no module “way”. Known here: why, check, think, meet, log."),
        (f'{EVERY}, {{ practice = "log", entries = 2, dates = 3 }}', "completion: Asks for 2 entries of “log” on 3 days: nobody can do that. Lower dates or ask for more entries."),
        ('{ modules = "every" }', "completion.sessions: Asks for no session but the course has 1 live module. Write { sessions = 1 } under [completion] or remove it."),
        ('{ modules = "every" }, { sessions = 2 }', "completion.sessions: Asks for 2 sessions but the course has 1 live module. Lower it or add one."),
        (f"{EVERY}, {{ sessions = 3, of = 2 }}", "completion.all_of[3]: sessions: Asks for 3 of 2. Lower it."),
        (f"{EVERY}, {{ all_of = [] }}", "completion.all_of[3]: all_of: Has 0 entries. Write from 1 to 50, each under [[all_of]]."),
        (f"{EVERY}, {{ n_of = 3, among = [{{ evaluation = true }}] }}", "completion.all_of[3]: n_of: Asks for 3 of 1. Lower it or add to among."),
        (f"{EVERY}, {{ evaluation = false }}", "completion.all_of[3]: evaluation: Write evaluation = true, or take the line away."),
        (f'{EVERY}, {{ quiz = "check", practice = "log", entries = 3 }}', "completion.all_of[3]: practice: Stands beside quiz. Each line asks one thing: write a line of its own for it."),
        (f'{EVERY}, {{ quizz = "check" }}', "completion.all_of[3]: quizz: Unknown key. Did you mean quiz?"),
        (f'{EVERY}, {{ quiz = "check", pas = 0.9 }}', "completion.all_of[3]: pas: Unknown key. Did you mean pass?"),
    ],
)  # fmt: skip
def test_what_nobody_could_meet_is_a_mistake(tmp_path, inside, said):
    assert said in told(tmp_path, f"all_of = [{inside}]")[0]


def test_minutes_of_no_session_are_a_mistake(tmp_path):
    said = "completion: Asks for minutes of sessions but the course has no live module. Add one or take it out."
    course = SMALL["course.toml"].replace(MEET, "")
    assert told(tmp_path, 'all_of = [{ modules = "every" }, { minutes_share = 0.8 }]', course)[0] == [said]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (f'all_of = [{EVERY}, {{ practice = "log", entries = 3, dates = 2 }}]', []),
        (f'all_of = [{EVERY}, {{ quiz = "check", pass = 0.5 }}]', []),
        ('any_of = [{ modules = "every" }, { sessions = 1 }]', []),
        (f'all_of = [{EVERY.replace("1", "1, of = 1")}]', []),
        (f'all_of = [{EVERY.replace("1", "1, of = 3")}]', ["completion: Says of = 3, and there is 1 live module. Plan as many sessions as it says."]),
        (f'all_of = [{EVERY}, {{ practice = "log", entries = 5 }}]', []),
        (f'all_of = [{EVERY}, {{ quiz = "check", pass = 0.9 }}]', ["completion: Asks for 90% of the quiz “check”, which is passed with 50%: whoever passes it with the last attempt is stuck. Write the same in both."]),
        ('all_of = [{ modules = ["why", "log"] }, { sessions = 1 }]', [f"completion: The rule does not ask for “{one}”; people may leave it out." for one in ("Check yourself", "Think back")]),
        ('all_of = [{ quiz = "check", pass = 0.5 }, { minutes_share = 0.5 }, { any_of = [{ modules = ["why", "think"] }, { sessions = 1 }] }]', ["completion: The rule does not ask for “Log it”; people may leave it out."]),
    ],
)  # fmt: skip
def test_what_a_rule_leaves_out_or_asks_twice_is_a_warning(tmp_path, rule, said):
    assert told(tmp_path, rule) == ([], said)


def test_what_opens_something_that_is_asked_for_is_asked_for(tmp_path):
    course = SMALL["course.toml"].replace('file = "03-think.toml"', 'file = "03-think.toml"\nrequires = ["check"]')
    rule = 'all_of = [{ modules = ["why", "think", "log"] }, { sessions = 1 }]'
    assert told(tmp_path, rule, course) == ([], [])


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("hours = 1.5", 'hours = 1.5\narea = ["english-learners"]', "area: Unknown key. Did you mean areas?"),
        (SHORT, '[require]\nall_of = ["other"]\n' + SHORT, "require: Unknown key. Did you mean requires?"),
        (SHORT, '[[credits]]\nkind = "pdp"\n' + SHORT, "credits: Unknown key. Did you mean credit?"),
        ("sessions = 1", "al_of = []\nsessions = 1", "completion.al_of: Unknown key. Did you mean all_of?"),
        ("minutes = 60", 'minutes = 60\nrequire = ["why"]', "modules[4] “meet”: require: Unknown key. Did you mean requires?"),
    ],
)  # fmt: skip
def test_a_misspelled_key_that_may_be_left_out_is_recognized(tmp_path, right, wrong, said):
    course = SMALL["course.toml"].replace(right, wrong, 1)
    found = shelf.read_course(written(tmp_path / "small-circles", SMALL | {"course.toml": course}))
    assert f"small-circles/course.toml: {said}" in [str(one) for one in found.mistakes]
