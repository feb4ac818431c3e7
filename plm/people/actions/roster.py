"""The roster import: look first, then apply what was looked at, all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.errors import RuleBroken
from plm.mongo import transactional
from plm.people import roster
from plm.people.actions.directory import new_id
from plm.people.model import Person, grants_for
from plm.people.roster import Plan, Row
from plm.people.sign_ins import SignIns
from plm.people.store import People
from plm.people.uploads import Uploads
from plm.schools.store import Schools

# How many new people one audit line names: a line for each of them would make the transaction half as large again.
NAMED = 500


@dataclass(frozen=True)
class Applied:
    """What an import did."""

    added: int
    changed: int
    ended: int
    unchanged: int


def preview(db: Database, data: bytes, *, actor: Actor) -> Plan:
    """What a roster file would change. Writes nothing.

    Raises:
        NotAllowed: the actor does not keep the people.
        RuleBroken: the file as a whole cannot be read.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    schools = {school.code: school for school in Schools(db).all()}
    rows, problems = roster.read(data, schools)
    return roster.compare(rows, problems, People(db).everyone())


def keep(db: Database, key: str, name: str, data: bytes, *, actor: Actor, now: datetime) -> None:
    """Keep a file that was looked at, so that it need not be sent twice."""
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    Uploads(db).keep(key, actor.person, name, data, now=now)


def kept(db: Database, key: str, *, actor: Actor, now: datetime) -> tuple[str, bytes]:
    """The name and the bytes of the file that was looked at.

    Raises:
        NotFound: it is not kept any more.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    return Uploads(db).get(key, actor.person, now=now)


@transactional
def apply(
    db: Database, data: bytes, *, fingerprint: str, end_missing: bool = False, actor: Actor, now: datetime
) -> Applied:
    """Apply a roster that was looked at, in one transaction. Applying it twice changes nothing more.

    Args:
        fingerprint: of the plan that was shown; when the people have changed since, nothing is done.
        end_missing: end the accounts of those who are not in the file.

    Raises:
        NotAllowed: the actor does not keep the people.
        RuleBroken: stale, too many, something is wrong in a row, the last administrator would go, or the actor.
    """
    plan = preview(db, data, actor=actor)
    if plan.settled(end_missing=end_missing):
        return Applied(0, 0, 0, plan.unchanged)
    _must_be_right(plan, fingerprint, end_missing=end_missing, actor=actor)
    people = People(db)
    if end_missing or any(change.before.administers and not change.after.administers for change in plan.changed):
        people.administrators()
        plan.must_keep_an_administrator(end_missing=end_missing)
    added = [_person(row, now) for row in plan.added]
    ended = [person.leave(now=now) for person in plan.left] if end_missing else []
    people.write(added, [*(change.after for change in plan.changed), *ended])
    SignIns(db).end_all_of([person.id for person in ended])
    _note(db, plan, added, ended, actor=actor, now=now)
    return Applied(len(added), len(plan.changed), len(ended), plan.unchanged)


def _must_be_right(plan: Plan, fingerprint: str, *, end_missing: bool, actor: Actor) -> None:
    if plan.fingerprint != fingerprint:
        raise RuleBroken(
            "Since you looked at this roster, people or schools have changed. Nothing was written. "
            "Here is what it would change now.",
            code="stale",
        )
    if plan.problems:
        raise RuleBroken("Put the rows right that are named below. Nothing was written.", code="problems")
    plan.must_fit(end_missing=end_missing)
    if end_missing and any(person.id == actor.person for person in plan.left):
        raise RuleBroken(
            "You are not in the file yourself, so this would end your own account. Add yourself to the file.",
            code="own-account",
        )


def _person(row: Row, now: datetime) -> Person:
    return Person(
        id=new_id(),
        email=row.email,
        name=row.name,
        school=row.school,
        position=row.position,
        grants=grants_for(row.role, row.school),
        joined_at=now,
    )


def _note(db: Database, plan: Plan, added: list[Person], ended: list[Person], *, actor: Actor, now: datetime) -> None:
    lines = [
        audit.line(
            actor,
            "roster.added",
            "people",
            people={person.id: person.email for person in added[start : start + NAMED]},
            now=now,
        )
        for start in range(0, len(added), NAMED)
    ]
    lines += [
        audit.line(
            actor,
            "person.came-back" if change.comes_back else "person.changed",
            change.after.id,
            school=change.after.school,
            before={name: was for name, was, _ in change.differences},
            after={name: is_ for name, _, is_ in change.differences},
            by="roster",
            now=now,
        )
        for change in plan.changed
    ]
    lines += [
        audit.line(actor, "person.left", person.id, school=person.school, by="roster", now=now) for person in ended
    ]
    if lines:
        counts = {"added": len(added), "changed": len(plan.changed), "ended": len(ended), "unchanged": plan.unchanged}
        lines.append(audit.line(actor, "roster.imported", "people", counts=counts, now=now))
    audit.record_many(db, lines)
