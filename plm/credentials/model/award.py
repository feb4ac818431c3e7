"""An award: what was earned, fixed at the moment it was earned. Never edited, only revoked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from plm.access import Scope
from plm.catalog.model import Edition
from plm.credentials.model.days import months_after
from plm.enrollment.model import Enrollment, sessions_met
from plm.errors import RuleBroken
from plm.people.model import Person
from plm.sections.model import Section

MOST_SEATS = 50
"""The largest circle a certificate draws."""


@dataclass(frozen=True)
class Award:
    """A completion as its certificate states it.

    Attributes:
        code: public code, as the enrollment drew it.
        name: the person's name at the time.
        school: code of the school they worked at then.
        number: of the edition, as people count them.
        hours: credit, in clock hours.
        completed_on: the day in the school's zone.
        minutes, of: minutes attended of how many; both 0 for a course without sessions.
        rule: what completion asked, in words.
        evidence: SHA-256 of the canonical evidence, so that a later change of it can be seen.
        facilitators: names of those who ran the sessions, at the time.
        circle, seat: the ring of the certificate: how many sat in it, and which seat was theirs (from 0).
        valid_until: the last day it counts, or None for ever.
    """

    code: str
    person: str
    name: str
    school: str
    course: str
    title: str
    edition: str
    number: int
    hours: float
    completed_on: date
    minutes: int
    of: int
    rule: str
    evidence: str
    written_at: datetime
    facilitators: tuple[str, ...] = ()
    circle: int = 1
    seat: int = 0
    valid_until: date | None = None
    revoked_at: datetime | None = None
    reason: str = ""

    @property
    def scope(self) -> Scope:
        """Where it belongs."""
        return Scope(person=self.person, school=self.school)

    def revoke(self, reason: str, *, now: datetime) -> "Award":
        """Take it back. The line stays, and says why.

        Raises:
            RuleBroken: it was revoked before, or no reason is given.
        """
        if self.revoked_at:
            raise RuleBroken("This certificate was revoked before.", code="already-revoked")
        if not reason.strip():
            raise RuleBroken("Give a reason in a sentence.", code="no-reason")
        return replace(self, revoked_at=now, reason=reason.strip())


def award_for(
    enrollment: Enrollment,
    edition: Edition,
    person: Person,
    *,
    zone: ZoneInfo,
    sections: Mapping[str, Section],
    facilitators: Mapping[str, Person],
    before: int,
    now: datetime,
) -> Award:
    """The award of a completed enrollment.

    Args:
        zone: the school's clock; it decides on which day the course was completed.
        sections: those in which sessions were attended, by id.
        facilitators: those who ran them, by person id.
        before: how many people had an award of this course before; they are the circle when nobody met.

    Raises:
        RuleBroken: the enrollment is not completed.
    """
    if enrollment.completed_at is None or not enrollment.award:
        raise RuleBroken("This course is not completed yet.", code="not-completed")
    completed_on = enrollment.completed_at.astimezone(zone).date()
    attended = list(enrollment.sessions.values())
    ran = list(dict.fromkeys(one for section in sections.values() for one in section.facilitators))
    circle, seat = seat_of(enrollment.person, list(sections.values()), before=before)
    return Award(
        code=enrollment.award,
        person=person.id,
        name=person.name,
        school=enrollment.school,
        course=enrollment.course,
        title=edition.title,
        edition=edition.id,
        number=edition.number,
        hours=enrollment.hours,
        completed_on=completed_on,
        minutes=sum(work.minutes for work in attended),
        of=sum(work.of for work in attended),
        rule=edition.words(),
        evidence=evidence_hash(enrollment),
        facilitators=tuple(facilitators[one].name for one in ran if one in facilitators),
        circle=circle,
        seat=seat,
        valid_until=months_after(completed_on, edition.valid_months) if edition.valid_months else None,
        written_at=now,
    )


def seat_of(person: str, sections: Sequence[Section], *, before: int) -> tuple[int, int]:
    """How many sat in the circle, and which seat (from 0) was the person's.

    The circle is the roster they met in; without sessions, those who completed the course before them.
    """
    for section in sections:
        if section.holds(person):
            place = next(place for place, seat in enumerate(section.roster) if seat.person == person)
            size = min(len(section.roster), MOST_SEATS)
            return size, place % size
    size = min(before + 1, MOST_SEATS)
    return size, before % size


def evidence_hash(enrollment: Enrollment) -> str:
    """SHA-256 of the evidence in one canonical spelling: sorted keys, UTC moments, no spaces."""
    evidence: dict[str, Any] = {
        "person": enrollment.person,
        "edition": enrollment.edition,
        "cycle": enrollment.cycle,
        "completed_at": _moment(enrollment.completed_at),
        "modules": {
            one: {"done_at": _moment(work.done_at), "attempts": work.attempts, "best": round(work.best, 4)}
            for one, work in enrollment.modules.items()
        },
        "sessions": {
            one: {"section": work.section, "minutes": work.minutes, "of": work.of, "held_on": work.held_on.isoformat()}
            for one, work in enrollment.sessions.items()
        },
    }
    canonical = json.dumps(evidence, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def code_from(words: str) -> str:
    """The public code in its one spelling, however it was typed: small letters, spaces, other hyphens.

    What can be no code comes back as it is, in capitals, and is simply not found.
    """
    plain = "".join(letter for letter in words.upper() if letter.isalnum())[:40]
    return "-".join((plain[:4], plain[4:8], plain[8:])) if len(plain) == 12 else plain


def sessions_counted(edition: Edition, enrollment: Enrollment) -> tuple[int, int]:
    """Sessions that count, of how many the course asks."""
    return sessions_met(edition, enrollment.evidence), edition.requirement.sessions


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
