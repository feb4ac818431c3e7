"""Tallies, and the few questions that reach over several collections at once.

A tally is derived: it may be thrown away and counted again from the enrollments at any time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bson import Timestamp
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from plm.attendance.model import State as Presence
from plm.attendance.store import ATTENDANCE
from plm.audit import AUDIT
from plm.enrollment.model import Status
from plm.enrollment.store import ENROLLMENTS
from plm.errors import NotFound, Unavailable
from plm.jobs.worker import HEARTBEATS
from plm.mail.ledger import State
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.people.model import Person
from plm.people.store import PEOPLE, person_from
from plm.reminders.store import REMINDERS
from plm.reports.model import SMALLEST, SOON, Cell, DueCount, Place, SchoolLine, standing_of
from plm.schools.model import School
from plm.schools.store import SCHOOLS, school_from

TALLIES = Collection(
    "tallies",
    indexes=(
        Index(("cycle", "school"), why="every school of the district in one school year"),
        Index(("school",), why="the cells of one school, to compare them"),
    ),
)
RECOUNTS = Collection("recounts")

HEADS = "*"
"""Stands in the place of a course in the cell that counts the people of a school, each once."""

_DUPLICATE = 11000
_ONE_BATCH = 100_000


@dataclass(frozen=True)
class Stale:
    """An enrollment whose school's tally is behind, and the version at which it was seen."""

    enrollment: str
    version: int
    school: str
    course: str
    cycle: str


