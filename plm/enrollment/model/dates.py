"""School years, days and due dates."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plm.errors import RuleBroken


def cycle_of(day: date) -> str:
    """The school year a day belongs to, July to June: 2026-27."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def today_in(zone: ZoneInfo, now: datetime) -> date:
    """The calendar day at a place."""
    return now.astimezone(zone).date()


def check_due(day: date | None, *, today: date) -> date | None:
    """A due date somebody chose.

    Raises:
        RuleBroken: it has passed, or lies more than two years ahead.
    """
    if day is None:
        return None
    if day < today:
        raise RuleBroken("The due date has already passed. Choose today or a later day.", code="due-in-past")
    if day > today + timedelta(days=730):
        raise RuleBroken("The due date is more than two years away. Check the year.", code="due-too-far")
    return day
