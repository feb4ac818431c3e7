"""People × courses as somebody looks at them: who is shown, in which order, and what stands in each cell."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from plm.enrollment.model import Standing
from plm.reports.messages import team as words
from plm.reports.model import WORST_FIRST, CourseLine, Member, Place, Worst, worst_of

MISSING = 4
COLUMNS = 4
"""Courses that stand side by side in the table; a filter shows any other one."""


@dataclass(frozen=True)
class Asked:
    """How the table is looked at: words to find, sorting, a standing, a course, a page."""

    find: str = ""
    sort: str = ""
    standing: str = ""
    course: str = ""
    page: int = 1


@dataclass(frozen=True)
class Cell:
    """One person in one course."""

    mark: str
    words: str


@dataclass(frozen=True)
class Row:
    """One person of the table."""

    person: str
    name: str
    position: str
    cells: dict[str, Cell]
    others: str
    missing: tuple[str, ...]


def columns(lines: tuple[CourseLine, ...], asked: Asked) -> tuple[tuple[str, str], ...]:
    """The courses (slug, title) that stand side by side."""
    if asked.course:
        return tuple((line.course, line.title) for line in lines if line.course == asked.course)
    return tuple((line.course, line.title) for line in lines[:COLUMNS])


def chosen(members: tuple[Member, ...], asked: Asked) -> list[Member]:
    """Who fits the search and the filters, in the order that was asked for."""
    find = asked.find.casefold().strip()
    worst = {member.person.id: _standing_in(member, asked.course) for member in members}
    found = [
        member
        for member in members
        if find in f"{member.person.name} {member.person.position}".casefold()
        and (not asked.course or any(place.course == asked.course for place in member.places))
        and _fits(worst[member.person.id], asked.standing)
    ]
    match asked.sort.removeprefix("-"):
        case "name":
            found.sort(key=lambda member: member.person.name.casefold())
        case "done":
            found.sort(key=lambda member: -sum(place.standing is Standing.DONE for place in member.places))
        case _:
            found.sort(key=lambda member: (WORST_FIRST[worst[member.person.id]], member.person.name.casefold()))
    return found[::-1] if asked.sort.startswith("-") else found


def by_course(member: Member) -> dict[str, Place]:
    """The newest place of a person in each course."""
    return {place.course: place for place in sorted(member.places, key=lambda place: place.cycle)}


def row(member: Member, columns: tuple[tuple[str, str], ...], today: date) -> Row:
    """One person of the table.

    Args:
        columns: the courses that stand side by side; the others are counted together.
    """
    mine = by_course(member)
    shown = {course for course, _ in columns}
    others = Counter(place.standing.value for course, place in mine.items() if course not in shown)
    missing = sorted((place for place in member.places if place.missing), key=_pressing)
    more = words.and_more(len(missing) - MISSING)
    return Row(
        person=member.person.id,
        name=member.person.name,
        position=member.person.position,
        cells={
            course: Cell(mine[course].standing.value, words.cell_words(mine[course], today))
            for course in shown
            if course in mine
        },
        others=words.others_words(others),
        missing=(*(words.missing_words(place, today) for place in missing[:MISSING]), *([more] if more else [])),
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _standing_in(member: Member, course: str) -> Worst:
    """How somebody stands in one course, or over all of them."""
    if not course:
        return member.worst
    return worst_of(place.standing for place in member.places if place.course == course)


def _fits(worst: Worst, standing: str) -> bool:
    if standing == "need":
        return worst in (Worst.LATE, Worst.STUCK)
    return not standing or worst.value == standing


def _pressing(place: Place) -> tuple[int, date]:
    """Sorts what is missing: stuck first, then by due date."""
    return int(place.standing is not Standing.STUCK), place.due_on or date.max
