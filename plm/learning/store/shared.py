"""Reflections, as others ask for them: only those that somebody besides their writer may read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pymongo.database import Database

from plm.catalog.kinds import Audience
from plm.enrollment.model import Status
from plm.enrollment.store import ENROLLMENTS
from plm.errors import NotFound, RuleBroken
from plm.learning.model import Reflection, Writer
from plm.learning.store.submissions import SUBMISSIONS
from plm.learning.store.written import reflection_from, reflection_to
from plm.mongo.collection import Doc
from plm.people.store import PEOPLE

MOST_FOUND = 500
"""So many are looked at, the unread and then the newest first."""

_OPEN = [Audience.FACILITATOR.value, Audience.TEAM.value]
_TRIES = 40


@dataclass(frozen=True)
class Shared:
    """A reflection with who wrote it.

    Attributes:
        edition: id of the edition whose prompts were answered.
        title: of the course.
    """

    reflection: Reflection
    writer: Writer
    edition: str
    title: str


class SharedReflections:
    """What can be asked about reflections by others. What is private does not exist here."""

    def __init__(self, db: Database) -> None:
        self._docs = SUBMISSIONS.of(db)

    def of_people(self, people: Iterable[str], *, reader: str) -> list[Shared]:
        """What these people wrote for facilitator or team: what the reader has not read first, then the newest."""
        asked = {"person": {"$in": sorted(people)}, "open_to": {"$in": _OPEN}}
        unread = {"$not": {"$in": [reader, "$reads.person"]}}
        return self._found([{"$match": asked}, {"$set": {"unread": unread}}], {"unread": -1, "handed_in_at": -1})

    def of_team(self, course: str, school: str, *, but: str) -> list[Shared]:
        """What the people of a school wrote in a course for their team, the newest first, but for one of them."""
        asked = {"course": course, "school": school, "open_to": Audience.TEAM.value, "person": {"$ne": but}}
        return self._found([{"$match": asked}], {"handed_in_at": -1})

    def one(self, enrollment: str, module: str) -> Shared | None:
        """One reflection, if somebody besides its writer may read something in it."""
        asked = {"_id": Reflection(enrollment, module, "").id, "open_to": {"$in": _OPEN}}
        return next(iter(self._found([{"$match": asked}], {"handed_in_at": -1})), None)

    def act(self, reflection_id: str, rule: Callable[[Reflection], Reflection]) -> Reflection:
        """Apply the rule to what stands now; it meets its writer's own writes as those meet each other.

        Raises:
            NotFound: nobody besides its writer may read it any more.
        """
        for _ in range(_TRIES):
            stands: Doc = {"_id": reflection_id, "open_to": {"$in": _OPEN}}
            if (known := self._docs.find_one(stands)) is None:
                raise NotFound
            before = reflection_from(known)
            after = rule(before)
            if after == before:
                return before
            doc = reflection_to(after) | {"writes": before.writes + 1}
            if self._docs.replace_one(stands | {"writes": before.writes}, doc).matched_count:
                return reflection_from(doc)
        raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")

    def _found(self, steps: list[Doc], order: Doc) -> list[Shared]:
        # Earlier versions are their writer's alone, and never leave the database here.
        steps = [*steps, {"$sort": order}, {"$limit": MOST_FOUND}, {"$set": {"earlier": []}}, *with_writer()]
        found = self._docs.aggregate(steps, batchSize=MOST_FOUND)
        return [_shared_from(doc) for doc in found if doc["enrollments"] and doc["people"]]


def unread_steps(people: Iterable[str], *, reader: str) -> list[Doc]:
    """The steps that find who wrote what the reader has not read, for whoever asks for more in the same command."""
    asked = {"person": {"$in": sorted(people)}, "open_to": {"$in": _OPEN}, "reads.person": {"$ne": reader}}
    return [{"$match": asked}, {"$limit": MOST_FOUND}, {"$project": {"enrollment": 1, "person": 1}}, *with_writer()]


def with_writer() -> list[Doc]:
    """The steps that look up who wrote, and in what they are enrolled."""
    known = {"course": 1, "edition": 1, "title": 1, "status": 1, "enrolled_at": 1}
    return [
        {
            "$lookup": {
                "from": ENROLLMENTS.name,
                "localField": "enrollment",
                "foreignField": "_id",
                "pipeline": [{"$project": known}],
                "as": "enrollments",
            }
        },
        {
            "$lookup": {
                "from": PEOPLE.name,
                "localField": "person",
                "foreignField": "_id",
                "pipeline": [{"$project": {"name": 1, "school": 1}}],
                "as": "people",
            }
        },
    ]


def writer_from(doc: Doc) -> Writer:
    """Who wrote, as `with_writer` looked it up."""
    enrollment, person = doc["enrollments"][0], doc["people"][0]
    return Writer(
        person=person["_id"],
        name=person["name"],
        school=person["school"],
        course=enrollment["course"],
        enrolled_at=enrollment["enrolled_at"],
        takes=enrollment["status"] != Status.WITHDRAWN,
    )


def _shared_from(doc: Doc) -> Shared:
    enrollment = doc["enrollments"][0]
    return Shared(reflection_from(doc), writer_from(doc), enrollment["edition"], enrollment["title"])
