"""Carry what was marked into the enrollments."""

from plm.access import SYSTEM
from plm.attendance import actions
from plm.jobs import Services


def carry(services: Services) -> int:
    """Carry the marks of sessions that have ended, and those whose writer died; returns of how many people.

    It only repeats what the marks say, so it may die anywhere and run beside itself.
    """
    return actions.carry_due(services.db, actor=SYSTEM, now=services.clock())
