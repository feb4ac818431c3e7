"""The side of a kind that authors meet: how its file is read, and how it is written back."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from plm.catalog import readability
from plm.catalog.files import scaffold
from plm.catalog.files.mistakes import Log
from plm.catalog.files.reading import pages_of
from plm.catalog.files.source import text_of
from plm.catalog.files.table import Table, parsed
from plm.catalog.model import Content, Page

LONGEST_QUOTE = 120
"""Letters of a sentence that a warning quotes."""


@dataclass(frozen=True)
class Source:
    """What an author wrote: the folder of a course and a table of its `course.toml` that names files.

    Attributes:
        table: where the files are named; of a module, its own.
        log: notes mistakes in `course.toml`.
        title: the module's.
        used: who uses which file of the folder, so that none is used twice and none is forgotten.
        user: how this module is called there.
    """

    folder: Path
    table: Table
    log: Log
    title: str
    used: dict[str, str] = field(default_factory=dict)
    user: str = ""

    def claims(self, key: str, name: str, why: str) -> bool:
        """Whether the file this key names is free for this module; notes it otherwise."""
        first = self.used.setdefault(name, self.user)
        if first == self.user:
            return True
        self.table.say(key, f"{first} uses {name} already. {why}")
        return False

    def toml(self, name: str) -> tuple[Table, Log] | None:
        """A TOML file of the folder, with the log of its own mistakes; nothing when it cannot be read."""
        own = self.log.of(name)
        text = text_of(self.folder, name, own, asked=self.log, place=self.table.where("file"))
        if text is None:
            return None
        look_for_scaffold(text, own)
        table = parsed(text, own)
        return (table, own) if table is not None else None

    def markdown(self, name: str, key: str = "file") -> tuple[Page, ...]:
        """The pages of a Markdown file; says when they are hard to read."""
        if not name.endswith(".md"):
            self.table.say(key, "Is written in Markdown. Name a .md file.")
            return ()
        own = self.log.of(name)
        text = text_of(self.folder, name, own, asked=self.log, place=self.table.where(key))
        if text is None:
            return ()
        pages = pages_of(text, self.title, own)
        look_for_scaffold(text, own)
        if (grade := readability.of_pages(pages)) > readability.HARDEST_GRADE:
            said = " ".join(f"“{_shortened(one)}”" for one in readability.hardest(pages))
            above = f"Reads at grade {grade}; above {readability.HARDEST_GRADE:g} it is hard after a day at school."
            own.warn("", f"{above} Begin with its hardest sentences: {said}")
        return pages


class Kind(Content):
    """A kind of module.

    Attributes:
        suffix: the end of its file's name; empty when it has no file.
    """

    suffix: ClassVar[str] = ""

    @classmethod
    @abstractmethod
    def read(cls, source: Source, name: str) -> Self | None:
        """What the author wrote; nothing when a mistake stands in the way. Every mistake is noted in the log.

        Args:
            name: the module's file; empty when its kind has none.
        """

    @abstractmethod
    def written(self, module: str) -> Mapping[str, str]:
        """Its files as text: under "" the module's own, under other names those that `course.toml` names by a key.

        Args:
            module: the module's id, for the names of further files.
        """

    def keys(self, module: str) -> Mapping[str, str]:
        """What stands in `course.toml` besides the module's file: names of further files, by key."""
        return {}


def look_for_scaffold(text: str, log: Log) -> None:
    """Warn where a file still says what `plm courses new` wrote."""
    if left := scaffold.left_in(text):
        line, words = left[0]
        more = f" So do {len(left) - 1} more lines." if len(left) > 2 else " So does one more line." * (len(left) - 1)
        log.warn(f"line {line}", f"Still the scaffold’s words: “{_shortened(words)}”{more} Write your own.")


def once(table: Table, ids: list[str], key: str, called: str) -> None:
    """Note each id that stands twice; places are counted from 1."""
    for place, one in enumerate(ids, 1):
        if one and (first := ids.index(one) + 1) < place:
            table.say(f"{key}[{place}] “{one}”: id", f"The {called} {key}[{first}] has this id. Choose another.")


def came_or_went(before: object, after: object) -> str:
    """What became of something that is different now."""
    return "reworded" if before and after else "new" if after else "gone"


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_QUOTE else f"{sentence[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
