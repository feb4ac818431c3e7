"""What completion asks, as data: a tree of conditions, and how it reads in words.

Whether somebody has met it is weighed where the evidence is, in the enrollment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plm.catalog.model.content import counted, listed, spelled

Titles = Callable[[str], str]
"""The title of a module by its id."""


@dataclass(frozen=True)
class Modules:
    """Modules must be done; every one of the course but the live ones when none is named."""

    ids: tuple[str, ...] = ()

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked."""
        return listed([f"“{titles(one)}”" for one in self.ids], "and") if self.ids else "every module"


@dataclass(frozen=True)
class Sessions:
    """So many sessions must be attended, each with a least share of its minutes.

    Attributes:
        of: how many are planned in all; 0 when the course does not say.
    """

    number: int
    share: float = 0.9
    of: int = 0

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked."""
        one = self.number == 1 and self.of < 2
        share = round(self.share * 100)
        return f"{self._counted()} session{'' if one else 's'} with at least {share}% of the minutes"

    def _counted(self) -> str:
        if not self.of:
            return spelled(self.number)
        if self.number < self.of:
            return f"{spelled(self.number)} of the {spelled(self.of)} planned"
        return {1: "the planned", 2: "both planned"}.get(self.of, f"all {spelled(self.of)} planned")


@dataclass(frozen=True)
class Minutes:
    """A least share of the minutes of all planned sessions together."""

    share: float

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked."""
        return f"at least {round(self.share * 100)}% of the minutes of all sessions together"


@dataclass(frozen=True)
class Passed:
    """The best attempt at a quiz must reach this share of questions right."""

    quiz: str
    share: float

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked."""
        return f"the quiz “{titles(self.quiz)}” with at least {round(self.share * 100)}% right"


@dataclass(frozen=True)
class Practiced:
    """So many entries of a practice log must be accepted, on at least so many days."""

    log: str
    entries: int
    dates: int = 1

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked."""
        days = f" on at least {counted(self.dates, 'day', 'days')}" if self.dates > 1 else ""
        return f"{counted(self.entries, 'accepted entry', 'accepted entries')}{days} in “{titles(self.log)}”"


@dataclass(frozen=True)
class Evaluated:
    """The course's evaluation must be answered."""

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked."""
        return "the evaluation"


@dataclass(frozen=True)
class Group:
    """At least so many of these must be met: all of them, any of them, or a number in between."""

    parts: tuple["Rule", ...]
    least: int

    def words(self, titles: Titles) -> str:
        """As it stands in a list of what is asked; a list inside a list stands in brackets."""
        said = [
            f"({part.words(titles)})" if isinstance(part, Group) and len(part.parts) > 1 else part.words(titles)
            for part in self.parts
        ]
        if self.least == len(said):
            return listed(said, "and")
        if self.least == 1:
            return listed(said, "or")
        return f"{spelled(self.least)} of these: {'; '.join(said)}"


Rule = Modules | Sessions | Minutes | Passed | Practiced | Evaluated | Group


def leaves(rule: Rule) -> Iterator[Modules | Sessions | Minutes | Passed | Practiced | Evaluated]:
    """Every condition in the tree, in its order."""
    if isinstance(rule, Group):
        for part in rule.parts:
            yield from leaves(part)
    else:
        yield rule
