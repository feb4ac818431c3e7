"""What somebody wants to have earned by a day, such as the one on which a license ends."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plm.errors import RuleBroken

MOST_YEARS = 20


class GoalState(StrEnum):
    """How a goal stands."""

    OPEN = "open"
    REACHED = "reached"
    PASSED = "passed"


@dataclass(frozen=True)
class Goal:
    """So much of a kind, earned between two days, both of them counted."""

    person: str
    kind: str
    amount: Decimal
    starts: date
    by: date

    @property
    def id(self) -> str:
        """One goal for each person and kind."""
        return f"{self.person}:{self.kind}"

    def checked(self) -> "Goal":
        """The same goal, if it can be one.

        Raises:
            RuleBroken: the amount or the days cannot be; `code` names the field.
        """
        if not 0 < self.amount <= 10_000:
            raise RuleBroken("More than 0, and at most 10,000.", code="amount")
        if self.starts >= self.by:
            raise RuleBroken("This must lie after the day from which you count.", code="by")
        if self.by.year - self.starts.year > MOST_YEARS:
            raise RuleBroken(f"This is more than {MOST_YEARS} years later. Check the year.", code="by")
        return self

    def covers(self, day: date) -> bool:
        """Whether what was completed on this day counts toward it."""
        return self.starts <= day <= self.by

    def state(self, have: Decimal, today: date) -> GoalState:
        """How it stands with so much earned."""
        if have >= self.amount:
            return GoalState.REACHED
        return GoalState.OPEN if today <= self.by else GoalState.PASSED
