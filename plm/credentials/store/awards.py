"""Awards. Written once, keyed by their public code, so that writing again changes nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from pymongo.database import Database

from plm.access import ALL_SCHOOLS
from plm.credentials.model import Award, Before, CreditLine, SentBack, Signature, Signer
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

AWARDS = Collection(
    "awards",
    indexes=(
        Index(("person", ("completed_on", -1)), why="what a person has earned, newest first"),
        Index(("course",), why="how many have earned this one"),
        Index(("waits_for", "school"), why="whose credit waits for whom", where={"waits_for": {"$gt": ""}}),
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
        change: Doc = {"$set": {"revoked_at": award.revoked_at, "reason": award.reason, "waits_for": []}}
        return self._docs.update_one({"_id": award.code, "revoked_at": None}, change).modified_count == 1

    def credited(self, after: Award, *, before: Award) -> bool:
        """Write what became of the credit if nobody wrote since `before` was read; false when somebody did."""
        stands = {"_id": before.code, "turn": before.turn, "revoked_at": None}
        change: Doc = {
            "credit": [_line_to(one) for one in after.credit],
            "waits_for": list(after.waits_for),
            "turn": after.turn,
        }
        return self._docs.update_one(stands, {"$set": change}).modified_count == 1

    def waiting(
        self, *, schools: Sequence[str] = (), district: bool = False, person: str = "", limit: int
    ) -> list[Award]:
        """Awards with credit that waits for a signature, those that wait longest first.

        Args:
            schools: those a principal leads; `ALL_SCHOOLS` for all.
            district: whether what waits for a director is among them.
            person: who ran the sessions.
        """
        ways: list[Doc] = []
        if schools:
            where = {} if tuple(schools) == ALL_SCHOOLS else {"school": {"$in": list(schools)}}
            ways.append({"waits_for": Signer.PRINCIPAL, **where})
        if district:
            ways.append({"waits_for": Signer.DIRECTOR})
        if person:
            ways.append({"waits_for": Signer.PROVIDER, "ran_by": person})
        if not ways:
            return []
        found = (
            self._docs.find({"waits_for": {"$gt": ""}, "$or": ways}).sort([("written_at", 1), ("_id", 1)]).limit(limit)
        )
        return [award_from(doc) for doc in found]

    def before(self, person: str, course: str) -> list[Before]:
        """What a person has earned in a course and still counts."""
        found = self._docs.find({"person": person, "course": course, "revoked_at": None})
        return [award_from(doc).before for doc in found]


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
        "ran_by": list(award.ran_by),
        "credit": [_line_to(one) for one in award.credit],
        "areas": list(award.areas),
        "waits_for": list(award.waits_for),
        "turn": award.turn,
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
        ran_by=tuple(doc["ran_by"]),
        credit=tuple(_line_from(one) for one in doc["credit"]),
        areas=tuple(doc["areas"]),
        turn=doc["turn"],
        written_at=doc["written_at"],
        revoked_at=revoked_at,
        reason=doc["reason"],
    )


def _line_to(line: CreditLine) -> Doc:
    back = line.sent_back
    return {
        "kind": line.kind,
        "name": line.name,
        "one": line.one,
        "many": line.many,
        "amount": float(line.amount),
        "renewal": line.renewal,
        "salary": line.salary,
        "needs": list(line.needs),
        "signed": [{"role": one.role, "person": one.person, "name": one.name, "at": one.at} for one in line.signed],
        "sent_back": {"person": back.person, "name": back.name, "words": back.words, "at": back.at} if back else None,
        "repeat_of": line.repeat_of.isoformat() if line.repeat_of else None,
        "full_from": line.full_from.isoformat() if line.full_from else None,
        "why": line.why,
    }


def _line_from(doc: Doc) -> CreditLine:
    return CreditLine(
        kind=doc["kind"],
        name=doc["name"],
        one=doc["one"],
        many=doc["many"],
        amount=Decimal(str(doc["amount"])),
        renewal=doc["renewal"],
        salary=doc["salary"],
        needs=tuple(Signer(one) for one in doc["needs"]),
        signed=tuple(Signature(Signer(one["role"]), one["person"], one["name"], one["at"]) for one in doc["signed"]),
        sent_back=SentBack(**doc["sent_back"]) if doc["sent_back"] else None,
        repeat_of=date.fromisoformat(doc["repeat_of"]) if doc["repeat_of"] else None,
        full_from=date.fromisoformat(doc["full_from"]) if doc["full_from"] else None,
        why=doc["why"],
    )
