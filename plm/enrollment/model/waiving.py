"""Doors of courses, and what is waived: which courses open another one, for whom, and why somebody need not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plm.catalog.model import Door
from plm.catalog.model.content import counted, listed


class WaivedFor(StrEnum):
    """Why something need not be done: the reasons of cmi5, ADL's profile for learning content (2016), § 9.6.4.5."""

    TESTED_OUT = "tested-out"
    EQUIVALENT_COURSE = "equivalent-course"
    EQUIVALENT_ACTIVITY = "equivalent-activity"
    ADMINISTRATIVE = "administrative"


REASONS: Mapping[WaivedFor, str] = {
    WaivedFor.TESTED_OUT: "Showed that they know it",
    WaivedFor.EQUIVALENT_COURSE: "Did the same elsewhere in a course",
    WaivedFor.EQUIVALENT_ACTIVITY: "Did the same elsewhere in their work",
    WaivedFor.ADMINISTRATIVE: "For the district’s own reasons",
}
"""The reasons as people choose them."""


@dataclass(frozen=True)
class Admission:
    """Somebody may take a course although they have not completed what opens it.

    Attributes:
        reason: which of the known reasons it is.
        words: what the director wrote.
        by: who admitted them (a person's id), and `name` what they are called.
    """

    person: str
    course: str
    reason: WaivedFor
    words: str
    by: str
    name: str
    at: datetime

    @property
    def id(self) -> str:
        """person:course, so that it cannot exist twice."""
        return f"{self.person}:{self.course}"


@dataclass(frozen=True)
class Closed:
    """A course that somebody cannot take yet.

    Attributes:
        missing: slugs of the courses that would open it.
        any: one of them is enough.
    """

    missing: tuple[str, ...]
    any: bool = False

    def words(self, titles: Mapping[str, str]) -> str:
        """What opens it, as a sentence.

        Args:
            titles: of the courses, by slug; one that was never published goes by its slug.
        """
        named = [f"“{titles.get(one, one)}”" for one in self.missing]
        if len(named) == 1:
            return f"It opens once you have completed {named[0]}."
        if self.any:
            return f"It opens once you have completed one of these: {listed(named, 'or')}."
        return f"It opens once you have completed {counted(len(named), 'course', 'courses')}: {listed(named, 'and')}."


def closed(door: Door, completed: Collection[str]) -> Closed | None:
    """What of the door is not open.

    Args:
        completed: slugs of the courses that count as completed.
    """
    missing = tuple(one for one in door.courses if one not in completed)
    if not missing or (door.any and len(missing) < len(door.courses)):
        return None
    return Closed(missing, door.any)
