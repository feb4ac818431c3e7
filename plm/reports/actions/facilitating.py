"""A facilitator's day: the next session first, then what is still to mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.access import Actor
from plm.enrollment.actions import READS_ON, seated_in
from plm.learning.model import facilitated, seats_with
from plm.reports.messages import facilitating as words
from plm.reports.messages.learning import Said
from plm.reports.store import Marked
from plm.sections.model import Section, Session
from plm.sections.store import Sections

LOOK_BACK = timedelta(days=45)
"""How long a session that is not marked is asked for."""


@dataclass(frozen=True)
class Meeting:
    """One session of the list."""

    section: str
    session: str
    name: str
    why: str
    marks: bool


@dataclass(frozen=True)
class Day:
    """All that the page says.

    Attributes:
        practice: how many practice entries wait to be read.
        reflections: how many reflections do.
    """

    said: Said
    next: Meeting | None
    seats: int
    capacity: int
    unmarked: tuple[Meeting, ...]
    coming: tuple[Meeting, ...]
    practice: int = 0
    reflections: int = 0


def my_day(db: Database, *, actor: Actor, zone: ZoneInfo, now: datetime) -> Day:
    """The actor's own sections, and what waits in them. Two questions to the database."""
    known = Sections(db).run_by(actor.person, since=now - READS_ON)
    sections = [one for one in known if not one.cancelled_at and one.ends_at > now - LOOK_BACK]
    past = [
        (section, session)
        for section in sections
        for session in section.sessions
        if now - LOOK_BACK < session.ends_at <= now and section.roster
    ]
    counted = Marked(db).counts(
        {session.id for _, session in past},
        {section.id for section, _ in past},
        seated_in(known, reader=actor.person),
        reader=actor.person,
    )
    marked = counted.marked
    unmarked = [
        (section, session) for section, session in past if marked.get((section.id, session.id), 0) < len(section.roster)
    ]
    coming = sorted(
        ((section, session) for section in sections for session in section.sessions if session.ends_at > now),
        key=lambda pair: pair[1].starts_at,
    )
    section, session = coming[0] if coming else (None, None)
    return Day(
        said=words.next_answer(section, session, len(unmarked), now=now, zone=section.zone if section else zone),
        next=_meeting(section, session, now=now) if section and session else None,
        seats=len(section.roster) if section else 0,
        capacity=section.capacity if section else 0,
        unmarked=tuple(
            Meeting(
                one.id, its.id, *words.unmarked_words(one, its, marked.get((one.id, its.id), 0), now=now), marks=True
            )
            for one, its in sorted(unmarked, key=lambda pair: pair[1].starts_at)
        ),
        coming=tuple(_meeting(one, its, now=now) for one, its in coming[1:9]),
        practice=counted.practice,
        reflections=facilitated(actor, counted.wrote, seats_with(actor, known)),
    )


def _meeting(section: Section, session: Session, *, now: datetime) -> Meeting:
    name, why = words.meeting_words(section, session, now=now)
    return Meeting(section.id, session.id, name, why, marks=session.opens_at <= now)
