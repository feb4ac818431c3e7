"""Reflections as MongoDB keeps them."""

from plm.catalog.kinds import Audience
from plm.learning.model import Reflection, Reply, Version
from plm.mongo.collection import Doc


def reflection_to(reflection: Reflection) -> Doc:
    """The document of a reflection. Only one that somebody else may read says whom it is `open_to`."""
    doc: Doc = {
        "_id": reflection.id,
        "kind": "reflection",
        "enrollment": reflection.enrollment,
        "module": reflection.module,
        "person": reflection.person,
        "course": reflection.course,
        "school": reflection.school,
        "texts": dict(reflection.texts),
        "audiences": {prompt: audience.value for prompt, audience in reflection.audiences.items()},
        "words": reflection.words,
        "revision": reflection.revision,
        "begun_at": reflection.begun_at,
        "saved_at": reflection.saved_at,
        "handed_in_at": reflection.handed_in_at,
        "earlier": [_version_to(one) for one in reflection.earlier],
        "replies": [_reply_to(one) for one in reflection.replies],
        "reads": [{"person": person, "at": at} for person, at in reflection.reads.items()],
        "writes": reflection.writes,
    }
    if reflection.open_to is not Audience.PRIVATE:
        doc["open_to"] = reflection.open_to.value
    return doc


def reflection_from(doc: Doc) -> Reflection:
    """The reflection of a document; one of before answers had an audience has none, and so is private."""
    return Reflection(
        enrollment=doc["enrollment"],
        module=doc["module"],
        person=doc["person"],
        texts=doc["texts"],
        revision=doc["revision"],
        begun_at=doc["begun_at"],
        saved_at=doc["saved_at"],
        handed_in_at=doc["handed_in_at"],
        earlier=tuple(Version(**one) for one in doc["earlier"]),
        writes=doc["writes"],
        audiences={prompt: Audience(value) for prompt, value in doc.get("audiences", {}).items()},
        course=doc.get("course", ""),
        school=doc.get("school", ""),
        replies=tuple(Reply(**one) for one in doc.get("replies", ())),
        reads={one["person"]: one["at"] for one in doc.get("reads", ())},
    )


def _version_to(version: Version) -> Doc:
    return {
        "texts": dict(version.texts),
        "at": version.at,
        "base": version.base,
        "aside": version.aside,
        "window": version.window,
    }


def _reply_to(reply: Reply) -> Doc:
    return {
        "id": reply.id,
        "by": reply.by,
        "name": reply.name,
        "text": reply.text,
        "at": reply.at,
        "seen_at": reply.seen_at,
    }
