"""The people of the district."""

from collections.abc import Iterable

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.access import Grant, Role
from plm.errors import NotFound, RuleBroken
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.people.model import Person

PEOPLE = Collection(
    "people",
    indexes=(
        Index(("email",), why="who signs in with this address; nobody twice", unique=True),
        Index(("school", "active", "name"), why="the people of a school by name"),
        Index(("search", "name"), why="people whose name or address begins with these words"),
        Index(("grants.role",), why="who holds this role", where={"grants.role": {"$exists": True}}),
    ),
)


class People:
    """What can be asked about people."""

    def __init__(self, db: Database) -> None:
        self._docs = PEOPLE.of(db)

    def get(self, person: str) -> Person:
        """One person.

        Raises:
            NotFound: nobody has this id.
        """
        if (doc := self._docs.find_one({"_id": person})) is None:
            raise NotFound("There is no such person.")
        return person_from(doc)

    def with_email(self, email: str) -> Person | None:
        """Who has this (folded) address."""
        doc = self._docs.find_one({"email": email})
        return person_from(doc) if doc else None

    def some(self, ids: Iterable[str]) -> dict[str, Person]:
        """The people with these ids, by id."""
        return {doc["_id"]: person_from(doc) for doc in self._docs.find({"_id": {"$in": list(ids)}})}

    def with_emails(self, emails: Iterable[str]) -> dict[str, Person]:
        """The people with these (folded) addresses, by address."""
        return {doc["email"]: person_from(doc) for doc in self._docs.find({"email": {"$in": list(emails)}})}

    def at(self, school: str) -> list[Person]:
        """Who works at the school now, by name."""
        return [person_from(doc) for doc in self._docs.find({"school": school, "active": True}).sort("name")]

    def with_role(self, role: Role) -> list[Person]:
        """Who holds the role now, by name."""
        found = self._docs.find({"grants.role": role, "active": True}).sort("name")
        return [person_from(doc) for doc in found]

    def page(self, *, words: str = "", school: str = "", skip: int = 0, limit: int = 50) -> tuple[list[Person], int]:
        """People whose name or address begins with the words, by name, and how many there are in all."""
        asked: Doc = {}
        if words:
            # Anchored and escaped, so that an index can serve it and nothing typed becomes an operator.
            asked["search"] = {"$regex": "^" + _escaped(words.casefold())}
        if school:
            asked["school"] = school
        found = self._docs.find(asked).sort("name").skip(skip).limit(limit)
        return [person_from(doc) for doc in found], self._docs.count_documents(asked)

    def add(self, person: Person) -> None:
        """Add somebody.

        Raises:
            RuleBroken: the address is taken.
        """
        try:
            self._docs.insert_one(person_to(person))
        except DuplicateKeyError:
            raise RuleBroken(f"{person.email} already has an account.", code="email-taken") from None

    def save(self, person: Person) -> None:
        """Write the person as they are now.

        Raises:
            RuleBroken: the new address is taken.
        """
        try:
            self._docs.replace_one({"_id": person.id}, person_to(person))
        except DuplicateKeyError:
            raise RuleBroken(f"{person.email} already has an account.", code="email-taken") from None


def person_to(person: Person) -> Doc:
    """The document of a person."""
    doc: Doc = {
        "_id": person.id,
        "email": person.email,
        "name": person.name,
        "search": _search_words(person),
        "school": person.school,
        "position": person.position,
        "active": person.active,
        "password": person.password,
        "epoch": person.epoch,
        "joined_at": person.joined_at,
        "left_at": person.left_at,
    }
    if person.grants:
        doc["grants"] = [{"role": grant.role, "schools": list(grant.schools)} for grant in person.grants]
    return doc


def person_from(doc: Doc) -> Person:
    """The person of a document."""
    return Person(
        id=doc["_id"],
        email=doc["email"],
        name=doc["name"],
        school=doc["school"],
        position=doc["position"],
        grants=tuple(Grant(Role(grant["role"]), tuple(grant["schools"])) for grant in doc.get("grants", ())),
        active=doc["active"],
        password=doc["password"],
        epoch=doc["epoch"],
        joined_at=doc["joined_at"],
        left_at=doc["left_at"],
    )


def _search_words(person: Person) -> list[str]:
    return sorted({person.email, person.name.casefold(), *person.name.casefold().split()})


def _escaped(words: str) -> str:
    return "".join(f"\\{letter}" if not letter.isalnum() and not letter.isspace() else letter for letter in words)
