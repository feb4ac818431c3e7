"""Enrollment documents by the hundred thousand.

Each state an enrollment can reach is played once, through the real rules and the store's own
document; the half million then differ only in ids and moments, which are filled in. A test plays
some of them in full and compares.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from plm.catalog.kinds import Quiz, Reading, Reflection
from plm.catalog.model import Edition, Module
from plm.enrollment.model import Enrollment, SessionWork, digest, enroll
from plm.enrollment.store import enrollment_from, enrollment_to
from plm.mongo.collection import Doc

Act = Callable[[Enrollment, datetime], Enrollment]

_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class Manner(StrEnum):
    """How somebody takes quizzes."""

    STEADY = "steady"
    RETRY = "retry"
    STUCK = "stuck"


@dataclass(frozen=True)
class Pattern:
    """One state of an enrollment as documents: what it holds, and which modules, without moments."""

    document: Doc
    modules: tuple[tuple[str, Doc, bool], ...]
    completed: bool


@dataclass(frozen=True)
class Times:
    """When somebody began a module, and when they last touched it."""

    begun_at: datetime
    touched_at: datetime


class Script:
    """What somebody does in an edition, act by act, and the pattern after each.

    Attributes:
        ends: how many acts lie behind when each module (live ones left out) is done.
        stuck: whether the script ends before a quiz that cannot be passed.
    """

    def __init__(self, edition: Edition, manner: Manner) -> None:
        self.edition = edition
        self.manner = manner
        self.modules: list[str] = []
        self.ends: list[int] = []
        self.acts: list[Act] = []
        self.stuck = False
        for module in edition.modules:
            if module.content.by_sessions:
                continue
            self.modules.append(module.id)
            self.acts += self._acts(module)
            self.ends.append(len(self.acts))
            if self.stuck:
                break
        self._patterns: dict[tuple[int, bool], Pattern] = {}

    @cached_property
    def fresh(self) -> Enrollment:
        """Nobody's enrollment with nothing done."""
        return enroll("", "", self.edition, by="", due_on=None, cycle="", now=_SOME_TIME)

    def play(self, fresh: Enrollment, times: Sequence[Times], acts: int) -> Enrollment:
        """Play the first acts: the first of a module falls on its beginning, the others on its last touch."""
        one = fresh
        first = 0
        for end, moment in zip(self.ends, times, strict=False):
            for place in range(first, min(end, acts)):
                one = self.acts[place](one, moment.begun_at if place == first else moment.touched_at)
            first = end
        return replace(one, version=min(acts, len(self.acts)))

    def pattern(self, acts: int, *, met: bool) -> Pattern:
        """The state after so many acts; `met` says that the sessions asked for were attended."""
        key = (acts, met)
        if key not in self._patterns:
            one = self.play(self.fresh, [Times(_SOME_TIME, _SOME_TIME)] * len(self.ends), acts)
            if met:
                for place in range(self.edition.requirement.sessions):
                    work = SessionWork("", 1, 1, _SOME_TIME.date())
                    one = one.attend(self.edition, str(place), work, award="-", now=_SOME_TIME)
            self._patterns[key] = _pattern(one)
        return self._patterns[key]

    def _acts(self, module: Module) -> list[Act]:
        acts: list[Act] = [partial(_begin, edition=self.edition, module=module.id)]
        match module.content:
            case Reading(text=pages):
                acts += [
                    partial(_turn_page, edition=self.edition, module=module.id, page=page)
                    for page in range(1, len(pages) + 1)
                ]
            case Reflection():
                acts.append(partial(_reflect, edition=self.edition, module=module.id))
            case _:
                acts += self._attempts(module)
        return acts

    def _attempts(self, module: Module) -> list[Act]:
        quiz = module.of(Quiz)
        if quiz is None:
            return []
        total = quiz.size
        fails = (quiz.needed - 1) / total
        shares = [1.0]
        if self.manner is Manner.STUCK and quiz.attempts:
            self.stuck = True
            shares = [fails] * quiz.attempts
        elif self.manner is Manner.RETRY and quiz.attempts != 1:
            shares = [fails, quiz.needed / total]
        return [
            partial(
                _answer,
                edition=self.edition,
                module=module.id,
                share=share,
                key=f"try-{place}",
                later=timedelta(hours=quiz.wait_hours) * (place - 1),
            )
            for place, share in enumerate(shares, 1)
        ]


def _begin(one: Enrollment, now: datetime, *, edition: Edition, module: str) -> Enrollment:
    return one.begin(edition, module, now=now)


def _turn_page(one: Enrollment, now: datetime, *, edition: Edition, module: str, page: int) -> Enrollment:
    return one.turn_page(edition, module, page, read=True, award="-", now=now)


def _reflect(one: Enrollment, now: datetime, *, edition: Edition, module: str) -> Enrollment:
    return one.reflect(edition, module, award="-", now=now)


def _answer(
    one: Enrollment, now: datetime, *, edition: Edition, module: str, share: float, key: str, later: timedelta
) -> Enrollment:
    return one.answer(edition, module, share, key=key, award="-", now=now + later)


def _pattern(one: Enrollment) -> Pattern:
    document = enrollment_to(one)
    modules = document.pop("modules")
    del document["sessions"]
    return Pattern(
        document=document,
        modules=tuple((module_id, work, work["done_at"] is not None) for module_id, work in modules.items()),
        completed=one.completed_at is not None,
    )


def filled(
    pattern: Pattern,
    *,
    person: str,
    school: str,
    cycle: str,
    enrolled_at: datetime,
    enrolled_by: str,
    due_on: date | None,
    times: Sequence[Times],
    sessions: Doc,
    attended_at: datetime | None,
    award: str,
) -> Doc:
    """The document of an enrollment in this state.

    Args:
        times: of the modules begun, in the edition's order.
        sessions: attendance by session id, as the store keeps it.
        attended_at: when the last of them was marked.
        award: the certificate's code, used if this state is a completion.
    """
    document: dict[str, Any] = pattern.document.copy()
    document["_id"] = f"{person}:{document['course']}:{cycle}"
    document["person"] = person
    document["school"] = school
    document["cycle"] = cycle
    document["enrolled_at"] = enrolled_at
    document["enrolled_by"] = enrolled_by
    document["due_on"] = due_on.isoformat() if due_on else None
    modules = {}
    touched_at = None
    for (module_id, base, done), moment in zip(pattern.modules, times, strict=True):
        touched_at = moment.touched_at
        modules[module_id] = {
            **base,
            "begun_at": moment.begun_at,
            "touched_at": touched_at,
            "done_at": touched_at if done else None,
        }
        if "tried_at" in base:
            modules[module_id]["tried_at"] = touched_at
    document["modules"] = modules
    document["sessions"] = sessions
    document["touched_at"] = touched_at
    document["version"] += len(sessions)
    if pattern.completed:
        document["completed_at"] = max(moment for moment in (touched_at, attended_at) if moment is not None)
        document["award"] = award
        # Sessions attended where none are asked for come after the completion and settle nothing.
        weighed = document if attended_at else {**document, "sessions": {}}
        evidence = digest(enrollment_from(weighed).evidence)
        document["decision"] = {**document["decision"], "evidence": evidence, "at": document["completed_at"]}
    return document
