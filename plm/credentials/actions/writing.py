"""Writing the awards of completions, by the job's rounds or on the spot."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.catalog.store import Editions
from plm.credentials.model import MOST_SEATS, Award, award_for, code_from
from plm.credentials.store import Awards
from plm.enrollment.model import Enrollment
from plm.enrollment.store import Enrollments
from plm.people.store import People
from plm.schools.store import Schools
from plm.sections.store import Sections


def write_due(db: Database, *, zone: ZoneInfo, now: datetime, limit: int = 100) -> int:
    """Write the awards of completions that have none yet. Killed anywhere, the next round does the rest.

    The award comes first and the mark is taken away after it: an award may be written twice (the
    second write changes nothing), but never forgotten.

    Args:
        zone: the clock of people without a school.
    """
    due = Enrollments(db).awards_due(limit)
    for enrollment in due:
        write_award(db, enrollment, zone=zone, now=now)
    return len(due)


def find_award(db: Database, words: str, *, zone: ZoneInfo, now: datetime) -> Award | None:
    """The award; written on the spot when the completion is younger than the last round of the job."""
    code = code_from(words)
    if (award := Awards(db).find(code)) is not None:
        return award
    if (enrollment := Enrollments(db).with_award(code)) is None:
        return None
    return write_award(db, enrollment, zone=zone, now=now)


def write_award(db: Database, enrollment: Enrollment, *, zone: ZoneInfo, now: datetime) -> Award:
    """Write the award of a completion, unless it stands already; returns the one that stands.

    Args:
        zone: the clock of people without a school.
    """
    person = People(db).get(enrollment.person)
    edition = Editions(db).get(enrollment.edition)
    school = Schools(db).some([enrollment.school] if enrollment.school else []).get(enrollment.school)
    sections = Sections(db).some({work.section for work in enrollment.sessions.values()})
    facilitators = People(db).some({one for section in sections.values() for one in section.facilitators})
    award = award_for(
        enrollment,
        edition,
        person,
        zone=school.zone if school else zone,
        sections=sections,
        facilitators=facilitators,
        before=Awards(db).earned(enrollment.course, at_most=MOST_SEATS),
        now=now,
    )
    Awards(db).write(award)
    Enrollments(db).award_written(enrollment.id)
    return Awards(db).get(award.code)
