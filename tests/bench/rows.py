"""What is measured: one row each. A later feature adds its row to ROWS."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pymongo import ReplaceOne
from pymongo.database import Database

from plm.catalog.store import Editions
from plm.enrollment.store import ENROLLMENTS
from plm.mongo.collection import Doc
from plm.reminders import actions as reminders
from plm.settings import Settings
from tests.bench.browser import Browser

Act = Callable[[], object]


def _nothing() -> None:
    """Reading changes nothing, so nothing is restored."""


@dataclass(frozen=True)
class Ready:
    """Something ready to be done again and again.

    Attributes:
        act: does it once, and returns the answer's body, if it is a page.
        restore: sets the scene before each time, unmeasured.
        undo: leaves the database as it was found.
    """

    act: Act
    restore: Callable[[], None] = _nothing
    undo: Callable[[], None] = _nothing


@dataclass(frozen=True)
class Place:
    """Where something is measured: a database, PLM on it, and the moment its clock shows."""

    db: Database
    browser: Browser
    settings: Settings
    now: datetime


@dataclass(frozen=True)
class Row:
    """One thing to measure.

    Attributes:
        main: a role's main page: held to every limit.
        most: how many times its floor it may cost; 0 when it is not held to that.
    """

    name: str
    ready: Callable[[Place], Ready]
    main: bool = False
    most: float = 0.0


def _page(address: Callable[[Place], tuple[str, str]]) -> Callable[[Place], Ready]:
    """A page that somebody (by id) opens."""

    def ready(place: Place) -> Ready:
        who, path = address(place)
        return Ready(place.browser.get(who, path))

    return ready


# ── whom to measure with: people like most, and alike in every size of the district ───────────────


# Of several with the same count always the same one comes first.
_LARGEST = {"$sort": {"count": -1, "_id": 1}}


def _staff(place: Place) -> tuple[str, str]:
    return _busy_person(place.db), "/"


def _principal(place: Place) -> tuple[str, str]:
    """The principal of a school as large as the average one."""
    counted = list(place.db.people.aggregate([{"$match": {"school": {"$ne": ""}}}, {"$sortByCount": "$school"}]))
    mean = sum(one["count"] for one in counted) / len(counted)
    school = min(counted, key=lambda one: (abs(one["count"] - mean), one["_id"]))["_id"]
    found = place.db.people.find_one({"school": school, "grants.role": "principal"})
    return str(found["_id"]), "/"


def _facilitator(place: Place) -> tuple[str, str]:
    """The facilitator in the middle, by number of sections."""
    counted = list(
        place.db.sections.aggregate([{"$unwind": "$facilitators"}, {"$sortByCount": "$facilitators"}, _LARGEST])
    )
    return str(counted[len(counted) // 2]["_id"]), "/"


def _holder(role: str) -> Callable[[Place], tuple[str, str]]:
    def found(place: Place) -> tuple[str, str]:
        return str(place.db.people.find_one({"grants.role": role})["_id"]), "/"

    return found


def _course(place: Place) -> tuple[str, str]:
    """A course that somebody is in the middle of."""
    one, _ = _in_a_reading(place.db)
    return one["person"], f"/enrollments/{one['_id']}"


def _record(place: Place) -> tuple[str, str]:
    return _busy_person(place.db), "/record"


def _module(place: Place) -> tuple[str, str]:
    """A reading that somebody is in the middle of."""
    one, module = _in_a_reading(place.db)
    return one["person"], f"/enrollments/{one['_id']}/modules/{module}"


def _busy_person(db: Database) -> str:
    """Somebody who takes as many courses as people do on average, and is staff and nothing else."""
    counted = list(db.enrollments.aggregate([{"$group": {"_id": "$person", "n": {"$sum": 1}}}]))
    mean = sum(one["n"] for one in counted) / len(counted)
    staff = {one["_id"] for one in db.people.find({"grants": {"$exists": False}}, {"_id": 1})}
    alike = [one for one in counted if one["_id"] in staff]
    return str(min(alike, key=lambda one: (abs(one["n"] - mean), one["_id"]))["_id"])


def _in_a_reading(db: Database) -> tuple[Doc, str]:
    asked = {"status": "active", "modules.begin.page": {"$gte": 1}, "modules.begin.done_at": None}
    one = db.enrollments.find_one(asked, sort=[("_id", 1)])
    assert one is not None, "the district has nobody in the middle of a reading; make it larger"
    return one, "begin"


# ── what people do ────────────────────────────────────────────────────────────────────────────────


def _mark_module_done(place: Place) -> Ready:
    """Read the last page of a reading."""
    db, (found, module) = place.db, _in_a_reading(place.db)
    one = deepcopy(found)
    pages = len(Editions(db).get(one["edition"]).module(module).content.pages)
    one["modules"][module]["seen"] = list(range(1, pages))
    one["modules"][module]["page"] = pages
    path = f"/enrollments/{one['_id']}/modules/{module}/pages/{pages}"
    return Ready(
        place.browser.post(one["person"], path, dict),
        lambda: _put_back(db.enrollments, [one]),
        lambda: _put_back(db.enrollments, [found]),
    )


def _mark_attendance(place: Place) -> Ready:
    """Mark everybody of a full session here, after it is over, so that the minutes reach their enrollments."""
    db = place.db
    over = db.sections.aggregate(
        [
            {"$match": {"ends_at": {"$lte": place.now}}},
            {"$set": {"seats": {"$size": "$roster"}}},
            {"$sort": {"seats": -1, "_id": 1}},
            {"$limit": 1},
        ]
    )
    section = next(iter(over))
    session = section["sessions"][0]["id"]
    people = [seat["person"] for seat in section["roster"]]
    key = {"section": section["_id"], "session": session}
    found = list(db.enrollments.find({"person": {"$in": people}, "course": section["course"]}))
    stood = {name: list(db[name].find(key)) for name in ("marks", "attendance")}
    taken = deepcopy(found)
    for one in taken:
        one["sessions"].pop(session, None)
        one["status"], one["completed_at"], one["award"] = "active", None, ""
    sent = iter(range(1_000_000))

    def form() -> dict[str, str]:
        return {"act": "all", "_once": f"bench{next(sent):08}"} | {f"shown_{person}": "open.." for person in people}

    def restore() -> None:
        db.marks.delete_many(key)
        db.attendance.delete_many(key)
        db.audit.delete_many({"at": place.now})
        _put_back(db.enrollments, taken)

    def undo() -> None:
        restore()
        for name, documents in stood.items():
            db[name].insert_many(documents)
        _put_back(db.enrollments, found)

    path = f"/sections/{section['_id']}/sessions/{session}/attendance"
    return Ready(place.browser.post(section["facilitators"][0], path, form), restore, undo)


def _sweep(limit: int) -> Callable[[Place], Ready]:
    """The reminder planner's look at one batch."""

    def ready(place: Place) -> Ready:
        db = place.db
        due = list(
            ENROLLMENTS.of(db).find({"next_reminder_at": {"$lte": place.now}}).sort("next_reminder_at").limit(limit)
        )

        def restore() -> None:
            db.reminders.delete_many({"$or": [{"due_at": {"$gte": place.now}}, {"settled_at": place.now}]})
            _put_back(db.enrollments, due)

        return Ready(partial(reminders.plan_due, db, place.settings, now=place.now, limit=limit), restore, restore)

    return ready


