"""The roster file: its rows, what is wrong with them, and what it would change. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from plm.access import Role
from plm.errors import RuleBroken
from plm.people.model import Person, fold_email, must_keep_an_administrator
from plm.schools import sheets
from plm.schools.model import School
from plm.schools.sheets import Line, Problem

COLUMNS = ("email", "name", "school", "position", "role")
LONGEST = 120

# One transaction must fit into the server's cache: with the smallest one (256 MB) 12,000 new people fit, 15,000 do not.
MOST_CHANGES = 10_000


@dataclass(frozen=True)
class Row:
    """Somebody as the roster describes them; the school is a code, empty for the central office."""

    row: int
    email: str
    name: str
    school: str
    position: str
    role: Role


@dataclass(frozen=True)
class Change:
    """Somebody whom the roster describes differently."""

    before: Person
    after: Person

    @cached_property
    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """What differs: the column, how it was, how it will be."""
        before, after = facts(self.before), facts(self.after)
        return tuple((name, before[name], after[name]) for name in before if before[name] != after[name])

    @property
    def comes_back(self) -> bool:
        """Whether the person had left."""
        return self.after.active and not self.before.active


@dataclass(frozen=True)
class Plan:
    """What a roster would change.

    Attributes:
        left: have an account but are not in the file. They are only ended when that is asked for.
        administrators: how many there are now, by id.
    """

    added: tuple[Row, ...] = ()
    changed: tuple[Change, ...] = ()
    left: tuple[Person, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    administrators: frozenset[str] = frozenset()

    def settled(self, *, end_missing: bool) -> bool:
        """Whether everything already is as the file says."""
        return not (self.problems or self.added or self.changed or (end_missing and self.left))

    def must_fit(self, *, end_missing: bool) -> None:
        """Refuse more changes than can be made in one piece.

        Raises:
            RuleBroken: too many.
        """
        changes = len(self.added) + len(self.changed) + (len(self.left) if end_missing else 0)
        if changes > MOST_CHANGES:
            raise RuleBroken(
                f"These are {changes:,} changes, and {MOST_CHANGES:,} is the most that can be made in one piece. "
                "Nothing was written. Send the roster in parts.",
                code="too-much",
            )

    def must_keep_an_administrator(self, *, end_missing: bool) -> None:
        """Refuse a roster after which nobody could let others in.

        Raises:
            RuleBroken: the last administrator would be ended or get another role.
        """
        kept = set(self.administrators)
        for change in self.changed:
            (kept.add if change.after.administers else kept.discard)(change.after.id)
        if end_missing:
            kept -= {person.id for person in self.left}
        kept |= {row.email for row in self.added if row.role is Role.ADMINISTRATOR}
        if self.administrators:
            must_keep_an_administrator(len(kept))

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same changes to the same people: what was looked at is what is applied."""
        told = {
            "added": [(row.email, row.name, row.school, row.position, row.role) for row in self.added],
            "changed": [(change.before.id, change.differences) for change in self.changed],
            "left": sorted(person.id for person in self.left),
            "problems": [str(problem) for problem in self.problems],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read(data: bytes, schools: Mapping[str, School]) -> tuple[list[Row], list[Problem]]:
    """Read a roster file.

    Args:
        data: the file, CSV in UTF-8 with the `COLUMNS`.
        schools: those of the district, by code.

    Returns:
        The rows that are right, and everything that is wrong, in the order of the rows.

    Raises:
        RuleBroken: the file as a whole cannot be read.
    """
    sheet = sheets.read(data, COLUMNS)
    problems = list(sheet.problems)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for line in sheet.lines:
        wrong = list(_wrong_in(line, schools))
        email = line.cells["email"].casefold()
        if email and email in seen:
            wrong.append(
                Problem(line.row, "email", f"“{email}” is also in row {seen[email]}. Keep one of the two rows.")
            )
        seen.setdefault(email, line.row)
        if wrong:
            problems += wrong
        else:
            rows.append(_row_of(line))
    return rows, sorted(problems, key=lambda problem: problem.row)


def compare(rows: Iterable[Row], problems: Iterable[Problem], people: Iterable[Person]) -> Plan:
    """What the rows would change in a district of these people, those who have left among them."""
    known = {person.email: person for person in people}
    added, changed, unchanged = [], [], 0
    named = set()
    for row in rows:
        named.add(row.email)
        if (before := known.get(row.email)) is None:
            added.append(row)
            continue
        after = replace(described(before, row), active=True, left_at=None)
        if after == before:
            unchanged += 1
        else:
            changed.append(Change(before, after))
    left = sorted(
        (person for person in known.values() if person.active and person.email not in named),
        key=lambda person: (person.name.casefold(), person.id),
    )
    administrators = frozenset(person.id for person in known.values() if person.administers)
    return Plan(tuple(added), tuple(changed), tuple(left), unchanged, tuple(problems), administrators)


def described(person: Person, row: Row) -> Person:
    """The person with what the row says of them."""
    return person.described(email=row.email, name=row.name, school=row.school, position=row.position, role=row.role)


def facts(person: Person) -> dict[str, str]:
    """What a roster says about somebody, for comparing and for the audit."""
    return {
        "email": person.email,
        "name": person.name,
        "school": person.school,
        "position": person.position,
        "role": person.role.value,
        "here": "yes" if person.active else "no",
    }


def _wrong_in(line: Line, schools: Mapping[str, School]) -> Iterator[Problem]:
    cells = line.cells
    try:
        fold_email(cells["email"])
    except RuleBroken as error:
        yield Problem(line.row, "email", error.message if cells["email"] else "Nobody can sign in without an address.")
    if not cells["name"]:
        yield Problem(line.row, "name", "The name is empty.")
    for column in ("name", "position"):
        if len(cells[column]) > LONGEST:
            yield Problem(line.row, column, f"It has more than {LONGEST} letters.")
        if not cells[column].isprintable():
            yield Problem(line.row, column, "It holds a letter that cannot be shown.")
    code = cells["school"].casefold()
    if code and code not in schools:
        meant = sheets.nearest(code, schools)
        hint = (
            f" Did you mean “{meant}”?" if meant else " Add the school first, or leave the cell empty for the office."
        )
        yield Problem(line.row, "school", f"There is no school with the code “{cells['school'][:60]}”.{hint}")
    role = cells["role"].casefold()
    if role and role not in set(Role):
        meant = sheets.nearest(role, [one.value for one in Role])
        hint = f" Did you mean “{meant}”?" if meant else ""
        yield Problem(line.row, "role", f"“{cells['role'][:60]}” is not a role.{hint} Use one of: {', '.join(Role)}.")
    if role == Role.PRINCIPAL and not code:
        yield Problem(line.row, "school", "A principal needs a school.")


def _row_of(line: Line) -> Row:
    cells = line.cells
    return Row(
        line.row,
        fold_email(cells["email"]),
        cells["name"],
        cells["school"].casefold(),
        cells["position"],
        Role(cells["role"].casefold() or Role.STAFF),
    )
