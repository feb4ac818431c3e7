"""What is asked in a quiz and in a reflection. The course decides the questions, so the schemas are made from it."""

from plm.learning.schemas.answers import ANSWER, answers_schema, options_of
from plm.learning.schemas.lines import said
from plm.learning.schemas.reflections import TEXT, DraftSchema, reflection_schema

__all__ = ["ANSWER", "TEXT", "DraftSchema", "answers_schema", "options_of", "reflection_schema", "said"]
