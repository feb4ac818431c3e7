"""My learning: what is due, where to go on, where to be, what was earned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import Actor
from plm.catalog.store import Editions
from plm.credentials.model import school_year
from plm.credentials.store import Kinds
from plm.enrollment.model import Enrollment, Standing, Status, sessions_met
from plm.enrollment.store import Enrollments
from plm.reports.messages import learning as words
from plm.reports.messages.learning import Said
from plm.sections.model import Section
from plm.sections.store import Sections
from plm.web.words import first_name


@dataclass(frozen=True)
class GoOn:
    """Where to continue."""

    enrollment: str
    module: str
    title: str
    words: str
    ring: tuple[str, ...]
    ring_big: str
    ring_words: str
    begun: bool


@dataclass(frozen=True)
class DueLine:
    """One course that is open."""

    enrollment: str
    title: str
    mark: str
    why: str
    begun: bool


@dataclass(frozen=True)
class Meeting:
    """One session to be at."""

    section: str
    session: str
    name: str
    why: str


@dataclass(frozen=True)
class DoneLine:
    """Something done lately; `award` is the certificate's code, or empty."""

    title: str
    why: str
    award: str


@dataclass(frozen=True)
class Learning:
    """All that the page says."""

    said: Said
    go_on: GoOn | None
    due: tuple[DueLine, ...]
    due_note: str
    meetings: tuple[Meeting, ...]
    earned: float
    goal: float
    credit: Said
    converts: str
    parts: tuple[tuple[str, float], ...]
    since: date
    done: tuple[DoneLine, ...]


def my_learning(db: Database, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Learning:
    """What the actor takes, has to do next, and has earned. Two questions to the database."""
    today = now.astimezone(zone).date()
    enrollments = Enrollments(db).of(actor.person)
    sections = Sections(db).with_seat(actor.person, now=now)
    open_ = sorted(
        (one for one in enrollments if one.status is Status.ACTIVE),
        key=lambda one: (one.due_on or date.max, -(one.touched_at or one.enrolled_at).timestamp()),
    )
    lines = tuple(
        DueLine(one.id, one.title, one.standing(today).value, words.why_due(one, one.standing(today), today), one.begun)
        for one in open_
    )
    first, _ = school_year(today)
    earned = [
        (one, on)
        for one in enrollments
        if one.completed_at and one.hours and (on := one.completed_at.astimezone(zone).date()) >= first
    ]
    hours = sum(one.hours for one, _ in earned)
    # The first kind of which one unit takes more than an hour is the one people count their hours toward.
    kind = next((one for one in Kinds(db).lately(now=now).values() if one.active and one.per > 1), None)
    return Learning(
        said=words.greeting(first_name(actor.name), open_, today),
        go_on=_go_on(db, open_, today=today, zone=zone),
        due=lines,
        due_note=words.due_note([one.standing(today) for one in open_]),
        meetings=tuple(_meetings(db, sections, enrollments, today=today, now=now)),
        earned=hours,
        goal=float(kind.per) * (int(hours // float(kind.per)) + 1) if kind else 0,
        credit=words.credit_words(hours, kind),
        converts=words.converts(kind),
        parts=tuple((one.title, one.hours) for one, _ in sorted(earned, key=lambda pair: pair[1])),
        since=first,
        done=tuple(_lately(enrollments, today=today, zone=zone)),
    )


def _go_on(db: Database, open_: list[Enrollment], *, today: date, zone: ZoneInfo) -> GoOn | None:
    """The course last worked on that is not stuck; without one, the first that is due."""
    able = [one for one in open_ if one.standing(today) is not Standing.STUCK]
    begun = [one for one in able if one.touched_at]
    if not able:
        return None
    one = max(begun, key=lambda two: two.touched_at or two.enrolled_at) if begun else able[0]
    edition = Editions(db).get(one.edition)
    if (module := one.next_module(edition)) is None:
        return None
    return GoOn(
        enrollment=one.id,
        module=module.id,
        title=module.title,
        words=words.where_stopped(one, edition, module, today, zone),
        ring=tuple(one.module_standing(edition, each).value for each in edition.modules),
        ring_big=f"{one.done} of {one.total}",
        ring_words=words.ring_words(one),
        begun=one.begun,
    )


def _meetings(
    db: Database, sections: list[Section], enrollments: list[Enrollment], *, today: date, now: datetime
) -> list[Meeting]:
    newest = {one.course: one for one in sorted(enrollments, key=lambda one: one.cycle)}
    editions = Editions(db).some({newest[one.course].edition for one in sections if one.course in newest})
    found = []
    for section in sections:
        session = section.next_session(now=now)
        if session is None:
            continue
        enrollment = newest.get(section.course)
        edition = editions[enrollment.edition] if enrollment else None
        met = sessions_met(edition, enrollment.evidence) if edition and enrollment else 0
        asked = edition.requirement.sessions if edition else 0
        why = words.session_why(session, met, asked, today, ZoneInfo(section.time_zone))
        found.append((session.starts_at, Meeting(section.id, session.id, words.session_name(section, session), why)))
    return [meeting for _, meeting in sorted(found, key=lambda pair: pair[0])]


def _lately(enrollments: list[Enrollment], *, today: date, zone: ZoneInfo) -> list[DoneLine]:
    """What was finished or attended within sixty days, newest first, five at most."""
    since = today - timedelta(days=60)
    found: list[tuple[date, DoneLine]] = []
    for one in enrollments:
        if one.completed_at and (on := one.completed_at.astimezone(zone).date()) >= since:
            found.append((on, DoneLine(one.title, words.finished_words(on, one.hours, today), one.award)))
        elif one.status is Status.ACTIVE:
            found += [
                (work.held_on, DoneLine(f"{one.title}, a session", words.attended_words(work, today), ""))
                for work in one.sessions.values()
                if work.minutes and work.held_on >= since
            ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [line for _, line in found[:5]]
