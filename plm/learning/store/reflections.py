"""Reflections, as their writer asks for them."""

from collections.abc import Callable

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.errors import RuleBroken
from plm.learning.model import Reflection
from plm.learning.store.submissions import SUBMISSIONS
from plm.learning.store.written import reflection_from, reflection_to

_TRIES = 40


class Reflections:
    """What can be asked about reflections. Every question names the writer: nobody else gets an answer."""

    def __init__(self, db: Database) -> None:
        self._docs = SUBMISSIONS.of(db)

    def get(self, enrollment: str, module: str, *, writer: str) -> Reflection:
        """What the writer wrote in this module; an empty one when nothing was written yet."""
        blank = Reflection(enrollment, module, writer)
        doc = self._docs.find_one({"_id": blank.id, "person": writer})
        return reflection_from(doc) if doc else blank

    def write(
        self, enrollment: str, module: str, rule: Callable[[Reflection], Reflection], *, writer: str
    ) -> Reflection:
        """Load, apply the rule, save if nobody else saved meanwhile; otherwise do it again."""
        for _ in range(_TRIES):
            before = self.get(enrollment, module, writer=writer)
            after = rule(before)
            if after == before:
                return before
            doc = reflection_to(after) | {"writes": before.writes + 1}
            if before.writes == 0:
                try:
                    self._docs.insert_one(doc)
                except DuplicateKeyError:
                    continue  # Another window was a moment faster.
                return reflection_from(doc)
            stands = {"_id": before.id, "person": writer, "writes": before.writes}
            if self._docs.replace_one(stands, doc).matched_count:
                return reflection_from(doc)
        raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")
