"""Enrollments: one document per person, course and cycle, carrying evidence and verdict."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.enrollment.model import Enrollment, Status
from plm.enrollment.store.documents import enrollment_from, enrollment_to, work_to
from plm.errors import NotFound, RuleBroken
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

ENROLLMENTS = Collection(
    "enrollments",
    indexes=(
        Index(("person", "status"), why="my learning"),
        Index(("school", "status", "course"), why="a school's team, course by course"),
        Index(("course", "cycle", "status"), why="who takes a course this year"),
        Index(("course", "edition", "status"), why="how many people are on which edition of a course"),
        Index(("next_reminder_at",), why="whom to remind next", where={"next_reminder_at": {"$exists": True}}),
        Index(("dirty",), why="whose school's tally is stale", where={"dirty": True}),
        Index(("award_due",), why="which completion has no award yet", where={"award_due": True}),
        Index(("award",), why="the completion behind a certificate", where={"award": {"$gt": ""}}, unique=True),
    ),
)

_TRIES = 40

# So many come back in one answer; unless told, MongoDB's first holds 101 and a second question fetches the rest.
_BATCH = 5000


class Enrollments:
    """What can be asked about enrollments. Every write marks the document for those downstream:

    `dirty` (the tally must be recounted), `award_due` (an award must be written) and
    `next_reminder_at` (the reminder planner must look) are set in the same write as the change.
    """

    def __init__(self, db: Database) -> None:
        self._docs = ENROLLMENTS.of(db)

    def get(self, enrollment_id: str) -> Enrollment:
        """One enrollment.

        Raises:
            NotFound: no such enrollment.
        """
        if (doc := self._docs.find_one({"_id": enrollment_id})) is None:
            raise NotFound("There is no such enrollment.")
        return enrollment_from(doc)

    def find(self, enrollment_id: str) -> Enrollment | None:
        """One enrollment, if it exists."""
        doc = self._docs.find_one({"_id": enrollment_id})
        return enrollment_from(doc) if doc else None

    def of(self, person: str) -> list[Enrollment]:
        """Everything a person takes or took, newest first."""
        found = self._docs.find({"person": person}, batch_size=_BATCH).sort("enrolled_at", -1)
        return [enrollment_from(doc) for doc in found]

    def at(self, school: str, *, course: str = "") -> list[Enrollment]:
        """What the people of a school take or have completed (withdrawals left out)."""
        asked: Doc = {"school": school, "status": {"$in": [Status.ACTIVE, Status.COMPLETED]}}
        if course:
            asked["course"] = course
        return [enrollment_from(doc) for doc in self._docs.find(asked, batch_size=_BATCH)]

    def some(self, ids: Iterable[str]) -> dict[str, Enrollment]:
        """The enrollments with these ids, by id."""
        found = self._docs.find({"_id": {"$in": list(ids)}}, batch_size=_BATCH)
        return {doc["_id"]: enrollment_from(doc) for doc in found}

    def in_course(self, people: Iterable[str], course: str) -> dict[str, Enrollment]:
        """The newest enrollment of each of these people in a course, withdrawals left out, by person."""
        found = self._docs.find(
            {
                "person": {"$in": list(people)},
                "course": course,
                "status": {"$in": [Status.ACTIVE, Status.COMPLETED]},
            },
            batch_size=_BATCH,
        ).sort("cycle", 1)
        return {doc["person"]: enrollment_from(doc) for doc in found}

    def completed_of(self, person: str, courses: Iterable[str]) -> set[str]:
        """Those of these courses that a person has completed; one whose certificate was revoked counts no more."""
        asked: Doc = {
            "person": person,
            "status": Status.COMPLETED,
            "course": {"$in": list(courses)},
            "hours": {"$gt": 0},
        }
        return {doc["course"] for doc in self._docs.find(asked, {"course": 1})}

    def half_through(self, course: str) -> int:
        """How many people have completed a course or have done half of its modules, and have not left it."""
        half = {"$gte": [{"$multiply": ["$done", 2]}, "$total"]}
        through = [{"status": Status.COMPLETED}, {"status": Status.ACTIVE, "$expr": half}]
        return self._docs.count_documents({"course": course, "$or": through})

    def with_award(self, code: str) -> Enrollment | None:
        """The completion behind a certificate."""
        doc = self._docs.find_one({"award": code})
        return enrollment_from(doc) if doc else None

    def awards_due(self, limit: int) -> list[Enrollment]:
        """Completions whose award is not written yet."""
        return [enrollment_from(doc) for doc in self._docs.find({"award_due": True}).limit(limit)]

    def award_written(self, enrollment_id: str) -> None:
        """The award of this completion stands."""
        self._docs.update_one({"_id": enrollment_id}, {"$unset": {"award_due": ""}})

    def add(self, enrollment: Enrollment, *, now: datetime) -> None:
        """Add an enrollment.

        Raises:
            RuleBroken: the person already has one in this course and cycle.
        """
        try:
            self._docs.insert_one(enrollment_to(enrollment) | _marks(enrollment, now=now))
        except DuplicateKeyError:
            raise RuleBroken("Already enrolled in this course.", code="already-enrolled") from None

    def active(self, person: str, course: str) -> Enrollment | None:
        """The open enrollment of a person in a course, whatever the cycle."""
        doc = self._docs.find_one({"person": person, "status": Status.ACTIVE, "course": course}, sort=[("cycle", -1)])
        return enrollment_from(doc) if doc else None

    def of_in(self, person: str, course: str) -> Enrollment | None:
        """The newest enrollment of a person in a course, withdrawn ones among them."""
        doc = self._docs.find_one({"person": person, "course": course}, sort=[("cycle", -1)])
        return enrollment_from(doc) if doc else None

    def save(self, after: Enrollment, *, before: Enrollment, now: datetime) -> bool:
        """Write `after` if nobody wrote since `before` was read; false when somebody did."""
        return self._docs.update_one(_stands(before), _written(after, before=before, now=now)).matched_count == 1

    def keep_place(self, after: Enrollment, module_id: str, *, before: Enrollment) -> bool:
        """Write where somebody stands in a module, and nothing else, if nobody wrote meanwhile.

        Only a module opened for the first time can change what a tally counts.
        """
        changed = {
            f"modules.{module_id}": work_to(after.modules[module_id]),
            "touched_at": after.touched_at,
            "version": before.version + 1,
        }
        if module_id not in before.modules:
            changed["dirty"] = True
        return self._docs.update_one(_stands(before), {"$set": changed}).matched_count == 1

    def change(self, enrollment_id: str, rule: Callable[[Enrollment], Enrollment], *, now: datetime) -> Enrollment:
        """Load, apply the rule, save if nobody else saved meanwhile; otherwise do it again.

        Inside a transaction the first clash ends it and MongoDB runs the whole action again.

        Raises:
            NotFound: no such enrollment.
            RuleBroken: what the rule refuses.
        """
        for _ in range(_TRIES):
            before = self.get(enrollment_id)
            after = rule(before)
            if after == before:
                return before
            if self.save(after, before=before, now=now):
                return replace(after, version=before.version + 1)
        raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")

    def change_many(
        self, ids: Iterable[str], rule: Callable[[Enrollment], Enrollment], *, now: datetime
    ) -> dict[str, Enrollment]:
        """`change` for many enrollments in two round trips; those that met another write are done again.

        The rule must change nothing where it has already been applied.
        """
        changed: dict[str, Enrollment] = {}
        waiting = list(dict.fromkeys(ids))
        for _ in range(_TRIES):
            writes: list[UpdateOne] = []
            found = self.some(waiting)
            for one, before in found.items():
                after = rule(before)
                changed[one] = after if after == before else replace(after, version=before.version + 1)
                if after != before:
                    writes.append(UpdateOne(_stands(before), _written(after, before=before, now=now)))
            if not writes or self._docs.bulk_write(writes, ordered=False).matched_count == len(writes):
                return changed
            # Some met another write. The rule changes nothing where it has been applied already.
            waiting = list(found)
        raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")

    # ── what the reminder planner asks ──

    def due_for_planning(self, now: datetime, limit: int) -> list[tuple[Enrollment, datetime]]:
        """Enrollments whose reminders must be looked at, each with the moment for which that was asked."""
        found = self._docs.find({"next_reminder_at": {"$lte": now}}, batch_size=_BATCH)
        found = found.sort("next_reminder_at").limit(limit)
        return [(enrollment_from(doc), doc["next_reminder_at"]) for doc in found]

    def planned(self, looked: Iterable[tuple[Enrollment, datetime, datetime | None]]) -> int:
        """Ask for the next look: (as it was read, the moment `seen`, the next moment or None).

        An enrollment that changed since it was read is left to be looked at again. Returns how many were not.
        """
        writes = [
            UpdateOne(
                {**_stands(one), "next_reminder_at": seen},
                {"$set": {"next_reminder_at": next_at}} if next_at else {"$unset": {"next_reminder_at": ""}},
            )
            for one, seen, next_at in looked
        ]
        return self._docs.bulk_write(writes, ordered=False).matched_count if writes else 0

    def to_be_reminded(self, now: datetime, until: datetime) -> list[Doc]:
        """How many will be looked at by then: due_on, school, edition, title, `waits` (already to be looked at), n."""
        steps: list[Doc] = [
            {"$match": {"next_reminder_at": {"$lte": until}, "status": Status.ACTIVE, "due_on": {"$ne": None}}},
            {
                "$group": {
                    "_id": {
                        "due_on": "$due_on",
                        "school": "$school",
                        "edition": "$edition",
                        "title": "$title",
                        "waits": {"$lte": ["$next_reminder_at", now]},
                    },
                    "n": {"$sum": 1},
                }
            },
        ]
        return [doc["_id"] | {"n": doc["n"]} for doc in self._docs.aggregate(steps)]

    def to_be_reminded_one_by_one(
        self, until: datetime, *, person: str = "", limit: int
    ) -> list[tuple[Enrollment, datetime]]:
        """Those of `to_be_reminded` themselves, soonest first, perhaps of one person only."""
        asked: Doc = {"next_reminder_at": {"$lte": until}, "status": Status.ACTIVE}
        if person:
            asked["person"] = person
        found = self._docs.find(asked).sort("next_reminder_at").limit(limit)
        return [(enrollment_from(doc), doc["next_reminder_at"]) for doc in found]

    def late_at(self, school: str, *, today: date) -> list[Enrollment]:
        """What should have been done at a school before today and is not."""
        asked: Doc = {"school": school, "status": Status.ACTIVE, "due_on": {"$lt": today.isoformat(), "$gt": ""}}
        return [enrollment_from(doc) for doc in self._docs.find(asked, batch_size=_BATCH).sort("due_on")]

    def late_of(self, person: str, *, today: date) -> list[Enrollment]:
        """What a person should have done before today and has not."""
        asked: Doc = {"person": person, "status": Status.ACTIVE, "due_on": {"$lt": today.isoformat(), "$gt": ""}}
        return [enrollment_from(doc) for doc in self._docs.find(asked, batch_size=_BATCH).sort("due_on")]


def _stands(before: Enrollment) -> Doc:
    return {"_id": before.id, "version": before.version}


def _written(after: Enrollment, *, before: Enrollment, now: datetime) -> Doc:
    """The update that writes `after`, with the marks for those downstream."""
    doc = enrollment_to(after)
    del doc["_id"]
    doc["version"] = before.version + 1
    doc["dirty"] = True
    if before.aside and not after.aside:
        doc["aside"] = {}
    if after.award and not before.award:
        doc["award_due"] = True
    if _duty(after) == _duty(before):
        return {"$set": doc}
    marks = _marks(after, now=now)
    if before.award:
        marks.pop("award_due", None)
    update: Doc = {"$set": doc | marks}
    if "next_reminder_at" not in marks:
        update["$unset"] = {"next_reminder_at": ""}
    return update


def _duty(enrollment: Enrollment) -> tuple[Status, date | None, datetime]:
    """What reminders depend on; when it changes, they must be planned anew."""
    return enrollment.status, enrollment.due_on, enrollment.enrolled_at


def _marks(enrollment: Enrollment, *, now: datetime) -> Doc:
    marks: Doc = {"dirty": True}
    if enrollment.award:
        marks["award_due"] = True
    if enrollment.status is Status.ACTIVE and enrollment.due_on is not None:
        marks["next_reminder_at"] = now
    return marks
