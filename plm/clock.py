"""The one place that reads the wall clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, cut to whole milliseconds because MongoDB keeps no more."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
