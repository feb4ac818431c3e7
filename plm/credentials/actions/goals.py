"""What somebody wants to have earned by when: their own to set and to drop."""

from datetime import date
from decimal import Decimal

from pymongo.database import Database

from plm.access import Actor
from plm.credentials.model import Goal, Kind, months_after
from plm.credentials.store import Goals, Kinds


def goal_kinds(db: Database) -> tuple[Kind, ...]:
    """The kinds for which a goal can be set."""
    return tuple(one for one in Kinds(db).all().values() if one.active)


def goal_of(db: Database, kind: str, *, actor: Actor, today: date) -> tuple[Goal, bool]:
    """The actor's goal for a kind and true; without one, what is usual, and false.

    Raises:
        NotFound: no such kind.
    """
    rules = Kinds(db).get(kind)
    if (known := Goals(db).of(actor.person).get(kind)) is not None:
        return known, True
    by = date(today.year + 1 if today.month > 6 else today.year, 6, 30)
    starts = months_after(by, -12 * (rules.goal_years or 1))
    return Goal(actor.person, kind, rules.goal, starts.replace(day=1, month=7), by), False


def set_goal(db: Database, kind: str, *, amount: Decimal, starts: date, by: date, actor: Actor) -> Goal:
    """Set the actor's goal for a kind, in the place of the one before.

    Raises:
        NotFound: no such kind.
        RuleBroken: as `Goal.checked`.
    """
    goal = Goal(actor.person, Kinds(db).get(kind).key, amount, starts, by).checked()
    Goals(db).save(goal)
    return goal


def drop_goal(db: Database, kind: str, *, actor: Actor) -> bool:
    """Have no goal for a kind any more; false when there was none."""
    return Goals(db).remove(Goal(actor.person, kind, Decimal(0), date.min, date.min).id)
