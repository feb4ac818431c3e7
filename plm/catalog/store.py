"""The catalogue: live courses, and every edition ever published."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.audit import AUDIT
from plm.catalog.kinds import KINDS
from plm.catalog.model import (
    Course,
    Edition,
    Evaluated,
    Group,
    Minutes,
    Module,
    Modules,
    Passed,
    Practiced,
    Rule,
    Sessions,
)
from plm.catalog.stored import doc_of, value_of
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

    def some(self, slugs: Iterable[str]) -> list[Course]:
        """The courses with these slugs, as far as they were ever published."""
        return [_course_from(doc) for doc in self._docs.find({"_id": {"$in": list(slugs)}})]

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
    """The document of an edition; rules and contents carry the name of what they are."""
    doc = doc_of(edition)
    del doc["kept_as"]
    for module, written in zip(edition.modules, doc["modules"], strict=True):
        written["kind"] = module.kind
    doc["rule"] = _rule_to(edition.rule) if edition.rule else None
    return {"_id": edition.id, **doc}


def edition_from(doc: Doc) -> Edition:
    """The edition of a document."""
    rule = _rule_from(doc["rule"]) if doc.get("rule") else None
    plain = value_of(
        Edition, {key: value for key, value in doc.items() if key not in ("modules", "rule", "_id")} | {"modules": ()}
    )
    return replace(
        plain,
        modules=tuple(_module_from(module) for module in doc["modules"]),
        rule=rule if isinstance(rule, Group) else None,
        kept_as=doc["_id"].rpartition("@")[2],
    )


def _module_from(doc: Doc) -> Module:
    content = value_of(KINDS[doc["kind"]], doc["content"])
    return Module(doc["id"], doc["title"], doc["minutes"], content, tuple(doc.get("requires", ())))


def _rule_to(rule: Rule) -> Doc:
    if isinstance(rule, Group):
        return {"is": "group", "least": rule.least, "parts": [_rule_to(part) for part in rule.parts]}
    return {"is": type(rule).__name__.lower(), **doc_of(rule)}


def _rule_from(doc: Doc) -> Rule:
    if doc["is"] == "group":
        return Group(tuple(_rule_from(part) for part in doc["parts"]), doc["least"])
    rule: Rule = value_of(_RULES[doc["is"]], doc)
    return rule


_RULES = {one.__name__.lower(): one for one in (Modules, Sessions, Minutes, Passed, Practiced, Evaluated)}


def _course_from(doc: Doc) -> Course:
    return Course(slug=doc["_id"], **{key: value for key, value in doc.items() if key != "_id"})
