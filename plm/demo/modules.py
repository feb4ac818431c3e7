"""Playing one module of a course from its beginning to its end, by the rules of its kind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from plm.catalog import kinds
from plm.catalog.kinds import Question, Quiz
from plm.catalog.model import Edition, Module
from plm.demo.practice import Reader, counted, logged
from plm.demo.words import reflection
from plm.enrollment.model import Enrollment
from plm.learning.model import Attempt, Reflection, paper
from plm.learning.model.entries import Entry, State


@dataclass(frozen=True)
class Event:
    """Something that happens to an enrollment at a moment."""

    at: datetime
    act: Callable[[Enrollment], Enrollment]


@dataclass(frozen=True)
class Stay:
    """Somebody's stay in one module.

    Attributes:
        enrollment: as it was when they enrolled.
        award: the certificate's code to use should this complete the course.
        reader: who reads what they log, should it be a practice log.
        zone: the clock by which they work.
        passes: whether they pass, should it be a quiz.
    """

    enrollment: Enrollment
    edition: Edition
    module: Module
    begun_at: datetime
    done_at: datetime
    award: str
    reader: Reader
    zone: ZoneInfo
    passes: bool = True


@dataclass
class Done:
    """What a stay leaves behind."""

    events: list[Event] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    reflections: list[Reflection] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def play_module(stay: Stay, rng: Random) -> Done:
    """Everything that is done in one module."""
    edition, module, begun_at, done_at = stay.edition, stay.module, stay.begun_at, stay.done_at
    done = Done([Event(begun_at, lambda one: one.begin(edition, module.id, now=begun_at))])
    if quiz := module.of(Quiz):
        _tries(stay, quiz, done, rng)
    elif asked := module.of(kinds.Reflection):
        done.reflections.append(_reflection(stay, asked, rng))
        done.events.append(Event(done_at, lambda one: one.reflect(edition, module.id, award=stay.award, now=done_at)))
    elif film := module.of(kinds.Video):
        done.events.append(Event(done_at, _watch(edition, module, film, stay.award, done_at)))
    elif log := module.of(kinds.Practice):
        states = [State.ACCEPTED] * log.entries
        first = len(stay.enrollment.id) + ord(stay.enrollment.person[-1])
        done.entries += logged(
            stay.enrollment, module, log, states, stay.reader, first=first, until=done_at, zone=stay.zone
        )
        done.events.append(Event(done_at, counted(edition, module, done.entries, stay.award, done_at)))
    elif pages := len(module.content.pages):
        step = (done_at - begun_at) / pages
        for page in range(1, pages + 1):
            at = (begun_at + step * page).replace(microsecond=0)
            done.events.append(Event(at, turn(edition, module, page, stay.award, at)))
    return done


def between(quiz: Quiz) -> timedelta:
    """The time between two attempts."""
    return max(timedelta(minutes=12), timedelta(hours=quiz.wait_hours))


def turn(edition: Edition, module: Module, page: int, award: str, at: datetime) -> Callable[[Enrollment], Enrollment]:
    """Read a page of a reading to its end."""
    return lambda one: one.turn_page(edition, module.id, page, read=True, award=award, now=at)


def _tries(stay: Stay, quiz: Quiz, done: Done, rng: Random) -> None:
    total = quiz.size
    if not stay.passes:
        rights = [max(0, quiz.needed - 1 - place % 2) for place in range(quiz.attempts)]
    elif rng.random() < 0.3 and not quiz.wait_hours:
        rights = [quiz.needed - 1, rng.choice((quiz.needed, total))]
    else:
        rights = [rng.choice((quiz.needed, total, total))]
    for place, right in enumerate(rights):
        tried_at = stay.done_at + between(quiz) * place
        key = f"{rng.getrandbits(64):016x}"
        asked = paper(quiz, stay.enrollment.id, stay.module.id, place + 1).questions
        missed = rng.sample(range(total), total - right)
        done.attempts.append(
            Attempt(
                id=f"{stay.enrollment.id}:{stay.module.id}:{key}",
                enrollment=stay.enrollment.id,
                module=stay.module.id,
                person=stay.enrollment.person,
                chosen={
                    one.id: _wrong(one, rng) if number in missed else one.answer for number, one in enumerate(asked)
                },
                right=right,
                of=total,
                at=tried_at,
                number=place + 1,
                asked=tuple(one.id for one in asked),
                edition=stay.edition.id,
            )
        )
        act = _answer(stay.edition, stay.module, right / total, key, stay.award, tried_at)
        done.events.append(Event(tried_at, act))


def _reflection(stay: Stay, asked: kinds.Reflection, rng: Random) -> Reflection:
    told = {one.id: reflection(stay.module.id, one.id, rng) for one in asked.prompts}
    first = dict(list(told.items())[:1])
    one = stay.enrollment
    blank = Reflection(one.id, stay.module.id, one.person, course=one.course, school=one.school)
    blank = blank.addressed(asked.prompts)
    begun = blank.write(first, revision=0, over=False, now=stay.begun_at)
    return begun.write(told, revision=begun.revision, over=False, now=stay.done_at).hand_in(now=stay.done_at)


def _watch(
    edition: Edition, module: Module, film: kinds.Video, award: str, at: datetime
) -> Callable[[Enrollment], Enrollment]:
    every = {"slices": ",".join(str(one) for one in range(100)), "at": str(film.seconds)}
    return lambda one: one.work_in(
        edition, module.id, kinds.Video, lambda film, work: film.accept(work, every, now=at), award=award, now=at
    )


def _answer(
    edition: Edition, module: Module, share: float, key: str, award: str, at: datetime
) -> Callable[[Enrollment], Enrollment]:
    return lambda one: one.answer(edition, module.id, share, key=key, award=award, now=at)


def _wrong(question: Question, rng: Random) -> tuple[int, ...]:
    """An answer that is not right: two lines changed about, or an option that does not fit."""
    if question.in_lines:
        lines = list(question.answer)
        one, other = rng.sample(lines, 2)
        lines[one], lines[other] = lines[other], lines[one]
        return tuple(lines)
    return (rng.choice([place for place in range(len(question.options)) if place not in question.answer]),)
