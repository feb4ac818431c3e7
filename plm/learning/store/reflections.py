"""Reflections, which only their writer reads."""

from collections.abc import Callable

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.errors import RuleBroken
from plm.learning.model import Reflection, Version
from plm.learning.store.submissions import SUBMISSIONS
from plm.mongo.collection import Doc

_TRIES = 40


class Reflections:
    """What can be asked about reflections. Every question names the writer: nobody else gets an answer."""

    def __init__(self, db: Database) -> None:
        self._docs = SUBMISSIONS.of(db)

    def get(self, enrollment: str, module: str, *, writer: str) -> Reflection:
        """What the writer wrote in this module; an empty one when nothing was written yet."""
        blank = Reflection(enrollment, module, writer)
        doc = self._docs.find_one({"_id": blank.id, "person": writer})
        return _reflection_from(doc) if doc else blank

    def write(
        self, enrollment: str, module: str, rule: Callable[[Reflection], Reflection], *, writer: str
    ) -> Reflection:
        """Load, apply the rule, save if nobody else saved meanwhile; otherwise do it again."""
        for _ in range(_TRIES):
            before = self.get(enrollment, module, writer=writer)
            after = rule(before)
            if after == before:
                return before
            doc = _reflection_to(after) | {"writes": before.writes + 1}
            if before.writes == 0:
                try:
                    self._docs.insert_one(doc)
                except DuplicateKeyError:
                    continue  # Another window was a moment faster.
                return _reflection_from(doc)
            stands = {"_id": before.id, "person": writer, "writes": before.writes}
            if self._docs.replace_one(stands, doc).matched_count:
                return _reflection_from(doc)
        raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")


def _reflection_to(reflection: Reflection) -> Doc:
    return {
        "_id": reflection.id,
        "kind": "reflection",
        "enrollment": reflection.enrollment,
        "module": reflection.module,
        "person": reflection.person,
        "texts": dict(reflection.texts),
        "words": reflection.words,
        "revision": reflection.revision,
        "begun_at": reflection.begun_at,
        "saved_at": reflection.saved_at,
        "handed_in_at": reflection.handed_in_at,
        "earlier": [_version_to(one) for one in reflection.earlier],
        "writes": reflection.writes,
    }


def _version_to(version: Version) -> Doc:
    return {
        "texts": dict(version.texts),
        "at": version.at,
        "base": version.base,
        "aside": version.aside,
        "window": version.window,
    }


def _reflection_from(doc: Doc) -> Reflection:
    return Reflection(
        enrollment=doc["enrollment"],
        module=doc["module"],
        person=doc["person"],
        texts=doc["texts"],
        revision=doc["revision"],
        begun_at=doc["begun_at"],
        saved_at=doc["saved_at"],
        handed_in_at=doc["handed_in_at"],
        earlier=tuple(Version(**one) for one in doc["earlier"]),
        writes=doc["writes"],
    )
