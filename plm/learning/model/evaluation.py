"""The short evaluation of a course: what is asked, when, and what may be shown of the answers. Pure.

An answer belongs to nobody: there is no person in it, no enrollment, and no moment more exact than a month.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random

from plm.catalog.model import Edition, Evaluated, leaves
from plm.enrollment.model import Enrollment, Status

FEWEST = 5
"""Answers below which nothing of them is shown: among fewer, people would be known by what they say."""

LONGEST = 2_000
"""Letters of an open answer."""

SCALE: Mapping[int, str] = {
    5: "I agree fully",
    4: "I rather agree",
    3: "Half and half",
    2: "I rather disagree",
    1: "I disagree fully",
}

AGREES = 4
"""From here on the scale, somebody agrees."""


@dataclass(frozen=True)
class Asked:
    """Something that the evaluation asks.

    Attributes:
        id: its name in forms and in the database.
        text: as it is asked.
    """

    id: str
    text: str
    hint: str = ""


STATEMENTS: tuple[Asked, ...] = (
    Asked("worth", "This course was a good use of my time."),
    Asked("part", "I could take part fully: the form, the language and the technology were no obstacle."),
    Asked("safe", "I could speak or pass as I liked, and ask what I wanted to ask."),
    Asked("before", "Before this course, I could have used what it teaches without help."),
    Asked("now", "Now I can use what it teaches without help."),
)
"""What people felt, and what they learned: how they see themselves before and after is asked at one time."""

QUESTIONS: tuple[Asked, ...] = (
    Asked("keep", "What should stay as it is?", "One thing is enough. Name nobody, and leave out who you are."),
    Asked("change", "What should be different?", "One thing is enough. Name nobody, and leave out who you are."),
)


@dataclass(frozen=True)
class Evaluation:
    """What somebody answered.

    Attributes:
        id: drawn at random, so that it tells neither when nor in which order.
        month: such as "2026-11".
        ratings: from 1 to 5, by statement; what was left out is not there.
        said: the open answers, by question.
    """

    id: str
    course: str
    edition: str
    cycle: str
    month: str
    ratings: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether everything was left out."""
        return not self.ratings and not self.said


@dataclass(frozen=True)
class Rated:
    """One statement with how it was rated.

    Attributes:
        counts: how many chose each step of the scale, from 5 to 1.
    """

    asked: Asked
    counts: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many rated it."""
        return sum(self.counts)

    @property
    def shown(self) -> bool:
        """Whether enough did."""
        return self.total >= FEWEST

    @property
    def share(self) -> float:
        """The share that agrees, 0 to 1."""
        agrees = sum(count for step, count in zip(SCALE, self.counts, strict=False) if step >= AGREES)
        return agrees / self.total if self.total else 0.0


@dataclass(frozen=True)
class Results:
    """What may be shown of the answers to the evaluation of a course.

    Attributes:
        number: how many answered.
        offered: how many were asked.
        ratings: each statement; nothing when too few answered.
        said: the open answers by question, in an order that tells nothing; nothing when too few answered.
    """

    number: int
    offered: int
    ratings: tuple[Rated, ...] = ()
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def shown(self) -> bool:
        """Whether enough answered for anything to be shown."""
        return self.number >= FEWEST

    @property
    def rate(self) -> float:
        """The share of those who were asked that answered, 0 to 1."""
        return self.number / self.offered if self.offered else 0.0


def results(evaluations: Iterable[Evaluation], *, offered: int, rng: Random) -> Results:
    """What may be shown of these answers.

    Args:
        offered: how many people were asked.
        rng: mixes the open answers, each question's by itself: none can be told by its neighbors.

    Returns:
        Nothing but how many answered, while they are fewer than five. A statement that fewer than five rated has no
        counts.
    """
    every = list(evaluations)
    # Who has left the course since is not among those asked, and has answered all the same.
    offered = max(offered, len(every))
    if len(every) < FEWEST:
        return Results(len(every), offered)
    rated = tuple(_rated(one, every) for one in STATEMENTS)
    said = {one.id: [answer.said[one.id] for answer in every if one.id in answer.said] for one in QUESTIONS}
    mixed = {key: tuple(rng.sample(answers, len(answers))) for key, answers in said.items()}
    return Results(len(every), offered, rated, mixed)


def _rated(asked: Asked, every: Iterable[Evaluation]) -> Rated:
    steps = [answer.ratings[asked.id] for answer in every if asked.id in answer.ratings]
    return Rated(asked, tuple(steps.count(step) for step in SCALE) if len(steps) >= FEWEST else ())


def is_asked(edition: Edition) -> bool:
    """Whether completion asks for the evaluation."""
    return any(isinstance(leaf, Evaluated) for leaf in leaves(edition.asks))


def is_open(edition: Edition, enrollment: Enrollment) -> bool:
    """Whether somebody may answer: once it is completed; where completion asks for it, from half of the modules on."""
    if enrollment.status is not Status.ACTIVE:
        return enrollment.status is Status.COMPLETED
    return is_asked(edition) and enrollment.done * 2 >= enrollment.total
