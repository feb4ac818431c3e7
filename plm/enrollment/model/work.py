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


@dataclass(frozen=True)
class Decision:
    """Why a course counts as completed, frozen at the moment it was: no later edit changes it.

    Attributes:
        edition: the edition that was weighed.
        rule: what it asked, in words.
        evidence: SHA-256 of the evidence weighed, in hex.
        at: when.
    """

    edition: str
    rule: str
    evidence: str
    at: datetime
