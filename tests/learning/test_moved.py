"""A quiz that is being answered while its learner is moved to another edition."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from pymongo.database import Database

from plm.catalog.kinds import Option, Quiz
from plm.enrollment import actions as enrolling
from plm.enrollment.actions.moving import move_section
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.learning import actions
from plm.sections.store import Sections
from tests.builders import edition, publish, quiz, section
from tests.cast import FERN, MATEO, NOW

HERE = "/enrollments/mateo:foundations:2026-27/modules/check"


def turned() -> Quiz:
    """The same questions, of which the first has its options the other way round."""
    content = quiz().content
    assert isinstance(content, Quiz)
    first, second = content.questions
    options: tuple[Option, ...] = tuple(reversed(first.options))
    return replace(content, questions=(replace(first, options=options), second))


@pytest.fixture
def old(cast: Database) -> str:
    """Mateo has a seat and takes the first edition; returns its id."""
    made = publish(cast, edition(modules=(quiz(attempts=1),), sessions=0))
    Sections(cast).add(section())
    enrolling.take_seat(cast, "sec1", actor=MATEO.actor(), now=NOW)
    return made.id


def move(db: Database) -> None:
    new = publish(db, edition(modules=(replace(quiz(), content=replace(turned(), attempts=1)),), sessions=0))
    move_section(db, "sec1", [MATEO.id], edition=new.id, actor=FERN.actor(), now=NOW)


def test_answers_to_other_questions_count_nothing_and_the_questions_are_shown_anew(cast: Database, old: str, browse):
    client = browse(MATEO)
    form = BeautifulSoup(client.get(HERE).data, "html.parser")
    assert form.select_one("input[name=edition]")["value"] == old
    sent = {one["name"]: one.get("value", "") for one in form.select("main form input[type=hidden]")}
    sent |= {"q-one": "0", "q-two": ["0", "1"]}
    move(cast)
    answer = client.post(f"{HERE}/answers", data=sent)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.data, "html.parser")
    assert "You were moved to a newer edition of the course while you answered" in page.get_text(" ")
    assert Enrollments(cast).get("mateo:foundations:2026-27").modules["check"].attempts == 0
    assert page.select_one("input[name=edition]")["value"] != old
    sent |= {one["name"]: one.get("value", "") for one in page.select("main form input[type=hidden]")}
    done = client.post(f"{HERE}/answers", data=sent | {"q-one": "1"}, follow_redirects=True)
    assert "You passed" in BeautifulSoup(done.data, "html.parser").get_text(" ")


def test_answers_that_were_counted_before_the_move_stay_what_they_were(cast: Database, old: str):
    one, actor = "mateo:foundations:2026-27", MATEO.actor()
    given = {"one": (0,), "two": (0, 1)}
    first, _ = actions.answer(cast, one, "check", given, key="k1k1k1k1", number=1, edition=old, actor=actor, now=NOW)
    again, _ = actions.answer(cast, one, "check", given, key="k1k1k1k1", number=1, edition=old, actor=actor, now=NOW)
    assert (again.right, again.id) == (first.right, first.id)
    with pytest.raises(RuleBroken) as refusal:
        actions.answer(cast, one, "check", given, key="k2k2k2k2", edition="foundations@0", actor=actor, now=NOW)
    assert refusal.value.code == actions.MOVED
