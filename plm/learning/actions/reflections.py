"""Writing a reflection and handing it in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.catalog import kinds
from plm.catalog.kinds import Audience
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.errors import RuleBroken
from plm.learning.actions.opening import Opened, open_module
from plm.learning.model import Reflection, plain
from plm.learning.store import Reflections


def read_reflection(db: Database, opened: Opened, *, actor: Actor) -> Reflection:
    """What the actor wrote in a reflection of their own, with an audience for each answer.

    Raises:
        NotFound, NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, opened.enrollment.scope)
    found = Reflections(db).get(opened.enrollment.id, opened.module.id, writer=actor.person)
    return found.addressed(_prompts(opened))


def see_replies(db: Database, opened: Opened, *, actor: Actor, now: datetime) -> None:
    """Keep that the actor has seen the replies to a reflection of their own.

    Raises:
        NotFound, NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, opened.enrollment.scope)
    Reflections(db).write(opened.enrollment.id, opened.module.id, lambda one: one.seen(now=now), writer=actor.person)


def save_draft(
    db: Database,
    enrollment_id: str,
    module_id: str,
    texts: Mapping[str, str],
    *,
    revision: int,
    over: bool = False,
    window: str = "",
    audiences: Mapping[str, Audience] | None = None,
    actor: Actor,
    now: datetime,
) -> tuple[Reflection, bool]:
    """Keep what somebody has typed so far; it is kept even when they have left the course.

    Args:
        texts: by prompt id; prompts that are not given keep their text.
        revision: the revision the window began with.
        over: they were told of a newer text and want this one in its place.
        window: names the window they type in.
        audiences: who reads an answer from now on, by prompt id, where the writer chose anew. A choice holds even
            when the texts are set aside, and never opens what was handed in.

    Returns:
        The reflection, and whether these texts now stand in it. If not, a newer one does, and these are kept beside it.

    Raises:
        NotFound, NotAllowed: as `open_module`.
        RuleBroken: the module asks for no reflection.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    prompts = _prompts(opened)
    known = {prompt.id for prompt in prompts}
    given = {prompt: text for prompt, text in texts.items() if prompt in known}

    def rule(one: Reflection) -> Reflection:
        begun = one.addressed(prompts)
        after = begun.write({**one.texts, **given}, revision=revision, over=over, window=window, now=now)
        after = after.choose(audiences or {}, prompts, now=now)
        if after == begun and one.begun_at is None:
            return one  # Nothing was written or chosen yet.
        return replace(after, course=opened.enrollment.course, school=actor.school)

    after = Reflections(db).write(enrollment_id, module_id, rule, writer=actor.person)
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
    Reflections(db).write(enrollment_id, module_id, lambda one: one.hand_in(now=now), writer=actor.person)
    return after


def _prompts(opened: Opened) -> tuple[kinds.Prompt, ...]:
    if (asked := opened.module.of(kinds.Reflection)) is None:
        raise RuleBroken("This module asks for no reflection.", code="wrong-kind")
    return asked.prompts


def _stands(reflection: Reflection, given: Mapping[str, str]) -> bool:
    return all(reflection.texts.get(prompt, "") == plain(text) for prompt, text in given.items())
