"""A question as it was answered, with what each part of the answer teaches. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plm.catalog.kinds.quiz.question import Option, Question


@dataclass(frozen=True)
class Line:
    """One line of an ordering or a matching, as it was answered.

    Attributes:
        place: where it was put, counted from 1; of a matching, where it stands.
        belongs: where it belongs, counted from 1.
        partner: what it was matched with; empty in an ordering.
    """

    option: Option
    right: bool
    place: int
    belongs: int
    partner: str = ""


@dataclass(frozen=True)
class Answered:
    """One question as it was answered.

    Attributes:
        chosen: the options that were chosen, in the author's order.
        lines: instead of them, the lines of an ordering or a matching; none when it was not answered.
        more: how many right options were not chosen.
    """

    question: Question
    right: bool
    chosen: tuple[Option, ...] = ()
    lines: tuple[Line, ...] = ()
    more: int = 0

    @property
    def others(self) -> tuple[Option, ...]:
        """The options that were not chosen."""
        return tuple(option for option in self.question.options if option not in self.chosen)


def marked(question: Question, chosen: Sequence[int]) -> Answered:
    """A question with what was chosen; an answer that is none to it counts as not given."""
    if not question.can_be(chosen):
        return Answered(question, right=False, more=0 if question.in_lines else len(question.answer))
    right = question.right_with(chosen)
    if question.in_lines:
        lines = tuple(_line(question, place, position) for place, position in enumerate(chosen))
        return Answered(question, right, lines=lines)
    options = tuple(option for place, option in enumerate(question.options) if place in chosen)
    missed = sum(option.right for place, option in enumerate(question.options) if place not in chosen)
    return Answered(question, right, options, more=missed)


def answered(questions: Sequence[Question], chosen: Mapping[str, Sequence[int]]) -> tuple[Answered, ...]:
    """Each of these questions with what was chosen, by its id."""
    return tuple(marked(question, chosen.get(question.id, ())) for question in questions)


def _line(question: Question, place: int, position: int) -> Line:
    if question.ordered:
        return Line(question.options[position], place == position, place + 1, position + 1)
    return Line(question.options[place], place == position, place + 1, place + 1, question.partners[position])
