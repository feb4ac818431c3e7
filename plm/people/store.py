"""The people of the district."""

from collections.abc import Iterable

from pymongo import InsertOne, ReplaceOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from plm.access import ALL_SCHOOLS, Grant, Role
from plm.errors import NotFound, RuleBroken
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.people.model import Person

PEOPLE = Collection(
    "people",
    indexes=(
        Index(("email",), why="who signs in with this address; nobody twice", unique=True),
        Index(("school", "active", "name"), why="the people of a school by name"),
        Index(("active", "name"), why="who works in the district, by name"),
        Index(("search",), why="people one of whose names begins with these letters"),
        Index(("grants.role",), why="who holds this role", where={"grants.role": {"$exists": True}}),
    ),
)

# What the directory can be sorted by, and the fields behind it.
SORTS = {"name": ("name",), "email": ("email",), "school": ("school", "name")}

# More words than this are not looked at; nobody has so many names.
MOST_WORDS = 6

# So many writes go to the server in one piece, well within the time a command may take, and so many people come
# back in one; unless told, MongoDB's first answer holds 101 and a second question fetches the rest.
BATCH = 1000


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
        found = self._docs.find({"_id": {"$in": list(ids)}}, batch_size=BATCH)
        return {doc["_id"]: person_from(doc) for doc in found}

    def with_emails(self, emails: Iterable[str]) -> dict[str, Person]:
        """The people with these (folded) addresses, by address."""
        found = self._docs.find({"email": {"$in": list(emails)}}, batch_size=BATCH)
        return {doc["email"]: person_from(doc) for doc in found}

    def at(self, school: str) -> list[Person]:
        """Who works at the school now, by name."""
        found = self._docs.find({"school": school, "active": True}, batch_size=BATCH).sort("name")
        return [person_from(doc) for doc in found]

    def with_role(self, role: Role) -> list[Person]:
        """Who holds the role now, by name."""
        found = self._docs.find({"grants.role": role, "active": True}, batch_size=BATCH).sort("name")
        return [person_from(doc) for doc in found]

    def page(
        self,
        *,
        words: str = "",
        school: str = "",
        schools: tuple[str, ...] = ALL_SCHOOLS,
        active: bool | None = None,
        sort: str = "name",
        skip: int = 0,
        limit: int = 50,
    ) -> tuple[list[Person], int]:
        """People of whom each of the words begins a name or the address, and how many there are in all.

        Args:
            school: only this school.
            schools: only these schools, the ones the asking person may see.
            active: only those who work here, or only those who have left.
            sort: one of `SORTS`, with a hyphen before it for the other way round.
            limit: 0 for all.
        """
        asked: Doc = {}
        if words.strip(" \0"):
            asked["$and"] = [_begins(word) for word in words.casefold().replace("\0", " ").split()[:MOST_WORDS]]
        if active is not None:
            asked["active"] = active
        if schools != ALL_SCHOOLS:
            asked["school"] = {"$in": [one for one in schools if school in ("", one)]}
        elif school:
            asked["school"] = school
        way = -1 if sort.startswith("-") else 1
        keys = [(key, way) for key in SORTS.get(sort.removeprefix("-"), SORTS["name"])]
        if keys[0][0] != "name" and active is not None:
            # Every value is at or after the empty one; saying so lets the index that begins with it give the order.
            asked.setdefault(keys[0][0], {"$gte": ""})
        found = self._docs.find(asked, batch_size=BATCH).sort(keys).skip(skip).limit(limit)
        return [person_from(doc) for doc in found], self._docs.count_documents(asked)

    def everyone(self) -> list[Person]:
        """All people, also those who have left; for comparing with a roster."""
        return [person_from(doc) for doc in self._docs.find(batch_size=BATCH)]

    def without_password(self, school: str = "") -> list[Person]:
        """Who works here and has not answered an invitation yet, by name."""
        asked: Doc = {"active": True, "password": ""}
        if school:
            asked["school"] = school
        return [person_from(doc) for doc in self._docs.find(asked, batch_size=BATCH).sort("name")]

    def administrators(self) -> set[str]:
        """The ids of the administrators who work here.

        Each of them is touched by the same write, so that of two transactions in which the last but one
        and the last step down, one has to look again.
        """
        asked = {"grants.role": Role.ADMINISTRATOR, "active": True}
        self._docs.update_many(asked, {"$inc": {"weighed": 1}})
        return {doc["_id"] for doc in self._docs.find(asked, {"_id": 1})}

    def write(self, added: Iterable[Person], changed: Iterable[Person]) -> None:
        """Write many at once.

        Raises:
            RuleBroken: somebody else took one of the addresses in the meantime.
        """
        writes: list[InsertOne[Doc] | ReplaceOne[Doc]] = [InsertOne(person_to(person)) for person in added]
        writes += [ReplaceOne({"_id": person.id}, person_to(person)) for person in changed]
        try:
            for start in range(0, len(writes), BATCH):
                self._docs.bulk_write(writes[start : start + BATCH])
        except BulkWriteError as error:
            if not any(one.get("code") == 11000 for one in error.details["writeErrors"]):
                raise
            raise RuleBroken(
                "One of the addresses got an account in the meantime. Look at the preview once more.", code="stale"
            ) from None

    def rehash(self, person: Person, kept: str) -> None:
        """Keep the same password with today's parameters, unless it was changed in the meantime."""
        self._docs.update_one({"_id": person.id, "password": person.password}, {"$set": {"password": kept}})

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
        "search": sorted(set(person.name.casefold().split())),
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


def _begins(word: str) -> Doc:
    # Anchored and escaped, so that an index can serve it and nothing typed becomes an operator.
    beginning = {"$regex": f"^{_escaped(word)}"}
    return {"$or": [{"search": beginning}, {"email": beginning}]}


def _escaped(words: str) -> str:
    return "".join(f"\\{letter}" if not letter.isalnum() and not letter.isspace() else letter for letter in words)
