"""The district's kinds of credit and renewal areas: looked at, added, changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.catalog.store import Courses, Editions
from plm.credentials.model import AREAS, DEFAULTS, Area, Kind
from plm.credentials.store import Areas, Kinds
from plm.mongo import transactional


@dataclass(frozen=True)
class Rules:
    """What the district keeps.

    Attributes:
        unknown: keys that published courses name and the district does not keep, with the titles of the courses.
    """

    kinds: tuple[Kind, ...]
    areas: tuple[Area, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]


def begin_rules(db: Database) -> None:
    """Write the kinds and areas a new installation begins with; what is kept already stays as it is."""
    Kinds(db).begin_with(DEFAULTS)
    Areas(db).begin_with(AREAS)


def rules(db: Database, *, actor: Actor) -> Rules:
    """Every kind and every area, and what courses name beside them.

    Raises:
        NotAllowed: the actor does not keep the rules of credit.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    kinds, areas = Kinds(db).all(), Areas(db).all()
    unknown: dict[str, list[str]] = {}
    for edition in Editions(db).some(one.edition for one in Courses(db).published()).values():
        named = [one.kind for one in edition.credit if one.kind not in kinds]
        for key in [*named, *(one for one in edition.areas if one not in areas)]:
            unknown.setdefault(key, []).append(edition.title)
    return Rules(
        tuple(kinds.values()),
        tuple(areas.values()),
        tuple((key, tuple(sorted(titles))) for key, titles in sorted(unknown.items())),
    )


def kind(db: Database, key: str, *, actor: Actor) -> Kind:
    """One kind, to be changed.

    Raises:
        NotFound: no such kind.
        NotAllowed: the actor does not keep the rules of credit.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    return Kinds(db).get(key)


@transactional
def add_kind(db: Database, new: Kind, *, actor: Actor, now: datetime) -> Kind:
    """Keep one more kind, last in lists.

    Raises:
        NotAllowed: the actor does not keep the rules of credit.
        RuleBroken: something about it cannot be, or another kind has its key; `code` names the field.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    new = new.checked()
    Kinds(db).add(new)
    audit.record(db, actor, "credit-kind.added", new.key, after=_said(new), now=now)
    return new


@transactional
def change_kind(db: Database, new: Kind, *, actor: Actor, now: datetime) -> Kind:
    """Change a kind for what is earned from now on; what awards were given stays.

    Raises:
        NotFound: no such kind.
        NotAllowed: the actor does not keep the rules of credit.
        RuleBroken: something about it cannot be; `code` names the field.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    before, new = Kinds(db).get(new.key), new.checked()
    if new != before:
        Kinds(db).save(new)
        _changed(db, "credit-kind.changed", new.key, _said(before), _said(new), actor, now)
    return new


def area(db: Database, key: str, *, actor: Actor) -> Area:
    """One renewal area, to be changed.

    Raises:
        NotFound: no such area.
        NotAllowed: the actor does not keep the rules of credit.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    return Areas(db).get(key)


@transactional
def add_area(db: Database, new: Area, *, actor: Actor, now: datetime) -> Area:
    """Keep one more renewal area.

    Raises:
        NotAllowed, RuleBroken: as `add_kind`.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    new = new.checked()
    Areas(db).add(new)
    audit.record(db, actor, "renewal-area.added", new.key, after=_said(new), now=now)
    return new


@transactional
def change_area(db: Database, new: Area, *, actor: Actor, now: datetime) -> Area:
    """Change a renewal area.

    Raises:
        NotFound, NotAllowed, RuleBroken: as `change_kind`.
    """
    actor.must(Permission.CREDIT_KEEP, DISTRICT)
    before, new = Areas(db).get(new.key), new.checked()
    if new != before:
        Areas(db).save(new)
        _changed(db, "renewal-area.changed", new.key, _said(before), _said(new), actor, now)
    return new


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _said(what: Kind | Area) -> dict[str, str]:
    return {name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in vars(what).items()}


def _changed(
    db: Database, verb: str, key: str, before: dict[str, str], after: dict[str, str], actor: Actor, now: datetime
) -> None:
    others = [name for name in after if after[name] != before[name]]
    facts: dict[str, Any] = {
        "before": {name: before[name] for name in others},
        "after": {name: after[name] for name in others},
    }
    audit.record(db, actor, verb, key, now=now, **facts)
