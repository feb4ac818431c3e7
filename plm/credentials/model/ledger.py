"""Adding credit up: each kind on its own, what counts apart from what waits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from plm.credentials.model.credit import CreditLine, State
from plm.credentials.model.goal import Goal
from plm.credentials.model.kind import HOURS

Dated = tuple[date, CreditLine]
"""A line of credit and the day it was earned."""


@dataclass(frozen=True)
class Total:
    """All credit of one kind.

    Attributes:
        granted: what counts.
        waiting: what waits for signatures, or was sent back and may still come.
    """

    kind: str
    name: str
    one: str
    many: str
    granted: Decimal = Decimal(0)
    waiting: Decimal = Decimal(0)


def hours_line(hours: float | Decimal) -> CreditLine:
    """Clock hours as a line of credit."""
    return CreditLine(HOURS, "Clock hours", "hour", "hours", Decimal(str(hours)))


def totals(lines: Iterable[CreditLine]) -> tuple[Total, ...]:
    """What these lines come to, kind by kind, in the order in which the kinds first stand there."""
    found: dict[str, Total] = {}
    for line in lines:
        known = found.get(line.kind) or Total(line.kind, line.name, line.one, line.many)
        if line.state is State.GRANTED:
            found[line.kind] = replace(known, granted=known.granted + line.amount)
        else:
            found[line.kind] = replace(known, waiting=known.waiting + line.amount)
    return tuple(found.values())


def toward(goal: Goal, dated: Iterable[Dated]) -> tuple[Decimal, Decimal]:
    """How much of a goal is earned, and how much more waits; only what was earned between its two days."""
    counted = totals(line for on, line in dated if line.kind == goal.kind and goal.covers(on))
    return (counted[0].granted, counted[0].waiting) if counted else (Decimal(0), Decimal(0))
