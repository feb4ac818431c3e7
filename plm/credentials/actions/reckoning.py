"""What a record adds up: each kind of credit with its goal, renewal areas, and learning that was recognized."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plm.credentials import messages
from plm.credentials.model import (
    Area,
    Award,
    CreditLine,
    Dated,
    Goal,
    GoalState,
    Kind,
    Total,
    hours_line,
    totals,
    toward,
)
from plm.enrollment.model.recognition import Recognition
from plm.web.words import capital


@dataclass(frozen=True)
class Prior:
    """Learning of before or elsewhere that was recognized.

    Attributes:
        what: when it was, who recognized it and on whose evidence, in sentences.
        counts: whether it does; not once it was taken back.
    """

    recognition: Recognition
    what: str
    counts: bool

    @property
    def earned(self) -> tuple[CreditLine, ...]:
        """Everything it gives, the hours first."""
        if not self.counts:
            return ()
        given = (CreditLine(one.kind, one.name, one.one, one.many, one.amount) for one in self.recognition.credit)
        return (hours_line(self.recognition.hours), *given)


@dataclass(frozen=True)
class Ledger:
    """All that somebody has of one kind of credit, and what they want to have.

    Attributes:
        mark: how the goal stands, as a mark of the face; without one, how the credit does.
        has: all that counts and all that waits.
        goal: how far the goal is, in sentences, and all there is if that is more; empty without one.
    """

    kind: str
    name: str
    mark: str
    has: str
    goal: str


@dataclass(frozen=True)
class InArea:
    """Hours in one renewal area."""

    name: str
    mark: str
    words: str


@dataclass(frozen=True)
class Rulebook:
    """What a record is read by: the person's goals, and those kinds and areas of the district they ask for, by key."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)


def prior_of(one: Recognition) -> Prior:
    """How a recognition stands on a record."""
    return Prior(one, messages.prior_words(one), counts=one.withdrawn_at is None)


def ledgers(dated: Sequence[Dated], by: Rulebook, today: date) -> tuple[Ledger, ...]:
    """Every kind there is something of or a goal for, in the district's order, then those it keeps no more."""
    found = {one.kind: one for one in totals(line for _, line in dated)}
    keys = [key for key in by.kinds if key in found or key in by.goals]
    keys += [key for key in found if key not in keys]
    return tuple(_ledger(key, found.get(key), dated, by, today) for key in keys)


def in_areas(earned: Iterable[tuple[Award, float]], by: Rulebook) -> tuple[tuple[InArea, ...], str]:
    """Hours in each renewal area, within the days of the goal for a kind that renews, if there is one; and a note
    that says so. Nothing when no hours count in any and nothing that renews is wanted.

    Args:
        earned: awards that count, with the clock hours of each.
    """
    goal = next((by.goals[key] for key, kind in by.kinds.items() if kind.renewal and key in by.goals), None)
    found: dict[str, Decimal] = {}
    for award, hours in earned:
        if goal is None or goal.covers(award.completed_on):
            for key in award.areas:
                found[key] = found.get(key, Decimal(0)) + Decimal(str(hours))
    if goal is None and not found:
        return (), ""
    return tuple(_in_area(area, found.get(area.key, Decimal(0))) for area in by.areas.values()), (
        messages.areas_note(goal)
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _ledger(key: str, total: Total | None, dated: Sequence[Dated], by: Rulebook, today: date) -> Ledger:
    kind, goal = by.kinds.get(key), by.goals.get(key)
    mark = "way" if total and total.waiting and not total.granted else "done" if total else "open"
    said, has = "", messages.total_words((total,) if total else ())
    if kind and goal:
        have, waits = toward(goal, dated)
        said = messages.goal_words(goal, kind, have, waits, today)
        if total and (total.granted, total.waiting) != (have, waits):
            said = f"{said} With what lies outside these days: {has}."
        mark = {GoalState.OPEN: "way", GoalState.REACHED: "done", GoalState.PASSED: "late"}[goal.state(have, today)]
    name = kind.name if kind else total.name if total else key
    return Ledger(key, name, mark, f"{capital(has)}.", said)


def _in_area(area: Area, earned: Decimal) -> InArea:
    return InArea(area.name, "done" if earned >= area.least else "open", messages.area_words(area, earned))
