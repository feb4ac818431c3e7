"""Sign-ins: the server remembers each one, so that it can be listed and ended."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.people.model import Person
from plm.people.store import PEOPLE, person_from
from plm.schools.model import School
from plm.schools.store import SCHOOLS, school_from

IDLE = timedelta(days=7)
LONGEST = timedelta(days=30)
# How often `seen_at` is written at most; every page would be a write otherwise.
NOTED_EVERY = timedelta(minutes=5)

SIGN_INS = Collection(
    "sign_ins",
    indexes=(
        Index(("person", ("seen_at", -1)), why="the sign-ins of a person, newest first"),
        Index(("expires_at",), why="a sign-in ends by itself", expire_after=0),
    ),
)


@dataclass(frozen=True)
class SignIn:
    """One browser in which somebody is signed in.

    Attributes:
        device: what the browser calls itself, shortened.
        epoch: the person's epoch when they signed in; a later one ends it.
    """

    id: str
    person: str
    device: str
    epoch: int
    began_at: datetime
    seen_at: datetime
    expires_at: datetime


class SignIns:
    """What can be asked about sign-ins."""

    def __init__(self, db: Database) -> None:
        self._docs = SIGN_INS.of(db)

    def begin(self, person: Person, device: str, *, now: datetime) -> SignIn:
        """Sign a person in."""
        sign_in = SignIn(secrets.token_urlsafe(24), person.id, device[:200], person.epoch, now, now, now + IDLE)
        doc = dict(vars(sign_in))
        doc["_id"] = doc.pop("id")
        self._docs.insert_one(doc)
        return sign_in

    def who(self, sign_in_id: str, *, now: datetime) -> tuple[SignIn, Person, School | None] | None:
        """Who this sign-in belongs to, with their school, in one query; None when it has ended."""
        found = list(
            self._docs.aggregate(
                [
                    {"$match": {"_id": sign_in_id, "expires_at": {"$gt": now}}},
                    {"$lookup": {"from": PEOPLE.name, "localField": "person", "foreignField": "_id", "as": "people"}},
                    {
                        "$lookup": {
                            "from": SCHOOLS.name,
                            "localField": "people.school",
                            "foreignField": "_id",
                            "as": "schools",
                        }
                    },
                ]
            )
        )
        if not found or not found[0]["people"]:
            return None
        sign_in, person = _from_doc(found[0]), person_from(found[0]["people"][0])
        if not person.active or sign_in.epoch != person.epoch:
            return None
        if now - sign_in.seen_at > NOTED_EVERY:
            until = min(now + IDLE, sign_in.began_at + LONGEST)
            self._docs.update_one({"_id": sign_in.id}, {"$set": {"seen_at": now, "expires_at": until}})
        schools = found[0]["schools"]
        return sign_in, person, school_from(schools[0]) if schools else None

    def of(self, person: Person, *, now: datetime) -> list[SignIn]:
        """The sign-ins of a person that have not ended, newest first."""
        asked = {"person": person.id, "epoch": person.epoch, "expires_at": {"$gt": now}}
        return [_from_doc(doc) for doc in self._docs.find(asked).sort("seen_at", -1)]

    def end(self, sign_in_id: str, person: str) -> bool:
        """End one sign-in of the person; false when there is none."""
        return self._docs.delete_one({"_id": sign_in_id, "person": person}).deleted_count == 1

    def keep(self, sign_in_id: str, person: Person) -> None:
        """Let this sign-in outlive a new epoch of its person."""
        self._docs.update_one({"_id": sign_in_id, "person": person.id}, {"$set": {"epoch": person.epoch}})

    def end_all(self, person: str, *, but: str = "") -> int:
        """End all sign-ins of the person, except one; returns how many."""
        return self._docs.delete_many({"person": person, "_id": {"$ne": but}}).deleted_count

    def end_all_of(self, people: list[str]) -> int:
        """End all sign-ins of these people; returns how many."""
        return self._docs.delete_many({"person": {"$in": people}}).deleted_count if people else 0


def _from_doc(doc: Doc) -> SignIn:
    return SignIn(
        doc["_id"], doc["person"], doc["device"], doc["epoch"], doc["began_at"], doc["seen_at"], doc["expires_at"]
    )
