"""A school as its principal sees it: people × courses, and who needs a hand."""

from dataclasses import dataclass
from datetime import date, datetime, time

from pymongo.database import Database

from plm.access import Actor, Permission, Role, Scope
from plm.catalog.model import Edition
from plm.catalog.store import Editions
from plm.enrollment.model import cycle_of
from plm.errors import NotFound
from plm.people.model import Person
from plm.reports.actions.team.table import Asked, Row, by_course, chosen, columns, row
from plm.reports.messages import team as words
from plm.reports.messages.learning import Said
from plm.reports.model import (
    Member,
    Place,
    Worst,
    counts_of,
    courses_of,
    fell_behind_since,
    finished_since,
    in_need,
    monday_before,
    overdue_in,
    team_of,
)
from plm.reports.store import Teams
from plm.schools.model import School
from plm.web.pictures import shares_of

PER_PAGE = 25
COURSES = 6
MOST_CHAIRS = 42


@dataclass(frozen=True)
class Need:
    """Somebody who needs the principal today."""

    mark: str
    name: str
    why: str
    person: str
    person_name: str
    enrollment: str
    stuck: str


@dataclass(frozen=True)
class CourseChairs:
    """One course of the team, as a row of chairs; `marks` are the counts, or shares of them when there are many."""

    course: str
    title: str
    counts: dict[str, int]
    marks: dict[str, int]
    due: str
    label: str


@dataclass(frozen=True)
class TeamPage:
    """All that the page says."""

    school: School
    own: bool
    said: Said
    since: str
    counts: dict[str, int]
    big: str
    label: str
    nudge: str
    may_nudge: bool
    may_enroll: bool
    may_change: bool
    needs: tuple[Need, ...]
    courses: tuple[CourseChairs, ...]
    courses_note: str
    choices: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    found: str
    page: int
    pages: int


def own_school(actor: Actor) -> str:
    """The school a principal leads; the first, when they lead several.

    Raises:
        NotFound: they lead none.
    """
    for grant in actor.grants:
        if grant.role is Role.PRINCIPAL and grant.schools:
            return grant.schools[0]
    raise NotFound("You lead no school yet. Ask the office of professional learning.")


def team(db: Database, code: str, *, asked: Asked, actor: Actor, now: datetime) -> TeamPage:
    """A school for its principal, a director or an administrator. Two questions to the database.

    Raises:
        NotFound: no such school, or outside the actor's scope.
        NotAllowed: the actor works there but does not lead it.
    """
    school, members, today = _loaded(db, code, actor=actor, now=now)
    counts = counts_of(members)
    lines = courses_of(members)
    shown_courses = columns(lines, asked)
    found = chosen(members, asked)
    shown = found[(asked.page - 1) * PER_PAGE : asked.page * PER_PAGE]
    late, fine = counts.get(Worst.LATE, 0), counts.get(Worst.DONE, 0) + counts.get(Worst.WAY, 0)
    overdue = overdue_in(members, today)
    monday = monday_before(today)
    midnight = datetime.combine(monday, time.min, school.zone)
    where = Scope(school=code)
    behind = fell_behind_since(members, monday)
    own = any(grant.role is Role.PRINCIPAL and grant.covers(code) for grant in actor.grants)
    return TeamPage(
        school=school,
        own=own,
        said=words.team_answer(counts, yours=own),
        since=words.since_monday(monday, finished_since(members, midnight), behind, today) if lines else "",
        counts=counts,
        big=f"{fine} of {len(members)}",
        label=words.picture_words(counts),
        nudge=words.nudge_words(late, overdue) if overdue else "",
        may_nudge=actor.may(Permission.NUDGE_SEND, where),
        may_enroll=actor.may(Permission.ENROLLMENT_CREATE, where),
        may_change=actor.may(Permission.ENROLLMENT_WRITE, where),
        needs=_needs(db, members, today),
        courses=tuple(
            CourseChairs(
                line.course,
                line.title,
                line.counts,
                line.counts if line.people <= MOST_CHAIRS else shares_of(line.counts, MOST_CHAIRS),
                words.course_due(line, today),
                words.course_words(line),
            )
            for line in lines[:COURSES]
        ),
        courses_note=words.courses_note(
            len(lines), COURSES, max((line.people for line in lines), default=0), MOST_CHAIRS
        ),
        choices=tuple((line.course, line.title) for line in lines),
        columns=shown_courses,
        rows=tuple(row(member, shown_courses, today) for member in shown),
        found=words.found_words(len(found), len(members)),
        page=asked.page,
        pages=max(1, -(-len(found) // PER_PAGE)),
    )


def team_sheet(
    db: Database, code: str, *, asked: Asked, actor: Actor, now: datetime
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The same table with every course, as head and rows for a spreadsheet.

    Raises:
        NotFound, NotAllowed: as `team`.
    """
    _, members, today = _loaded(db, code, actor=actor, now=now)
    lines = courses_of(members)
    rows: list[tuple[object, ...]] = []
    for member in chosen(members, asked):
        mine = by_course(member)
        rows.append(
            (
                member.person.name,
                member.person.position,
                *(
                    words.plain_words(place, today) if (place := mine.get(line.course)) else "not enrolled"
                    for line in lines
                ),
                "; ".join(words.missing_words(place, today) for place in member.places if place.missing),
            )
        )
    return ("Name", "Position", *(line.title for line in lines), "What is missing"), rows


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _loaded(db: Database, code: str, *, actor: Actor, now: datetime) -> tuple[School, tuple[Member, ...], date]:
    actor.must(Permission.SCHOOL_READ, Scope(school=code))
    school, people = Teams(db).school(code)
    today = now.astimezone(school.zone).date()
    return school, team_of(people, Teams(db).places(code, cycle_of(today), today)), today


def _needs(db: Database, members: tuple[Member, ...], today: date) -> tuple[Need, ...]:
    found = in_need(members, today)
    editions = Editions(db).some({place.edition for _, place in found if place.stuck})
    return tuple(_need(person, place, _quiz(editions, place), today) for person, place in found)


def _quiz(editions: dict[str, Edition], place: Place) -> str:
    module = editions[place.edition].module(place.stuck) if place.stuck else None
    return module.title if module else ""


def _need(person: Person, place: Place, quiz: str, today: date) -> Need:
    name, why = words.need_words(person.name, place, today, quiz)
    return Need(place.standing.value, name, why, person.id, person.name, place.id, place.stuck)
