"""What a person has done in one module of a course."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Waiver:
    """Why a module counts as done although it was not.

    Attributes:
        reason: which of the known reasons it is.
        words: what the director wrote.
        by: who waived it (a person's id).
    """

    reason: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ModuleWork:
    """What a person has done in one module. Each kind uses the parts it needs.

    Attributes:
        page: where they stopped in a reading, counted from 1; 0 before the first.
        seen: the pages they have read; of a video, the slices (hundredths, from 0) they have watched.
        attempts: quiz attempts used.
        allowed: further attempts somebody granted.
        best: the best share of questions right, 0 to 1; of a video, where they stopped, in seconds.
        tries: keys of the attempts counted, so that the same form sent twice counts once.
        tried_at: when the last attempt was made.
        accepted: the days of the practice entries that a facilitator accepted.
        waiting: practice entries that wait for the facilitator.
        waived: why it counts although it was not done.
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
    tried_at: datetime | None = None
    accepted: tuple[date, ...] = ()
    waiting: int = 0
    waived: Waiver | None = None

    @property
    def done(self) -> bool:
        """Whether the module counts as done."""
        return self.done_at is not None or self.waived is not None
