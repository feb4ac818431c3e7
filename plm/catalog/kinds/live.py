"""A live module: people meet, in the sessions of a section."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from plm.catalog.files.heading import markdown_of
from plm.catalog.files.timing import amiss
from plm.catalog.kinds.kind import Kind, Source, came_or_went
from plm.catalog.model import Content, Page


@dataclass(frozen=True)
class Live(Kind):
    """Points at the sessions of a section; done when enough of them were attended.

    Attributes:
        guide: for who runs its sessions.
    """

    kind: ClassVar[str] = "live"
    called: ClassVar[str] = "the session"
    by_sessions: ClassVar[bool] = True

    guide: tuple[Page, ...] = ()

    @property
    def named(self) -> str:
        """What a list calls it."""
        return "Session with a facilitator"

    def differs(self, other: Content) -> tuple[str, ...]:
        """What became of the guide."""
        before = other.guide if isinstance(other, Live) else ()
        if self.guide == before:
            return ()
        return (f"the facilitator guide is {came_or_went(before, self.guide)}",)

    @classmethod
    def read(cls, source: Source, name: str) -> Self:  # noqa: ARG003 - it has no file of its own
        """The guide, when there is one."""
        guide = source.table.line("guide", most=200, default="")
        whole = Source(
            source.folder, source.table, source.log, source.title, source.used, f"{source.user} as its guide"
        )
        if not guide or not whole.claims("guide", guide, "Each guide is a file of its own."):
            return cls()
        pages = whole.markdown(guide, "guide")
        if pages and (words := amiss(pages, source.table.whole("minutes", least=1, most=3_000, default=1))):
            source.log.of(guide).warn("", words)
        return cls(pages)

    def written(self, module: str) -> Mapping[str, str]:
        """The guide's Markdown."""
        return {self._named(module): markdown_of(self.guide)} if self.guide else {}

    def keys(self, module: str) -> Mapping[str, str]:
        """The name of the guide."""
        return {"guide": self._named(module)} if self.guide else {}

    def _named(self, module: str) -> str:
        return f"_guide-{module}.md"
