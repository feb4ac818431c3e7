"""Where somebody stands in a reading, and where they go on. Pure."""

from dataclasses import dataclass

from plm.catalog.kinds import Reading as Pages
from plm.catalog.model import Edition, Module
from plm.enrollment.model import Enrollment, closed_by, done_in


@dataclass(frozen=True)
class Reading:
    """A reading as somebody stands in it, on one of its pages (counted from 1)."""

    module: Module
    page: int
    seen: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The number of the last page."""
        return len(self.module.content.pages)

    @property
    def unread(self) -> tuple[int, ...]:
        """The pages still to read, this one among them."""
        return tuple(page for page in range(1, self.last + 1) if page not in self.seen)

    @property
    def minutes_left(self) -> int:
        """How long the unread pages take."""
        return sum(self.takes[page - 1] for page in self.unread)

    @property
    def takes(self) -> tuple[int, ...]:
        """How long each page takes, in minutes."""
        pages = self.module.of(Pages)
        return pages.takes(self.module.minutes) if pages else ()

    @property
    def onward(self) -> int:
        """The page to go to once this one is read: the next, at the end the first unread one; 0 when all are read."""
        others = [page for page in self.unread if page != self.page]
        if not others:
            return 0
        return self.page + 1 if self.page < self.last else others[0]

    @property
    def open_until(self) -> int:
        """How far pages may be chosen from the list: one beyond the furthest that was read."""
        return min(self.last, max((*self.seen, self.page - 1), default=0) + 1)


def reading_at(module: Module, enrollment: Enrollment, page: int = 0) -> Reading:
    """The reading as they stand in it: on the page asked for, or where they stopped, never beyond its ends."""
    work = enrollment.modules.get(module.id)
    place = page or (work.page if work else 0) or 1
    return Reading(module, min(max(place, 1), len(module.content.pages)), work.seen if work else ())


def next_after(edition: Edition, enrollment: Enrollment, module_id: str) -> Module | None:
    """The module to go on with after this one: the next that is open and not done, from the beginning if need be."""
    place = edition.place(module_id)
    evidence = enrollment.evidence
    for one in (*edition.modules[place:], *edition.modules[: place - 1]):
        if not done_in(edition, one, evidence) and not closed_by(edition, one, evidence):
            return one
    return None
