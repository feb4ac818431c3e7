"""The district: schools × courses, and where to help first. Read from tallies, never counted on the page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.enrollment.model import cycle_of
from plm.reports.messages import schools as words
from plm.reports.messages.learning import Said
from plm.reports.model import SMALLEST, Cell, Glance, Lookout, SchoolLine, Total, columns_of, line_for
from plm.reports.store import Districts, Tallies
from plm.schools.store import Schools

PER_PAGE = 20
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


class Row(NamedTuple):
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
    cycle, store = cycle_of(today), Districts(db)
    looked = store.look(
        cycle,
        today,
        find=asked.find,
        sort=asked.sort,
        skip=(asked.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        most=HELPS,
        columns=COLUMNS,
    )
    district, columns = looked.district, columns_of(looked.columns)
    codes = [one.school.code for one in district.first]
    wanted = [f"{one.school.code}:{course}:{cycle}" for one in looked.shown for course, _ in columns]
    cells, heaviest = store.cells(wanted, heaviest_of=codes, cycle=cycle, today=today)
    helps = tuple(_help(one, heaviest[one.school.code], today) for one in district.first if one.school.code in heaviest)
    fine = district.counts.get(Lookout.FINE, 0)
    return SchoolsPage(
        schools=district.schools,
        people=district.people,
        said=words.schools_answer(district),
        after=helps[0].why if helps else words.what_comes_next(district, today),
        first=helps[0] if helps else None,
        counts={kind.value: n for kind, n in district.counts.items()},
        big=f"{fine} of {district.seen}" if district.seen else "",
        label=words.circle_words(district),
        help=helps,
        columns=columns,
        note=words.columns_note(len(columns), looked.courses),
        rows=tuple(_row(one, columns, cells, cycle) for one in looked.shown),
        page=asked.page,
        pages=max(1, -(-looked.found // PER_PAGE)),
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
    cells, totals = Tallies(db).of_cycle(cycle_of(today))
    by_school: dict[str, list[Cell]] = {}
    for cell in sorted(cells, key=lambda one: one.title):
        by_school.setdefault(cell.school, []).append(cell)
    lines = [line_for(school, totals.get(school.code, Total()), today) for school in Schools(db).all()]
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


def _help(one: Glance, worst: Cell, today: date) -> Help:
    return Help(one.lookout.value, one.school.code, one.school.short, words.why_school(worst, today))


def _row(one: Glance, columns: tuple[tuple[str, str], ...], cells: dict[str, tuple[int, int]], cycle: str) -> Row:
    code = one.school.code
    found = tuple((title, *_shown(cells.get(f"{code}:{course}:{cycle}"))) for course, title in columns)
    return Row(code, one.school.short, words.people_words(one.people), found)


def _shown(cell: tuple[int, int] | None) -> tuple[int, int]:
    """How many have finished, of how many. The page is not even told the count of a group too small to show."""
    done, people = cell or (0, 0)
    return (done, people) if not people or people >= SMALLEST else (0, -1)
