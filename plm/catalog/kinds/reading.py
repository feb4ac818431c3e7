"""A reading: Markdown, read in short pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, pairwise
from typing import ClassVar, Self

from plm.catalog.files.heading import markdown_of
from plm.catalog.kinds.kind import Kind, Source
from plm.catalog.model import Content, ModuleWork, Page
from plm.catalog.model.content import differences
from plm.errors import RuleBroken


@dataclass(frozen=True)
class Reading(Kind):
    """Pages to read; done when every one of them was read."""

    kind: ClassVar[str] = "reading"
    called: ClassVar[str] = "the reading"
    suffix: ClassVar[str] = ".md"

    text: tuple[Page, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages."""
        return self.text

    def takes(self, minutes: int) -> tuple[int, ...]:
        """How long each page takes: the module's minutes shared out by words, and nothing lost in rounding."""
        words = list(accumulate((max(1, page.words) for page in self.text), initial=0))
        ends = (minutes * so_far // max(1, words[-1]) for so_far in words)
        return tuple(end - begin for begin, end in pairwise(ends))

    def minutes_left(self, minutes: int, work: ModuleWork | None) -> int:
        """The time of the pages that were not read."""
        seen = work.seen if work else ()
        return sum(takes for page, takes in enumerate(self.takes(minutes), 1) if page not in seen)

    def turned(self, work: ModuleWork, page: int, *, read: bool, now: datetime) -> ModuleWork:
        """Stand on a page (counted from 1); who has read it goes on to the next one.

        The reading is done once every page has been read.

        Raises:
            RuleBroken: there is no such page.
        """
        last = len(self.text)
        if not 1 <= page <= last:
            raise RuleBroken("This reading has no such page.", code="no-such-page")
        seen = tuple(sorted({*work.seen, page})) if read else work.seen
        done_at = work.done_at or (now if self._has_all(seen) else None)
        return replace(work, page=min(page + 1, last) if read else page, seen=seen, done_at=done_at)

    def carried(self, work: ModuleWork, *, now: datetime) -> ModuleWork:
        """The pages that were read stay read, by their number; it is done once that is every page there is."""
        done_at = work.done_at or (now if self._has_all(work.seen) else None)
        return replace(work, done_at=done_at)

    def marked(self, work: ModuleWork, *, now: datetime) -> ModuleWork:
        """Mark all of it as read."""
        every = tuple(range(1, len(self.text) + 1))
        return replace(work, seen=every, done_at=work.done_at or now)

    def differs(self, other: Content) -> tuple[str, ...]:
        """Which pages came, went or were reworded."""
        if self.text == other.pages:
            return ()
        old = {page.title: page for page in other.pages}
        new = {page.title: page for page in self.text}
        return (differences(old, new, "page", "pages"),)

    def _has_all(self, seen: Collection[int]) -> bool:
        # More pages may have been read than there are: in an edition that was longer.
        return bool(self.text) and all(page in seen for page in range(1, len(self.text) + 1))

    @classmethod
    def read(cls, source: Source, name: str) -> Self:
        """The pages of its Markdown file."""
        return cls(source.markdown(name))

    def written(self, module: str) -> Mapping[str, str]:
        """Its Markdown."""
        return {"": markdown_of(self.text)}