class Tallies:
    """What can be asked about tallies, and how they are brought in step with the enrollments."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._docs = TALLIES.of(db)
        self._enrollments = ENROLLMENTS.of(db)

    def of_cycle(self, cycle: str) -> tuple[list[Cell], dict[str, int]]:
        """Every cell of a school year, and how many people learn in each school."""
        cells, heads = [], {}
        for doc in self._docs.find({"cycle": cycle}, {"as_of": 0}):
            if doc["course"] == HEADS:
                heads[doc["school"]] = doc["people"]
            else:
                cells.append(_cell_from(doc))
        return cells, heads

    def district(self, cycle: str, today: date) -> tuple[list[SchoolLine], list[tuple[str, str, int]]]:
        """Every school as it stands, and the courses (slug, title, people) of the year, in one question.

        A large district has thousands of cells; MongoDB adds them up where they are. What it adds is
        what `line_for` says (a test compares them).
        """
        schools: dict[str, School] = {}
        sums: dict[str, Doc] = {}
        courses: list[tuple[str, str, int]] = []
        for doc in self._docs.aggregate(_district(cycle, today)):
            match doc["kind"]:
                case "school":
                    schools[doc["_id"]] = school_from(doc)
                case "sum":
                    sums[doc["_id"]] = doc
                case _:
                    courses.append((doc["_id"], doc["title"], doc["people"]))
        return [_line_from(school, sums.get(code)) for code, school in schools.items()], courses

    def some(self, ids: Iterable[str]) -> dict[str, Cell]:
        """The cells with these ids, by id."""
        return {doc["_id"]: _cell_from(doc) for doc in self._docs.find({"_id": {"$in": list(ids)}}, {"as_of": 0})}

    def stale(self, limit: int) -> tuple[list[Stale], Timestamp]:
        """Enrollments whose tally is behind, and a moment of the cluster at or after which they were seen so."""
        with self._db.client.start_session(causal_consistency=True) as session:
            seen = {"school": 1, "course": 1, "cycle": 1, "version": 1}
            found = [
                Stale(doc["_id"], doc["version"], doc["school"], doc["course"], doc["cycle"])
                for doc in self._enrollments.find({"dirty": True}, seen, session=session).limit(limit)
            ]
            if not found or session.operation_time is None:
                # A server that has only just started tells no moment yet; the marks wait for the next round.
                return [], Timestamp(0, 0)
            return found, session.operation_time

    def waiting(self, school: str, *, at: Timestamp) -> set[str]:
        """The cells of a school that are behind at that moment of the cluster, by id."""
        asked = {"dirty": True, "school": school}
        found = self._at(at, {"find": ENROLLMENTS.name, "filter": asked, "projection": {"course": 1, "cycle": 1}})
        return {f"{school}:{course}:{doc['cycle']}" for doc in found for course in (doc["course"], HEADS)}

    def standing(self, school: str, *, at: Timestamp) -> dict[str, Doc]:
        """The cells of a school as they were written at that moment of the cluster, by id, without their own moment."""
        asked = {"find": TALLIES.name, "filter": {"school": school}, "projection": {"as_of": 0}}
        return {doc["_id"]: doc for doc in self._at(at, asked)}

    def count(self, school: str, cycles: Iterable[str], *, at: Timestamp) -> dict[str, Doc]:
        """The cells of a school as the enrollments made them at that moment of the cluster, by id.

        Args:
            at: the snapshot that is read. It is also written with the cells, so that of two projectors the one
                that has seen more wins, whoever writes first.
        """
        cells: dict[str, Doc] = {}
        for pipeline in (_cells_of(school, list(cycles)), _heads_of(school, list(cycles))):
            for doc in self._at(at, {"aggregate": ENROLLMENTS.name, "pipeline": pipeline}):
                cell = _counted(school, doc)
                cells[cell["_id"]] = cell
        return cells

    def write(self, cells: Iterable[Doc], *, at: Timestamp) -> None:
        """Write absolute counts, unless somebody wrote a later moment."""
        writes = [
            UpdateOne(
                {"_id": cell["_id"], "as_of": {"$lt": at}},
                {"$set": {key: value for key, value in cell.items() if key != "_id"} | {"as_of": at}},
                upsert=True,
            )
            for cell in cells
        ]
        if not writes:
            return
        try:
            self._docs.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            # A cell with a later moment does not match, so the upsert meets its id: that is the guard at work.
            if any(one["code"] != _DUPLICATE for one in error.details["writeErrors"]):
                raise

    def settled(self, stale: Iterable[Stale]) -> None:
        """The tally has caught up with these, unless they were written again meanwhile."""
        writes = [
            UpdateOne({"_id": one.enrollment, "version": one.version}, {"$unset": {"dirty": ""}}) for one in stale
        ]
        if writes:
            self._enrollments.bulk_write(writes, ordered=False)

    def schools(self) -> list[str]:
        """Every school that has enrollments or cells."""
        return sorted({*self._enrollments.distinct("school"), *self._docs.distinct("school")})

    def cycles(self, school: str) -> list[str]:
        """The school years in which a school has enrollments."""
        return sorted(self._enrollments.distinct("cycle", {"school": school}))

    def moment(self) -> Timestamp:
        """The present moment of the cluster."""
        with self._db.client.start_session(causal_consistency=True) as session:
            self._docs.find_one({}, {"_id": 1}, session=session)
            return _seen_at(session)

    def _at(self, at: Timestamp, command: Doc) -> list[Doc]:
        """What a read answers from the snapshot of that moment. A school's answer fits one batch."""
        size: Doc = {"cursor": {"batchSize": _ONE_BATCH}} if "aggregate" in command else {"batchSize": _ONE_BATCH}
        snapshot = {"readConcern": {"level": "snapshot", "atClusterTime": at}}
        found: list[Doc] = self._db.command({**command, **size, **snapshot})["cursor"]["firstBatch"]
        return found

    def begin_recount(self, day: date, *, now: datetime) -> bool:
        """Take the recount of this night; false when it is done or somebody else is at it.

        One that was begun and not finished within an hour was lost with its worker, and is taken again.
        """
        lost = {"_id": day.isoformat(), "ended_at": None, "began_at": {"$lt": now - timedelta(hours=1)}}
        try:
            RECOUNTS.of(self._db).update_one(lost, {"$set": {"began_at": now, "ended_at": None}}, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    def end_recount(self, day: date, *, repaired: int, now: datetime) -> None:
        """Note what the recount found."""
        found = {"$set": {"ended_at": now, "repaired": repaired}}
        RECOUNTS.of(self._db).update_one({"_id": day.isoformat()}, found)


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
        found = next(iter(SCHOOLS.of(self._db).aggregate(here)), None)
        if found is None:
            raise NotFound("There is no such school.")
        return school_from(found), [person_from({**doc, "password": ""}) for doc in found["people"]]

    def places(self, school: str, cycle: str, today: date) -> list[Place]:
        """What the people of a school take, as it stands today: what is open, and what was completed this year."""
        asked = {
            "school": school,
            "$or": [{"status": Status.ACTIVE}, {"status": Status.COMPLETED, "cycle": cycle}],
        }
        return [_place_from(doc, today) for doc in ENROLLMENTS.of(self._db).find(asked, _PLACE)]


class Overview:
    """What the administrator's page asks, in one question."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def asked(self, *, lines: int, until: datetime) -> Iterator[tuple[str, Doc]]:
        """Documents with what they are: `role`, `accounts`, `job`, `reminders`, `line` or `import`.

        Args:
            lines: how many of the newest changes.
            until: reminders due before then are counted.
        """
        pipeline: list[Doc] = [
            {"$match": {"grants.role": {"$exists": True}, "active": True}},
            {"$unwind": "$grants"},
            {"$group": {"_id": "$grants.role", "n": {"$sum": 1}}},
            {"$set": {"kind": "role"}},
            {
                "$unionWith": {
                    "coll": PEOPLE.name,
                    "pipeline": [{"$collStats": {"count": {}}}, {"$project": {"count": 1, "kind": "accounts"}}],
                }
            },
            {"$unionWith": {"coll": HEARTBEATS.name, "pipeline": [{"$set": {"kind": "job"}}]}},
            _newest({}, lines, "line"),
            _newest({"subject": "people", "verb": "roster.imported"}, 1, "import"),
            {
                "$unionWith": {
                    "coll": REMINDERS.name,
                    "pipeline": [
                        {"$match": {"state": {"$in": [State.DUE, State.SENDING]}, "free_at": {"$lt": until}}},
                        {"$count": "n"},
                        {"$set": {"kind": "reminders"}},
                    ],
                }
            },
        ]
        for doc in PEOPLE.of(self._db).aggregate(pipeline):
            yield doc.pop("kind"), doc


class Marked:
    """How far attendance is marked."""

    def __init__(self, db: Database) -> None:
        self._docs = ATTENDANCE.of(db)

    def counts(self, sessions: Iterable[str], sections: Iterable[str]) -> dict[tuple[str, str], int]:
        """How many people are marked, by section and session."""
        asked = {
            "section": {"$in": sorted(sections)},
            "session": {"$in": sorted(sessions)},
            "state": {"$ne": Presence.OPEN},
        }
        by = {"section": "$section", "session": "$session"}
        found = self._docs.aggregate([{"$match": asked}, {"$group": {"_id": by, "n": {"$sum": 1}}}])
        return {(doc["_id"]["section"], doc["_id"]["session"]): doc["n"] for doc in found}


class Changes:
    """The audit list, as a page searches it."""

    def __init__(self, db: Database) -> None:
        self._docs = AUDIT.of(db)

    def page(self, *, people: list[str] | None, verb: str, skip: int, limit: int) -> list[Doc]:
        """Lines of these people (None for everybody) and of this verb (empty for any), newest first."""
        asked: Doc = {}
        if people is not None:
            asked["actor"] = {"$in": people}
        if verb:
            asked["verb"] = verb
        return list(self._docs.find(asked, {"_id": 0}).sort("at", -1).skip(skip).limit(limit))


# ── inside ────────────────────────────────────────────────────────────────────────────────────────

_BEGUN = {"$or": [{"$ne": ["$modules", {}]}, {"$ne": ["$sessions", {}]}]}

_PLACE: Doc = {
    "person": 1,
    "course": 1,
    "edition": 1,
    "title": 1,
    "cycle": 1,
    "status": 1,
    "due_on": 1,
    "begun": _BEGUN,
    "done": 1,
    "total": 1,
    "stuck": 1,
    "missing": "$verdict.missing",
    "minutes_left": 1,
    "completed_at": 1,
}


def _seen_at(session: ClientSession) -> Timestamp:
    """The moment of the cluster at or after which this session has read."""
    if session.operation_time is None:
        raise Unavailable("PLM needs a MongoDB replica set, if only of one member; see docs/operate.md.")
    return session.operation_time


def _place_from(doc: Doc, today: date) -> Place:
    due_on = date.fromisoformat(doc["due_on"]) if doc["due_on"] else None
    return Place(
        doc["_id"],
        doc["person"],
        doc["course"],
        doc["edition"],
        doc["title"],
        doc["cycle"],
        standing_of(doc["status"], doc["stuck"], due_on, doc["begun"], today),
        due_on,
        doc["done"],
        doc["total"],
        doc["stuck"],
        tuple(doc["missing"]),
        doc["minutes_left"],
        doc["completed_at"],
    )


def _cells_of(school: str, cycles: list[str]) -> list[Doc]:
    """School years of one school, course by course: an enrollment is done, withdrawn, stuck, begun or open."""
    how = {
        "$switch": {
            "branches": [
                {"case": {"$eq": ["$status", Status.COMPLETED]}, "then": "done"},
                {"case": {"$eq": ["$status", Status.WITHDRAWN]}, "then": "withdrawn"},
                {"case": {"$ne": ["$stuck", ""]}, "then": "stuck"},
                {"case": _BEGUN, "then": "begun"},
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


def _heads_of(school: str, cycles: list[str]) -> list[Doc]:
    """How many people of a school learn something in each school year."""
    kinds: Any = {"$in": [Status.ACTIVE, Status.COMPLETED]}
    return [
        {"$match": {"school": school, "status": kinds, "cycle": {"$in": cycles}}},
        {"$group": {"_id": {"cycle": "$cycle", "person": "$person"}}},
        {"$group": {"_id": {"cycle": "$_id.cycle", "course": HEADS}, "people": {"$sum": 1}}},
    ]


def _counted(school: str, doc: Doc) -> Doc:
    """The document of a cell, without its moment. Written so that equal counts make equal documents."""
    course, cycle = doc["_id"]["course"], doc["_id"]["cycle"]
    cell: Doc = {"_id": f"{school}:{course}:{cycle}", "school": school, "course": course, "cycle": cycle}
    if course == HEADS:
        return cell | {"people": doc["people"]}
    counts = dict.fromkeys(("done", "begun", "open", "stuck", "withdrawn"), 0)
    due: dict[str, dict[str, int]] = {}
    for part in doc["parts"]:
        counts[part["how"]] += part["n"]
        if part["due"]:
            due.setdefault(part["due"], {"open": 0, "begun": 0})[part["how"]] += part["n"]
    return cell | {"title": doc["title"], **counts, "due": [{"on": on, **due[on]} for on in sorted(due)]}


def emptied(cell: Doc) -> Doc:
    """The cell with nobody in it, for one whose enrollments are gone."""
    if cell["course"] == HEADS:
        return cell | {"people": 0}
    return cell | {"done": 0, "begun": 0, "open": 0, "stuck": 0, "withdrawn": 0, "due": []}


def _cell_from(doc: Doc) -> Cell:
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


def _district(cycle: str, today: date) -> list[Doc]:
    """The pipeline behind `Tallies.district`."""
    first, last = today.isoformat(), (today + timedelta(days=SOON)).isoformat()
    dues = {"$ifNull": ["$due", []]}
    near = {"$and": [{"$gte": ["$$this.on", first]}, {"$lte": ["$$this.on", last]}]}
    counts = [{"$ifNull": [f"${name}", 0]} for name in ("done", "begun", "open", "stuck")]
    return [
        {"$match": {"cycle": cycle}},
        {
            "$set": {
                "all": {"$add": counts},
                "late": _together({"$filter": {"input": dues, "cond": {"$lt": ["$$this.on", first]}}}),
                "soon": {"$filter": {"input": dues, "cond": near}},
            }
        },
        {"$set": {"shown": {"$gte": ["$all", SMALLEST]}, "left": {"$subtract": ["$all", {"$ifNull": ["$done", 0]}]}}},
        {"$set": {"trouble": _if_shown({"$add": ["$late", "$stuck"]}, -1)}},
        {
            "$group": {
                "_id": "$school",
                "people": {"$max": {"$ifNull": ["$people", 0]}},
                "taken": {"$sum": {"$cond": [{"$gt": ["$all", 0]}, 1, 0]}},
                "places": {"$sum": _if_shown("$all", 0)},
                "done": {"$sum": _if_shown("$done", 0)},
                "late": {"$sum": _if_shown("$late", 0)},
                "stuck": {"$sum": _if_shown("$stuck", 0)},
                "due_soon": {"$sum": _if_shown(_together("$soon"), 0)},
                "next_due": {"$min": _if_shown({"$min": "$soon.on"}, None)},
                "worst": {"$top": {"sortBy": {"trouble": -1, "left": -1, "title": -1}, "output": ["$_id", "$trouble"]}},
            }
        },
        {"$set": {"kind": "sum"}},
        {
            "$unionWith": {
                "coll": TALLIES.name,
                "pipeline": [
                    {"$match": {"cycle": cycle, "course": {"$ne": HEADS}}},
                    {"$group": {"_id": "$course", "title": {"$max": "$title"}, "people": {"$sum": {"$add": counts}}}},
                    {"$match": {"people": {"$gt": 0}}},
                    {"$set": {"kind": "course"}},
                ],
            }
        },
        {"$unionWith": {"coll": SCHOOLS.name, "pipeline": [{"$set": {"kind": "school"}}]}},
    ]


def _if_shown(what: Any, otherwise: Any) -> Doc:
    return {"$cond": ["$shown", what, otherwise]}


def _together(dues: Any) -> Doc:
    return {"$sum": {"$map": {"input": dues, "in": {"$add": ["$$this.open", "$$this.begun"]}}}}


def _line_from(school: School, doc: Doc | None) -> SchoolLine:
    if doc is None:
        return SchoolLine(school, 0, 0, 0, 0, 0, 0, 0, None, "")
    worst, trouble = doc["worst"]
    return SchoolLine(
        school=school,
        people=doc["people"],
        taken=doc["taken"],
        places=doc["places"],
        done=doc["done"],
        late=doc["late"],
        stuck=doc["stuck"],
        due_soon=doc["due_soon"],
        next_due=date.fromisoformat(doc["next_due"]) if doc["next_due"] else None,
        worst=worst if trouble >= 0 else "",
    )


def _newest(asked: Doc, limit: int, kind: str) -> Doc:
    return {
        "$unionWith": {
            "coll": AUDIT.name,
            "pipeline": [
                {"$match": asked},
                {"$sort": {"at": -1}},
                {"$limit": limit},
                {"$unset": "_id"},
                {"$set": {"kind": kind}},
            ],
        }
    }
