"""Tallies are projected: recomputed from the enrollments whenever one of them changed, and recounted every night."""

import structlog
from pymongo.database import Database

from plm import audit
from plm.access import SYSTEM
from plm.jobs import Services
from plm.reports.store import Stale, Tallies, emptied

log = structlog.get_logger()

_BATCH = 5_000
_NIGHT = 2
"""The hour, on the district's clock, from which on the night's recount may begin."""


def project(services: Services) -> int:
    """Bring the tallies in step; returns how many enrollments were waiting."""
    return project_round(services.db)


def project_round(db: Database, *, limit: int = _BATCH) -> int:
    """One round: which enrollments changed, count their schools anew, write, take the marks away.

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
    """Count every school anew and repair the cells that differ; returns how many did.

    What has changed and was not projected yet is no difference: those cells are left to the projector.
    """
    db, tallies, repaired = services.db, Tallies(services.db), 0
    for school in tallies.schools():
        at = tallies.moment()
        right = tallies.count(school, tallies.cycles(school), at=at)
        written = tallies.standing(school, at=at)
        wrong = [
            right.get(cell) or emptied(written[cell])
            for cell in sorted({*right, *written} - tallies.waiting(school, at=at))
            if right.get(cell) != written.get(cell) and (cell in right or written[cell] != emptied(written[cell]))
        ]
        for cell in wrong:
            log.warning("tally differed", cell=cell["_id"], counted=cell, stood=written.get(cell["_id"]))
            audit.record(db, SYSTEM, "tally.repaired", cell["_id"], school=school, now=services.clock())
        tallies.write(wrong, at=at)
        repaired += len(wrong)
    return repaired


def _years_of(stale: list[Stale]) -> dict[str, set[str]]:
    """The school years to count anew, by school."""
    found: dict[str, set[str]] = {}
    for one in stale:
        found.setdefault(one.school, set()).add(one.cycle)
    return found
