"""The district: cells of school × course, projected from enrollments, and what they add up to. Rules only, no words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from plm.schools.model import School

SMALLEST = 10
"""Groups smaller than this are not shown to the district: one could tell who is meant."""

SOON = 14
"""Days ahead in which a due date counts as near."""

FIRST_FROM, WATCH_FROM = 0.25, 0.1
"""Shares of people behind from which on a school needs a hand first, and from which on it is watched."""

LITTLE_DONE = 0.4
"""With something due soon, a school where a smaller share is done than this is watched as well."""


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many open enrollments of a cell are due on a day; who is stuck is not among them."""

    on: date
    open: int
    begun: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How one course stands in one school and cycle, in absolute counts.

    Attributes:
        open, begun: enrollments without and with evidence that are neither stuck nor finished.
        due: the same by due date, so that “late” is known on any day without counting again.
    """

    school: str
    course: str
    cycle: str
    title: str
    done: int = 0
    begun: int = 0
    open: int = 0
    stuck: int = 0
    withdrawn: int = 0
    due: tuple[DueCount, ...] = ()

    @property
    def id(self) -> str:
        """school:course:cycle, so that it cannot exist twice."""
        return f"{self.school}:{self.course}:{self.cycle}"

    @property
    def people(self) -> int:
        """How many take it or have finished it."""
        return self.done + self.begun + self.open + self.stuck

    def late(self, today: date) -> int:
        """How many are late on this day."""
        return sum(due.open + due.begun for due in self.due if due.on < today)

    def next_due(self, today: date) -> tuple[date, int] | None:
        """The next due date and how many it concerns."""
        coming = [due for due in self.due if due.on >= today]
        soonest = min(coming, key=lambda due: due.on, default=None)
        return (soonest.on, soonest.open + soonest.begun) if soonest else None


class Lookout(StrEnum):
    """How a school stands. The values are the marks of the face."""

    FINE = "accent"
    WATCH = "late"
    FIRST = "stuck"
    SMALL = "pale"
    NOBODY = "gap"


MOST_FIRST = (Lookout.FIRST, Lookout.WATCH, Lookout.FINE, Lookout.SMALL, Lookout.NOBODY)
"""The order in which schools ask for a hand."""


@dataclass(frozen=True)
class Total:
    """A school over all its courses, in absolute counts, so that how it stands is known on any day.

    Attributes:
        people: how many people take something this year.
        taken: how many courses they take.
        places, done, stuck: counted over courses with at least `SMALLEST` people only.
        due: how many of these are open, by due date; who is stuck is not among them.
    """

    people: int = 0
    taken: int = 0
    places: int = 0
    done: int = 0
    stuck: int = 0
    due: tuple[tuple[date, int], ...] = ()


def total_of(cells: Iterable[Cell], people: int) -> Total:
    """What the cells of a school add up to. Groups too small to show count for nothing but being taken."""
    taken = [cell for cell in cells if cell.people]
    shown = [cell for cell in taken if cell.people >= SMALLEST]
    due: Counter[date] = Counter()
    for cell in shown:
        for one in cell.due:
            due[one.on] += one.open + one.begun
    return Total(
        people=people,
        taken=len(taken),
        places=sum(cell.people for cell in shown),
        done=sum(cell.done for cell in shown),
        stuck=sum(cell.stuck for cell in shown),
        due=tuple(sorted((on, n) for on, n in due.items() if n)),
    )


@dataclass(frozen=True)
class SchoolLine:
    """How a school stands on a day.

    Attributes:
        total: what stands whatever the day.
        late: whose due date has passed.
        due_soon, next_due: what is due within `SOON` days, and when first.
    """

    school: School
    total: Total
    late: int
    due_soon: int
    next_due: date | None

    @property
    def people(self) -> int:
        """How many people take something this year."""
        return self.total.people

    @property
    def share(self) -> float:
        """The share that is done, 0 to 1."""
        return self.total.done / self.total.places if self.total.places else 0.0

    @property
    def behind(self) -> float:
        """The share that is late or stuck, 0 to 1."""
        return (self.late + self.total.stuck) / self.total.places if self.total.places else 0.0

    @cached_property
    def lookout(self) -> Lookout:
        """On track, or in need of a hand: from a tenth of the places behind on, and first from a quarter on."""
        if not self.total.taken:
            return Lookout.NOBODY
        if not self.total.places:
            return Lookout.SMALL
        if self.behind >= FIRST_FROM:
            return Lookout.FIRST
        pressed = self.due_soon and self.share < LITTLE_DONE
        return Lookout.WATCH if self.behind >= WATCH_FROM or pressed else Lookout.FINE

    @cached_property
    def urgency(self) -> tuple[int, float, float, str]:
        """Sorts schools, most to do first: by people behind, then by what is due soon, then by what is left."""
        return (
            MOST_FIRST.index(self.lookout),
            -self.behind - self.due_soon / (self.total.places or 1),
            self.share,
            self.school.name,
        )


@dataclass(frozen=True)
class Nearness:
    """What is due at a school, seen from a day: as `SchoolLine`."""

    late: int
    due_soon: int
    next_due: date | None


def nearness(total: Total, today: date) -> Nearness:
    """What is due at a school, seen from this day."""
    soon = [(on, n) for on, n in total.due if today <= on <= today + timedelta(days=SOON)]
    return Nearness(
        late=sum(n for on, n in total.due if on < today),
        due_soon=sum(n for _, n in soon),
        next_due=min((on for on, _ in soon), default=None),
    )


def line_for(school: School, total: Total, today: date) -> SchoolLine:
    """How a school stands today."""
    near = nearness(total, today)
    return SchoolLine(school, total, near.late, near.due_soon, near.next_due)


def heaviest(cells: Iterable[Cell], today: date) -> Cell | None:
    """The cell with most people late or stuck, then most left to do; none when all are too small to show."""
    shown = [cell for cell in cells if cell.people >= SMALLEST]
    return max(
        shown, key=lambda cell: (cell.late(today) + cell.stuck, cell.people - cell.done, cell.title), default=None
    )


@dataclass(frozen=True)
class Glance:
    """A school as the district's page names it."""

    school: School
    people: int
    lookout: Lookout


@dataclass(frozen=True)
class District:
    """How the schools of a district stand together.

    Attributes:
        counts: schools by how they stand.
        people: who learn something this year.
        next_due: the next due date anywhere, within `SOON` days.
        first: the schools that need a hand, most to do first, some of them.
    """

    counts: Mapping[Lookout, int]
    people: int
    next_due: date | None
    first: tuple[Glance, ...]

    @property
    def schools(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def seen(self) -> int:
        """How many can be shown: somebody is enrolled, and enough people are."""
        return self.schools - self.counts.get(Lookout.NOBODY, 0) - self.counts.get(Lookout.SMALL, 0)


def district_of(lines: Iterable[SchoolLine], *, most: int) -> District:
    """How these schools stand together.

    Args:
        most: how many schools that need a hand are named.
    """
    ranked = sorted(lines, key=lambda line: line.urgency)
    need = [line for line in ranked if line.lookout in (Lookout.FIRST, Lookout.WATCH)][:most]
    return District(
        counts=Counter(line.lookout for line in ranked),
        people=sum(line.people for line in ranked),
        next_due=min((line.next_due for line in ranked if line.next_due), default=None),
        first=tuple(Glance(line.school, line.people, line.lookout) for line in need),
    )


def columns_of(courses: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The courses (slug, title) that stand side by side, by title."""
    return tuple(sorted(courses, key=lambda pair: pair[1]))
