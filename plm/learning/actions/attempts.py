"""Answering a quiz."""

from collections.abc import Mapping
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor
from plm.catalog import kinds
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.errors import NotFound, RuleBroken
from plm.learning.actions.opening import open_module
from plm.learning.model import Attempt, answered
from plm.learning.store import Attempts
from plm.mongo import transactional


@transactional
def answer(
    db: Database,
    enrollment_id: str,
    module_id: str,
    chosen: Mapping[str, tuple[int, ...]],
    *,
    key: str,
    actor: Actor,
    now: datetime,
) -> tuple[Attempt, Enrollment]:
    """Answer a quiz: keep what was chosen and count the attempt, both or neither.

    Args:
        chosen: positions (from 0) of the options chosen, by question id.
        key: names the attempt; the same key again counts once and gives what it gave.

    Raises:
        NotFound, NotAllowed: as `open_module`.
        RuleBroken: no tries left, no quiz, or they have left the course.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    quiz = opened.module.of(kinds.Quiz)
    if quiz is None:
        raise RuleBroken("This module has no questions.", code="wrong-kind")
    attempt_id = _attempt_id(enrollment_id, module_id, key)
    if known := Attempts(db).get(attempt_id, writer=actor.person):
        return known, opened.enrollment
    right = sum(one.right for one in answered(quiz, chosen))
    attempt = Attempt(attempt_id, enrollment_id, module_id, actor.person, dict(chosen), right, len(quiz.questions), now)
    after = enrollment_actions.record_answers(
        db, enrollment_id, module_id, attempt.share, key=key, actor=actor, now=now
    )
    Attempts(db).add(attempt)
    return attempt, after


def attempt(db: Database, enrollment_id: str, module_id: str, key: str, *, actor: Actor) -> Attempt:
    """An attempt of the actor's own.

    Raises:
        NotFound: no such attempt.
    """
    found = Attempts(db).get(_attempt_id(enrollment_id, module_id, key), writer=actor.person)
    if found is None:
        raise NotFound("There is no such attempt.")
    return found


def _attempt_id(enrollment_id: str, module_id: str, key: str) -> str:
    return f"{enrollment_id}:{module_id}:{key}"
