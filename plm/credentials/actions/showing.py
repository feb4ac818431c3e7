"""Showing awards: to those who may read them, to whoever checks one, and as badges."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.catalog.model import Edition
from plm.catalog.store import Editions
from plm.credentials import messages
from plm.credentials.actions.writing import find_award
from plm.credentials.model import Award
from plm.errors import NotFound, RuleBroken
from plm.people.store import People


@dataclass(frozen=True)
class Certificate:
    """The page of a certificate.

    Attributes:
        credit: what it gives besides the hours, in a sentence.
    """

    award: Award
    facts: tuple[tuple[str, str], ...]
    signs: str
    own: bool
    revoked: str
    credit: str = ""


@dataclass(frozen=True)
class Check:
    """What anybody may know of a certificate, and nothing else."""

    name: str
    title: str
    hours: float
    completed_on: date
    valid: str
    revoked: str
    reason: str
    credit: str = ""


@dataclass(frozen=True)
class Earned:
    """What a badge is made of."""

    award: Award
    edition: Edition
    email: str


def certificate(db: Database, code: str, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Certificate:
    """A certificate for its owner, their principal, a director or an administrator.

    Raises:
        NotFound: no such certificate, or outside the actor's scope.
        NotAllowed: the actor sees that the person exists but may not read what they earned.
    """
    award = find_award(db, code, zone=zone, now=now)
    if award is None:
        raise NotFound("There is no certificate with this code.")
    actor.must(Permission.AWARD_READ, award.scope)
    today = now.astimezone(zone).date()
    return Certificate(
        award=award,
        facts=messages.facts_of(award, today),
        signs=messages.signed_by(award),
        own=award.person == actor.person,
        revoked=_revoked(award, zone),
        credit=messages.credit_sentence(award),
    )


def check(db: Database, words: str, *, zone: ZoneInfo, now: datetime) -> Check | None:
    """What a public check says of a code, however it was typed; None when there is no such certificate."""
    award = find_award(db, words, zone=zone, now=now)
    if award is None:
        return None
    valid = messages.valid_sentence(award.valid_until, now.astimezone(zone).date())
    revoked = messages.was_revoked(award.revoked_at.astimezone(zone).date()) if award.revoked_at else ""
    credit = messages.credit_sentence(award)
    return Check(award.name, award.title, award.hours, award.completed_on, valid, revoked, award.reason, credit)


def badge(db: Database, code: str, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Earned:
    """What the badge of a certificate is made of, for those who may read the certificate.

    Raises:
        NotFound, NotAllowed: as `certificate`.
        RuleBroken: it was revoked; a badge of it would say what is not so.
    """
    award = certificate(db, code, actor=actor, zone=zone, now=now).award
    if award.revoked_at:
        raise RuleBroken(f"{_revoked(award, zone)} There is no badge of it any more.", code="revoked")
    person = People(db).some([award.person]).get(award.person)
    return Earned(award, Editions(db).get(award.edition), person.email if person else "")


def achievement(db: Database, course: str, number: int) -> Edition:
    """The edition of a course that a badge speaks of; the newest when `number` is 0.

    Raises:
        NotFound: no such course or edition was ever published.
    """
    for edition in Editions(db).of_course(course):
        if number in (0, edition.number):
            return edition
    raise NotFound("There is no such course.")


def revocation(db: Database, words: str, *, zone: ZoneInfo, now: datetime) -> Award:
    """The award with this code, to tell whether it was revoked.

    Raises:
        NotFound: no such certificate.
    """
    if (award := find_award(db, words, zone=zone, now=now)) is None:
        raise NotFound("There is no certificate with this code.")
    return award


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _revoked(award: Award, zone: ZoneInfo) -> str:
    if award.revoked_at is None:
        return ""
    return messages.revoked_sentence(award.revoked_at.astimezone(zone).date())
