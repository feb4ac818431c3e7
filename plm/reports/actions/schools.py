"""The district: schools × courses, and where to help first. Read from tallies, never counted on the page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.enrollment.model import cycle_of
from plm.reports.messages import schools as words
from plm.reports.messages.learning import Said
from plm.reports.model import SMALLEST, Cell, Lookout, SchoolLine, columns_of, line_for
from plm.reports.store import Tallies
from plm.schools.store import Schools

PER_PAGE = 50
COLUMNS = 5
HELPS = 5


@dataclass(frozen=True)
class Asked:
    """How the table is looked at."""

    find: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Help:
    """A school that needs a hand, and why."""

    mark: str
    school: str
    name: str
    why: str


@dataclass(frozen=True)
class Row:
    """A school of the table; a course of which nothing is known has no count."""

    school: str
    name: str
    people: str
    cells: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class SchoolsPage:
    """All that the page says."""

    schools: int
    people: int
    said: Said
    after: str
    first: Help | None
    counts: dict[str, int]
    big: str
    label: str
    help: tuple[Help, ...]
    columns: tuple[tuple[str, str], ...]
    note: str
    rows: tuple[Row, ...]
    page: int
    pages: int


def schools(db: Database, *, asked: Asked, actor: Actor, zone: ZoneInfo, now: datetime) -> SchoolsPage:
    """Every school of the district. Two questions to the database.

    Args:
        zone: the district's clock.

    Raises:
        NotAllowed: the actor's role does not reach the district.
    """
    actor.must(Permission.DISTRICT_READ, DISTRICT)
    today = now.astimezone(zone).date()
    cycle = cycle_of(today)
    lines, courses = Tallies(db).district(cycle, today)
    columns = columns_of(courses, most=COLUMNS)
    behind = sorted(
        (line for line in lines if line.lookout in (Lookout.FIRST, Lookout.WATCH)), key=lambda line: line.urgency
    )[:HELPS]
    counts = Counter(line.lookout.value for line in lines)
    seen = len(lines) - counts[Lookout.NOBODY] - counts[Lookout.SMALL]
    chosen = _chosen(lines, asked)
    shown = chosen[(asked.page - 1) * PER_PAGE : asked.page * PER_PAGE]
    wanted = [f"{line.school.code}:{course}:{cycle}" for line in shown for course, _ in columns]
    cells = Tallies(db).some([*wanted, *(line.worst for line in behind)])
    helps = tuple(
        Help(line.lookout.value, line.school.code, line.school.short, words.why_school(cells[line.worst], today))
        for line in behind
        if line.worst in cells
    )
    return SchoolsPage(
        schools=len(lines),
        people=sum(line.people for line in lines),
        said=words.schools_answer(lines),
        after=helps[0].why if helps else words.what_comes_next(lines, today),
        first=helps[0] if helps else None,
        counts=dict(counts),
        big=f"{counts[Lookout.FINE]} of {seen}" if seen else "",
        label=words.circle_words(lines),
        help=helps,
        columns=columns,
        note=words.columns_note(len(columns), len(courses)),
        rows=tuple(_row(line, columns, cells, cycle) for line in shown),
        page=asked.page,
        pages=max(1, -(-len(chosen) // PER_PAGE)),
    )


def schools_sheet(
    db: Database, *, asked: Asked, actor: Actor, zone: ZoneInfo, now: datetime
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The same with every course, as head and rows for a spreadsheet.

    Raises:
        NotAllowed: as `schools`.
    """
    actor.must(Permission.DISTRICT_READ, DISTRICT)
    today = now.astimezone(zone).date()
    cells, heads = Tallies(db).of_cycle(cycle_of(today))
    by_school: dict[str, list[Cell]] = {}
    for cell in sorted(cells, key=lambda one: one.title):
        by_school.setdefault(cell.school, []).append(cell)
    lines = [
        line_for(school, by_school.get(school.code, ()), heads.get(school.code, 0), today)
        for school in Schools(db).all()
    ]
    rows = [
        words.cell_row(line.school, cell, today)
        for line in _chosen(lines, asked)
        for cell in by_school.get(line.school.code, ())
        if cell.people
    ]
    return ("School", "Level", "Area", "Course", "People", "Done", "On the way", "Late", "Stuck"), rows


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _chosen(lines: list[SchoolLine], asked: Asked) -> list[SchoolLine]:
    find = asked.find.casefold().strip()
    found = [line for line in lines if find in f"{line.school.name} {line.school.area}".casefold()]
    match asked.sort:
        case "name":
            return sorted(found, key=lambda line: line.school.name.casefold())
        case "size":
            return sorted(found, key=lambda line: (-line.people, line.school.name))
        case _:
            return sorted(found, key=lambda line: line.urgency)


def _row(line: SchoolLine, columns: tuple[tuple[str, str], ...], cells: dict[str, Cell], cycle: str) -> Row:
    code = line.school.code
    found = tuple((title, *_shown(cells.get(f"{code}:{course}:{cycle}"))) for course, title in columns)
    return Row(code, line.school.short, words.people_words(line), found)


def _shown(cell: Cell | None) -> tuple[int, int]:
    """How many have finished, of how many. The page is not even told the count of a group too small to show."""
    if cell is None or not cell.people:
        return 0, 0
    return (cell.done, cell.people) if cell.people >= SMALLEST else (0, -1)
