"""Credit in the invented district: its own rule for renewal points, who has signed, a goal, and earlier learning."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pymongo.database import Database

from plm import audit
from plm.access import Role
from plm.catalog.model import Edition
from plm.credentials.actions import begin_rules, recognize
from plm.credentials.model import DEFAULTS, Award, CreditLine, Goal, Kind, Signature, Signer, lines_for
from plm.credentials.store import Goals, Kinds
from plm.demo.cast import DIRECTOR, PRINCIPAL, STAFF
from plm.demo.learning import ZONE
from plm.enrollment.model import Enrollment
from plm.people.model import Person

# So long after the completion the principal has signed, and so long after it a director. Larkspur's principal, as whom
# a visitor may enter, has not come to it for a while.
_PRINCIPAL_AFTER = timedelta(days=2)
_LARKSPUR_AFTER = timedelta(days=21)
_DIRECTOR_AFTER = timedelta(days=4)


def alder_kinds() -> dict[str, Kind]:
    """The kinds of Alder County: those of every new installation, but two people sign renewal points."""
    kinds = {one.key: one for one in DEFAULTS}
    return {**kinds, "pdp": replace(kinds["pdp"], signers=(Signer.PRINCIPAL, Signer.DIRECTOR))}


def write_rules(db: Database) -> None:
    """Keep Alder County's kinds and areas."""
    begin_rules(db)
    for kind in alder_kinds().values():
        Kinds(db).save(kind)


class Signers:
    """Who signs in Alder County, and what they have signed by now."""

    def __init__(self, persons: Mapping[str, Person], *, now: datetime) -> None:
        self._kinds = alder_kinds()
        self._director = persons[DIRECTOR]
        self._principals = {one.school: one for one in persons.values() if one.role is Role.PRINCIPAL}
        self._now = now

    def credit(self, enrollment: Enrollment, edition: Edition) -> tuple[CreditLine, ...]:
        """What a completion gives besides its hours, with the signatures it has by now."""
        completed_at = enrollment.completed_at or enrollment.enrolled_at
        lines = lines_for(
            edition.credit,
            self._kinds,
            hours=Decimal(str(enrollment.hours)),
            completed_on=completed_at.astimezone(ZONE).date(),
        )
        return tuple(self._signed(line, enrollment, completed_at) for line in lines)

    def _signed(self, line: CreditLine, enrollment: Enrollment, completed_at: datetime) -> CreditLine:
        principal = self._principals[enrollment.school]
        if principal.id == enrollment.person:
            # Nobody signs their own: both signatures are those of directors.
            line = replace(line, needs=tuple(Signer.DIRECTOR for _ in line.needs))
        for role, person, after in (
            (Signer.PRINCIPAL, principal, _LARKSPUR_AFTER if principal.id == PRINCIPAL else _PRINCIPAL_AFTER),
            (Signer.DIRECTOR, self._director, _DIRECTOR_AFTER),
        ):
            if role in line.open and completed_at + after <= self._now:
                signature = Signature(role, person.id, person.name, completed_at + after)
                line = replace(line, signed=(*line.signed, signature))
        return line

    def noted(self, award: Award) -> Iterator[dict[str, Any]]:
        """The lines in the audit about its signatures."""
        for line in award.credit:
            for one in line.signed:
                by = self._director if one.person == self._director.id else self._principals[award.school]
                facts = {"person": award.person, "kind": line.kind, "as": one.role}
                yield audit.line(by.actor(), "credit.signed", award.code, now=one.at, school=award.school, **facts)


def write_wishes(db: Database, persons: Mapping[str, Person], *, now: datetime) -> None:
    """What Rosa needs for her license, and what she learned before she came."""
    today = now.astimezone(ZONE).date()
    Goals(db).save(Goal(STAFF, "pdp", Decimal(90), date(today.year - 3, 7, 1), date(today.year + 2, 6, 30)))
    recognize(
        db,
        persons[STAFF].email,
        once="demo-recognition",
        title="Circle keeping, four days",
        done_on=date(today.year - 2, 10, 18),
        hours=Decimal(26),
        kinds=("pdp",),
        evidence="The provider’s certificate, with dates and hours.",
        reason="It covers more than our own first course on circles.",
        today=today,
        actor=persons[DIRECTOR].actor(),
        now=now - timedelta(days=40),
    )
