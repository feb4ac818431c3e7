"""Publishing: what is said, what is stored, and what races leave behind."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pymongo.database import Database

from plm.access import SYSTEM
from plm.catalog import actions
from plm.catalog.kinds import Option, Prompt, Question, Reading
from plm.catalog.messages import changes
from plm.catalog.model import Requirement
from plm.catalog.store import COURSES, EDITIONS, Courses, Editions
from plm.errors import NotAllowed, NotFound, RuleBroken
from tests.builders import edition, live, reading, reflection
from tests.cast import ADA, DEE, FERN, MATEO, NOW, PRIYA

OLD = edition()
WHY, CHECK, THINK, MEET = OLD.modules


def told(new) -> tuple[str, ...]:
    """What is said when this edition follows the old one."""
    return changes(OLD, new)


def with_quiz(**changed):
    """The old edition with another quiz."""
    return replace(OLD, modules=(WHY, replace(CHECK, content=replace(CHECK.content, **changed)), THINK, MEET))


ONE, TWO = CHECK.content.questions
THREE = Question("three", "Why?", many=False, options=(Option("A", True, "Yes."), Option("B", False, "No.")))


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (OLD, ()),
        (replace(OLD, title="Roots"), ("The title “Foundations” is now “Roots”.",)),
        (replace(OLD, summary="New."), ("The summary is reworded.",)),
        (replace(OLD, audience="Counselors"), ("The audience is reworded.",)),
        (replace(OLD, outcomes=("Do it",)), ("The outcomes are reworded.",)),
        (replace(OLD, hours=3.5), ("It gives 3.5 hours of credit, not 3 hours.",)),
        (replace(OLD, valid_months=1), ("A completion counts for one month, not for good.",)),
        (
            replace(OLD, requirement=Requirement(2, 0.8)),
            (
                (
                    "Completion asks for every module and two sessions with at least 80% of the minutes, "
                    "not every module and one session with at least 90% of the minutes."
                ),
            ),
        ),
        (replace(OLD, modules=(WHY, CHECK, MEET)), ("The module “Think back” is gone.",)),
        (replace(OLD, modules=(*OLD.modules, live("again"))), ("The module “Meet” is new.",)),
        (
            replace(OLD, modules=(CHECK, WHY, THINK, MEET)),
            ("The module “Check yourself” comes first now.",),
        ),
        (replace(OLD, modules=(WHY, MEET, CHECK, THINK)), ("The module “Meet” follows “Why it matters” now.",)),
        (
            replace(OLD, modules=(replace(WHY, title="Why"), CHECK, THINK, MEET)),
            ("The module “Why it matters” is now called “Why”.",),
        ),
        (replace(OLD, modules=(WHY, CHECK, THINK, live(minutes=60))), ("“Meet” takes 1 hour, not 1 hour 30 minutes.",)),
        (
            replace(OLD, modules=(replace(reflection("read", 10), title=WHY.title), CHECK, THINK, MEET)),
            ("“Why it matters” is a reflection now, not a reading.",),
        ),
        (replace(OLD, modules=(reading(pages=3), CHECK, THINK, MEET)), ("“Why it matters”: one page is new.",)),
        (
            replace(
                OLD,
                modules=(
                    replace(WHY, content=Reading((replace(WHY.content.pages[0], text="Else."),))),
                    CHECK,
                    THINK,
                    MEET,
                ),
            ),
            ("“Why it matters”: one page is gone and one is reworded.",),
        ),
        (
            replace(OLD, modules=(replace(WHY, content=Reading(WHY.content.pages[::-1])), CHECK, THINK, MEET)),
            ("“Why it matters”: the pages stand in another order.",),
        ),
        (with_quiz(questions=(replace(ONE, text="Else?"), TWO)), ("“Check yourself”: one question is reworded.",)),
        (
            with_quiz(questions=(replace(TWO, text="Else?"), THREE)),
            ("“Check yourself”: one question is new, one is gone and one is reworded.",),
        ),
        (with_quiz(pass_share=0.5), ("“Check yourself”: 50% right passes, not 100%.",)),
        (with_quiz(attempts=1), ("“Check yourself”: 1 attempt allowed, not any number of attempts.",)),
        (with_quiz(intro="Else."), ("“Check yourself”: the introduction is reworded.",)),
        (
            replace(
                OLD,
                modules=(
                    WHY,
                    CHECK,
                    replace(THINK, content=replace(THINK.content, prompts=(*THINK.content.prompts, Prompt("b", "B?")))),
                    MEET,
                ),
            ),
            ("“Think back”: one prompt is new.",),
        ),
        (
            replace(OLD, modules=(WHY, CHECK, replace(THINK, content=replace(THINK.content, intro="Else.")), MEET)),
            ("“Think back”: the introduction is reworded.",),
        ),
    ],
)
def test_what_changed_is_said_in_words(new, said):
    assert told(new) == said


def test_a_first_edition_is_stored_and_live(db: Database):
    (published,) = actions.publish(db, [OLD], actor=SYSTEM, now=NOW)
    assert (published.edition.number, published.before, published.unchanged) == (1, 0, False)
    assert [course.edition for course in actions.live(db)] == [OLD.id]
    line = db["audit"].find_one({"verb": "course.published"})
    assert line["subject"] == "foundations"
    assert line["facts"] == {"edition": OLD.id, "number": 1, "before": 0, "changes": []}


def test_the_same_content_again_writes_nothing(db: Database):
    actions.publish(db, [OLD], actor=SYSTEM, now=NOW)
    (published,) = actions.publish(db, [OLD], actor=SYSTEM, now=NOW)
    assert published.unchanged
    assert db["audit"].count_documents({}) == 1


def test_a_change_is_the_next_edition_and_the_first_one_stays(db: Database):
    actions.publish(db, [OLD], actor=SYSTEM, now=NOW)
    (published,) = actions.publish(db, [replace(OLD, title="Roots")], actor=SYSTEM, now=NOW)
    assert (published.before, published.edition.number) == (1, 2)
    assert published.changes == ("The title “Foundations” is now “Roots”.",)
    assert replace(Editions(db).get(OLD.id), number=0, published_at=None) == OLD
    assert Courses(db).get("foundations").title == "Roots"


def test_going_back_makes_the_earlier_edition_live_again(db: Database):
    for content in (OLD, replace(OLD, title="Roots"), OLD):
        (published,) = actions.publish(db, [content], actor=SYSTEM, now=NOW)
    assert (published.before, published.edition.number, published.unchanged) == (2, 1, False)
    assert Courses(db).get("foundations").editions == 2
    (published,) = actions.publish(db, [replace(OLD, title="Third")], actor=SYSTEM, now=NOW)
    assert published.edition.number == 3


def test_only_those_who_may_publish(cast: Database):
    for who in (MATEO, PRIYA, FERN):
        with pytest.raises(NotAllowed):
            actions.publish(cast, [OLD], actor=who.actor(), now=NOW)
    for who in (DEE, ADA):
        actions.publish(cast, [OLD], actor=who.actor(), now=NOW)
    with pytest.raises(NotAllowed):
        actions.unpublish(cast, "foundations", actor=MATEO.actor(), now=NOW)
    with pytest.raises(NotAllowed):
        actions.standing(cast, actor=MATEO.actor())
    assert actions.course(cast, "foundations", actor=MATEO.actor()).title == "Foundations"


def test_an_unpublished_course_takes_no_newcomers_until_it_is_published_again(db: Database):
    actions.publish(db, [OLD], actor=SYSTEM, now=NOW)
    actions.unpublish(db, "foundations", actor=SYSTEM, now=NOW)
    assert actions.live(db) == []
    assert not actions.course(db, "foundations", actor=SYSTEM).published
    with pytest.raises(RuleBroken, match="takes no newcomers already"):
        actions.unpublish(db, "foundations", actor=SYSTEM, now=NOW)
    (published,) = actions.publish(db, [OLD], actor=SYSTEM, now=NOW)
    assert (published.reopened, published.unchanged, published.edition.number) == (True, False, 1)
    assert len(actions.live(db)) == 1


def test_a_course_that_never_was_cannot_be_unpublished(db: Database):
    with pytest.raises(NotFound):
        actions.unpublish(db, "nowhere", actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("attempt", range(5))
def test_publishing_the_same_at_once_makes_one_edition(db: Database, attempt: int):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: actions.publish(db, [OLD], actor=SYSTEM, now=NOW), range(6)))
    assert EDITIONS.of(db).count_documents({}) == 1
    assert COURSES.of(db).count_documents({}) == 1
    assert db["audit"].count_documents({"verb": "course.published"}) == 1


def test_publishing_different_things_at_once_numbers_each_once(db: Database):
    several = [replace(OLD, title=f"Foundations {number}") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: actions.publish(db, [one], actor=SYSTEM, now=NOW), several))
    numbers = {one.id: one.number for one in Editions(db).of_course("foundations")}
    assert sorted(numbers.values()) == [1, 2, 3, 4, 5, 6]
    course = Courses(db).get("foundations")
    assert numbers[course.edition] == course.editions == 6
    assert [line["facts"]["number"] for line in db["audit"].find({}).sort("facts.number")] == [1, 2, 3, 4, 5, 6]


def test_the_shipped_courses_are_published_once(db: Database):
    first = actions.publish_shipped(db, actor=SYSTEM, now=NOW)
    assert {one.edition.number for one in first} == {1}
    assert all(one.unchanged for one in actions.publish_shipped(db, actor=SYSTEM, now=NOW))
    folders = [one.name for one in actions.shipped_courses().iterdir() if (one / "course.toml").exists()]
    assert sorted(course.slug for course in actions.live(db)) == sorted(folders)


def test_a_spoiled_shipped_course_publishes_nothing(db: Database, small, monkeypatch):
    folder = small()
    (folder / "01-why.md").unlink()
    monkeypatch.setattr(actions.shipped, "shipped_courses", lambda: folder.parent)
    with pytest.raises(RuleBroken, match=r"There is no file 01-why\.md"):
        actions.publish_shipped(db, actor=SYSTEM, now=NOW)
    assert EDITIONS.of(db).count_documents({}) == 0
