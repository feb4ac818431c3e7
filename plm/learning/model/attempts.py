"""How somebody answered a quiz. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plm.catalog.kinds import Option, Question, Quiz


@dataclass(frozen=True)
class Attempt:
    """One attempt at a quiz: the options chosen (by position, from 0), by question id."""

    id: str
    enrollment: str
    module: str
    person: str
    chosen: Mapping[str, tuple[int, ...]]
    right: int
    of: int
    at: datetime

    @property
    def share(self) -> float:
        """The share of questions answered right, 0 to 1."""
        return self.right / self.of


@dataclass(frozen=True)
class Answered:
    """One question as it was answered, with what each chosen option teaches.

    Attributes:
        more: how many right options were not chosen.
    """

    question: Question
    chosen: tuple[Option, ...]
    right: bool
    more: int


def answered(quiz: Quiz, chosen: Mapping[str, tuple[int, ...]]) -> tuple[Answered, ...]:
    """Each question with what was chosen, in the author's order."""
    marked = []
    for question in quiz.questions:
        picked = frozenset(chosen.get(question.id, ()))
        options = tuple(option for place, option in enumerate(question.options) if place in picked)
        missed = sum(option.right for place, option in enumerate(question.options) if place not in picked)
        marked.append(Answered(question, options, question.right_with(picked), missed))
    return tuple(marked)
