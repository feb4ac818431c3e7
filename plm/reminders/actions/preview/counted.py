"""Everything that will be sent, counted: so many people who are told the same at the same hour."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.enrollment.store import Enrollments
from plm.mongo.collection import Doc
from plm.reminders.actions.preview.coming import MOST_SECTIONS, about_of, row_of, to_come
from plm.reminders.actions.setup import Zones, hours_of
from plm.reminders.model import Hours, Rule, of_session
from plm.reminders.store import Reminders
from plm.schools.store import Schools
from plm.sections.model import Section
from plm.sections.store import Sections
from plm.settings import Settings


@dataclass(frozen=True)
class Line:
    """So many people who are told the same at the same hour.

    Attributes:
        at: the local time at the schools, without a zone, because it is the same in each.
        about: the due date, or the moment of the session in UTC.
        schools: their names.
        edition: of the course; empty for a session and a nudge.
    """

    at: datetime
    rule: Rule
    title: str
    about: date | datetime | None
    people: int
    schools: tuple[str, ...]
    edition: str = ""
    place: int = 0


@dataclass(frozen=True)
class Ahead:
    """What will be sent, day by day, and what was not.

    Attributes:
        sent: how many have left today.
        kept: how many were kept back in the last two weeks, by state and reason.
        whole: false when there were more sections than are looked at.
    """

    lines: tuple[Line, ...]
    sent: int
    kept: dict[tuple[str, str], int]
    whole: bool = True

    @property
    def total(self) -> int:
        """How many will be sent."""
        return sum(line.people for line in self.lines)

    def on(self, day: date) -> tuple[Line, ...]:
        """The lines of one day."""
        return tuple(line for line in self.lines if line.at.date() == day)


@dataclass(frozen=True)
class _Some:
    """So many reminders of one kind at one school."""

    at: datetime
    zone: ZoneInfo
    rule: Rule
    title: str
    about: date | datetime | None
    school: str
    people: int
    edition: str = ""
    place: int = 0


def ahead(db: Database, settings: Settings, *, until: date, actor: Actor, now: datetime) -> Ahead:
    """Everything that will be sent up to and including a day, counted.

    It asks the indexes that say who is looked at next and groups in the database, so it costs what
    is due, not what exists.

    Raises:
        NotAllowed: the actor may not see the reminders of the district.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    end = datetime.combine(until + timedelta(days=1), time(), settings.zone).astimezone(UTC)
    schools = {school.code: school for school in Schools(db).all()}
    zones = Zones(settings, schools.values())
    sections = Sections(db).to_be_reminded(end, limit=MOST_SECTIONS)
    midnight = datetime.combine(now.astimezone(settings.zone).date(), time(), settings.zone)
    standing = Reminders(db).standing(end, sent_since=midnight, kept_since=now - timedelta(days=14))
    some = [
        *_waiting(standing.waiting, zones, now=now),
        *_of_enrollments(db, settings, zones, now=now, end=end),
        *_of_sections(sections, hours_of(settings), now=now, end=end),
    ]
    return Ahead(
        lines=tuple(_lines(some, {code: school.short for code, school in schools.items()}, until=until)),
        sent=standing.sent,
        kept=standing.kept,
        whole=len(sections) < MOST_SECTIONS,
    )


def _waiting(rows: Iterable[Doc], zones: Zones, *, now: datetime) -> Iterator[_Some]:
    for doc in rows:
        yield _Some(
            at=max(doc["at"], now),
            zone=zones.of(doc["school"]),
            rule=Rule(doc["rule"]),
            title=doc["title"],
            about=about_of(doc),
            school=doc["school"],
            people=doc["n"],
            edition=doc["edition"],
            place=doc["place"],
        )


def _of_enrollments(db: Database, settings: Settings, zones: Zones, *, now: datetime, end: datetime) -> Iterator[_Some]:
    hours = hours_of(settings)
    for doc in Enrollments(db).to_be_reminded(now, end):
        due_on = date.fromisoformat(doc["due_on"])
        zone = zones.of(doc["school"])
        for one, at in to_come(row_of(due_on, hours, zone), hours, zone, waits=doc["waits"], now=now, end=end):
            yield _Some(at, zone, one.rule, doc["title"], due_on, doc["school"], doc["n"], doc["edition"], one.place)


def _of_sections(
    sections: Iterable[tuple[Section, datetime]], hours: Hours, *, now: datetime, end: datetime
) -> Iterator[_Some]:
    for section, seen in sections:
        zone = ZoneInfo(section.time_zone)
        for session in section.sessions if section.roster else ():
            row = (of_session(section.id, session.starts_at, hours=hours, zone=zone),)
            # A section is looked at anew with each seat; the reminders of those seated before have left.
            waits = seen <= now and row[0].at >= seen
            for one, at in to_come(row, hours, zone, waits=waits, now=now, end=end):
                yield _Some(at, zone, one.rule, section.title, session.starts_at, section.school, len(section.roster))


def _lines(some: Iterable[_Some], names: dict[str, str], *, until: date) -> list[Line]:
    grouped: dict[tuple[datetime, Rule, str, date | datetime | None, int], list[_Some]] = {}
    for one in some:
        local = one.at.astimezone(one.zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
        if local.date() <= until:
            grouped.setdefault((local, one.rule, one.title, one.about, one.place), []).append(one)
    lines = []
    for (local, rule, title, about, place), ones in grouped.items():
        schools = tuple(sorted({names[one.school] for one in ones if one.school in names}))
        people = sum(one.people for one in ones)
        lines.append(Line(local, rule, title, about, people, schools, ones[0].edition, place))
    return sorted(lines, key=lambda line: (line.at, list(Rule).index(line.rule), line.title, str(line.about)))
