"""Writing awards, showing them, checking them, revoking them; and a person's record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.catalog.model import Edition
from plm.catalog.store import Editions
from plm.credentials import messages
from plm.credentials.model import MOST_SEATS, Award, award_for, code_from, school_year
from plm.credentials.store import Awards
from plm.enrollment.actions import forfeit_hours
from plm.enrollment.model import Enrollment, Standing, Status, cycle_of
from plm.enrollment.store import Enrollments
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.people.store import People
from plm.schools.store import Schools
from plm.sections.store import Sections

SOON = timedelta(days=120)
"""How long before its end a certificate is spoken of."""


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
    valid: str
    revoked: str
    reason: str


@dataclass(frozen=True)
class Earned:
    """What a badge is made of."""

    award: Award
    edition: Edition
    email: str


@dataclass(frozen=True)
class Entry:
    """One course on a record.

    Attributes:
        hours: credit; none for a certificate that was revoked.
        valid_until: the last day it counts, or None for ever.
        state: what stands beside it: until when it is valid, when it expired, that it was revoked. Empty when it
            counts for good.
    """

    enrollment: Enrollment
    standing: Standing
    words: str
    completed_on: date | None
    hours: float
    code: str
    valid_until: date | None = None
    state: str = ""
    revoked: bool = False


@dataclass(frozen=True)
class Ending:
    """A completion that expires soon, or has expired, and was not renewed.

    Attributes:
        open: id of the enrollment by which it is being renewed.
        again: whether the course can be taken again today; it can once in a school year.
    """

    entry: Entry
    expired: bool
    words: str
    open: str
    again: bool


@dataclass(frozen=True)
class Year:
    """One school year of a record, newest first."""

    name: str
    entries: tuple[Entry, ...]
    hours: float


@dataclass(frozen=True)
class Record:
    """Everything somebody has done, and what is on the way.

    Attributes:
        sum: everything that was done, in a sentence.
        ending: what expires soon or has expired, soonest first.
    """

    strong: str
    rest: str
    sum: str
    years: tuple[Year, ...]
    open: tuple[Entry, ...]
    left: tuple[Entry, ...]
    ending: tuple[Ending, ...] = ()


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
    valid = messages.valid_sentence(award.valid_until, now.astimezone(zone).date())
    revoked = messages.was_revoked(award.revoked_at.astimezone(zone).date()) if award.revoked_at else ""
    return Check(award.name, award.title, award.hours, award.completed_on, valid, revoked, award.reason)


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
    if (award := _found(db, words, zone=zone, now=now)) is None:
        raise NotFound("There is no certificate with this code.")
    return award


@transactional
@transactional
def revoke(db: Database, words: str, *, reason: str, actor: Actor, now: datetime) -> Award:
    """Take a certificate back; the public check says so from then on, and its hours count nowhere any more.

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
    forfeit_hours(db, after.code, now=now)
    audit.record(db, actor, "award.revoked", after.code, school=after.school, reason=after.reason, now=now)
    return after


def record(db: Database, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Record:
    """Everything the actor has done and has on the way, this year and before."""
    enrollments = Enrollments(db).of(actor.person)
    awards = Awards(db).of(actor.person)
    for one in enrollments:
        if one.award and one.award not in awards:
            # Younger than the last round of the job.
            awards[one.award] = _write(db, one, zone=zone, now=now)
    return record_of(enrollments, awards, zone=zone, today=now.astimezone(zone).date())


def record_of(enrollments: Iterable[Enrollment], awards: Mapping[str, Award], *, zone: ZoneInfo, today: date) -> Record:
    """The record these enrollments make.

    Args:
        awards: what was earned by them, by code.
    """
    entries = [_entry(one, awards.get(one.award), zone=zone, today=today) for one in enrollments]
    done = sorted((one for one in entries if one.completed_on), key=lambda one: one.completed_on or today, reverse=True)
    years: dict[date, list[Entry]] = {}
    for entry in done:
        years.setdefault(school_year(entry.completed_on or today)[0], []).append(entry)
    this_year = years.get(school_year(today)[0], [])
    open_ = [one for one in entries if one.enrollment.status is Status.ACTIVE]
    counts = [one for one in done if not one.revoked]
    year_counts = [one for one in this_year if not one.revoked]
    strong, rest = messages.record_answer(
        len(year_counts),
        sum(one.hours for one in year_counts),
        len(open_),
        before=len(counts) - len(year_counts),
        revoked=len(done) - len(counts),
    )
    return Record(
        strong=strong,
        rest=rest,
        sum=messages.record_sum(len(counts), sum(one.hours for one in counts)),
        years=tuple(
            Year(f"{first.year} to {first.year + 1}", tuple(found), sum(one.hours for one in found))
            for first, found in years.items()
        ),
        open=tuple(sorted(open_, key=lambda one: (one.enrollment.due_on or date.max, one.enrollment.title))),
        left=tuple(one for one in entries if one.enrollment.status is Status.WITHDRAWN),
        ending=endings(counts, open_, today=today),
    )


def endings(counts: Iterable[Entry], on_the_way: Iterable[Entry], *, today: date) -> tuple[Ending, ...]:
    """What expires within `SOON` or has expired, course by course, unless a later completion counts longer."""
    renewing = {one.enrollment.course: one.enrollment.id for one in on_the_way}
    longest: dict[str, Entry] = {}
    for entry in counts:
        known = longest.get(entry.enrollment.course)
        if known is None or (entry.valid_until or date.max) > (known.valid_until or date.max):
            longest[entry.enrollment.course] = entry
    found = [
        Ending(
            entry=entry,
            expired=entry.valid_until < today,
            words=messages.ending_words(entry.valid_until, today),
            open=renewing.get(entry.enrollment.course, ""),
            again=entry.enrollment.cycle != cycle_of(today),
        )
        for entry in longest.values()
        if entry.valid_until and entry.valid_until <= today + SOON
    ]
    return tuple(sorted(found, key=lambda one: (one.entry.valid_until or today, one.entry.enrollment.title)))


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _entry(one: Enrollment, award: Award | None, *, zone: ZoneInfo, today: date) -> Entry:
    standing = one.standing(today)
    completed_on = one.completed_at.astimezone(zone).date() if one.completed_at else None
    revoked = bool(award and award.revoked_at)
    return Entry(
        enrollment=one,
        standing=standing,
        words=messages.standing_words(one, standing, today),
        completed_on=completed_on,
        hours=0.0 if revoked else one.hours,
        code=one.award,
        valid_until=award.valid_until if award else None,
        state=_state(award, zone=zone, today=today),
        revoked=revoked,
    )


def _state(award: Award | None, *, zone: ZoneInfo, today: date) -> str:
    if award is None:
        return ""
    if award.revoked_at:
        return messages.revoked_on(award.revoked_at.astimezone(zone).date())
    return messages.valid_sentence(award.valid_until, today)


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
