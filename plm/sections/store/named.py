"""People as rosters and lists of sections name them, looked up in the same command."""

from dataclasses import dataclass

from plm.mongo.collection import Doc
from plm.people.store import PEOPLE
from plm.schools.store import SCHOOLS, school_from

# What a roster and a list of sections need to know of a person; nothing else leaves the database.
_KNOWN = {"name": 1, "school": 1, "position": 1, "email": 1, "active": 1}


@dataclass(frozen=True)
class Named:
    """Somebody as a roster or a plan names them."""

    id: str
    name: str
    school: str
    email: str = ""
    active: bool = True


def people_of(field: str) -> list[Doc]:
    """The steps that look up the people of a field (as `people`) and their schools (as `schools`)."""
    return [
        *with_people(field, "people"),
        {"$lookup": {"from": SCHOOLS.name, "localField": "people.school", "foreignField": "_id", "as": "schools"}},
    ]


def named_from(doc: Doc) -> list[Named]:
    """The people that `people_of` looked up, by name."""
    schools = {school["_id"]: school_from(school).short for school in doc["schools"]}
    found = [
        Named(one["_id"], one["name"], schools.get(one["school"], ""), one["email"], one["active"])
        for one in doc["people"]
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def with_people(field: str, name: str) -> list[Doc]:
    """The steps that look up the people of a field, as `name`: only what may be known of them."""
    return [
        {
            "$lookup": {
                "from": PEOPLE.name,
                "localField": field,
                "foreignField": "_id",
                "pipeline": [{"$project": _KNOWN}],
                "as": name,
            }
        }
    ]
