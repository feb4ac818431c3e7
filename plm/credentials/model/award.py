"""An award: what was earned, fixed at the moment it was earned. Never edited, only revoked."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from plm.access import Scope
from plm.catalog.model import Edition
from plm.credentials.model.credit import Before, CreditLine, State
from plm.credentials.model.days import months_after
from plm.credentials.model.kind import Signer
from plm.enrollment.model import Enrollment, sessions_met
from plm.errors import NotFound, RuleBroken
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
        edition, rule, evidence: as the completion's decision froze them: what was weighed, what it asked in words, and
            the SHA-256 of the evidence, so that a later change of it can be seen.
        facilitators: names of those who ran the sessions, at the time.
        circle, seat: the ring of the certificate: how many sat in it, and which seat was theirs (from 0).
        valid_until: the last day it counts, or None for ever.
        ran_by: ids of those who ran the sessions.
        credit: what it gives besides the hours, line by line.
        areas: keys of the renewal areas in which its hours count.
        turn: counts the changes of `credit`; a change that met another one is refused.
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
    ran_by: tuple[str, ...] = ()
    credit: tuple[CreditLine, ...] = ()
    areas: tuple[str, ...] = ()
    turn: int = 0
    revoked_at: datetime | None = None
    reason: str = ""

    @property
    def scope(self) -> Scope:
        """Where it belongs."""
        return Scope(person=self.person, school=self.school)

    @property
    def signing(self) -> Scope:
        """Where its credit is signed: at the school, in the district, and by those who ran the sessions."""
        return Scope(person=self.person, school=self.school, facilitators=self.ran_by)

    @property
    def waits_for(self) -> tuple[Signer, ...]:
        """Whose signatures it waits for, each once; nobody's when it was revoked."""
        if self.revoked_at:
            return ()
        return tuple(dict.fromkeys(one for line in self.credit if line.state is State.WAITING for one in line.open))

    @property
    def before(self) -> Before:
        """What a repeat of the course has to know of it."""
        full = frozenset(one.kind for one in self.credit if one.repeat_of is None)
        return Before(self.completed_on, full)

    def line(self, kind: str) -> CreditLine:
        """Its credit of this kind.

        Raises:
            NotFound: it gives none.
        """
        for one in self.credit:
            if one.kind == kind:
                return one
        raise NotFound("This certificate gives no such credit.")

    def sign(self, kind: str, person: str, name: str, roles: Iterable[Signer], *, now: datetime) -> "Award":
        """Sign its credit of this kind.

        Raises:
            NotFound: it gives none.
            RuleBroken: it was revoked, the credit is one's own, or as `CreditLine.sign`.
        """
        self._must_be_signed_by(person)
        return self._with(self.line(kind).sign(person, name, roles, now=now))

    def send_back(
        self, kind: str, person: str, name: str, roles: Iterable[Signer], words: str, *, now: datetime
    ) -> "Award":
        """Send its credit of this kind back.

        Raises:
            NotFound: it gives none.
            RuleBroken: as `sign`; or nothing is said.
        """
        self._must_be_signed_by(person)
        line = self.line(kind)
        if line.state is State.WAITING and not set(line.needs) & set(roles):
            raise RuleBroken("This credit is not yours to sign.", code="not-yours")
        return self._with(line.send_back(person, name, words, now=now))

    def ask_again(self, kind: str) -> "Award":
        """Let its credit of this kind wait anew after it was sent back.

        Raises:
            NotFound: it gives none.
            RuleBroken: it was revoked, or the credit was not sent back.
        """
        self._must_count()
        return self._with(self.line(kind).ask_again())

    def _must_count(self) -> None:
        if self.revoked_at:
            raise RuleBroken("This certificate was revoked, and its credit with it.", code="revoked")

    def _must_be_signed_by(self, person: str) -> None:
        self._must_count()
        if person == self.person:
            raise RuleBroken("Nobody signs their own credit.", code="own")

    def _with(self, changed: CreditLine) -> "Award":
        credit = tuple(changed if one.kind == changed.kind else one for one in self.credit)
        return replace(self, credit=credit, turn=self.turn + 1)

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
    credit: tuple[CreditLine, ...] = (),
) -> Award:
    """The award of a completed enrollment.

    Args:
        zone: the school's clock; it decides on which day the course was completed.
        sections: those in which sessions were attended, by id.
        facilitators: those who ran them, by person id.
        before: how many people had an award of this course before; they are the circle when nobody met.
        credit: what it gives besides the hours.

    Raises:
        RuleBroken: the enrollment is not completed.
    """
    # Completions of before carry no decision; theirs is what stands now.
    decision = enrollment.decision
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
        edition=decision.edition if decision else edition.id,
        number=edition.number,
        hours=enrollment.hours,
        completed_on=completed_on,
        minutes=sum(work.minutes for work in attended),
        of=sum(work.of for work in attended),
        rule=decision.rule if decision else edition.words(),
        evidence=decision.evidence if decision else evidence_hash(enrollment),
        facilitators=tuple(facilitators[one].name for one in ran if one in facilitators),
        circle=circle,
        seat=seat,
        valid_until=months_after(completed_on, edition.valid_months) if edition.valid_months else None,
        written_at=now,
        ran_by=tuple(ran),
        credit=credit,
        areas=edition.areas,
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
