"""A person's record: everything done and on the way, by school year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import Actor
from plm.credentials import messages
from plm.credentials.actions.reckoning import InArea, Ledger, Prior, Rulebook, in_areas, ledgers, prior_of
from plm.credentials.actions.writing import write_award
from plm.credentials.model import Award, CreditLine, Total, hours_line, school_year, totals
from plm.credentials.store import Areas, Awards, Goals, Kinds
from plm.enrollment.actions.recognising import recognitions_of
from plm.enrollment.model import Enrollment, Standing, Status, cycle_of
from plm.enrollment.model.recognition import Recognition
from plm.enrollment.store import Enrollments

SOON = timedelta(days=120)
"""How long before its end a certificate is spoken of."""


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
    credit: tuple[CreditLine, ...] = ()

    @property
    def earned(self) -> tuple[CreditLine, ...]:
        """Everything it gives, the hours first."""
        return (hours_line(self.hours), *self.credit) if self.completed_on and not self.revoked else ()


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
    """One school year of a record, newest first.

    Attributes:
        prior: what was recognized, in the year in which it was learned.
        sum: what it comes to, kind by kind.
        totals: the same as figures.
    """

    name: str
    entries: tuple[Entry, ...]
    hours: float
    prior: tuple[Prior, ...] = ()
    sum: str = ""
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True)
class Record:
    """Everything somebody has done, and what is on the way.

    Attributes:
        sum: everything that was done, in a sentence.
        ending: what expires soon or has expired, soonest first.
        ledgers: each kind of credit there is any of, or a goal for.
        areas: the renewal areas, when some hours count in one or something of a kind that renews is wanted.
        areas_note: from when on they are counted.
    """

    strong: str
    rest: str
    sum: str
    years: tuple[Year, ...]
    open: tuple[Entry, ...]
    left: tuple[Entry, ...]
    ending: tuple[Ending, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    areas: tuple[InArea, ...] = ()
    areas_note: str = ""


def record(db: Database, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Record:
    """Everything the actor has done and has on the way, this year and before."""
    enrollments = Enrollments(db).of(actor.person)
    awards = Awards(db).of(actor.person)
    for one in enrollments:
        if one.award and one.award not in awards:
            # Younger than the last round of the job.
            awards[one.award] = write_award(db, one, zone=zone, now=now)
    return record_of(
        enrollments,
        awards,
        zone=zone,
        today=now.astimezone(zone).date(),
        recognitions=recognitions_of(db, actor.person),
        by=_rulebook(db, actor.person, awards.values()),
    )


def record_of(
    enrollments: Iterable[Enrollment],
    awards: Mapping[str, Award],
    *,
    zone: ZoneInfo,
    today: date,
    recognitions: Iterable[Recognition] = (),
    by: Rulebook | None = None,
) -> Record:
    """The record these enrollments make.

    Args:
        awards: what was earned by them, by code.
        recognitions: earlier learning that was recognized.
        by: the district's rules and the person's goals.
    """
    by = by or Rulebook()
    entries = [_entry(one, awards.get(one.award), zone=zone, today=today) for one in enrollments]
    prior = [prior_of(one) for one in recognitions]
    done = sorted((one for one in entries if one.completed_on), key=lambda one: one.completed_on or today, reverse=True)
    this_year = [one for one in done if (one.completed_on or today) >= school_year(today)[0]]
    open_ = [one for one in entries if one.enrollment.status is Status.ACTIVE]
    counts = [one for one in done if not one.revoked]
    year_counts = [one for one in this_year if not one.revoked]
    strong, rest = messages.record_answer(
        len(year_counts),
        sum(one.hours for one in year_counts),
        len(open_),
        before=len(counts) - len(year_counts),
        revoked=len(done) - len(counts),
        prior=sum(one.counts for one in prior),
    )
    dated = [(one.completed_on or today, line) for one in counts for line in one.earned]
    dated += [(one.recognition.done_on, line) for one in prior for line in one.earned]
    earned = [(awards[one.code], one.hours) for one in counts if one.code in awards]
    areas, areas_note = in_areas(earned, by)
    return Record(
        strong=strong,
        rest=rest,
        sum=messages.record_sum(len(counts), sum(one.hours for one in counts)),
        years=_years(done, prior, today),
        open=tuple(sorted(open_, key=lambda one: (one.enrollment.due_on or date.max, one.enrollment.title))),
        left=tuple(one for one in entries if one.enrollment.status is Status.WITHDRAWN),
        ending=endings(counts, open_, today=today),
        ledgers=ledgers(dated, by, today),
        areas=areas,
        areas_note=areas_note,
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


def _rulebook(db: Database, person: str, awards: Iterable[Award]) -> Rulebook:
    """What the record is read by. Rules nothing on it asks for stay unread: lines carry their own words."""
    goals = Goals(db).of(person)
    return Rulebook(
        kinds=Kinds(db).all() if goals else {},
        areas=Areas(db).all() if goals or any(one.areas for one in awards) else {},
        goals=goals,
    )


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
        credit=award.credit if award and not revoked else (),
    )


def _years(done: Sequence[Entry], prior: Sequence[Prior], today: date) -> tuple[Year, ...]:
    """The school years in which something was learned, newest first."""
    entries: dict[date, list[Entry]] = {}
    earlier: dict[date, list[Prior]] = {}
    for entry in done:
        entries.setdefault(school_year(entry.completed_on or today)[0], []).append(entry)
    for one in prior:
        earlier.setdefault(school_year(one.recognition.done_on)[0], []).append(one)
    return tuple(
        _year(first, entries.get(first, []), earlier.get(first, []))
        for first in sorted({*entries, *earlier}, reverse=True)
    )


def _year(first: date, entries: Sequence[Entry], prior: Sequence[Prior]) -> Year:
    given = [one.earned for one in entries] + [one.earned for one in prior]
    found = totals(line for lines in given for line in lines)
    return Year(
        name=f"{first.year} to {first.year + 1}",
        entries=tuple(entries),
        hours=sum(one.hours for one in entries),
        prior=tuple(prior),
        sum=messages.total_words(found),
        totals=found,
    )


def _state(award: Award | None, *, zone: ZoneInfo, today: date) -> str:
    if award is None:
        return ""
    if award.revoked_at:
        return messages.revoked_on(award.revoked_at.astimezone(zone).date())
    return messages.valid_sentence(award.valid_until, today)
