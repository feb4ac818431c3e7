"""Planning: from what the rules say is owed now to rows of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.enrollment.model import Enrollment, Status
from plm.enrollment.store import Enrollments
from plm.mail.ledger import State
from plm.mongo.collection import Doc
from plm.reminders.actions.setup import Zones, hours_of
from plm.reminders.model import Hours, Occurrence, Plan, of_due_date, of_session, plan
from plm.reminders.store import Reminders
from plm.sections.model import Section
from plm.sections.store import Sections
from plm.settings import Settings

BATCH = 500
SECTIONS_AT_ONCE = 20


@dataclass(frozen=True)
class Planned:
    """What a look at those whose moment has come brought: looked at, and rows that were new."""

    looked: int = 0
    new: int = 0

    def __add__(self, other: "Planned") -> "Planned":
        return Planned(self.looked + other.looked, self.new + other.new)

    def __str__(self) -> str:
        return f"{self.looked} looked at, {self.new} planned" if self.looked else "nothing to plan"


def plan_due(db: Database, settings: Settings, *, now: datetime, limit: int = BATCH) -> Planned:
    """Look at one batch of enrollments and sections whose next reminder may be due, and write down what is.

    First the rows, then the next moment, by compare-and-set: a planner that dies in between is
    followed by one that finds the rows there. Any number may plan at once, because a row's key is
    its own proof and a moved `next_reminder_at` is seen by one of them only.

    Returns:
        How many were looked at and moved on; none means that there is nothing left to do now.
    """
    return _plan_enrollments(db, settings, now=now, limit=limit) + _plan_sections(db, settings, now=now)


def _plan_enrollments(db: Database, settings: Settings, *, now: datetime, limit: int) -> Planned:
    enrollments = Enrollments(db)
    found = enrollments.due_for_planning(now, limit)
    if not found:
        return Planned()
    zones = Zones.of_schools(db, settings, (one.school for one, _ in found))
    hours = hours_of(settings)
    rows: list[Doc] = []
    looked = []
    for enrollment, seen in found:
        zone = zones.of(enrollment.school)
        what = owed(enrollment, seen, hours=hours, zone=zone, now=now)
        facts = _facts_of(enrollment)
        if what.send:
            rows.append(_row(what.send, facts, hours=hours, zone=zone, now=now))
        rows += [_missed(one, facts, now=now) for one in what.missed]
        looked.append((enrollment, seen, what.next_at))
    new = Reminders(db).plan(rows)
    return Planned(enrollments.planned(looked), len(new))


def owed(enrollment: Enrollment, seen: datetime, *, hours: Hours, zone: ZoneInfo, now: datetime) -> Plan:
    """What is owed about an enrollment now."""
    if enrollment.status is not Status.ACTIVE or enrollment.due_on is None:
        return Plan(None, (), None)
    return plan(of_due_date(enrollment.id, enrollment.due_on, hours=hours, zone=zone), seen=seen, now=now)


def _plan_sections(db: Database, settings: Settings, *, now: datetime) -> Planned:
    sections = Sections(db)
    hours = hours_of(settings)
    done = Planned()
    for section, seen in sections.due_for_planning(now, SECTIONS_AT_ONCE):
        rows: list[Doc] = []
        coming: list[datetime] = []
        zone = ZoneInfo(section.time_zone)
        for session in () if section.cancelled_at else section.sessions:
            for seat in section.roster:
                occurrence = seat_occurrence(section, session.id, seat.person, hours=hours)
                what = plan([occurrence], seen=max(seen, seat.seated_at), now=now)
                facts = _facts_at(section, session.id, seat.person)
                if what.send:
                    rows.append(_row(what.send, facts, hours=hours, zone=zone, now=now))
                rows += [_missed(one, facts, now=now) for one in what.missed]
            at = of_session("", session.starts_at, hours=hours, zone=zone).at
            if at > now:
                coming.append(at)
        new = Reminders(db).plan(rows)
        moved = sections.planned(section, seen, min(coming, default=None))
        done += Planned(int(moved), len(new))
    return done


def seat_occurrence(section: Section, session_id: str, person: str, *, hours: Hours) -> Occurrence:
    """The reminder of one session for one person."""
    session = next(one for one in section.sessions if one.id == session_id)
    zone = ZoneInfo(section.time_zone)
    return of_session(f"{section.id}:{session_id}:{person}", session.starts_at, hours=hours, zone=zone)


def _facts_of(enrollment: Enrollment) -> Doc:
    return {
        "enrollment": enrollment.id,
        "person": enrollment.person,
        "school": enrollment.school,
        "title": enrollment.title,
        "edition": enrollment.edition,
        "about": enrollment.due_on.isoformat() if enrollment.due_on else "",
    }


def _facts_at(section: Section, session_id: str, person: str) -> Doc:
    session = next(one for one in section.sessions if one.id == session_id)
    return {
        "section": section.id,
        "session": session_id,
        "person": person,
        "school": section.school,
        "title": section.title,
        "edition": "",
        "about": session.starts_at.isoformat(),
    }


def _row(one: Occurrence, facts: Doc, *, hours: Hours, zone: ZoneInfo, now: datetime) -> Doc:
    """The row of a reminder; one that was planned late leaves at the next hour that is allowed."""
    due_at = one.at if one.at > now else hours.allowed(now, zone)
    return {"_id": one.key, "rule": one.rule, "place": one.place, "until": one.until, "due_at": due_at, **facts}


def _missed(one: Occurrence, facts: Doc, *, now: datetime) -> Doc:
    return {
        "_id": one.key,
        "rule": one.rule,
        "place": one.place,
        "until": one.until,
        "due_at": one.at,
        **facts,
        "state": State.MISSED,
        "why": "Nobody was there to send it in time, and a later one has taken its place or it is of no use any more.",
        "code": "too-late",
        "settled_at": now,
    }
