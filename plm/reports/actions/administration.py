"""The administrator's overview, and the list of changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.people.store import People
from plm.reports.messages import administration as words
from plm.reports.messages.learning import Said
from plm.reports.store import Changes, Overview
from plm.web.words import capital, count, moment

NEWEST = 5
PER_PAGE = 50


@dataclass(frozen=True)
class Duty:
    """A job as the worker declares it."""

    name: str
    every: timedelta
    why: str


@dataclass(frozen=True)
class Health:
    """How a job is doing, or how several are doing of which there is only one thing to say."""

    state: str
    name: str
    said: str


@dataclass(frozen=True)
class Change:
    """One line of the audit list."""

    at: str
    name: str
    what: str
    subject: str
    facts: str


@dataclass(frozen=True)
class Administration:
    """All that the page says."""

    said: Said
    jobs: tuple[Health, ...]
    states: tuple[str, ...]
    people: str
    imported: str
    reminders: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ChangesPage:
    """The list of changes."""

    changes: tuple[Change, ...]
    verbs: tuple[tuple[str, str], ...]
    more: bool
    page: int


def administration(
    db: Database, *, duties: Iterable[Duty], actor: Actor, zone: ZoneInfo, now: datetime
) -> Administration:
    """Who is there, what runs, what was changed. One question to the database.

    Args:
        duties: the jobs that should run.

    Raises:
        NotAllowed: the actor may not look behind the scenes.
    """
    actor.must(Permission.JOBS_READ, DISTRICT)
    tomorrow = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone)
    duties = tuple(duties)
    found: dict[str, list[dict[str, Any]]] = {}
    names = [duty.name for duty in duties]
    for kind, doc in Overview(db).asked(jobs=names, lines=NEWEST, until=tomorrow.astimezone(UTC)):
        found.setdefault(kind, []).append(doc)
    health = _health(duties, found.get("job", []), zone=zone, now=now)
    states = [state for state, *_ in health]
    due = found["reminders"][0]["n"] if "reminders" in found else 0
    return Administration(
        said=words.administration_answer(states),
        jobs=_lines(health),
        states=tuple("way" if state == "open" else state for state in states),
        people=words.people_words(
            {one["_id"]: one["n"] for one in found.get("role", [])}, found["accounts"][0]["count"]
        ),
        imported=words.import_words(next(iter(found.get("import", [])), None), now, zone),
        reminders=f"{count(due, 'reminder', 'reminders').capitalize()} to send before midnight.",
        changes=tuple(_change(one, zone=zone, now=now) for one in found.get("line", [])),
    )


def changes(
    db: Database, *, person: str, verb: str, page: int, actor: Actor, zone: ZoneInfo, now: datetime
) -> ChangesPage:
    """The newest changes, by person and by what was done.

    Args:
        person: the beginning of a name or address; empty for everybody.
        verb: such as `enrollment.withdrawn`; empty for everything.

    Raises:
        NotAllowed: the actor may not read the list.
    """
    found = _found(db, person=person, verb=verb, skip=(page - 1) * PER_PAGE, limit=PER_PAGE + 1, actor=actor)
    return ChangesPage(
        changes=tuple(_change(one, zone=zone, now=now) for one in found[:PER_PAGE]),
        verbs=tuple(sorted(words.VERBS.items(), key=lambda pair: pair[1])),
        more=len(found) > PER_PAGE,
        page=page,
    )


def changes_sheet(
    db: Database, *, person: str, verb: str, actor: Actor, zone: ZoneInfo
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The same as head and rows for a spreadsheet, the newest 10,000.

    Raises:
        NotAllowed: as `changes`.
    """
    found = _found(db, person=person, verb=verb, skip=0, limit=10_000, actor=actor)
    rows: list[tuple[object, ...]] = [
        (
            one["at"].astimezone(zone).isoformat(timespec="seconds"),
            one["name"],
            one["verb"],
            one["subject"],
            one.get("school", ""),
            words.facts_words({"facts": one.get("facts", {})}),
        )
        for one in found
    ]
    return ("When", "Who", "What", "Of what", "School", "More"), rows


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _found(db: Database, *, person: str, verb: str, skip: int, limit: int, actor: Actor) -> list[dict[str, Any]]:
    actor.must(Permission.AUDIT_READ, DISTRICT)
    people = None
    if person:
        people = [one.id for one in People(db).page(words=person, limit=20)[0]]
        if "plm".startswith(person.casefold()):
            people.append("plm")
    return Changes(db).page(people=people, verb=verb, skip=skip, limit=limit)


def _health(
    duties: Iterable[Duty], beats: list[dict[str, Any]], *, zone: ZoneInfo, now: datetime
) -> list[tuple[str, Duty, str]]:
    """State, job and how it is doing, those that need a look first. Of several workers the newest word counts."""
    found = []
    for duty in duties:
        mine = [beat for beat in beats if beat["job"] == duty.name]
        ok = max((beat["ok_at"] for beat in mine if beat.get("ok_at")), default=None)
        failed = max((beat["failed_at"] for beat in mine if beat.get("failed_at")), default=None)
        error = (
            next((str(beat.get("error", "")) for beat in mine if beat.get("failed_at") == failed), "") if failed else ""
        )
        state = words.job_state(ok, failed, duty.every, now)
        found.append((state, duty, words.job_words(state, ok, failed, error, now, zone)))
    order = ("stuck", "late", "open", "done")
    return sorted(found, key=lambda one: (order.index(one[0]), one[1].name))


def _lines(health: list[tuple[str, Duty, str]]) -> tuple[Health, ...]:
    """Jobs of which each has something of its own to say in a line each, all others together."""
    lines = []
    for state, group in groupby(health, key=lambda one: one[0]):
        jobs = list(group)
        if len(jobs) > 1 and state in words.ALIKE:
            lines.append(Health(state, *words.jobs_words(state, [duty.name for _, duty, _ in jobs])))
        else:
            lines += [Health(state, capital(duty.name), f"{capital(duty.why)}. {said}") for _, duty, said in jobs]
    return tuple(lines)


def _change(line: Mapping[str, Any], *, zone: ZoneInfo, now: datetime) -> Change:
    return Change(
        at=moment(line["at"], zone, now.astimezone(zone).date()),
        name=line["name"],
        what=words.verb_words(line["verb"]),
        subject=line["subject"],
        facts=words.facts_words(line),
    )
