"""Looking ahead: what will be sent to whom, when and why. Nothing here writes, but for the samples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.catalog.store import Editions
from plm.enrollment.model import cycle_of, enroll
from plm.enrollment.store import Enrollments
from plm.errors import NotFound, RuleBroken
from plm.mail import Mail
from plm.mail.ledger import State, again
from plm.mail.letters import post
from plm.mongo.collection import Doc
from plm.people.model import Person
from plm.people.store import People
from plm.reminders import messages
from plm.reminders.actions.planning import owed, seat_occurrence
from plm.reminders.actions.setup import Zones, hours_of, house_of
from plm.reminders.model import Hours, Occurrence, Rule, of_due_date, of_session, plan
from plm.reminders.store import REMINDERS, Reminders
from plm.schools.store import Schools
from plm.sections.model import Section
from plm.sections.store import Sections
from plm.settings import Settings

MOST_SECTIONS = 2_000
MOST_LISTED = 20_000
MOST_SAMPLES = 6


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


def told(
    db: Database, settings: Settings, *, until: date, actor: Actor, now: datetime, person: str = ""
) -> tuple[list[Told], bool]:
    """The same one by one, soonest first, and whether that is all (at most 20,000 are looked at).

    Args:
        person: an e-mail address; only what this person will get.

    Raises:
        NotAllowed: as `ahead`.
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


def sample(
    db: Database, settings: Settings, line: Line, viewer: Person, *, today: date, key: str = "sample"
) -> Mail | None:
    """The message of a line, written as if the viewer had not begun yet; None for what has no fixed words.

    Raises:
        NotFound: no such edition.
    """
    if not line.edition or not isinstance(line.about, date) or isinstance(line.about, datetime):
        return None
    edition = Editions(db).get(line.edition)
    midnight = datetime.combine(today, time(), UTC)
    as_if = enroll(viewer.id, viewer.school, edition, by="plm", due_on=line.about, cycle=cycle_of(today), now=midnight)
    house = house_of(settings)
    on = line.at.date()
    match line.rule:
        case Rule.DUE_SOON:
            return messages.due_soon(key, viewer, as_if, today=on, house=house)
        case Rule.DUE_TOMORROW:
            return messages.due_tomorrow(key, viewer, as_if, today=on, house=house)
        case Rule.OVERDUE:
            return messages.overdue(key, viewer, as_if, line.place, today=on, house=house)
        case _:
            return None


def sample_for(db: Database, settings: Settings, line: Line, *, actor: Actor, today: date) -> Mail | None:
    """`sample` for the actor.

    Raises:
        NotAllowed: as `ahead`.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    return sample(db, settings, line, People(db).get(actor.person), today=today)


def send_again(db: Database, *, failed: bool, actor: Actor, now: datetime) -> int:
    """Make due again what stands in review and, if asked, what was refused; returns how many.

    Raises:
        NotAllowed: as `ahead`.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    states = (State.REVIEW, State.FAILED) if failed else (State.REVIEW,)
    number = again(db, REMINDERS, states=states, now=now)
    if number:
        audit.record(db, actor, "reminders.sent-again", "reminders", number=number, now=now)
    return number


def send_samples(
    db: Database, settings: Settings, lines: Iterable[Line], *, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Send the viewer one of each message of these lines; the same twice a day is sent once.

    Returns:
        How many were sent, and how many had been sent to them before today.

    Raises:
        NotAllowed: as `ahead`.
        RuleBroken: there is nothing to send a sample of.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    viewer = People(db).get(actor.person)
    today = now.astimezone(settings.zone).date()
    wanted = {(line.rule, line.title, line.about, line.place): line for line in lines}
    sent = before = 0
    for line in list(wanted.values())[:MOST_SAMPLES]:
        key = f"sample:{viewer.id}:{today}:{line.at:%m%d}:{line.rule}:{line.edition}:{line.about}:{line.place}"
        if (mail := sample(db, settings, line, viewer, today=today, key=key)) is not None:
            new = post(db, mail, expires_at=now + timedelta(days=2), now=now)
            sent, before = sent + new, before + (not new)
    if not sent and not before:
        raise RuleBroken("No message with fixed words leaves on that day, so there is no sample.", code="no-sample")
    return sent, before


# ── counted ───────────────────────────────────────────────────────────────────────────────────────


def _waiting(rows: Iterable[Doc], zones: Zones, *, now: datetime) -> Iterator[_Some]:
    for doc in rows:
        yield _Some(
            at=max(doc["at"], now),
            zone=zones.of(doc["school"]),
            rule=Rule(doc["rule"]),
            title=doc["title"],
            about=_about(doc),
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
        for one, at in _to_come(_row_of(due_on, hours, zone), hours, zone, waits=doc["waits"], now=now, end=end):
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
            for one, at in _to_come(row, hours, zone, waits=waits, now=now, end=end):
                yield _Some(at, zone, one.rule, section.title, session.starts_at, section.school, len(section.roster))


def _to_come(
    row: tuple[Occurrence, ...], hours: Hours, zone: ZoneInfo, *, waits: bool, now: datetime, end: datetime
) -> Iterator[tuple[Occurrence, datetime]]:
    """What a row of reminders still brings until `end`, and when; `waits`: the planner is about to look."""
    if waits and (late := plan(row, seen=now, now=now).send) and (at := hours.allowed(now, zone)) < late.until:
        yield late, at
    for one in row:
        if now < one.at < end:
            yield one, one.at


@lru_cache(maxsize=4096)
def _row_of(due_on: date, hours: Hours, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    return of_due_date("", due_on, hours=hours, zone=zone)


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


# ── one by one ────────────────────────────────────────────────────────────────────────────────────

_One = tuple[str, datetime, ZoneInfo, Rule, str, date | datetime | None, int]


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
            _about(row),
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
        row = _row_of(one.due_on, hours, zone)
        for occurrence, at in _to_come(row, hours, zone, waits=late is not None, now=now, end=end):
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
                for one, at in _to_come(row, hours, zone, waits=waits, now=now, end=end):
                    yield seat.person, at, zone, one.rule, section.title, session.starts_at, 0


def _about(doc: Doc) -> date | datetime | None:
    if not doc["about"]:
        return None
    return datetime.fromisoformat(doc["about"]) if "T" in doc["about"] else date.fromisoformat(doc["about"])
