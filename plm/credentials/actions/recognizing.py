"""Recognizing what was learned before or elsewhere, with the district's age limits and conversions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.catalog.store import Courses
from plm.credentials.model import HOURS, Kind, months_after
from plm.credentials.store import Kinds
from plm.enrollment.actions import recognising
from plm.enrollment.model.recognition import Granted, Recognition
from plm.errors import NotFound, RuleBroken
from plm.people.model import fold_email
from plm.people.store import People

MOST_SHOWN = 200


@dataclass(frozen=True)
class Choices:
    """What can be chosen when learning is recognized.

    Attributes:
        courses: slug and title of what it may stand for.
        kinds: kinds of credit it may give besides the hours.
        months: how old it may be.
    """

    courses: tuple[tuple[str, str], ...]
    kinds: tuple[Kind, ...]
    months: int


@dataclass(frozen=True)
class Recognized:
    """A recognition in a list, with the name of whose learning it was."""

    recognition: Recognition
    name: str


def choices(db: Database, *, actor: Actor) -> Choices:
    """What can be chosen.

    Raises:
        NotAllowed: the actor does not recognize learning.
    """
    actor.must(Permission.LEARNING_RECOGNIZE, DISTRICT)
    kinds = Kinds(db).all()
    courses = sorted((one.slug, one.title) for one in Courses(db).all())
    given = tuple(one for one in kinds.values() if one.active and one.key != HOURS)
    return Choices(tuple(sorted(courses, key=lambda pair: pair[1])), given, _months(kinds))


def newest(db: Database, *, actor: Actor) -> tuple[Recognized, ...]:
    """What was recognized lately.

    Raises:
        NotAllowed: the actor does not recognize learning.
    """
    found = recognising.recognitions(db, actor=actor, limit=MOST_SHOWN)
    people = People(db).some({one.person for one in found})
    return tuple(Recognized(one, people[one.person].name if one.person in people else "") for one in found)


def recognize(
    db: Database,
    email: str,
    *,
    once: str,
    done_on: date,
    hours: Decimal,
    evidence: str,
    reason: str,
    today: date,
    actor: Actor,
    now: datetime,
    course: str = "",
    title: str = "",
    kinds: Iterable[str] = (),
) -> Recognition:
    """Recognize what somebody has learned.

    Args:
        once: names the form.
        kinds: keys of credit it gives besides the hours, by the district's conversions. It needs no signature: a
            director has decided.

    Raises:
        NotAllowed: the actor does not recognize learning.
        RuleBroken: nobody has this address; it is too old; or as `Recognition.checked`. `code` names the field.
    """
    actor.must(Permission.LEARNING_RECOGNIZE, DISTRICT)
    known = Kinds(db).all()
    try:
        whom = People(db).with_email(fold_email(email))
    except RuleBroken as refusal:
        raise RuleBroken(refusal.message, code="email") from None
    if whom is None:
        raise RuleBroken("Nobody here has this address.", code="email")
    credit = [_granted(known[key], hours, done_on, today) for key in dict.fromkeys(kinds) if key in known]
    try:
        return recognising.recognise(
            db,
            whom.id,
            once=once,
            done_on=done_on,
            hours=hours,
            counts_until=months_after(done_on, _months(known)),
            evidence=evidence,
            reason=reason,
            today=today,
            actor=actor,
            now=now,
            course=course,
            title=title,
            credit=credit,
        )
    except NotFound:
        raise RuleBroken("There is no such course.", code="course") from None


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _months(kinds: Mapping[str, Kind]) -> int:
    """How old learning may be to be recognized at all: what clock hours say."""
    return kinds[HOURS].prior_months if HOURS in kinds else Kind.prior_months


def _granted(kind: Kind, hours: Decimal, done_on: date, today: date) -> Granted:
    if months_after(done_on, kind.prior_months) < today:
        raise RuleBroken(f"For {kind.many} this is too long ago: {kind.prior_months} months is the most.", code="kinds")
    amount = kind.amount_for(hours)
    if amount <= 0:
        raise RuleBroken(f"So few hours make no {kind.one}.", code="kinds")
    return Granted(kind.key, kind.name, kind.one, kind.many, amount)
