"""How the questions of a course were answered: question by question, and for nobody in particular. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from plm.catalog.kinds import Question, Quiz
from plm.catalog.model import Edition, Module

SMALLEST = 5
"""The fewest first attempts of which anything is shown: of fewer, somebody might be recognized."""


@dataclass(frozen=True)
class Tally:
    """How often one answer was given to one question.

    Attributes:
        chosen: what was chosen, as `Question` counts it.
        times: in all attempts.
        first: in first attempts.
    """

    module: str
    question: str
    chosen: tuple[int, ...]
    times: int
    first: int


@dataclass(frozen=True)
class Choice:
    """How often an option was chosen, put in its place, or given its partner.

    Attributes:
        right: whether it is right to do so.
    """

    words: str
    right: bool
    times: int


@dataclass(frozen=True)
class Item:
    """One question and how it was answered.

    Attributes:
        number: its place in the quiz, counted from 1.
        times: how often it was asked and answered.
        first: how often in a first attempt.
        right: how often right in a first attempt.
    """

    module: Module
    number: int
    question: Question
    times: int
    first: int
    right: int
    choices: tuple[Choice, ...]

    @property
    def shown(self) -> bool:
        """Whether enough people answered it that nobody can be recognized."""
        return self.first >= SMALLEST

    @property
    def share(self) -> float:
        """The share right in first attempts, 0 to 1."""
        return self.right / self.first if self.first else 0.0


def items_of(edition: Edition, tallies: Iterable[Tally]) -> tuple[Item, ...]:
    """Every question of an edition, in its order, with how it was answered."""
    given: dict[tuple[str, str], list[Tally]] = {}
    for tally in tallies:
        given.setdefault((tally.module, tally.question), []).append(tally)
    return tuple(
        _item(module, number, question, given.get((module.id, question.id), []))
        for module in edition.modules
        if (quiz := module.of(Quiz))
        for number, question in enumerate(quiz.questions, 1)
    )


def hardest(item: Item) -> tuple[bool, float, int]:
    """The key by which the hardest questions come first, and those of which nothing is shown last."""
    return not item.shown, item.share if item.shown else 0.0, -item.times


def _item(module: Module, number: int, question: Question, tallies: list[Tally]) -> Item:
    known = [tally for tally in tallies if question.can_be(tally.chosen)]
    return Item(
        module=module,
        number=number,
        question=question,
        times=sum(tally.times for tally in known),
        first=sum(tally.first for tally in known),
        right=sum(tally.first for tally in known if question.right_with(tally.chosen)),
        choices=_choices(question, known),
    )


def _choices(question: Question, tallies: list[Tally]) -> tuple[Choice, ...]:
    if not question.in_lines:
        counted = [sum(one.times for one in tallies if place in one.chosen) for place in range(len(question.options))]
        return tuple(
            Choice(option.text, option.right, times) for option, times in zip(question.options, counted, strict=True)
        )
    stood = [sum(one.times for one in tallies if one.chosen[place] == place) for place in range(len(question.options))]
    told = tuple(
        Choice(f"{option.text} — {option.match}" if option.match else option.text, True, times)
        for option, times in zip(question.options, stood, strict=True)
    )
    last = len(question.options)
    taken = [sum(one.times * one.chosen.count(last + at) for one in tallies) for at in range(len(question.extra))]
    return told + tuple(Choice(extra, False, times) for extra, times in zip(question.extra, taken, strict=True))
