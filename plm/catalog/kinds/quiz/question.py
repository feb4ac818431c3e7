"""One question of a quiz: what is asked, what is right, and in which order its lines are laid out."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Option:
    """One answer to choose, or one line to put in its place, and what it teaches.

    Attributes:
        right: whether choosing it is right; of a line, never said.
        match: its partner, in a question that asks for partners.
    """

    text: str
    right: bool
    feedback: str
    match: str = ""


@dataclass(frozen=True)
class Question:
    """A question of a quiz. What was chosen is always a row of positions, counted from 0.

    Of a choice: the options chosen, in any order. Of an ordering: for each place, the option put there.
    Of a matching: for each option, its partner, by its position in `partners`.

    Attributes:
        many: several options may be right.
        ordered: the options are lines to be put in order; here they stand in their right one.
        scene: what happens, told before the question.
        extra: partners that fit no option.
        pool: the pool it is drawn from; empty when it is asked in every attempt.
    """

    id: str
    text: str
    many: bool
    options: tuple[Option, ...]
    ordered: bool = False
    scene: str = ""
    extra: tuple[str, ...] = ()
    pool: str = ""

    @cached_property
    def kind(self) -> str:
        """What its file calls it."""
        if self.ordered:
            return "ordering"
        if any(option.match for option in self.options):
            return "matching"
        if self.scene:
            return "scenario"
        return "multiple" if self.many else "single"

    @property
    def in_lines(self) -> bool:
        """Whether each option is a line to be placed or matched; otherwise options are chosen."""
        return self.kind in ("ordering", "matching")

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """What the options can be matched with: their own partners in their order, then those that fit none."""
        return (*(option.match for option in self.options), *self.extra) if self.kind == "matching" else ()

    @cached_property
    def answer(self) -> tuple[int, ...]:
        """What is right."""
        if self.in_lines:
            return tuple(range(len(self.options)))
        return tuple(place for place, option in enumerate(self.options) if option.right)

    def right_with(self, chosen: Collection[int]) -> bool:
        """Whether exactly what is right was chosen."""
        return tuple(chosen) == self.answer if self.in_lines else frozenset(chosen) == frozenset(self.answer)

    def can_be(self, chosen: Sequence[int]) -> bool:
        """Whether this is an answer to the question, right or wrong."""
        if self.kind == "matching":
            return len(chosen) == len(self.options) and all(0 <= one < len(self.partners) for one in chosen)
        if self.ordered:
            return sorted(chosen) == list(self.answer)
        known = all(0 <= one < len(self.options) for one in chosen) and len(set(chosen)) == len(chosen)
        return known and (len(chosen) >= 1 if self.many else len(chosen) == 1)

    def laid_out(self, seed: str) -> tuple[int, ...]:
        """The order in which options, or of a matching its partners, are shown: by position, the same for a seed.

        What was written in its right order is shuffled and never comes out as it was; choices keep the author's order.
        """
        count = len(self.partners) if self.kind == "matching" else len(self.options)
        if not self.in_lines:
            return tuple(range(count))
        drawn = sorted(range(count), key=lambda place: lot(seed, self.id, str(place)))
        told = [place for place in drawn if place < len(self.options)]
        return tuple(reversed(drawn)) if told == sorted(told) else tuple(drawn)


def lot(*drawn_for: str) -> str:
    """What decides when lots are drawn: always the same for the same words.

    A random generator would do as well today; but its series may be another one in the next Python, and an attempt
    begun before an upgrade must ask the same questions after it.
    """
    return hashlib.sha256("\0".join(drawn_for).encode()).hexdigest()
