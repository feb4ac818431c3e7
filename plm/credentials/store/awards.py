"""Awards. Written once, keyed by their public code, so that writing again changes nothing."""

from datetime import date, datetime

from pymongo.database import Database

from plm.credentials.model import Award
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

AWARDS = Collection(
    "awards",
    indexes=(
        Index(("person", ("completed_on", -1)), why="what a person has earned, newest first"),
        Index(("course",), why="how many have earned this one"),
    ),
)


class Awards:
    """What can be asked about awards."""

    def __init__(self, db: Database) -> None:
        self._docs = AWARDS.of(db)

    def find(self, code: str) -> Award | None:
        """The award with this code."""
        doc = self._docs.find_one({"_id": code})
        return award_from(doc) if doc else None

    def get(self, code: str) -> Award:
        """The award with this code.

        Raises:
            NotFound: there is none.
        """
        if (award := self.find(code)) is None:
            raise NotFound("There is no certificate with this code.")
        return award

    def of(self, person: str) -> dict[str, Award]:
        """What a person has earned, by code, newest first."""
        found = self._docs.find({"person": person}).sort("completed_on", -1)
        return {doc["_id"]: award_from(doc) for doc in found}

    def earned(self, course: str, *, at_most: int) -> int:
        """How many have earned this course's award, counted no further than `at_most`."""
        return self._docs.count_documents({"course": course}, limit=at_most)

    def write(self, award: Award) -> None:
        """Write an award, unless it is already written: the first one stands for ever."""
        self._docs.update_one({"_id": award.code}, {"$setOnInsert": award_to(award)}, upsert=True)

    def revoke(self, award: Award) -> bool:
        """Note that the award was revoked; false when somebody else did so a moment earlier."""
        change = {"$set": {"revoked_at": award.revoked_at, "reason": award.reason}}
        return self._docs.update_one({"_id": award.code, "revoked_at": None}, change).modified_count == 1


def award_to(award: Award) -> Doc:
    """The document of an award, without its `_id`, which the upsert's filter brings."""
    return {
        "person": award.person,
        "name": award.name,
        "school": award.school,
        "course": award.course,
        "title": award.title,
        "edition": award.edition,
        "number": award.number,
        "hours": award.hours,
        "completed_on": award.completed_on.isoformat(),
        "minutes": award.minutes,
        "of": award.of,
        "rule": award.rule,
        "evidence": award.evidence,
        "facilitators": list(award.facilitators),
        "circle": award.circle,
        "seat": award.seat,
        "valid_until": award.valid_until.isoformat() if award.valid_until else None,
        "written_at": award.written_at,
        "revoked_at": award.revoked_at,
        "reason": award.reason,
    }


def award_from(doc: Doc) -> Award:
    """The award of a document."""
    revoked_at: datetime | None = doc["revoked_at"]
    return Award(
        code=doc["_id"],
        person=doc["person"],
        name=doc["name"],
        school=doc["school"],
        course=doc["course"],
        title=doc["title"],
        edition=doc["edition"],
        number=doc["number"],
        hours=doc["hours"],
        completed_on=date.fromisoformat(doc["completed_on"]),
        minutes=doc["minutes"],
        of=doc["of"],
        rule=doc["rule"],
        evidence=doc["evidence"],
        facilitators=tuple(doc["facilitators"]),
        circle=doc["circle"],
        seat=doc["seat"],
        valid_until=date.fromisoformat(doc["valid_until"]) if doc["valid_until"] else None,
        written_at=doc["written_at"],
        revoked_at=revoked_at,
        reason=doc["reason"],
    )
