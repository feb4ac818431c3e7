"""Reading on, answering, writing: what a person does in a module of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.catalog import kinds
from plm.catalog.model import Content, Edition, Module
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment, Status, closed_by
from plm.errors import NotFound, RuleBroken
from plm.learning.model import Attempt, Reflection, answered, plain
from plm.learning.store import Submissions
from plm.mongo import transactional


@dataclass(frozen=True)
class Opened:
    """A module that its learner has opened."""

    enrollment: Enrollment
    edition: Edition
    module: Module

    @property
    def closed_by(self) -> tuple[Module, ...]:
        """The modules that must be done first."""
        return closed_by(self.edition, self.module, self.enrollment.evidence)

    @property
    def open(self) -> bool:
        """Whether anything can be done in it; who has left the course can only read."""
        return self.enrollment.status is not Status.WITHDRAWN


def open_course(db: Database, enrollment_id: str, *, actor: Actor) -> tuple[Enrollment, Edition]:
    """An enrollment with the edition it is in, for its learner and for those who lead them.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it but may not read it.
    """
    enrollment = enrollment_actions.show(db, enrollment_id, actor=actor)
    return enrollment, enrollment_actions.edition_of(db, enrollment)


def open_module(db: Database, enrollment_id: str, module_id: str, *, actor: Actor) -> Opened:
    """A module of the actor's own enrollment.

    Raises:
        NotFound: no such enrollment or module, or outside the actor's scope.
        NotAllowed: the actor sees it, but it is not their own.
    """
    enrollment, edition = open_course(db, enrollment_id, actor=actor)
    actor.must(Permission.LEARNING_DO, enrollment.scope)
    if (module := edition.module(module_id)) is None:
        raise NotFound("Your edition of the course has no such module.")
    return Opened(enrollment, edition, module)


def give(
    db: Database, enrollment_id: str, module_id: str, given: Mapping[str, str], *, actor: Actor, now: datetime
) -> Enrollment:
    """Take what was done in a module of a kind that needs no more than its own rule.

    Args:
        given: what the page sent, by name.

    Raises:
        NotFound, NotAllowed: as `open_module`.
        RuleBroken: the kind refuses it, the module is not open yet, or they have left the course.
    """
    return enrollment_actions.record(
        db,
        enrollment_id,
        module_id,
        Content,
        lambda content, work: content.accept(work, given, now=now),
        actor=actor,
        now=now,
    )


# ── quizzes ───────────────────────────────────────────────────────────────────────────────────────


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
    if known := Submissions(db).attempt(attempt_id, writer=actor.person):
        return known, opened.enrollment
    right = sum(one.right for one in answered(quiz, chosen))
    attempt = Attempt(attempt_id, enrollment_id, module_id, actor.person, dict(chosen), right, len(quiz.questions), now)
    after = enrollment_actions.record_answers(
        db, enrollment_id, module_id, attempt.share, key=key, actor=actor, now=now
    )
    Submissions(db).add_attempt(attempt)
    return attempt, after


def attempt(db: Database, enrollment_id: str, module_id: str, key: str, *, actor: Actor) -> Attempt:
    """An attempt of the actor's own.

    Raises:
        NotFound: no such attempt.
    """
    found = Submissions(db).attempt(_attempt_id(enrollment_id, module_id, key), writer=actor.person)
    if found is None:
        raise NotFound("There is no such attempt.")
    return found


# ── reflections ───────────────────────────────────────────────────────────────────────────────────


def read_reflection(db: Database, opened: Opened, *, actor: Actor) -> Reflection:
    """What the actor wrote in a reflection of their own.

    Raises:
        NotFound, NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, opened.enrollment.scope)
    return Submissions(db).reflection(opened.enrollment.id, opened.module.id, writer=actor.person)


def save_draft(
    db: Database,
    enrollment_id: str,
    module_id: str,
    texts: Mapping[str, str],
    *,
    revision: int,
    over: bool = False,
    window: str = "",
    actor: Actor,
    now: datetime,
) -> tuple[Reflection, bool]:
    """Keep what somebody has typed so far; it is kept even when they have left the course.

    Args:
        texts: by prompt id; prompts that are not given keep their text.
        revision: the revision the window began with.
        over: they were told of a newer text and want this one in its place.
        window: names the window they type in.

    Returns:
        The reflection, and whether these texts now stand in it. If not, a newer one does, and these are kept beside it.

    Raises:
        NotFound, NotAllowed: as `open_module`.
        RuleBroken: the module asks for no reflection.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    known = {prompt.id for prompt in _prompts(opened)}
    given = {prompt: text for prompt, text in texts.items() if prompt in known}

    def rule(one: Reflection) -> Reflection:
        return one.write({**one.texts, **given}, revision=revision, over=over, window=window, now=now)

    after = Submissions(db).write(enrollment_id, module_id, rule, writer=actor.person)
    if opened.open and module_id not in opened.enrollment.modules:
        enrollment_actions.begin_module(db, enrollment_id, module_id, actor=actor, now=now)
    return after, _stands(after, given)


def hand_in(db: Database, enrollment_id: str, module_id: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Hand in the reflection as it stands.

    Each step may be done again, so a crash between them is mended by asking again.

    Raises:
        NotFound, NotAllowed: as `open_module`.
        RuleBroken: an answer is too short, or they have left the course.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    written = read_reflection(db, opened, actor=actor)
    if short := written.short(_prompts(opened)):
        raise RuleBroken(" ".join(short.values()), code="too-short")
    after = enrollment_actions.record_reflection(db, enrollment_id, module_id, actor=actor, now=now)
    Submissions(db).write(enrollment_id, module_id, lambda one: one.hand_in(now=now), writer=actor.person)
    return after


def _prompts(opened: Opened) -> tuple[kinds.Prompt, ...]:
    if (asked := opened.module.of(kinds.Reflection)) is None:
        raise RuleBroken("This module asks for no reflection.", code="wrong-kind")
    return asked.prompts


def _stands(reflection: Reflection, given: Mapping[str, str]) -> bool:
    return all(reflection.texts.get(prompt, "") == plain(text) for prompt, text in given.items())


def _attempt_id(enrollment_id: str, module_id: str, key: str) -> str:
    return f"{enrollment_id}:{module_id}:{key}"
