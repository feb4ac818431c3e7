"""What is asked in a quiz and in a reflection. The course decides the questions, so the schemas are made from it."""

from plm.catalog.asking import said
from plm.learning.schemas.answers import ANSWER, EDITION, NUMBER, asked_in
from plm.learning.schemas.reflections import READERS, STOOD, TEXT, DraftSchema, ReplySchema, reflection_schema

__all__ = [
    "ANSWER",
    "EDITION",
    "NUMBER",
    "READERS",
    "STOOD",
    "TEXT",
    "DraftSchema",
    "ReplySchema",
    "asked_in",
    "reflection_schema",
    "said",
]
