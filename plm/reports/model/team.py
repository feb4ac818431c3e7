"""One school: people and their places in courses. Rules only, no words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from plm.enrollment.model import Standing, Status
from plm.people.model import Person


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
