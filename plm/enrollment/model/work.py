"""What a person has done in a course, and what it comes to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """How the enrollment stands on the books."""

    ACTIVE = "active"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How it stands today, as people say it. The values are the marks of the face."""

    DONE = "done"
    WAY = "way"
    OPEN = "open"
    LATE = "late"
    STUCK = "stuck"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ModuleWork:
    """What a person has done in one module.

    Attributes:
        page: where they stopped in a reading, counted from 1; 0 before the first.
        seen: the pages they have read.
        attempts: quiz attempts used.
        allowed: further attempts somebody granted.
        best: the best share of questions right, 0 to 1.
        tries: keys of the attempts counted, so that the same form sent twice counts once.
    """

    begun_at: datetime
    touched_at: datetime
    done_at: datetime | None = None
    page: int = 0
    seen: tuple[int, ...] = ()
    attempts: int = 0
    allowed: int = 0
    best: float = 0.0
    tries: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the module counts as done."""
        return self.done_at is not None


@dataclass(frozen=True)
class SessionWork:
    """Minutes a person attended in one session, of how many."""

    section: str
    minutes: int
    of: int
    held_on: date

    def met(self, share: float) -> bool:
        """Whether the minutes reach the least share (0 to 1). Compared in whole thousandths, never in floats."""
        return self.of > 0 and self.minutes * 1000 >= round(share * 1000) * self.of


@dataclass(frozen=True)
class Verdict:
    """What the evidence comes to. `missing` says in words what is still to do."""

    met: bool
    missing: tuple[str, ...] = ()
