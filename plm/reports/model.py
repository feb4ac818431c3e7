"""What it adds up to: a team, a school, a district, counted from enrollments. Rules only, no words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from plm.enrollment.model import Standing, Status
from plm.people.model import Person
from plm.schools.model import School

SMALLEST = 10
"""Groups smaller than this are not shown to the district: one could tell who is meant."""

SOON = 14
"""Days ahead in which a due date counts as near."""

HOURS_PER_CREDIT = 15
"""Clock hours that make one CPD credit in Maryland (COMAR 13A.12.02.06 and the State Department of Education)."""


# ── one school: people and their places in courses ────────────────────────────────────────────────


class Place(NamedTuple):
    """One person's place in one course, as lists need it: an enrollment without its evidence, as it stands today.

    A school has thousands of them on one page, so it is a tuple: a third of the time of a frozen dataclass.
    """

    id: str
    person: str
    course: str
    edition: str
    title: str
    cycle: str
    standing: Standing
    due_on: date | None
    done: int
    total: int
    stuck: str
    missing: tuple[str, ...]
    minutes_left: int
    completed_at: datetime | None

    def days_late(self, today: date) -> int:
        """Days since the due date passed; 0 when it has not."""
        return max(0, (today - self.due_on).days) if self.due_on else 0


def standing_of(status: str, stuck: str, due_on: date | None, begun: bool, today: date) -> Standing:
    """How a place stands: the rule of `Enrollment.standing`, from the light form (a test compares them)."""
    if status == Status.COMPLETED:
        return Standing.DONE
    if status == Status.WITHDRAWN:
        return Standing.WITHDRAWN
    if stuck:
        return Standing.STUCK
    if due_on is not None and due_on < today:
        return Standing.LATE
    return Standing.WAY if begun else Standing.OPEN


class Worst(StrEnum):
    """How a person stands over all their courses. The values are the marks of the face."""

    STUCK = "stuck"
    LATE = "late"
    WAY = "way"
    DONE = "done"
    NONE = "pale"


WORST_FIRST = {worst: place for place, worst in enumerate(Worst)}


@dataclass(frozen=True)
class Member:
    """Somebody of a team, and their places.

    Attributes:
        worst: the standing that asks most for a hand.
    """

    person: Person
    places: tuple[Place, ...]
    worst: Worst


def worst_of(standings: Iterable[Standing]) -> Worst:
    """The standing that asks most for a hand; nothing begun with time left counts as on the way."""
    found = set(standings)
    if Standing.STUCK in found:
        return Worst.STUCK
    if Standing.LATE in found:
        return Worst.LATE
    if Standing.WAY in found or Standing.OPEN in found:
        return Worst.WAY
    return Worst.DONE if Standing.DONE in found else Worst.NONE


def team_of(people: Iterable[Person], places: Iterable[Place]) -> tuple[Member, ...]:
    """The people of a school with their places; who takes nothing is a member too, who has left is none."""
    by_person: dict[str, list[Place]] = {}
    for place in places:
        if place.standing is not Standing.WITHDRAWN:
            by_person.setdefault(place.person, []).append(place)
    return tuple(
        Member(person, tuple(found), worst_of(place.standing for place in found))
        for person in people
        for found in (by_person.get(person.id, ()),)
    )


def counts_of(team: Iterable[Member]) -> dict[str, int]:
    """How many people stand how, by mark."""
    counts = Counter(member.worst for member in team)
    return {worst.value: counts[worst] for worst in Worst if counts[worst]}


@dataclass(frozen=True)
class CourseLine:
    """How one course stands in one school."""

    course: str
    title: str
    counts: dict[str, int]
    first_due: date | None
    last_due: date | None

    @property
    def people(self) -> int:
        """How many take it."""
        return sum(self.counts.values())


def courses_of(team: Iterable[Member]) -> tuple[CourseLine, ...]:
    """The courses a team takes, those that most people take first. Withdrawals are left out."""
    places: dict[str, list[Place]] = {}
    for member in team:
        for place in member.places:
            places.setdefault(place.course, []).append(place)
    lines = []
    for course, found in places.items():
        standings = Counter(place.standing for place in found)
        counts = {mark: standings[mark] for mark in (Standing.DONE, Standing.WAY, Standing.LATE, Standing.STUCK)}
        # What is not begun with time left is on the way.
        counts[Standing.WAY] += standings[Standing.OPEN]
        dues = {place.due_on for place in found if place.due_on and place.standing is not Standing.DONE}
        lines.append(
            CourseLine(
                course,
                max(found, key=lambda place: place.cycle).title,
                {mark.value: n for mark, n in counts.items() if n},
                min(dues, default=None),
                max(dues, default=None),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.people, line.title)))


def in_need(team: Sequence[Member], today: date, *, most: int = 5) -> tuple[tuple[Person, Place], ...]:
    """Who needs the principal today, the most urgent first.

    Stuck first (they cannot go on alone), then late (the longest first), then due within a week and not begun.
    """
    found: list[tuple[tuple[int, int, str], Person, Place]] = []
    for member in team:
        for place in member.places:
            standing = place.standing
            if standing is Standing.DONE or standing is Standing.WAY:
                continue
            ahead = (place.due_on - today).days if place.due_on else None
            if standing is Standing.STUCK:
                found.append(((0, ahead if ahead is not None else 999, member.person.name), member.person, place))
            elif standing is Standing.LATE:
                found.append(((1, ahead or 0, member.person.name), member.person, place))
            elif standing is Standing.OPEN and ahead is not None and ahead <= 7:
                found.append(((2, ahead, member.person.name), member.person, place))
    found.sort(key=lambda one: one[0])
    return tuple((person, place) for _, person, place in found[:most])


def overdue_in(team: Iterable[Member], today: date) -> int:
    """How many people have something open that is past its due date, stuck or not."""
    return sum(
        any(place.standing is not Standing.DONE and place.days_late(today) for place in member.places)
        for member in team
    )


def monday_before(today: date) -> date:
    """The Monday from which a look back counts: at least two days ago, so that there is something to see."""
    monday = today - timedelta(days=today.weekday())
    return monday if today.weekday() > 1 else monday - timedelta(days=7)


def finished_since(team: Iterable[Member], since: datetime) -> int:
    """How many people finished a course since then."""
    return sum(any(p.completed_at and p.completed_at >= since for p in member.places) for member in team)


def fell_behind_since(team: Iterable[Member], since: date) -> int:
    """How many people became late since that day."""
    return sum(
        any(place.standing is Standing.LATE and place.due_on and place.due_on >= since for place in member.places)
        for member in team
    )


# ── the district: cells of school × course, projected ─────────────────────────────────────────────


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


@dataclass(frozen=True)
class SchoolLine:
    """How a school stands over all its courses.

    Attributes:
        people: how many people take something this year.
        taken: how many courses they take.
        places, done, late, stuck, due_soon: counted over courses with at least `SMALLEST` people only.
        due_soon, next_due: what is due within `SOON` days, and when first.
        worst: id of the cell with most people late or stuck, then most left to do; empty when all are too small to
            show.
    """

    school: School
    people: int
    taken: int
    places: int
    done: int
    late: int
    stuck: int
    due_soon: int
    next_due: date | None
    worst: str

    @property
    def share(self) -> float:
        """The share that is done, 0 to 1."""
        return self.done / self.places if self.places else 0.0

    @property
    def behind(self) -> float:
        """The share that is late or stuck, 0 to 1."""
        return (self.late + self.stuck) / self.places if self.places else 0.0

    @cached_property
    def lookout(self) -> Lookout:
        """On track, or in need of a hand: from a tenth of the places behind on, and first from a quarter on."""
        if not self.taken:
            return Lookout.NOBODY
        if not self.places:
            return Lookout.SMALL
        if self.behind >= 0.25:
            return Lookout.FIRST
        return Lookout.WATCH if self.behind >= 0.1 or (self.due_soon and self.share < 0.4) else Lookout.FINE

    @cached_property
    def urgency(self) -> tuple[int, float, float, str]:
        """Sorts schools, most to do first: by people behind, then by what is due soon, then by what is left."""
        order = (Lookout.FIRST, Lookout.WATCH, Lookout.FINE, Lookout.SMALL, Lookout.NOBODY)
        return (
            order.index(self.lookout),
            -self.behind - self.due_soon / (self.places or 1),
            self.share,
            self.school.name,
        )


def line_for(school: School, cells: Iterable[Cell], people: int, today: date) -> SchoolLine:
    """How a school stands, from its cells. Groups too small to show count for nothing here."""
    taken = [cell for cell in cells if cell.people]
    shown = [cell for cell in taken if cell.people >= SMALLEST]
    soon = [due for cell in shown for due in cell.due if today <= due.on <= today + timedelta(days=SOON)]
    return SchoolLine(
        school=school,
        people=people,
        taken=len(taken),
        places=sum(cell.people for cell in shown),
        done=sum(cell.done for cell in shown),
        late=sum(cell.late(today) for cell in shown),
        stuck=sum(cell.stuck for cell in shown),
        due_soon=sum(due.open + due.begun for due in soon),
        next_due=min((due.on for due in soon), default=None),
        worst=max(shown, key=lambda cell: _trouble(cell, today)).id if shown else "",
    )


def _trouble(cell: Cell, today: date) -> tuple[int, int, str]:
    return cell.late(today) + cell.stuck, cell.people - cell.done, cell.title


def columns_of(courses: Iterable[tuple[str, str, int]], *, most: int) -> tuple[tuple[str, str], ...]:
    """The courses (slug, title) that most people take, at most so many, by title.

    Args:
        courses: slug, title, people.
    """
    chosen = sorted(courses, key=lambda one: (-one[2], one[0]))[:most]
    return tuple(sorted(((course, title) for course, title, _ in chosen), key=lambda pair: pair[1]))
