"""Everything that will be sent, one by one: who is told what, when and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.enrollment.store import Enrollments
from plm.errors import NotFound
from plm.mail.ledger import State
from plm.people.store import People
from plm.reminders.actions.planning import owed, seat_occurrence
from plm.reminders.actions.preview.coming import MOST_SECTIONS, about_of, row_of, to_come
from plm.reminders.actions.setup import Zones, hours_of
from plm.reminders.model import Rule
from plm.reminders.store import Reminders
from plm.sections.store import Sections
from plm.settings import Settings

MOST_LISTED = 20_000

_One = tuple[str, datetime, ZoneInfo, Rule, str, date | datetime | None, int]


@dataclass(frozen=True)
class Told:
    """One reminder to one person."""

    at: datetime
    zone: ZoneInfo
    person: str
    email: str
    rule: Rule
    title: str
    about: date | datetime | None
    place: int = 0


def told(
    db: Database, settings: Settings, *, until: date, actor: Actor, now: datetime, person: str = ""
) -> tuple[list[Told], bool]:
    """Everything that will be sent up to and including a day, one by one, soonest first, and whether that is all.

    At most 20,000 are looked at.

    Args:
        person: an e-mail address; only what this person will get.

    Raises:
        NotAllowed: the actor may not see the reminders of the district.
        NotFound: nobody has this address.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    end = datetime.combine(until + timedelta(days=1), time(), settings.zone).astimezone(UTC)
    whom = ""
    if person:
        if (known := People(db).with_email(person.strip().casefold())) is None:
            raise NotFound(f"Nobody has the address {person}.")
        whom = known.id
    found = [*_rows_told(db, settings, end, whom), *_enrollments_told(db, settings, end, whom, now=now)]
    found += _seats_told(db, settings, end, whom, now=now)
    people = People(db).some({one[0] for one in found})
    listed = [
        Told(at, zone, people[who].name, people[who].email, rule, title, about, place)
        for who, at, zone, rule, title, about, place in found
        if who in people and people[who].active
    ]
    listed.sort(key=lambda one: (one.at, one.person.casefold(), one.rule))
    return listed[:MOST_LISTED], len(found) < MOST_LISTED


def _rows_told(db: Database, settings: Settings, end: datetime, person: str) -> list[_One]:
    rows = Reminders(db).waiting_one_by_one(end, person=person, limit=MOST_LISTED)
    zones = Zones.of_schools(db, settings, (row["school"] for row in rows))
    return [
        (
            row["person"],
            row["free_at"] if row["state"] == State.DUE else row["due_at"],
            zones.of(row["school"]),
            Rule(row["rule"]),
            row["title"],
            about_of(row),
            row["place"],
        )
        for row in rows
    ]


def _enrollments_told(db: Database, settings: Settings, end: datetime, person: str, *, now: datetime) -> Iterator[_One]:
    found = Enrollments(db).to_be_reminded_one_by_one(end, person=person, limit=MOST_LISTED)
    zones = Zones.of_schools(db, settings, (one.school for one, _ in found))
    hours = hours_of(settings)
    for one, seen in found:
        if one.due_on is None:
            continue
        zone = zones.of(one.school)
        late = owed(one, seen, hours=hours, zone=zone, now=now).send if seen <= now else None
        row = row_of(one.due_on, hours, zone)
        for occurrence, at in to_come(row, hours, zone, waits=late is not None, now=now, end=end):
            yield one.person, at, zone, occurrence.rule, one.title, one.due_on, occurrence.place


def _seats_told(db: Database, settings: Settings, end: datetime, person: str, *, now: datetime) -> Iterator[_One]:
    hours = hours_of(settings)
    for section, seen in Sections(db).to_be_reminded(end, limit=MOST_SECTIONS):
        zone = ZoneInfo(section.time_zone)
        for session in section.sessions:
            for seat in section.roster:
                if person and seat.person != person:
                    continue
                row = (seat_occurrence(section, session.id, seat.person, hours=hours),)
                waits = seen <= now and (row[0].at >= seen or seat.seated_at >= seen)
                for one, at in to_come(row, hours, zone, waits=waits, now=now, end=end):
                    yield seat.person, at, zone, one.rule, section.title, session.starts_at, 0
