"""What the director's page asks. MongoDB adds up and ranks the schools, so that a page costs the same in any district.

What it says is what the rules in `plm.reports.model` say; a test compares them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pymongo.database import Database

from plm.mongo.collection import Doc
from plm.reports.model import (
    FIRST_FROM,
    LITTLE_DONE,
    MOST_FIRST,
    SMALLEST,
    SOON,
    WATCH_FROM,
    Cell,
    District,
    Glance,
    Lookout,
)
from plm.reports.store.counting import EVERYWHERE, HEADS, cell_from
from plm.reports.store.tallies import TALLIES
from plm.schools.store import SCHOOLS, school_from


@dataclass(frozen=True)
class Looked:
    """A district as somebody looks at it.

    Attributes:
        shown: the schools on this page of the list.
        found: how many schools fit the search.
        columns: the courses (slug, title) that most people take.
        courses: how many courses are taken at all.
    """

    district: District
    shown: tuple[Glance, ...]
    found: int
    columns: tuple[tuple[str, str], ...]
    courses: int


class Districts:
    """The schools of the district as they stand, and the few cells that a page shows."""

    def __init__(self, db: Database) -> None:
        self._docs = TALLIES.of(db)

    def look(
        self, cycle: str, today: date, *, find: str, sort: str, skip: int, limit: int, most: int, columns: int
    ) -> Looked:
        """The district on a day, in one question.

        Args:
            find: part of a school's name or area.
            sort: "name", "size", or anything else for most to do first.
            skip, limit: the part of the list that is shown.
            most: how many of the schools that need a hand are named.
            columns: how many courses are named.
        """
        pipeline = [
            *_schools(cycle, today),
            {
                "$facet": {
                    "kinds": [_TOGETHER],
                    "first": [
                        {"$match": {"order": {"$lte": MOST_FIRST.index(Lookout.WATCH)}}},
                        _URGENT,
                        {"$limit": most},
                        _GLANCE,
                    ],
                    "found": [*_fitting(find), {"$count": "n"}],
                    "shown": [*_fitting(find), _SORTS.get(sort, _URGENT), {"$skip": skip}, {"$limit": limit}, _GLANCE],
                }
            },
            *_courses(cycle, columns),
        ]
        answer, *courses = self._docs.aggregate(pipeline)
        kinds = answer["kinds"]
        dues = [one["next_due"] for one in kinds if one["next_due"]]
        return Looked(
            district=District(
                counts={MOST_FIRST[one["_id"]]: one["n"] for one in kinds},
                people=sum(one["people"] for one in kinds),
                next_due=date.fromisoformat(min(dues)) if dues else None,
                first=tuple(map(_glance, answer["first"])),
            ),
            shown=tuple(map(_glance, answer["shown"])),
            found=answer["found"][0]["n"] if answer["found"] else 0,
            columns=tuple((one["course"], one["title"]) for one in courses if "course" in one),
            courses=next((one["n"] for one in courses if "n" in one), 0),
        )

    def cells(
        self, ids: Iterable[str], *, heaviest_of: Iterable[str], cycle: str, today: date
    ) -> tuple[dict[str, tuple[int, int]], dict[str, Cell]]:
        """How many have finished of how many, by id of the cell; and the heaviest cell of some schools, by school.

        Of the due dates of a heaviest cell those that have passed are one, and of those to come it has the next.
        """
        wanted, schools = list(ids), list(heaviest_of)
        of_schools = {"cycle": cycle, "school": {"$in": schools}, "course": {"$ne": HEADS}}
        weighed = {
            "all": {"$add": _COUNTS},
            "left": {"$add": ["$begun", "$open", "$stuck"]},
            "trouble": {"$add": [_together("open", "begun", upto=today), "$stuck"]},
        }
        # A $facet and no $unionWith: MongoDB 6.0.5 dies when it is asked to explain such a one with a $set inside.
        pipeline: list[Doc] = [
            {"$match": {"$or": [{"_id": {"$in": wanted}}, of_schools]}},
            {
                "$facet": {
                    "counts": [
                        {"$match": {"_id": {"$in": wanted}}},
                        {"$project": {"done": 1, "all": {"$add": _COUNTS}}},
                    ],
                    "heaviest": [
                        {"$match": {"school": {"$in": schools}}},
                        {"$set": weighed},
                        {"$match": {"all": {"$gte": SMALLEST}}},
                        {"$sort": {"trouble": -1, "left": -1, "title": -1}},
                        {"$group": {"_id": "$school", "cell": {"$first": "$$ROOT"}}},
                        {"$set": {"cell.due": _past_and_next(today)}},
                        {"$unset": ["cell.all", "cell.left", "cell.trouble", "cell.as_of"]},
                    ],
                }
            },
        ]
        (answer,) = self._docs.aggregate(pipeline)
        return (
            {one["_id"]: (one["done"], one["all"]) for one in answer["counts"]},
            {one["_id"]: cell_from(one["cell"]) for one in answer["heaviest"]},
        )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────

_COUNTS = ["$done", "$begun", "$open", "$stuck"]
_URGENT: Doc = {"$sort": {"order": 1, "pressing": -1, "share": 1, "name": 1}}
# All that a page says of a school is what it is, how many learn there and how it stands.
_GLANCE: Doc = {
    "$project": dict.fromkeys(("school", "name", "level", "area", "time_zone", "people", "order"), 1) | {"_id": 0}
}
_SORTS: dict[str, Doc] = {
    "name": {"$sort": {"folded": 1, "name": 1}},
    "size": {"$sort": {"people": -1, "name": 1}},
}
_TOGETHER: Doc = {
    "$group": {"_id": "$order", "n": {"$sum": 1}, "people": {"$sum": "$people"}, "next_due": {"$min": "$near.next_due"}}
}


def _schools(cycle: str, today: date) -> list[Doc]:
    """Every school with how it stands: the rule of `SchoolLine`, from what its cells add up to."""
    return [
        {"$match": {"cycle": cycle, "course": HEADS}},
        {
            "$project": dict.fromkeys(("school", "people", "taken", "places", "done", "stuck"), 1)
            | {
                "_id": 0,
                "near": {"$cond": [{"$eq": ["$of_day.on", today.isoformat()]}, "$of_day", _reckoned(today)]},
            }
        },
        {
            "$unionWith": {
                "coll": SCHOOLS.name,
                # Every name is after the empty one; saying so lets the index by name give the schools.
                "pipeline": [{"$match": {"name": {"$gt": ""}}}, {"$set": {"school": "$_id"}}],
            }
        },
        {"$group": {"_id": "$school", "of": {"$mergeObjects": "$$ROOT"}}},
        {"$replaceWith": {"$mergeObjects": [_NOBODY, "$of"]}},
        {"$match": {"name": {"$exists": True}}},
        {
            "$set": {
                "folded": {"$toLower": "$name"},
                "share": _of_places("$done"),
                "behind": _of_places({"$add": ["$near.late", "$stuck"]}),
                "coming": _of_places("$near.due_soon"),
            }
        },
        {"$set": {"pressing": {"$add": ["$behind", "$coming"]}, "order": _order()}},
    ]


_NOBODY: Doc = dict.fromkeys(("people", "taken", "places", "done", "stuck"), 0) | {
    "near": {"late": 0, "due_soon": 0, "next_due": None}
}


def _reckoned(today: date) -> Doc:
    """Who is late at a school on a day, and what is near: where nobody has turned its tally to that day yet."""
    first, last = today.isoformat(), (today + timedelta(days=SOON)).isoformat()
    until = {"$add": ["$$past", {"$size": "$$soon"}]}
    near = {
        "late": _upto("$$past"),
        "due_soon": {"$subtract": [_upto(until), _upto("$$past")]},
        "next_due": {"$first": "$$soon"},
    }
    coming = {
        "$filter": {
            "input": {"$slice": ["$due_on", "$$past", SOON + 1]},
            "cond": {"$lte": ["$$this", last]},
        }
    }
    past = {"$size": {"$filter": {"input": "$due_on", "cond": {"$lt": ["$$this", first]}}}}
    return {"$let": {"vars": {"past": past}, "in": {"$let": {"vars": {"soon": coming}, "in": near}}}}


def _order() -> Doc:
    """The place of a school's `Lookout` in `MOST_FIRST`."""
    pressed = {"$and": [{"$gt": ["$near.due_soon", 0]}, {"$lt": ["$share", LITTLE_DONE]}]}
    branches: list[tuple[Any, Lookout]] = [
        ({"$eq": ["$taken", 0]}, Lookout.NOBODY),
        ({"$eq": ["$places", 0]}, Lookout.SMALL),
        ({"$gte": ["$behind", FIRST_FROM]}, Lookout.FIRST),
        ({"$or": [{"$gte": ["$behind", WATCH_FROM]}, pressed]}, Lookout.WATCH),
    ]
    return {
        "$switch": {
            "branches": [{"case": case, "then": MOST_FIRST.index(lookout)} for case, lookout in branches],
            "default": MOST_FIRST.index(Lookout.FINE),
        }
    }


