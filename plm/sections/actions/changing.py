"""Changing a section that stands: plan it anew, call it off, take a seat back; and the letters that tell of it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import Actor
from plm.errors import RuleBroken
from plm.mail import Mail, letters
from plm.mongo import transactional
from plm.people.store import People
from plm.sections import messages
from plm.sections.actions.planning import Plan, host_of, must_facilitate
from plm.sections.actions.shown import to_change
from plm.sections.model import Section
from plm.sections.store import Sections

_KEPT = timedelta(days=7)  # How long a letter may still leave when the section is over before.


@transactional
def change(
    db: Database,
    section_id: str,
    plan: Plan,
    *,
    version: int,
    time_zone: str,
    link: str,
    district: str,
    actor: Actor,
    now: datetime,
) -> Section:
    """Plan a section anew; when sessions move, everybody with a seat gets a letter.

    Args:
        version: the version the person saw.
        time_zone: as in `create`.
        link: full address of the section's page, for the letter.
        district: who writes.

    Raises:
        NotFound, NotAllowed: as `to_change`, or not to this facilitator.
        RuleBroken: stale page, cancelled, fewer seats than taken, or the sessions cannot be.
    """
    before = to_change(db, section_id, actor=actor)
    school = host_of(db, plan.school)
    if plan.facilitator and (plan.facilitator,) != before.facilitators:
        must_facilitate(db, plan.facilitator, actor=actor)
    facilitators = (plan.facilitator,) if plan.facilitator else before.facilitators
    after = before.replan(
        title=plan.title or before.title,
        school=plan.school,
        time_zone=school.time_zone if school else time_zone,
        capacity=plan.capacity,
        facilitators=facilitators,
        meetings=plan.meetings,
        version=version,
        now=now,
    )
    _save(db, after)
    audit.record(
        db,
        actor,
        "section.changed",
        after.id,
        school=after.school,
        before=_facts(before),
        after=_facts(after),
        now=now,
    )
    if after.sessions != before.sessions:
        _tell(
            db,
            after,
            lambda to, name: messages.moved(after, to, name, link=link, district=district, now=now),
            actor,
            now,
        )
    return after


@transactional
def cancel(
    db: Database, section_id: str, *, reason: str, link: str, district: str, actor: Actor, now: datetime
) -> Section:
    """Call a section off; the roster is kept, and everybody with a seat gets a letter.

    Args:
        link: full address of the course's page, where other dates stand.
        district: who writes.

    Raises:
        NotFound, NotAllowed: as `to_change`.
        RuleBroken: cancelled already, or over.
    """
    before = to_change(db, section_id, actor=actor)
    after = before.cancel(reason, now=now)
    _save(db, after)
    audit.record(db, actor, "section.cancelled", after.id, school=after.school, reason=reason, now=now)
    _tell(
        db,
        after,
        lambda to, name: messages.cancelled(after, to, name, link=link, district=district, now=now),
        actor,
        now,
    )
    return after


@transactional
def unseat(db: Database, section_id: str, person: str, *, actor: Actor, now: datetime) -> str:
    """Take somebody's seat back, also after the section has begun; their attendance stays on the books.

    Returns:
        The person's name.

    Raises:
        NotFound, NotAllowed: as `to_change`; or no such person.
    """
    section = to_change(db, section_id, actor=actor)
    whom = People(db).get(person)
    if Sections(db).unseat(section.id, whom.id):
        audit.record(db, actor, "section.seat-removed", section.id, person=whom.id, school=whom.school, now=now)
    return whom.name


def _save(db: Database, after: Section) -> None:
    if not Sections(db).save_plan(after):
        raise RuleBroken(
            "Somebody changed this section or took a seat at the same moment. Load the page again.", code="stale"
        )


def _tell(db: Database, section: Section, write: Callable[[str, str], Mail], actor: Actor, now: datetime) -> None:
    """Hand a letter for each person with a seat, and for those who run it, to the worker."""
    ids: Iterable[str] = (*(seat.person for seat in section.roster), *section.facilitators)
    for person in People(db).some(set(ids) - {actor.person}).values():
        if person.active:
            letters.post(db, write(person.email, person.name), expires_at=max(section.ends_at, now + _KEPT), now=now)


def _facts(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "capacity": section.capacity,
        "sessions": [[session.starts_at, session.ends_at, session.place] for session in section.sessions],
    }
