"""The catalogue: live courses, and every edition ever published."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.audit import AUDIT
from plm.catalog.model import Course, Edition, Kind, Module, Option, Page, Prompt, Question, Quiz, Requirement
from plm.errors import NotFound
from plm.mongo import Collection, Index
from plm.mongo.collection import Doc

COURSES = Collection("courses", indexes=(Index(("published", "title"), why="the catalogue by title"),))
EDITIONS = Collection(
    "editions", indexes=(Index(("course", ("number", -1)), why="the editions of a course, newest first", unique=True),)
)

PUBLISHED = "course.published"
"""What the audit calls it."""

# An edition never changes, so a process may keep what it has read. Keyed by database for the tests' sake.
_kept: dict[tuple[str, str], Edition] = {}
_KEEP = 400


class Courses:
    """What can be asked about courses."""

    def __init__(self, db: Database) -> None:
        self._docs = COURSES.of(db)

    def get(self, slug: str) -> Course:
        """One course.

        Raises:
            NotFound: no such course.
        """
        if (doc := self._docs.find_one({"_id": slug})) is None:
            raise NotFound("There is no such course.")
        return _course_from(doc)

    def published(self) -> list[Course]:
        """What can be taken now, by title."""
        return [_course_from(doc) for doc in self._docs.find({"published": True}).sort("title")]

    def all(self) -> list[Course]:
        """Every course, whether it takes newcomers or not, by title."""
        return [_course_from(doc) for doc in self._docs.find().sort("title")]

    def find(self, slug: str) -> Course | None:
        """The course, if it was ever published."""
        doc = self._docs.find_one({"_id": slug})
        return _course_from(doc) if doc else None

    def save(self, course: Course) -> None:
        """Write the course as it is now."""
        doc = asdict(course)
        doc["_id"] = doc.pop("slug")
        self._docs.replace_one({"_id": course.slug}, doc, upsert=True)


class Editions:
    """What can be asked about editions."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._docs = EDITIONS.of(db)

    def get(self, edition_id: str) -> Edition:
        """One edition, kept in memory once read.

        Raises:
            NotFound: no such edition.
        """
        return self.some([edition_id])[edition_id]

    def some(self, ids: Iterable[str]) -> dict[str, Edition]:
        """The editions with these ids; asks the database only for those not read before.

        Raises:
            NotFound: one of them does not exist.
        """
        wanted = set(ids)
        missing = [one for one in wanted if (self._db.name, one) not in _kept]
        if missing:
            if len(_kept) > _KEEP:
                _kept.clear()
            for doc in self._docs.find({"_id": {"$in": missing}}):
                _kept[self._db.name, doc["_id"]] = edition_from(doc)
        try:
            return {one: _kept[self._db.name, one] for one in wanted}
        except KeyError:
            raise NotFound("There is no such edition of the course.") from None

    def by_course(self) -> dict[str, list[Edition]]:
        """Every edition ever published, by course, newest first; asks for the content of none that was read before."""
        lines = list(self._docs.find({}, {"course": 1}).sort("number", -1))
        editions = self.some(line["_id"] for line in lines)
        grouped: dict[str, list[Edition]] = {}
        for line in lines:
            grouped.setdefault(line["course"], []).append(editions[line["_id"]])
        return grouped

    def of_course(self, slug: str) -> list[Edition]:
        """Every edition of a course, newest first."""
        return [edition_from(doc) for doc in self._docs.find({"course": slug}).sort("number", -1)]

    def add(self, edition: Edition, *, now: datetime) -> Edition:
        """Publish an edition under the next number; the same content again is the edition it already was."""
        while True:
            if (known := self._docs.find_one({"_id": edition.id})) is not None:
                return edition_from(known)
            newest = self._docs.find_one({"course": edition.course}, {"number": 1}, sort=[("number", -1)])
            numbered = replace(edition, number=(newest["number"] if newest else 0) + 1, published_at=now)
            try:
                self._docs.insert_one(edition_to(numbered))
            except DuplicateKeyError:
                continue  # Somebody published at the same moment and took the number.
            return numbered


def publishers(db: Database) -> dict[str, str]:
    """Who first published each edition, by its id, as the audit names them."""
    lines = AUDIT.of(db).find({"verb": PUBLISHED}, {"name": 1, "facts.edition": 1}).sort("at", -1)
    # The oldest comes last and stays: later ones made the edition live again.
    return {line["facts"]["edition"]: line["name"] for line in lines}


def edition_to(edition: Edition) -> Doc:
    """The document of an edition."""
    return {"_id": edition.id, **asdict(edition)}


def edition_from(doc: Doc) -> Edition:
    """The edition of a document."""
    return Edition(
        course=doc["course"],
        title=doc["title"],
        summary=doc["summary"],
        audience=doc["audience"],
        hours=doc["hours"],
        outcomes=tuple(doc["outcomes"]),
        modules=tuple(_module_from(module) for module in doc["modules"]),
        requirement=Requirement(**doc["requirement"]),
        valid_months=doc["valid_months"],
        takeaway=_pages_from(doc.get("takeaway", ())),
        number=doc["number"],
        published_at=doc["published_at"],
    )


def _module_from(doc: Doc) -> Module:
    return Module(
        id=doc["id"],
        title=doc["title"],
        kind=Kind(doc["kind"]),
        minutes=doc["minutes"],
        pages=_pages_from(doc["pages"]),
        quiz=_quiz_from(doc["quiz"]) if doc["quiz"] else None,
        intro=doc["intro"],
        prompts=tuple(Prompt(**prompt) for prompt in doc["prompts"]),
        guide=_pages_from(doc.get("guide", ())),
    )


def _pages_from(docs: Iterable[Doc]) -> tuple[Page, ...]:
    return tuple(Page(**page) for page in docs)


def _quiz_from(doc: Doc) -> Quiz:
    return Quiz(
        questions=tuple(
            Question(
                id=question["id"],
                text=question["text"],
                many=question["many"],
                options=tuple(Option(**option) for option in question["options"]),
            )
            for question in doc["questions"]
        ),
        pass_share=doc["pass_share"],
        attempts=doc["attempts"],
        intro=doc["intro"],
    )


def _course_from(doc: Doc) -> Course:
    return Course(slug=doc["_id"], **{key: value for key, value in doc.items() if key != "_id"})
