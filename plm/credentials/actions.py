"""Writing awards, showing them, checking them, revoking them; and a person's record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.catalog.store import Editions
from plm.credentials import messages
from plm.credentials.model import MOST_SEATS, Award, award_for, code_from, school_year
from plm.credentials.store import Awards
from plm.enrollment.model import Enrollment, Standing, Status
from plm.enrollment.store import Enrollments
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.people.store import People
from plm.schools.store import Schools
from plm.sections.store import Sections


@dataclass(frozen=True)
class Certificate:
    """The page of a certificate."""

    award: Award
    facts: tuple[tuple[str, str], ...]
    signs: str
    own: bool
    revoked: str


@dataclass(frozen=True)
class Check:
    """What anybody may know of a certificate, and nothing else."""

    name: str
    title: str
    hours: float
    completed_on: date
    revoked: str


@dataclass(frozen=True)
class Entry:
    """One course on a record."""

    enrollment: Enrollment
    standing: Standing
    words: str
    completed_on: date | None
    hours: float
    code: str


@dataclass(frozen=True)
class Year:
    """One school year of a record, newest first."""

    name: str
    entries: tuple[Entry, ...]
    hours: float


@dataclass(frozen=True)
class Record:
    """Everything somebody has done, and what is on the way."""

    strong: str
    rest: str
    years: tuple[Year, ...]
    open: tuple[Entry, ...]
    left: tuple[Entry, ...]


def write_due(db: Database, *, zone: ZoneInfo, now: datetime, limit: int = 100) -> int:
    """Write the awards of completions that have none yet. Killed anywhere, the next round does the rest.

    The award comes first and the mark is taken away after it: an award may be written twice (the
    second write changes nothing), but never forgotten.

    Args:
        zone: the clock of people without a school.
    """
    due = Enrollments(db).awards_due(limit)
    for enrollment in due:
        _write(db, enrollment, zone=zone, now=now)
    return len(due)


def certificate(db: Database, code: str, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Certificate:
    """A certificate for its owner, their principal, a director or an administrator.

    Raises:
        NotFound: no such certificate, or outside the actor's scope.
        NotAllowed: the actor sees that the person exists but may not read what they earned.
    """
    award = _found(db, code, zone=zone, now=now)
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
    )


def check(db: Database, words: str, *, zone: ZoneInfo, now: datetime) -> Check | None:
    """What a public check says of a code, however it was typed; None when there is no such certificate."""
    award = _found(db, words, zone=zone, now=now)
    if award is None:
        return None
    return Check(award.name, award.title, award.hours, award.completed_on, _revoked(award, zone))


@transactional
def revoke(db: Database, words: str, *, reason: str, actor: Actor, now: datetime) -> Award:
    """Take a certificate back; the public check says so from then on.

    Raises:
        NotFound: no such certificate.
        NotAllowed: only those who keep the district's people may.
        RuleBroken: it was revoked before, or no reason is given.
    """
    before = Awards(db).get(code_from(words))
    actor.must(Permission.PEOPLE_WRITE, before.scope)
    after = before.revoke(reason, now=now)
    if not Awards(db).revoke(after):
        raise RuleBroken("This certificate was revoked before.", code="already-revoked")
    audit.record(db, actor, "award.revoked", after.code, school=after.school, reason=after.reason, now=now)
    return after


def record(db: Database, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Record:
    """Everything the actor has done and has on the way, this year and before."""
    return record_of(Enrollments(db).of(actor.person), zone=zone, today=now.astimezone(zone).date())


def record_of(enrollments: Iterable[Enrollment], *, zone: ZoneInfo, today: date) -> Record:
    """The record these enrollments make."""
    entries = [_entry(one, zone=zone, today=today) for one in enrollments]
    done = sorted((one for one in entries if one.completed_on), key=lambda one: one.completed_on or today, reverse=True)
    years: dict[date, list[Entry]] = {}
    for entry in done:
        years.setdefault(school_year(entry.completed_on or today)[0], []).append(entry)
    this_year = years.get(school_year(today)[0], [])
    open_ = [one for one in entries if one.enrollment.status is Status.ACTIVE]
    strong, rest = messages.record_answer(
        len(this_year), sum(one.hours for one in this_year), len(open_), len(done) - len(this_year)
    )
    return Record(
        strong=strong,
        rest=rest,
        years=tuple(
            Year(f"{first.year} to {first.year + 1}", tuple(found), sum(one.hours for one in found))
            for first, found in years.items()
        ),
        open=tuple(sorted(open_, key=lambda one: (one.enrollment.due_on or date.max, one.enrollment.title))),
        left=tuple(one for one in entries if one.enrollment.status is Status.WITHDRAWN),
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _entry(one: Enrollment, *, zone: ZoneInfo, today: date) -> Entry:
    standing = one.standing(today)
    completed_on = one.completed_at.astimezone(zone).date() if one.completed_at else None
    return Entry(one, standing, messages.standing_words(one, standing, today), completed_on, one.hours, one.award)


def _found(db: Database, words: str, *, zone: ZoneInfo, now: datetime) -> Award | None:
    """The award; written on the spot when the completion is younger than the last round of the job."""
    code = code_from(words)
    if (award := Awards(db).find(code)) is not None:
        return award
    if (enrollment := Enrollments(db).with_award(code)) is None:
        return None
    return _write(db, enrollment, zone=zone, now=now)


def _write(db: Database, enrollment: Enrollment, *, zone: ZoneInfo, now: datetime) -> Award:
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


def _revoked(award: Award, zone: ZoneInfo) -> str:
    if award.revoked_at is None:
        return ""
    return messages.revoked_sentence(award.revoked_at.astimezone(zone).date())
