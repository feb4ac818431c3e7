"""The people of a school and their places in courses."""

from datetime import date
from functools import lru_cache

from pymongo.database import Database

from plm.enrollment.model import Status
from plm.enrollment.store import ENROLLMENTS
from plm.errors import NotFound
from plm.mongo.collection import Doc
from plm.people.model import Person
from plm.people.store import PEOPLE, person_from
from plm.reports.model import Place, standing_of
from plm.reports.store.counting import BEGUN
from plm.schools.model import School
from plm.schools.store import SCHOOLS, school_from

_PLACE: Doc = {
    "person": 1,
    "course": 1,
    "edition": 1,
    "title": 1,
    "cycle": 1,
    "status": 1,
    "due_on": 1,
    "begun": BEGUN,
    "done": 1,
    "total": 1,
    "stuck": 1,
    "missing": "$verdict.missing",
    "minutes_left": 1,
    "completed_at": 1,
}

# A school's places come back in one answer; unless told, MongoDB's first holds 101.
_BATCH = 10_000


class Teams:
    """The people of a school and their places in courses."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def school(self, code: str) -> tuple[School, list[Person]]:
        """A school and who works there now, by name, in one question.

        Raises:
            NotFound: no such school.
        """
        here: list[Doc] = [
            {"$match": {"_id": code}},
            {
                "$lookup": {
                    "from": PEOPLE.name,
                    "localField": "_id",
                    "foreignField": "school",
                    "pipeline": [{"$match": {"active": True}}, {"$sort": {"name": 1}}, {"$unset": "password"}],
                    "as": "people",
                }
            },
        ]
        found = next(iter(SCHOOLS.of(self._db).aggregate(here, batchSize=_BATCH)), None)
        if found is None:
            raise NotFound("There is no such school.")
        return school_from(found), [person_from({**doc, "password": ""}) for doc in found["people"]]

    def places(self, school: str, cycle: str, today: date) -> list[Place]:
        """What the people of a school take, as it stands today: what is open, and what was completed this year."""
        asked = {
            "school": school,
            "$or": [{"status": Status.ACTIVE}, {"status": Status.COMPLETED, "cycle": cycle}],
        }
        return [_place_from(doc, today) for doc in ENROLLMENTS.of(self._db).find(asked, _PLACE, batch_size=_BATCH)]


# A school's due dates are few, and its places are thousands.
_day = lru_cache(maxsize=1024)(date.fromisoformat)


def _place_from(doc: Doc, today: date) -> Place:
    due_on = _day(doc["due_on"]) if doc["due_on"] else None
    stuck = doc["stuck"]
    return Place(
        doc["_id"],
        doc["person"],
        doc["course"],
        doc["edition"],
        doc["title"],
        doc["cycle"],
        standing_of(doc["status"], stuck, due_on, doc["begun"], today),
        due_on,
        doc["done"],
        doc["total"],
        stuck,
        tuple(doc["missing"]),
        doc["minutes_left"],
        doc["completed_at"],
    )
