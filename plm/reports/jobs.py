"""Tallies are projected: recomputed from the enrollments whenever one of them changed, and recounted every night."""

from datetime import date
from functools import partial

import structlog
from bson import Timestamp
from pymongo.database import Database

from plm import audit
from plm.access import SYSTEM
from plm.enrollment.model import cycle_of
from plm.jobs import Services
from plm.mongo.collection import Doc
from plm.reports.store import EVERYWHERE, Stale, Tallies, emptied

log = structlog.get_logger()

_BATCH = 5_000
_NIGHT = 2
"""The hour, on the district's clock, from which on the night's recount may begin."""


def project(services: Services) -> int:
    """Bring the tallies in step, and turn them to the new day; returns how many enrollments were waiting."""
    waited = project_round(services.db)
    turn_day(services.db, services.clock().astimezone(services.settings.zone).date())
    return waited


def turn_day(db: Database, today: date) -> int:
    """Let the tallies say who is late and what is near on this day of the district; returns at how many schools.

    Pages are right without it, and faster with it.
    """
    return Tallies(db).turn(today, cycle=cycle_of(today))


def project_round(db: Database, *, limit: int = _BATCH) -> int:
    """One round: which enrollments changed, count their schools anew, write, add up, take the marks away.

    The counts are absolute and read from one snapshot at or after the changes were seen. The mark is
    taken away last and only where nobody has written meanwhile. So a crash anywhere means that the
    round is done again, and never that something is counted twice; and of two projectors the one
    with the later snapshot wins.
    """
    tallies = Tallies(db)
    stale, at = tallies.stale(limit)
    if not stale:
        return 0
    for school, cycles in sorted(_years_of(stale).items()):
        tallies.write(tallies.count(school, cycles, at=at).values(), at=at)
    tallies.add_up({one.cycle for one in stale})
    tallies.settled(stale)
    return len(stale)


def recount_nightly(services: Services) -> str:
    """Once a night count everything anew, compare, and repair what differs. A difference is a bug: it is logged."""
    now = services.clock()
    local = now.astimezone(services.settings.zone)
    if local.hour < _NIGHT or not Tallies(services.db).begin_recount(local.date(), now=now):
        return "nothing to do"
    project_round(services.db)
    repaired = recount(services)
    Tallies(services.db).end_recount(local.date(), repaired=repaired, now=services.clock())
    return f"{repaired} repaired"


def recount(services: Services) -> int:
    """Count every school and then the district anew and repair the tallies that differ; returns how many did.

    What has changed and was not projected yet is no difference: those tallies are left to the projector.
    """
    tallies, repaired = Tallies(services.db), 0
    for school in (*tallies.schools(), EVERYWHERE):
        at = tallies.moment()
        count = tallies.count_everywhere if school == EVERYWHERE else partial(tallies.count, school)
        repaired += _repair(services, school, count(tallies.cycles(school), at=at), at=at)
    return repaired


def _repair(services: Services, school: str, right: dict[str, Doc], *, at: Timestamp) -> int:
    """Write the tallies that differ from what is right at that moment."""
    tallies = Tallies(services.db)
    written = tallies.standing(school, at=at)
    wrong = [
        is_right
        for one in sorted({*right, *written} - tallies.waiting(school, at=at))
        if (is_right := right.get(one) or emptied(written[one])) != (written.get(one) or emptied(right[one]))
    ]
    for doc in wrong:
        stood = written.get(doc["_id"])
        log.warning("tally differed", cell=doc["_id"], counted=doc, stood=stood)
        audit.record(services.db, SYSTEM, "tally.repaired", doc["_id"], school=school, now=services.clock())
    tallies.write(wrong, at=at)
    return len(wrong)


def _years_of(stale: list[Stale]) -> dict[str, set[str]]:
    """The school years to count anew, by school."""
    found: dict[str, set[str]] = {}
    for one in stale:
        found.setdefault(one.school, set()).add(one.cycle)
    return found