def _of_places(n: Any) -> Doc:
    return {"$cond": [{"$gt": ["$places", 0]}, {"$divide": [n, "$places"]}, 0]}


def _upto(n: Any) -> Doc:
    """How many are due on the first `n` due dates of a school."""
    return {"$cond": [{"$gt": [n, 0]}, {"$arrayElemAt": ["$due_upto", {"$subtract": [n, 1]}]}, 0]}


def _together(*parts: str, upto: date) -> Doc:
    """What is due before a day."""
    past = {"$filter": {"input": "$due", "cond": {"$lt": ["$$this.on", upto.isoformat()]}}}
    return {"$sum": {"$map": {"input": past, "in": {"$add": [f"$$this.{part}" for part in parts]}}}}


def _past_and_next(today: date) -> Doc:
    """The due dates of a cell as far as somebody asks today: who is late, and what comes next."""
    yesterday = (today - timedelta(days=1)).isoformat()
    late = {"on": yesterday, "open": {"$subtract": ["$cell.trouble", "$cell.stuck"]}, "begun": {"$literal": 0}}
    coming = {"$filter": {"input": "$cell.due", "cond": {"$gte": ["$$this.on", today.isoformat()]}}}
    return {"$concatArrays": [[late], {"$slice": [coming, 1]}]}


def _fitting(find: str) -> list[Doc]:
    if not (words := find.replace("\0", "").strip()):
        return []
    place = {"$concat": ["$name", " ", "$area"]}
    return [{"$match": {"$expr": {"$regexMatch": {"input": place, "regex": re.escape(words), "options": "i"}}}}]


def _courses(cycle: str, most: int) -> list[Doc]:
    """The courses that most people take, and how many there are."""
    asked = {"cycle": cycle, "school": EVERYWHERE, "people": {"$gt": 0}}
    names = [{"$match": asked}, {"$sort": {"people": -1, "course": 1}}, {"$limit": most}]
    return [
        {"$unionWith": {"coll": TALLIES.name, "pipeline": [*names, {"$project": {"course": 1, "title": 1}}]}},
        {"$unionWith": {"coll": TALLIES.name, "pipeline": [{"$match": asked}, {"$count": "n"}]}},
    ]


def _glance(doc: Doc) -> Glance:
    school = school_from(doc | {"_id": doc["school"]})
    return Glance(school, doc["people"], MOST_FIRST[doc["order"]])
