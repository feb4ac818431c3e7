"""What a facilitator answers to a reflection. Pure."""

from dataclasses import dataclass
from datetime import datetime

MOST_REPLIES = 50
"""The most replies to one reflection."""

MOST_REPLY_CHARACTERS = 5_000
"""The longest reply."""


@dataclass(frozen=True)
class Reply:
    """What a facilitator wrote to the writer of a reflection.

    Attributes:
        by: id of who wrote it.
        name: what they were called then.
        seen_at: when the writer saw it.
    """

    id: str
    by: str
    name: str
    text: str
    at: datetime
    seen_at: datetime | None = None
