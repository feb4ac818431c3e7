"""Tallies: how each course stands in each school, in absolute counts, and what they add up to.

A tally is derived: it may be thrown away and counted again from the enrollments at any time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bson import Timestamp
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from plm.enrollment.store import ENROLLMENTS
from plm.errors import Unavailable
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc
from plm.reports.model import Cell, Total
from plm.reports.store.counting import (
    EVERYWHERE,
    HEADS,
    cell_from,
    cells_of,
    counted,
    courses_of,
    heads_of,
    of_day,
    summed,
    taken,
    total_from,
)

TALLIES = Collection(
    "tallies",
    indexes=(
        Index(("cycle", "course", "school"), why="every school in one school year, and who takes a course"),
        Index(("cycle", "school", "people"), why="the courses that most people of the district take this year"),
        Index(("school",), why="the cells of one school, to compare them"),
    ),
)
RECOUNTS = Collection("recounts")

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

    def of_cycle(self, cycle: str) -> tuple[list[Cell], dict[str, Total]]:
        """Every cell of a school year, and what they add up to in each school."""
        cells, totals = [], {}
        asked = {"cycle": cycle, "school": {"$ne": EVERYWHERE}}
        for doc in self._docs.find(asked, {"as_of": 0}, batch_size=_ONE_BATCH):
            if doc["course"] == HEADS:
                totals[doc["school"]] = total_from(doc)
            else:
                cells.append(cell_from(doc))
        return cells, totals

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
        """The tallies of a school, or of the district, that are behind at that moment of the cluster, by id."""
        asked: Doc = {"dirty": True} if school == EVERYWHERE else {"dirty": True, "school": school}
        found = self._at(at, {"find": ENROLLMENTS.name, "filter": asked, "projection": {"course": 1, "cycle": 1}})
        return {f"{school}:{course}:{doc['cycle']}" for doc in found for course in (doc["course"], HEADS)}

    def standing(self, school: str, *, at: Timestamp) -> dict[str, Doc]:
        """The tallies of a school as they were written at that moment of the cluster, by id, without moment and day.

        `EVERYWHERE` names those of the district.
        """
        asked = {"find": TALLIES.name, "filter": {"school": school}, "projection": {"as_of": 0, "of_day": 0}}
        return {doc["_id"]: doc for doc in self._at(at, asked)}

    def count(self, school: str, cycles: Iterable[str], *, at: Timestamp) -> dict[str, Doc]:
        """The tallies of a school as the enrollments made them at that moment of the cluster, by id.

        Args:
            at: the snapshot that is read. It is also written with the tallies, so that of two projectors the one
                that has seen more wins, whoever writes first.
        """
        years = sorted(cycles)
        heads = {doc["_id"]: doc["people"] for doc in self._grouped(heads_of(school, years), at)}
        cells: dict[str, list[Doc]] = {}
        for doc in self._grouped(cells_of(school, years), at):
            cells.setdefault(doc["_id"]["cycle"], []).append(counted(school, doc))
        found = [cell for year in cells.values() for cell in year]
        found += [summed(school, cycle, year, heads.get(cycle, 0)) for cycle, year in cells.items()]
        return {doc["_id"]: doc for doc in found}

    def count_everywhere(self, cycles: Iterable[str], *, at: Timestamp) -> dict[str, Doc]:
        """How many take each course in the whole district, as the cells say at that moment of the cluster, by id."""
        answer = self._at(at, {"aggregate": TALLIES.name, "pipeline": courses_of(sorted(cycles))})
        return {doc["_id"]: doc for doc in map(taken, answer)}

    def add_up(self, cycles: Iterable[str]) -> None:
        """Bring the tallies of the district in step with the cells of its schools.

        Called after cells were written and before their enrollments are settled, so that a crash in between does both
        again.
        """
        at = self.moment()
        self.write(self.count_everywhere(cycles, at=at).values(), at=at)

    def write(self, cells: Iterable[Doc], *, at: Timestamp) -> None:
        """Write absolute counts, unless somebody wrote a later moment."""
        writes = [
            UpdateOne(
                {"_id": cell["_id"], "as_of": {"$lt": at}},
                # The figures of the day were those of the counts before; `turn` makes them anew.
                {"$set": {key: value for key, value in cell.items() if key != "_id"} | {"as_of": at}}
                | ({"$unset": {"of_day": ""}} if cell["course"] == HEADS else {}),
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

    def turn(self, today: date, *, cycle: str) -> int:
        """Say in what each school adds up to who is late and what is near on this day, where it does not say so yet.

        The day's figures follow from the counts beside them and are read only on their day, so that nothing is wrong
        where they are missing: whoever asks reckons them. Counts that were written meanwhile are left to the next turn.

        Returns:
            At how many schools.
        """
        asked = {"cycle": cycle, "course": HEADS, "of_day.on": {"$ne": today.isoformat()}}
        writes = [
            UpdateOne({"_id": doc["_id"], "as_of": doc["as_of"]}, {"$set": {"of_day": of_day(total_from(doc), today)}})
            for doc in self._docs.find(asked, batch_size=_ONE_BATCH)
        ]
        return self._docs.bulk_write(writes, ordered=False).matched_count if writes else 0

    def schools(self) -> list[str]:
        """Every school that has enrollments or cells."""
        return sorted({*self._enrollments.distinct("school"), *self._docs.distinct("school")} - {EVERYWHERE})

    def cycles(self, school: str) -> list[str]:
        """The school years in which a school has enrollments; of `EVERYWHERE`, those in which any has cells."""
        if school == EVERYWHERE:
            return sorted(self._docs.distinct("cycle"))
        return sorted(self._enrollments.distinct("cycle", {"school": school}))

    def moment(self) -> Timestamp:
        """The present moment of the cluster."""
        with self._db.client.start_session(causal_consistency=True) as session:
            self._docs.find_one({}, {"_id": 1}, session=session)
            return _seen_at(session)

    def _grouped(self, pipeline: list[Doc], at: Timestamp) -> list[Doc]:
        return self._at(at, {"aggregate": ENROLLMENTS.name, "pipeline": pipeline})

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


def _seen_at(session: ClientSession) -> Timestamp:
    """The moment of the cluster at or after which this session has read."""
    if session.operation_time is None:
        raise Unavailable("PLM needs a MongoDB replica set, if only of one member; see docs/operate.md.")
    return session.operation_time
