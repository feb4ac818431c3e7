"""Keeping the directory: find, add, change, end an account and bring it back."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission, Role
from plm.errors import NotAllowed, RuleBroken
from plm.mongo import transactional
from plm.people.model import Person, fold_email, grants_for, must_keep_an_administrator
from plm.people.roster import facts
from plm.people.sign_ins import SignIns
from plm.people.store import People
from plm.schools.actions import named
from plm.schools.model import School
from plm.schools.store import Schools


@dataclass(frozen=True)
class Found:
    """A page of the directory.

    Attributes:
        total: how many match in all.
        schools: those the actor may look into, by code.
        writes: whether the actor may change what is shown.
    """

    people: list[Person]
    total: int
    schools: Mapping[str, School]
    writes: bool


def directory(
    db: Database,
    *,
    words: str = "",
    school: str = "",
    active: bool | None = True,
    sort: str = "name",
    skip: int = 0,
    limit: int = 50,
    actor: Actor,
) -> Found:
    """The people the actor may see: those of a principal's schools, or of the district.

    Raises:
        NotAllowed: the actor's role sees nobody's account.
    """
    schools = actor.schools_for(Permission.PEOPLE_READ)
    if not schools:
        raise NotAllowed("The directory is for principals and for the office.")
    people, total = People(db).page(
        words=words, school=school, schools=schools, active=active, sort=sort, skip=skip, limit=limit
    )
    seen = {one.code: one for one in Schools(db).all() if actor.may(Permission.PEOPLE_READ, one.scope)}
    return Found(people, total, seen, actor.may(Permission.PEOPLE_WRITE, DISTRICT))


def show(db: Database, person_id: str, *, actor: Actor) -> Person:
    """Somebody, to be changed.

    Raises:
        NotFound: no such person, or outside the actor's scope.
        NotAllowed: the actor does not keep the people.
    """
    person = People(db).get(person_id)
    actor.must(Permission.PEOPLE_WRITE, person.scope)
    return person


def places(db: Database, *, actor: Actor) -> list[School]:
    """The schools somebody can be put into.

    Raises:
        NotAllowed: the actor does not keep the people.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    return Schools(db).all()


@transactional
def add(
    db: Database,
    *,
    email: str,
    name: str,
    school: str = "",
    position: str = "",
    role: Role = Role.STAFF,
    once: str = "",
    actor: Actor,
    now: datetime,
) -> Person:
    """Add somebody. They cannot sign in before they have answered an invitation.

    Args:
        school: its code; empty for the central office.
        once: what came with the form; the same again is the same person.

    Raises:
        NotAllowed: the actor does not keep the people.
        NotFound: no such school.
        RuleBroken: the address is no address or taken, or a principal has no school.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    code = _place(db, school, role)
    person = Person(
        id=hashlib.sha256(f"person {once}".encode()).hexdigest()[:20] if once else new_id(),
        email=fold_email(email),
        name=_must_be_named(name),
        school=code,
        position=" ".join(position.split()),
        grants=grants_for(role, code),
        joined_at=now,
    )
    people = People(db)
    before = people.with_email(person.email)
    if before is not None and before.id == person.id:
        return before
    if before is not None:
        raise RuleBroken(
            f"{before.email} already has an account: {before.name}{'' if before.active else ', who has left'}.",
            code="email-taken",
        )
    people.add(person)
    audit.record(db, actor, "person.added", person.id, school=code, after=facts(person), now=now)
    return person


@transactional
def change(
    db: Database,
    person_id: str,
    *,
    email: str,
    name: str,
    school: str,
    position: str,
    role: Role,
    seen: str,
    actor: Actor,
    now: datetime,
) -> Person:
    """Change what is known about somebody.

    Args:
        seen: `version` of the person when the form was opened.

    Raises:
        NotFound: no such person or school.
        NotAllowed: the actor does not keep the people.
        RuleBroken: somebody else changed it since, the address is taken, or the last administrator would go.
    """
    before = show(db, person_id, actor=actor)
    if seen != version(before):
        raise RuleBroken(
            f"Somebody has changed {before.name} since you opened this page. Open it once more to see how it is now.",
            code="stale",
        )
    after = before.described(
        email=fold_email(email),
        name=_must_be_named(name),
        school=_place(db, school, role),
        position=" ".join(position.split()),
        role=role,
    )
    if after.email != before.email:
        # A link that was mailed to the old address leads nowhere now; see `Link.must_open`.
        other = People(db).with_email(after.email)
        if other is not None:
            raise RuleBroken(f"{other.email} already has an account: {other.name}.", code="email-taken")
    if after != before:
        _save(db, before, after, "person.changed", actor=actor, now=now)
    return after


@transactional
def end(db: Database, person_id: str, *, actor: Actor, now: datetime) -> Person:
    """End somebody's account: they are signed out and cannot sign in; everything they did stays.

    Raises:
        NotFound: no such person, or outside the actor's scope.
        NotAllowed: the actor does not keep the people.
        RuleBroken: has left already, is the last administrator, or is the actor.
    """
    before = show(db, person_id, actor=actor)
    if before.id == actor.person:
        raise RuleBroken("You cannot end your own account. Ask another administrator.", code="own-account")
    after = before.leave(now=now)
    _save(db, before, after, "person.left", actor=actor, now=now)
    SignIns(db).end_all(before.id)
    return after


@transactional
def bring_back(db: Database, person_id: str, *, actor: Actor, now: datetime) -> Person:
    """Let somebody in again who had left, with their old record.

    Raises:
        NotFound: no such person, or outside the actor's scope.
        NotAllowed: the actor does not keep the people.
        RuleBroken: has not left.
    """
    before = show(db, person_id, actor=actor)
    after = before.come_back()
    _save(db, before, after, "person.came-back", actor=actor, now=now)
    return after


def by_email(db: Database, email: str) -> Person:
    """Who has this address, for the command line.

    Raises:
        RuleBroken: it is no address, or nobody has it.
    """
    person = People(db).with_email(fold_email(email))
    if person is None:
        raise RuleBroken(f"Nobody has the address {email}. Add them with `plm people add`.", code="no-such-person")
    return person


def version(person: Person) -> str:
    """Changes whenever something about the person does that a form shows."""
    shown = (sorted(facts(person).items()), [(grant.role, grant.schools) for grant in person.grants])
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def new_id() -> str:
    """An id for a person."""
    return secrets.token_hex(10)


def _save(db: Database, before: Person, after: Person, verb: str, *, actor: Actor, now: datetime) -> None:
    people = People(db)
    if before.administers and not after.administers:
        must_keep_an_administrator(len(people.administrators() - {before.id}))
    people.save(after)
    was, is_ = facts(before), facts(after)
    differ = [name for name in was if was[name] != is_[name]]
    audit.record(
        db,
        actor,
        verb,
        after.id,
        school=after.school,
        before={name: was[name] for name in differ},
        after={name: is_[name] for name in differ},
        now=now,
    )


def _place(db: Database, school: str, role: Role) -> str:
    if not school.strip():
        if role is Role.PRINCIPAL:
            raise RuleBroken("A principal needs a school.", code="no-school")
        return ""
    return named(db, school.strip().casefold()).code


def _must_be_named(name: str) -> str:
    if not (words := " ".join(name.split())):
        raise RuleBroken("A person needs a name.", code="no-name")
    return words
