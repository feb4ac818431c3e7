"""Writing the awards of completions, by the job's rounds or on the spot."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import Role
from plm.catalog.model import Edition
from plm.catalog.store import Editions
from plm.credentials import messages
from plm.credentials.model import MOST_SEATS, Award, CreditLine, Signer, award_for, code_from, lines_for
from plm.credentials.store import Awards, Kinds
from plm.enrollment.model import Enrollment
from plm.enrollment.store import Enrollments
from plm.people.store import People
from plm.schools.store import Schools
from plm.sections.model import Section
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
    zone = school.zone if school else zone
    award = award_for(
        enrollment,
        edition,
        person,
        zone=zone,
        sections=sections,
        facilitators=facilitators,
        before=Awards(db).earned(enrollment.course, at_most=MOST_SEATS),
        now=now,
        credit=_credit(db, enrollment, edition, sections.values(), zone=zone),
    )
    Awards(db).write(award)
    Enrollments(db).award_written(enrollment.id)
    return Awards(db).get(award.code)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _credit(
    db: Database, enrollment: Enrollment, edition: Edition, sections: Iterable[Section], *, zone: ZoneInfo
) -> tuple[CreditLine, ...]:
    """What the completion gives besides its hours, by the rules of the district on this day."""
    if not edition.credit or enrollment.completed_at is None:
        return ()
    kinds = Kinds(db).all()
    lines = lines_for(
        edition.credit,
        kinds,
        hours=Decimal(str(enrollment.hours)),
        completed_on=enrollment.completed_at.astimezone(zone).date(),
        before=Awards(db).before(enrollment.person, enrollment.course),
    )
    instead = _instead(db, enrollment, sections) if any(one.needs for one in lines) else {}
    return tuple(
        replace(
            one,
            needs=tuple(instead.get(signer, signer) for signer in one.needs),
            why=messages.repeat_words(one, kinds[one.kind].repeat_share),
        )
        for one in lines
    )


def _instead(db: Database, enrollment: Enrollment, sections: Iterable[Section]) -> dict[Signer, Signer]:
    """A director signs where nobody else can: no other principal leads the school, nobody else ran sessions."""
    found = {}
    leads = (
        one.id != enrollment.person and any(grant.covers(enrollment.school) for grant in one.grants)
        for one in (People(db).with_role(Role.PRINCIPAL) if enrollment.school else ())
    )
    if not any(leads):
        found[Signer.PRINCIPAL] = Signer.DIRECTOR
    if not {one for section in sections for one in section.facilitators} - {enrollment.person}:
        found[Signer.PROVIDER] = Signer.DIRECTOR
    return found
