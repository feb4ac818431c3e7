"""Recognizing what somebody learned before or elsewhere, and what that opens."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.catalog.store import Courses
from plm.enrollment.model.recognition import Granted, Recognition
from plm.enrollment.store.recognitions import Recognitions
from plm.errors import RuleBroken
from plm.mongo import transactional
from plm.people.store import People


def recognised(db: Database, person: str, *, today: date) -> set[str]:
    """The courses for which something a person learned before stands on this day, by slug."""
    return {one.course for one in Recognitions(db).of(person) if one.opens(today)}


def recognitions_of(db: Database, person: str) -> list[Recognition]:
    """Everything that was recognized for a person, newest learning first; the caller has checked the actor."""
    return Recognitions(db).of(person)


def recognitions(db: Database, *, actor: Actor, limit: int) -> list[Recognition]:
    """What was recognized lately in the district.

    Raises:
        NotAllowed: the actor does not recognize learning.
    """
    actor.must(Permission.LEARNING_RECOGNIZE, DISTRICT)
    return Recognitions(db).newest(limit=limit)


def recognition(db: Database, recognition_id: str, *, actor: Actor) -> Recognition:
    """One recognition, for those who recognize learning.

    Raises:
        NotFound: there is none.
        NotAllowed: the actor does not recognize learning.
    """
    actor.must(Permission.LEARNING_RECOGNIZE, DISTRICT)
    return Recognitions(db).get(recognition_id)


@transactional
def recognise(
    db: Database,
    person: str,
    *,
    once: str,
    done_on: date,
    hours: Decimal,
    counts_until: date,
    evidence: str,
    reason: str,
    today: date,
    actor: Actor,
    now: datetime,
    course: str = "",
    title: str = "",
    credit: Sequence[Granted] = (),
) -> Recognition:
    """Recognize what somebody has learned; the same form sent twice recognizes it once.

    Args:
        once: names the form.
        counts_until: the last day on which it is not too old.
        course: slug of the course it stands for; its title is taken when none is given.

    Raises:
        NotFound: no such person or course.
        NotAllowed: the actor does not recognize learning.
        RuleBroken: as `Recognition.checked`.
    """
    actor.must(Permission.LEARNING_RECOGNIZE, DISTRICT)
    whom = People(db).get(person)
    stands_for = Courses(db).get(course).title if course else ""
    made = Recognition(
        id=once,
        person=whom.id,
        school=whom.school,
        title=title.strip() or stands_for,
        done_on=done_on,
        hours=hours,
        evidence=evidence.strip(),
        reason=reason.strip(),
        by=actor.person,
        name=actor.name,
        at=now,
        counts_until=counts_until,
        course=course,
        credit=tuple(credit),
    ).checked(today=today)
    if Recognitions(db).add(made):
        facts = {"person": whom.id, "title": made.title, "course": course, "reason": made.reason}
        audit.record(db, actor, "learning.recognized", made.id, school=whom.school, now=now, **facts)
    return made


@transactional
def withdraw_recognition(db: Database, recognition_id: str, *, why: str, actor: Actor, now: datetime) -> Recognition:
    """Take a recognition back: it opens nothing and counts nowhere any more. What it opened stays open.

    Raises:
        NotFound: there is none.
        NotAllowed: the actor does not recognize learning.
        RuleBroken: it was taken back before, or no reason is given.
    """
    actor.must(Permission.LEARNING_RECOGNIZE, DISTRICT)
    before = Recognitions(db).get(recognition_id)
    after = before.withdraw(why, now=now)
    if not Recognitions(db).withdraw(after):
        raise RuleBroken("This was taken back before.", code="withdrawn")
    facts = {"person": after.person, "title": after.title, "reason": after.withdrawn_why}
    audit.record(db, actor, "learning.recognition-withdrawn", after.id, school=after.school, now=now, **facts)
    return after
