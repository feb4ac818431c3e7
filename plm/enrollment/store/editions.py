"""Who is on which edition: counted over the district, and listed with names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pymongo.database import Database

from plm.access import ALL_SCHOOLS
from plm.enrollment.model import Enrollment, Status
from plm.enrollment.model.editions import OnEdition
from plm.enrollment.store.documents import enrollment_from
from plm.enrollment.store.enrollments import ENROLLMENTS
from plm.mongo.collection import Doc
from plm.people.store import PEOPLE

_COUNTED = [Status.ACTIVE, Status.COMPLETED]
_MOST_WORDS = 6


@dataclass(frozen=True)
class OnIt:
    """Somebody on an edition, as a list names them."""

    enrollment: Enrollment
    name: str
    email: str

    @property
    def school(self) -> str:
        """Code of the school they worked at when they enrolled; empty for the central office."""
        return self.enrollment.school


class ByEdition:
    """What can be asked about who is on which edition."""

    def __init__(self, db: Database) -> None:
        self._docs = ENROLLMENTS.of(db)

    def counts(self, courses: Iterable[str]) -> dict[str, OnEdition]:
        """How many are on each edition of these courses, by its id; answered by the index alone."""
        steps: list[Doc] = [
            {"$match": {"course": {"$in": list(courses)}, "status": {"$in": _COUNTED}}},
            {"$group": {"_id": {"edition": "$edition", "status": "$status"}, "n": {"$sum": 1}}},
        ]
        found: dict[str, dict[str, int]] = {}
        for doc in self._docs.aggregate(steps, hint="course_1_edition_1_status_1"):
            found.setdefault(doc["_id"]["edition"], {})[doc["_id"]["status"]] = doc["n"]
        return {edition: OnEdition(n.get(Status.ACTIVE, 0), n.get(Status.COMPLETED, 0)) for edition, n in found.items()}

    def people(
        self,
        course: str,
        *,
        edition: str = "",
        status: Status | None = None,
        schools: tuple[str, ...] = ALL_SCHOOLS,
        words: str = "",
        skip: int = 0,
        limit: int = 50,
    ) -> tuple[list[OnIt], int]:
        """Who takes or has completed a course, by name, and how many they are in all.

        Args:
            edition: id; only those on it.
            status: only those who stand so.
            schools: only these, the ones the asking person may see.
            words: each must begin a part of the name, or the address.
            limit: 0 for all.
        """
        asked: Doc = {"course": course, "status": status or {"$in": _COUNTED}}
        if edition:
            asked["edition"] = edition
        if schools != ALL_SCHOOLS:
            asked["school"] = {"$in": list(schools)}
        steps: list[Doc] = [
            {"$match": asked},
            {
                "$lookup": {
                    "from": PEOPLE.name,
                    "localField": "person",
                    "foreignField": "_id",
                    "pipeline": [{"$project": {"name": 1, "email": 1}}],
                    "as": "who",
                }
            },
            {"$unwind": "$who"},
            *[{"$match": _begins(word)} for word in words.replace("\0", " ").split()[:_MOST_WORDS]],
        ]
        page: list[Doc] = [{"$sort": {"who.name": 1, "_id": 1}}, {"$skip": skip}]
        page += [{"$limit": limit}] if limit else []
        total = next(iter(self._docs.aggregate([*steps, {"$count": "n"}])), {"n": 0})["n"]
        found = self._docs.aggregate([*steps, *page])
        return [OnIt(enrollment_from(doc), doc["who"]["name"], doc["who"]["email"]) for doc in found], total


def _begins(word: str) -> Doc:
    # Escaped, so that nothing typed becomes an operator.
    escaped = re.escape(word)
    return {
        "$or": [
            {"who.name": {"$regex": rf"(^|[\s'’-]){escaped}", "$options": "i"}},
            {"who.email": {"$regex": f"^{escaped}", "$options": "i"}},
        ]
    }
