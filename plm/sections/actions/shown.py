"""Sections as people look at them: a list of them, one with its roster, one to change, a session for the calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from plm.access import SHARED, Actor, Permission
from plm.catalog.store import Editions
from plm.errors import NotAllowed, NotFound
from plm.sections.model import Section, Session, may_plan
from plm.sections.store import Listed, Named, Sections

_PAST = timedelta(days=370)


@dataclass(frozen=True)
class Shown:
    """A section with the names around it.

    Attributes:
        roster: None for those who may not know who comes.
        edition: number of the live edition of its course, for those who may move people to it; 0 when it has only one,
            or takes no newcomers.
    """

    section: Section
    facilitators: tuple[str, ...]
    school: str
    roster: tuple[Named, ...] | None
    edition: int = 0


def mine(db: Database, *, words: str, actor: Actor, now: datetime) -> list[Listed]:
    """The sections of the last year and to come: a facilitator's own, for directors and administrators all.

    Raises:
        NotAllowed: the actor neither plans sections nor reads the district.
    """
    if not actor.district_wide:
        may_plan(actor)
    own = "" if actor.district_wide else actor.person
    return Sections(db).listed(since=now - _PAST, facilitator=own, words=words)


def show(db: Database, section_id: str, *, actor: Actor) -> Shown:
    """A section: its public facts for everybody, its roster for those who run it and the district's office.

    Raises:
        NotFound: no such section.
    """
    actor.must(Permission.SECTION_READ, SHARED)
    section, facilitators, school, live = Sections(db).with_facilitators(section_id)
    roster = tuple(Sections(db).roster(section_id)) if section.shows_roster_to(actor) else None
    moves = bool(live) and actor.may(Permission.SECTION_WRITE, section.scope)
    edition = Editions(db).get(live).number if moves else 0
    return Shown(section, facilitators, school, roster, edition)


def to_change(db: Database, section_id: str, *, actor: Actor) -> Section:
    """A section its facilitator or a director is about to change.

    Raises:
        NotFound: no such section, or somebody else's.
        NotAllowed: the actor sees it but may not change it.
    """
    section = Sections(db).get(section_id)
    actor.must(Permission.SECTION_WRITE, section.scope)
    return section


def invitation(db: Database, section_id: str, session_id: str, *, actor: Actor) -> tuple[Section, Session]:
    """A session somebody puts into their own calendar.

    Raises:
        NotFound: no such section or session.
        NotAllowed: the actor has no seat and does not run it.
    """
    section = Sections(db).get(section_id)
    actor.must(Permission.SECTION_READ, SHARED)
    if not section.holds(actor.person) and not section.shows_roster_to(actor):
        raise NotAllowed("Take a seat first; then the session goes into your calendar.")
    return section, _session(section, session_id)


def _session(section: Section, session_id: str) -> Session:
    if (session := section.session(session_id)) is None:
        raise NotFound("There is no such session.")
    return session
