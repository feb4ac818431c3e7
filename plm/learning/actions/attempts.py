"""Answering a quiz."""

from collections.abc import Mapping
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor
from plm.catalog.kinds import Quiz
from plm.catalog.store import Editions
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.errors import NotFound, RuleBroken
from plm.learning.actions.opening import Opened, open_module
from plm.learning.model import Attempt, Paper, number_of_next, paper
from plm.learning.store import Attempts
from plm.mongo import transactional

OVER = "over"
"""The code of the refusal of a form whose attempt is counted already."""

MOVED = "moved"
"""The code of the refusal of a form whose learner was moved to another edition meanwhile."""


def quiz_in(opened: Opened) -> Quiz:
    """The questions of a module.

    Raises:
        NotFound: it has none.
    """
    if (quiz := opened.module.of(Quiz)) is None:
        raise NotFound("This module has no questions.")
    return quiz


def paper_of(opened: Opened, number: int = 0) -> Paper:
    """What an attempt asks its learner.

    Args:
        number: of the attempt, counted from 1; without it the one that comes next.

    Raises:
        NotFound: the module has no questions.
    """
    number = number or number_of_next(opened.enrollment.modules.get(opened.module.id))
    return paper(quiz_in(opened), opened.enrollment.id, opened.module.id, number)


@transactional
def answer(
    db: Database,
    enrollment_id: str,
    module_id: str,
    chosen: Mapping[str, tuple[int, ...]],
    *,
    key: str,
    number: int = 0,
    edition: str = "",
    actor: Actor,
    now: datetime,
) -> tuple[Attempt, Enrollment]:
    """Answer a quiz: keep what was chosen and count the attempt, both or neither.

    Args:
        chosen: what was chosen, by question id, as `Question` counts it.
        key: names the attempt; the same answers with the same key count once and give what they gave.
        number: the attempt that was answered, counted from 1; without it the one that comes next.
        edition: id of the edition whose questions were answered; without it the one they are in.

    Raises:
        NotFound, NotAllowed: as `open_module`; NotFound also when the module has no questions.
        RuleBroken: that attempt is counted already, there is none left or it is not open yet, an answer is none to
            its questions, or they have left the course.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    asked = paper_of(opened)
    if known := Attempts(db).get(_attempt_id(enrollment_id, module_id, key), writer=actor.person):
        if known.chosen == chosen:
            return known, opened.enrollment
        raise RuleBroken("These answers came with a form that is counted already.", code=OVER)
    if number not in (0, asked.number):
        raise RuleBroken("These answers belong to a try that is counted already.", code=OVER)
    if edition not in ("", opened.edition.id):
        raise RuleBroken(
            "You were moved to a newer edition of the course while you answered, and its questions may be others. "
            "Nothing is counted: please answer them as they stand here.",
            code=MOVED,
        )
    attempt = Attempt(
        id=_attempt_id(enrollment_id, module_id, key),
        enrollment=enrollment_id,
        module=module_id,
        person=actor.person,
        chosen=dict(chosen),
        right=sum(one.right for one in asked.marked(chosen)),
        of=len(asked.questions),
        at=now,
        number=asked.number,
        asked=tuple(question.id for question in asked.questions),
        edition=opened.edition.id,
    )
    after = enrollment_actions.record_answers(
        db, enrollment_id, module_id, attempt.share, key=key, actor=actor, now=now
    )
    Attempts(db).add(attempt)
    return attempt, after


def attempt(db: Database, opened: Opened, key: str, *, actor: Actor) -> tuple[Attempt, Quiz]:
    """An attempt of the actor's own, with the quiz as it was then.

    Raises:
        NotFound: no such attempt.
    """
    found = Attempts(db).get(_attempt_id(opened.enrollment.id, opened.module.id, key), writer=actor.person)
    if found is None:
        raise NotFound("There is no such attempt.")
    edition = Editions(db).get(found.edition) if found.edition else opened.edition
    module = edition.module(opened.module.id)
    quiz = module.of(Quiz) if module else None
    if quiz is None:
        raise NotFound("There is no such attempt.")
    return found, quiz


def _attempt_id(enrollment_id: str, module_id: str, key: str) -> str:
    return f"{enrollment_id}:{module_id}:{key}"
