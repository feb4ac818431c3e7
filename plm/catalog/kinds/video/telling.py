"""What a page tells about a film: which slices were played, and where somebody is. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from plm.errors import RuleBroken

SLICES = 100
"""Into so many equal slices a film is cut; a slice was watched or it was not."""

FASTEST = 2.5
"""Times its own speed at which a film may be watched and still be counted as it comes in."""

SPARE = timedelta(seconds=20)
"""What may arrive at once besides: a report was late, or clocks differ a little."""


def told(given: Mapping[str, str], seconds: int) -> tuple[set[int], float | None]:
    """The slices and the place in what a page sent; no place when it says nothing about it.

    Args:
        given: `slices`, numbers from 0 to 99 with commas between, and `at`, in seconds from the beginning.
        seconds: how long the film runs.

    Raises:
        RuleBroken: it says nothing of the kind, or names something that the film does not have.
    """
    if "slices" not in given and "at" not in given:
        raise RuleBroken("Nothing was sent that can be counted. Load the page again and play on.", code="nothing-sent")
    try:
        slices = {int(one) for one in given.get("slices", "").split(",") if one.strip()}
        at = float(given["at"]) if given.get("at") else None
    except ValueError:
        raise _no_such_place("What was sent is no place in a film.") from None
    if not all(0 <= one < SLICES for one in slices):
        raise _no_such_place(f"A film has {SLICES} parts here, and what was sent names another one.")
    if at is not None and not 0 <= at <= seconds:
        raise _no_such_place(f"This film ends at {clocked(seconds)}, and what was sent lies outside.")
    return slices, at


def too_fast(new: int, seconds: int, *, since: datetime, now: datetime) -> bool:
    """Whether so many new slices cannot have been watched since the last report.

    One slice is given: it may have been begun before that. A clock that was set back tells nothing, so then everything
    counts.

    Args:
        seconds: how long the film runs.
        since: the last report, or when the film was opened.
    """
    watched = timedelta(seconds=seconds / SLICES) * max(0, new - 1)
    return since <= now < since + (watched - SPARE) / FASTEST


def clocked(seconds: float) -> str:
    """A place in a film as its player says it: "1:12", "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _no_such_place(what: str) -> RuleBroken:
    return RuleBroken(
        f"{what} Nothing was counted, and nothing is lost: load the page again and play on.", code="no-such-place"
    )
