"""How many people are on an edition."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OnEdition:
    """How many people are on an edition: on the way, and completed. Who has left the course is not counted."""

    way: int = 0
    completed: int = 0


NOBODY = OnEdition()
