"""The eight courses that come with PLM are whole: as much of everything as they promise, and all of it usable."""

import itertools
import re

import pytest

from plm.catalog import readability, shelf, sums
from plm.catalog.actions import shipped_courses
from plm.catalog.files.timing import plan_of
from plm.catalog.kinds import Live, Practice, Quiz, Reflection
from plm.catalog.markdown import render
from plm.catalog.model import Edition, Page
from plm.catalog.shelf import Found

SHIPPED = {found.name: found for found in shelf.read([shipped_courses()])}
EDITIONS = {name: found.edition for name, found in SHIPPED.items() if found.edition}
LIVE = {
    f"{edition.course}: {module.title}": module
    for edition in EDITIONS.values()
    for module in edition.modules
    if module.of(Live)
}
PLAIN = 9.0, 11.0
"""The grades between which a reading is neither dull nor hard."""

of_each = pytest.mark.parametrize("found", SHIPPED.values(), ids=SHIPPED)
in_each = pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
in_each_session = pytest.mark.parametrize("module", LIVE.values(), ids=LIVE)


@of_each
def test_a_course_has_neither_mistake_nor_warning(found: Found):
    assert [str(one) for one in (*found.mistakes, *found.warnings)] == []


def test_together_they_hold_what_they_promise():
    total = sum((sums.of_course(edition) for edition in EDITIONS.values()), sums.Sums())
    assert len(EDITIONS) == 8
    assert 35 <= total.modules <= 45
    assert total.readings + total.guides >= 30_000
    assert total.questions >= 150
    assert total.prompts >= 40


@in_each
def test_a_course_reads_quizzes_and_asks_to_think_back(edition: Edition):
    kinds = {module.kind for module in edition.modules}
    assert kinds >= {"reading", "quiz", "reflection"}
    assert edition.requirement.sessions == sum(module.kind == "live" for module in edition.modules)


@in_each
def test_every_option_of_a_quiz_teaches(edition: Edition):
    for quiz in (module.of(Quiz) for module in edition.modules):
        for question in quiz.questions if quiz else ():
            taught = [option.feedback for option in question.options]
            assert min(len(words.split()) for words in taught) >= 3, question.id
            assert len(set(taught)) == len(taught), question.id


@in_each
def test_a_clock_hour_is_an_hour(edition: Edition):
    assert edition.hours * 60 == edition.minutes
    for module in edition.modules:
        # A reading stops again and again for something to try, so nobody needs the time of their fastest reading.
        assert sum(page.words for page in module.content.pages) <= 60 * module.minutes, module.title


@in_each
def test_a_course_reads_at_a_grade_that_people_meet_with_ease(edition: Edition):
    assert PLAIN[0] <= readability.of_course(edition) <= PLAIN[1]
    for module in edition.modules:
        if module.content.pages:
            assert PLAIN[0] <= readability.of_pages(module.content.pages) <= PLAIN[1], module.title


@in_each
def test_a_take_away_fits_on_a_sheet(edition: Edition):
    assert edition.takeaway
    assert sum(page.words for page in edition.takeaway) <= 450


@in_each_session
def test_a_guide_says_everything_that_who_runs_the_session_needs(module):
    guide = module.content.guide
    heads = "\n".join(page.title for page in guide).lower()
    text = "\n".join(page.text for page in guide)
    assert "materials" in heads, "what to bring"
    assert "what may go wrong" in heads
    assert "afterward" in heads
    assert re.search(r"\bopening\b|\bwelcome\b|\barrive\b", f"{heads}\n{text.lower()}"), "an opening"
    assert re.search(r"\bclos(?:e|ing)\b", f"{heads}\n{text.lower()}"), "a closing"
    # Script points: what to say, in quotation marks.
    assert len(re.findall(r"“[^”]{25,}”", text)) >= 4
    assert sum(page.words for page in guide) >= 5 * module.minutes


@in_each_session
def test_the_plan_of_a_guide_fills_its_session_without_a_gap(module):
    plan = plan_of(module.content.guide)
    assert len(plan) >= 4
    assert plan[0].start == 0
    assert plan[-1].end == module.minutes
    assert all(before.end == after.start for before, after in itertools.pairwise(plan))


@in_each
def test_everything_that_is_written_can_be_shown(edition: Edition):
    shown: list[Page] = list(edition.takeaway)
    for module in edition.modules:
        shown += module.content.pages
        shown += module.content.guide if isinstance(module.content, Live) else ()
    assert all(render(page.text).strip() for page in shown)


def test_every_kind_that_needs_nobody_else_is_shown_somewhere():
    contents = [module.content for edition in EDITIONS.values() for module in edition.modules]
    asked = {question.kind for one in contents if isinstance(one, Quiz) for question in one.questions}
    read_by = {prompt.audience for one in contents if isinstance(one, Reflection) for prompt in one.prompts}
    assert asked == {"single", "multiple", "scenario", "ordering", "matching"}
    assert read_by == {"private", "facilitator", "team"}
    assert any(isinstance(one, Practice) for one in contents)


def test_what_a_course_builds_on_is_there():
    for edition in EDITIONS.values():
        assert set(edition.door.courses) <= set(EDITIONS)
