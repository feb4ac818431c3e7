"""How enrollments are counted into cells: the pipelines, and the documents of what they find."""

from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import Any

from plm.enrollment.model import Status
from plm.mongo.collection import Doc
from plm.reports.model import Cell, DueCount, Total, nearness, total_of

HEADS = "*"
"""Stands in the place of a course in the document that says what a school's cells add up to."""

EVERYWHERE = "*"
"""Stands in the place of a school in the document that says how many take a course in the whole district."""

_MINUTES = {"$map": {"input": {"$objectToArray": "$sessions"}, "in": {"$gt": ["$$this.v.minutes", 0]}}}
BEGUN = {"$or": [{"$ne": ["$modules", {}]}, {"$anyElementTrue": [_MINUTES]}]}
"""Whether anything has been done: a module opened, or a minute spent in a session."""


def cells_of(school: str, cycles: list[str]) -> list[Doc]:
    """School years of one school, course by course: an enrollment is done, withdrawn, stuck, begun or open."""
    how = {
        "$switch": {
            "branches": [
                {"case": {"$eq": ["$status", Status.COMPLETED]}, "then": "done"},
                {"case": {"$eq": ["$status", Status.WITHDRAWN]}, "then": "withdrawn"},
                {"case": {"$ne": ["$stuck", ""]}, "then": "stuck"},
                {"case": BEGUN, "then": "begun"},
            ],
            "default": "open",
        }
    }
    kinds: Any = {"$in": [Status.ACTIVE, Status.COMPLETED, Status.WITHDRAWN]}
    return [
        {"$match": {"school": school, "status": kinds, "cycle": {"$in": cycles}}},
        {"$set": {"how": how}},
        {
            "$group": {
                "_id": {
                    "course": "$course",
                    "cycle": "$cycle",
                    "how": "$how",
                    "due": {"$cond": [{"$in": ["$how", ["begun", "open"]]}, "$due_on", None]},
                },
                "n": {"$sum": 1},
                "title": {"$max": "$title"},
            }
        },
        {
            "$group": {
                "_id": {"course": "$_id.course", "cycle": "$_id.cycle"},
                "title": {"$max": "$title"},
                "parts": {"$push": {"how": "$_id.how", "due": "$_id.due", "n": "$n"}},
            }
        },
    ]


def heads_of(school: str, cycles: list[str]) -> list[Doc]:
    """How many people of a school learn something in each school year."""
    kinds: Any = {"$in": [Status.ACTIVE, Status.COMPLETED]}
    return [
        {"$match": {"school": school, "status": kinds, "cycle": {"$in": cycles}}},
        {"$group": {"_id": {"cycle": "$cycle", "person": "$person"}}},
        {"$group": {"_id": "$_id.cycle", "people": {"$sum": 1}}},
    ]


def courses_of(cycles: list[str]) -> list[Doc]:
    """How many people take each course in the whole district, from the cells of its schools."""
    counts = [f"${name}" for name in ("done", "begun", "open", "stuck")]
    return [
        {"$match": {"cycle": {"$in": cycles}, "course": {"$ne": HEADS}, "school": {"$ne": EVERYWHERE}}},
        {
            "$group": {
                "_id": {"course": "$course", "cycle": "$cycle"},
                "title": {"$max": "$title"},
                "people": {"$sum": {"$add": counts}},
            }
        },
    ]


def counted(school: str, doc: Doc) -> Doc:
    """The document of a cell, without its moment. Written so that equal counts make equal documents."""
    cell = _named(school, doc["_id"]["course"], doc["_id"]["cycle"])
    counts = dict.fromkeys(("done", "begun", "open", "stuck", "withdrawn"), 0)
    due: dict[str, dict[str, int]] = {}
    for part in doc["parts"]:
        counts[part["how"]] += part["n"]
        if part["due"]:
            due.setdefault(part["due"], {"open": 0, "begun": 0})[part["how"]] += part["n"]
    return cell | {"title": doc["title"], **counts, "due": [{"on": on, **due[on]} for on in sorted(due)]}


def summed(school: str, cycle: str, cells: Iterable[Doc], people: int) -> Doc:
    """The document that says what the cells of a school add up to in a school year."""
    return _named(school, HEADS, cycle) | _total_to(total_of(map(cell_from, cells), people))


def taken(doc: Doc) -> Doc:
    """The document that says how many take a course in the whole district."""
    found = _named(EVERYWHERE, doc["_id"]["course"], doc["_id"]["cycle"])
    return found | {"title": doc["title"], "people": doc["people"]}


def emptied(cell: Doc) -> Doc:
    """The cell with nobody in it, for one whose enrollments are gone."""
    if cell["course"] == HEADS:
        return cell | _total_to(Total())
    if cell["school"] == EVERYWHERE:
        return cell | {"people": 0}
    return cell | {"done": 0, "begun": 0, "open": 0, "stuck": 0, "withdrawn": 0, "due": []}


def cell_from(doc: Doc) -> Cell:
    """The cell of a document."""
    return Cell(
        school=doc["school"],
        course=doc["course"],
        cycle=doc["cycle"],
        title=doc["title"],
        done=doc["done"],
        begun=doc["begun"],
        open=doc["open"],
        stuck=doc["stuck"],
        withdrawn=doc["withdrawn"],
        due=tuple(DueCount(date.fromisoformat(one["on"]), one["open"], one["begun"]) for one in doc["due"]),
    )


def total_from(doc: Doc) -> Total:
    """What the cells of a school add up to, from its document."""
    return Total(
        people=doc["people"],
        taken=doc["taken"],
        places=doc["places"],
        done=doc["done"],
        stuck=doc["stuck"],
        due=tuple(
            (date.fromisoformat(on), upto - before)
            for on, upto, before in zip(doc["due_on"], doc["due_upto"], [0, *doc["due_upto"]], strict=False)
        ),
    )


def of_day(total: Total, today: date) -> Doc:
    """What follows on a day from what the cells of a school add up to: who is late, and what is near."""
    near = nearness(total, today)
    return {
        "on": today.isoformat(),
        "late": near.late,
        "due_soon": near.due_soon,
        "next_due": near.next_due.isoformat() if near.next_due else None,
    }


def _total_to(total: Total) -> Doc:
    return {
        "people": total.people,
        "taken": total.taken,
        "places": total.places,
        "done": total.done,
        "stuck": total.stuck,
        # Added up by due date, so that MongoDB finds who is late on a day without adding.
        "due_on": [on.isoformat() for on, _ in total.due],
        "due_upto": list(accumulate(n for _, n in total.due)),
    }


def _named(school: str, course: str, cycle: str) -> Doc:
    return {"_id": f"{school}:{course}:{cycle}", "school": school, "course": course, "cycle": cycle}
