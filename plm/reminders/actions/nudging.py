"""A nudge: a kind word from a principal or director to everybody at a school whose due date has passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.enrollment.model import Enrollment, today_in
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.people.model import Person
from plm.people.store import People
from plm.reminders import messages
from plm.reminders.actions.setup import hours_of, house_of
from plm.reminders.model import Rule
from plm.reminders.store import Reminders
from plm.schools.model import School
from plm.schools.store import Schools
from plm.settings import Settings


@dataclass(frozen=True)
class LateOne:
    """Somebody who is late, with what, and whether they have had a nudge for the day on which one would leave."""

    person: Person
    enrollments: tuple[Enrollment, ...]
    had_one: bool


@dataclass(frozen=True)
class Late:
    """Everybody at a school who is late. `leaves_at` is when a nudge sent now would leave."""

    school: School
    ones: tuple[LateOne, ...]
    leaves_at: datetime

    @property
    def waiting(self) -> tuple[LateOne, ...]:
        """Those who have had none."""
        return tuple(one for one in self.ones if not one.had_one)


@dataclass(frozen=True)
class Nudged:
    """What came of a nudge: names of those who get one, and of those who already had one."""

    sent: tuple[str, ...]
    already: tuple[str, ...]
    leaves_at: datetime


def late_ones(db: Database, settings: Settings, school: str, *, actor: Actor, now: datetime) -> Late:
    """Who is late at a school.

    Raises:
        NotFound: no such school, or outside the actor's scope.
        NotAllowed: the actor may not nudge people there.
    """
    place = Schools(db).get(school)
    actor.must(Permission.NUDGE_SEND, place.scope)
    by_person: dict[str, list[Enrollment]] = {}
    for one in Enrollments(db).late_at(school, today=today_in(place.zone, now)):
        by_person.setdefault(one.person, []).append(one)
    people = [one for one in People(db).some(by_person).values() if one.active]
    leaves_at = hours_of(settings).allowed(now, place.zone)
    known = Reminders(db).known(_key(one, place, leaves_at) for one in people)
    ones = (LateOne(one, tuple(by_person[one.id]), _key(one, place, leaves_at) in known) for one in people)
    return Late(place, tuple(sorted(ones, key=lambda one: (one.person.name.casefold(), one.person.id))), leaves_at)


def nudge(db: Database, settings: Settings, school: str, *, said: str, actor: Actor, now: datetime) -> Nudged:
    """Write to everybody who is late, once a day at most.

    A person and a day name the nudge, so the same form sent twice, or two people who nudge at the
    same moment, come to one message.

    Args:
        said: the first sentence, in the actor's own words.

    Raises:
        NotFound, NotAllowed: as `late_ones`.
        RuleBroken: nobody is late.
    """
    late = late_ones(db, settings, school, actor=actor, now=now)
    if not late.ones:
        raise RuleBroken("Nobody is late here at present, so nothing was sent.", code="nobody-late")
    rows = [
        {
            "_id": _key(one.person, late.school, late.leaves_at),
            "rule": Rule.NUDGE,
            "place": 0,
            "person": one.person.id,
            "school": school,
            "title": "",
            "edition": "",
            "about": "",
            "until": late.leaves_at + timedelta(days=2),
            "due_at": late.leaves_at,
            "said": said,
            "by": actor.name,
        }
        for one in late.waiting
    ]
    new = set(Reminders(db).plan(rows))
    names = {_key(one.person, late.school, late.leaves_at): one.person.name for one in late.ones}
    sent = tuple(name for key, name in names.items() if key in new)
    if sent:
        people = [one.person.id for one in late.ones if _key(one.person, late.school, late.leaves_at) in new]
        audit.record(db, actor, "team.nudged", school, school=school, people=people, said=said, now=now)
    return Nudged(sent, tuple(name for key, name in names.items() if key not in new), late.leaves_at)


def nudge_text(settings: Settings, late: Late, *, said: str, actor: Actor, now: datetime) -> str:
    """What the first of those who wait would read; empty when nobody waits."""
    if not late.waiting:
        return ""
    one = late.waiting[0]
    mail = messages.nudge(
        "preview",
        one.person,
        one.enrollments,
        said,
        by=actor.name,
        today=today_in(late.school.zone, now),
        house=house_of(settings),
    )
    return mail.text


def _key(person: Person, school: School, leaves_at: datetime) -> str:
    """One a day for each person, whoever sends it; the day is the one on which it leaves."""
    return f"{Rule.NUDGE}:{person.id}:{leaves_at.astimezone(school.zone).date().isoformat()}"
