"""Answering the evaluation of a course, and reading what was answered."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.catalog.model import Course, Edition
from plm.catalog.store import Courses
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.enrollment.store import Enrollments
from plm.errors import NotAllowed, RuleBroken
from plm.learning.actions.items import EVER
from plm.learning.actions.opening import open_course
from plm.learning.model.evaluation import Evaluation, Results, is_asked, is_open, results
from plm.learning.store import Evaluations
from plm.sections.store import Sections

_MIXED = secrets.SystemRandom()


@dataclass(frozen=True)
class Evaluating:
    """Somebody before the evaluation of their course.

    Attributes:
        asked: whether completion asks for it.
        open: whether it may be answered now.
    """

    enrollment: Enrollment
    edition: Edition
    asked: bool
    open: bool

    @property
    def answered(self) -> bool:
        """Whether it was answered before."""
        return self.enrollment.evaluated_at is not None


def evaluating(enrollment: Enrollment, edition: Edition) -> Evaluating:
    """Whether and when this enrollment is asked for the evaluation."""
    return Evaluating(enrollment, edition, is_asked(edition), is_open(edition, enrollment))


def open_evaluation(db: Database, enrollment_id: str, *, actor: Actor) -> Evaluating:
    """The evaluation of a course of the actor's own.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it, but it is not their own.
    """
    enrollment, edition = open_course(db, enrollment_id, actor=actor)
    actor.must(Permission.LEARNING_DO, enrollment.scope)
    return evaluating(enrollment, edition)


def evaluate(
    db: Database,
    enrollment_id: str,
    ratings: Mapping[str, int],
    said: Mapping[str, str],
    *,
    actor: Actor,
    zone: ZoneInfo,
    now: datetime,
) -> tuple[Enrollment, bool]:
    """Take an answer, once for each enrollment.

    Two writes are made, and on purpose not in one transaction: MongoDB's log would keep the two side by side, and with
    them whose answer it is. The enrollment is marked first, then the answer is kept without it. Should PLM stop between
    the two, one answer without a name is lost, and its person has done what was asked. The other way round somebody
    could answer twice, and results that can be stuffed are worth less than results that lack one.

    Args:
        ratings: from 1 to 5, by statement; said: texts by question. What is left out is not there.
        zone: whose month it is.

    Returns:
        The enrollment, and whether this answer was kept: false when there was one before.

    Raises:
        NotFound, NotAllowed: as `open_evaluation`.
        RuleBroken: it is not open yet, or they have left the course.
    """
    asking = open_evaluation(db, enrollment_id, actor=actor)
    if not asking.open:
        raise RuleBroken(when_open(asking), code="not-open")
    after, first = enrollment_actions.record_evaluation(db, enrollment_id, actor=actor, now=now)
    if first:
        month = now.astimezone(zone).strftime("%Y-%m")
        answer = Evaluation(secrets.token_hex(16), after.course, after.edition, after.cycle, month, ratings, said)
        Evaluations(db).add([answer])
    return after, first


def when_open(asking: Evaluating) -> str:
    """When the evaluation opens, in a sentence."""
    if asking.asked:
        return "The evaluation opens once you have done half of the modules."
    return "The evaluation opens once you have completed the course."


def may_read(db: Database, slug: str, *, actor: Actor) -> bool:
    """Whether somebody may read what was answered about a course: directors, and who runs a section of it."""
    if actor.may(Permission.EVALUATION_READ, DISTRICT):
        return True
    run = Sections(db).run_by(actor.person, since=EVER)
    own = [one for one in run if one.course == slug and one.cancelled_at is None]
    return any(actor.may(Permission.EVALUATION_READ, one.scope) for one in own)


def read_evaluation(db: Database, slug: str, *, actor: Actor) -> tuple[Course, Results]:
    """What may be shown of the answers to the evaluation of a course.

    Raises:
        NotFound: no such course.
        NotAllowed: the actor neither directs nor runs a section of it.
    """
    course = Courses(db).get(slug)
    if not may_read(db, slug, actor=actor):
        raise NotAllowed
    offered = Enrollments(db).half_through(slug)
    return course, results(Evaluations(db).to(slug), offered=offered, rng=_MIXED)
