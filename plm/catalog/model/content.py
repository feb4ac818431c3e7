"""What there is to do in a module: one interface, which every kind of module keeps."""

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from plm.catalog.model.work import ModuleWork
from plm.errors import RuleBroken


@dataclass(frozen=True)
class Page:
    """A short page: what stands under one second-level heading, as Markdown."""

    title: str
    text: str
    words: int


@dataclass(frozen=True)
class Content(ABC):
    """What a module of one kind holds, and the rules of its kind.

    A kind is one file in `plm/catalog/kinds/` with a class of this interface, and one template,
    `plm/learning/kinds/<kind>.html`. The rules here are those that most kinds keep; a kind says only what is different.

    Attributes:
        kind: what `course.toml` calls it; also the name of its template.
        called: how it stands inside a sentence, with its article.
        by_sessions: it is done by the sessions attended, and nothing in the module itself.
    """

    kind: ClassVar[str]
    called: ClassVar[str]
    by_sessions: ClassVar[bool] = False

    @property
    def named(self) -> str:
        """What a list calls it: "Quiz"."""
        name = self.called.removeprefix("the ")
        return name[:1].upper() + name[1:]

    @property
    def pages(self) -> tuple[Page, ...]:
        """What is read page by page; nothing in most kinds."""
        return ()

    def sized(self) -> str:
        """How large it is, in words: "five questions, four right to pass"; empty when there is nothing to say."""
        return ""

    def minutes_left(self, minutes: int, work: ModuleWork | None) -> int:
        """How long what is left takes, in minutes, once the module is begun and not done.

        Args:
            minutes: how long the whole of it takes, as the author judges.
        """
        return minutes

    def stuck(self, work: ModuleWork, *, now: datetime | None = None) -> bool:
        """Whether somebody cannot go on without help, whatever they do."""
        return False

    def carried(self, work: ModuleWork, *, now: datetime) -> ModuleWork:
        """Work that was begun in another edition of this module, as it counts here.

        Nothing of it is taken away: what was done stays done, and what is enough for this content is done now.
        """
        return work

    def differs(self, other: "Content") -> tuple[str, ...]:
        """What is different from an earlier content of the same kind, in words for authors; empty when nothing is.

        Each part stands after the module's name and a colon: "one page is new, two are reworded".
        """
        return () if other == self else ("its content is changed",)

    def shown(self, work: ModuleWork | None) -> Mapping[str, Any]:
        """What the kind's template is given besides the module, the enrollment and the edition."""
        return {}

    def accept(self, work: ModuleWork, given: Mapping[str, str], *, now: datetime) -> ModuleWork:
        """What was done, from what a plain form or a script of the page sends; kinds with doors of their own refuse.

        Raises:
            RuleBroken: this cannot be done here, in words.
        """
        raise RuleBroken("This module is done on a page of its own.", code="wrong-kind")


def spelled(number: int) -> str:
    """A number as it stands inside a sentence: up to nine in words."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number <= 9 else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """A number of things as it stands inside a sentence: "one page", "12 pages"."""
    return f"{spelled(number)} {one if number == 1 else many}"


def differences(old: Mapping[str, object], new: Mapping[str, object], one: str, many: str) -> str:
    """How two lists differ, in words: "one page is new, two are reworded"."""
    added = sum(key not in old for key in new)
    gone = sum(key not in new for key in old)
    changed = sum(key in old and old[key] != new[key] for key in new)
    there = [part for part in ((added, "new"), (gone, "gone"), (changed, "reworded")) if part[0]]
    said = [
        f"{spelled(amount) if place else counted(amount, one, many)} {'is' if amount == 1 else 'are'} {what}"
        for place, (amount, what) in enumerate(there)
    ]
    return listed(said, "and") if said else f"the {many} stand in another order"


def listed(said: Sequence[str], joint: str) -> str:
    """Things in a row, as a sentence says them; semicolons where the things have commas themselves."""
    if len(said) < 2:
        return "".join(said)
    comma = "; " if any("," in one for one in said) else ", "
    return f"{comma.join(said[:-1])}{';' if comma == '; ' else ''} {joint} {said[-1]}"
