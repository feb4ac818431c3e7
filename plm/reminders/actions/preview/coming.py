"""What a row of reminders still brings, for those who count and those who list."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from plm.mongo.collection import Doc
from plm.reminders.model import Hours, Occurrence, of_due_date, plan

MOST_SECTIONS = 2_000


def to_come(
    row: tuple[Occurrence, ...], hours: Hours, zone: ZoneInfo, *, waits: bool, now: datetime, end: datetime
) -> Iterator[tuple[Occurrence, datetime]]:
    """What a row of reminders still brings until `end`, and when; `waits`: the planner is about to look."""
    if waits and (late := plan(row, seen=now, now=now).send) and (at := hours.allowed(now, zone)) < late.until:
        yield late, at
    for one in row:
        if now < one.at < end:
            yield one, one.at


@lru_cache(maxsize=4096)
def row_of(due_on: date, hours: Hours, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    """The reminders of a due date, first to last; many enrollments share one."""
    return of_due_date("", due_on, hours=hours, zone=zone)


def about_of(doc: Doc) -> date | datetime | None:
    """What a row of the ledger is about: the due date, the moment of the session, or nothing of the kind."""
    if not doc["about"]:
        return None
    return datetime.fromisoformat(doc["about"]) if "T" in doc["about"] else date.fromisoformat(doc["about"])