def _sweep_of_nothing(place: Place) -> Ready:
    """The planner's look when nobody is due: what it costs every minute of the day."""
    at = place.now.replace(year=place.now.year - 3)
    return Ready(partial(reminders.plan_due, place.db, place.settings, now=at))


def _put_back(docs: Any, documents: list[Doc]) -> None:
    if documents:
        docs.bulk_write([ReplaceOne({"_id": one["_id"]}, one) for one in documents], ordered=False)


PAGE, ACT = 2.5, 3.0
"""How many times its floor a page may cost, and an act that writes one document."""

ROWS: tuple[Row, ...] = (
    Row("Home of a staff member", _page(_staff), main=True, most=PAGE),
    Row("Home of a principal", _page(_principal), main=True, most=PAGE),
    Row("Home of a facilitator", _page(_facilitator), main=True, most=PAGE),
    Row("Home of a director", _page(_holder("director")), main=True, most=PAGE),
    Row("Home of an administrator", _page(_holder("administrator")), main=True, most=PAGE),
    Row("A course's page", _page(_course), most=PAGE),
    Row("A module's page", _page(_module), most=PAGE),
    Row("The record of a staff member", _page(_record), most=PAGE),
    Row("Mark a module done", _mark_module_done, most=ACT),
    Row("Mark attendance", _mark_attendance),
    Row("Reminder sweep, nothing due", _sweep_of_nothing),
    Row("Reminder sweep, 100 due", _sweep(100)),
)
