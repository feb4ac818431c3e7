"""What people do in a module: where they stand in a reading, what they write, how they answer. Pure."""

from plm.learning.model.attempts import Answered, Attempt, answered
from plm.learning.model.reading import Reading, next_after, reading_at
from plm.learning.model.reflections import KEPT, MOST_CHARACTERS, Reflection, Version, plain, words_in

__all__ = [
    "KEPT",
    "MOST_CHARACTERS",
    "Answered",
    "Attempt",
    "Reading",
    "Reflection",
    "Version",
    "answered",
    "next_after",
    "plain",
    "reading_at",
    "words_in",
]
