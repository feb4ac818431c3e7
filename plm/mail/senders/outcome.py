"""What becomes of an attempt to send."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of an attempt to send."""

    SENT = "sent"
    LATER = "later"  # the server said of this message: not now
    DOWN = "down"  # the server cannot be reached or does not take us; no message is to blame
    REFUSED = "refused"  # the server said of this message: never
    UNKNOWN = "unknown"  # the line broke after the message was handed over
    LOST = "lost"  # the fence was down: somebody else holds the message now


@dataclass(frozen=True)
class Sent:
    """The outcome, and in words why."""

    outcome: Outcome
    why: str = ""
