"""What can be done with schools: look at them, add, change, and read them from a file."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import DISTRICT, Actor, Permission
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.schools import sheets
from plm.schools.model import School, must_be_free, school
from plm.schools.sheets import Problem
from plm.schools.store import Schools

COLUMNS = ("code", "name", "level", "area", "time zone")


@dataclass(frozen=True)
class Imported:
    """What a file would change, or has changed."""

    added: tuple[School, ...] = ()
    changed: tuple[School, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


def every(db: Database, *, actor: Actor) -> list[School]:
    """All schools by name, for those who keep them.

    Raises:
        NotAllowed: the actor does not keep the district's people and schools.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    return Schools(db).all()


def known(db: Database, codes: Iterable[str]) -> dict[str, School]:
    """The schools with these codes, by code. A school's name is no secret."""
    return Schools(db).some(codes)


def show(db: Database, code: str, *, actor: Actor) -> School:
    """One school, to be changed.

    Raises:
        NotFound: no such school.
        NotAllowed: the actor does not keep the schools.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    return Schools(db).get(code)


@transactional
def add(db: Database, new: School, *, actor: Actor, now: datetime) -> School:
    """Add a school. Adding the very same school again changes nothing.

    Raises:
        NotAllowed: the actor does not keep the schools.
        RuleBroken: another school has the code, or a page of PLM.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    before = Schools(db).some([new.code]).get(new.code)
    if before == new:
        return new
    if before is not None:
        raise RuleBroken(
            f"The code “{new.code}” belongs to {before.name}. Choose another one, or change that school.",
            code="code-taken",
        )
    must_be_free(new.code)
    Schools(db).save(new)
    audit.record(db, actor, "school.added", new.code, school=new.code, name=new.name, now=now)
    return new


@transactional
def change(db: Database, new: School, *, actor: Actor, now: datetime) -> School:
    """Change a school's name, level, area or time zone; its code stays.

    Raises:
        NotFound: no such school.
        NotAllowed: the actor does not keep the schools.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    before = Schools(db).get(new.code)
    if before != new:
        Schools(db).save(new)
        audit.record_many(db, [_changed(before, new, actor, now)])
    return new


@transactional
def import_file(db: Database, data: bytes, *, apply: bool, actor: Actor, now: datetime) -> Imported:
    """Read schools from a file: what it changes, and when `apply` is set and nothing is wrong, change it.

    Schools that are not in the file stay as they are.

    Raises:
        NotAllowed: the actor does not keep the schools.
        RuleBroken: the file as a whole cannot be read.
    """
    actor.must(Permission.PEOPLE_WRITE, DISTRICT)
    schools = Schools(db)
    before = {one.code: one for one in schools.all()}
    read, problems = _schools_of(data, before)
    added = tuple(one for one in read if one.code not in before)
    changed = tuple(one for one in read if one.code in before and before[one.code] != one)
    found = Imported(added, changed, len(read) - len(added) - len(changed), tuple(problems))
    if apply and not problems:
        for one in (*added, *changed):
            schools.save(one)
        lines = [audit.line(actor, "school.added", one.code, school=one.code, name=one.name, now=now) for one in added]
        audit.record_many(db, lines + [_changed(before[one.code], one, actor, now) for one in changed])
    return found


def _schools_of(data: bytes, before: Container[str]) -> tuple[list[School], list[Problem]]:
    sheet = sheets.read(data, COLUMNS)
    problems = list(sheet.problems)
    found: dict[str, School] = {}
    rows: dict[str, int] = {}
    for line in sheet.lines:
        cells = line.cells
        try:
            one = school(
                cells["code"],
                cells["name"],
                cells["level"],
                cells["area"],
                cells["time zone"] or School.time_zone,
            )
            if one.code not in before:
                must_be_free(one.code)
        except RuleBroken as error:
            problems.append(Problem(line.row, _COLUMN_OF.get(error.code, ""), error.message))
            continue
        if one.code in rows:
            problems.append(
                Problem(line.row, "code", f"“{one.code}” is also in row {rows[one.code]}. Keep one of them.")
            )
            continue
        found[one.code], rows[one.code] = one, line.row
    return list(found.values()), problems


_COLUMN_OF = {"bad-code": "code", "no-name": "name", "bad-level": "level", "bad-zone": "time zone"}


def _changed(before: School, after: School, actor: Actor, now: datetime) -> dict[str, object]:
    kept = {name: value for name, value in vars(before).items() if value != getattr(after, name)}
    return audit.line(
        actor,
        "school.changed",
        after.code,
        school=after.code,
        before={name: str(value) for name, value in kept.items()},
        after={name: str(getattr(after, name)) for name in kept},
        now=now,
    )


def named(db: Database, code: str) -> School:
    """One school by its code, suggesting the nearest when there is none.

    Raises:
        NotFound: no such school.
    """
    schools = Schools(db)
    if found := schools.some([code]).get(code):
        return found
    meant = sheets.nearest(code, [one.code for one in schools.all()])
    hint = f" Did you mean “{meant}”?" if meant else " Add it first with `plm schools add`."
    raise NotFound(f"There is no school with the code “{code}”.{hint}")
