"""What people do in a module: where they stand in a reading, what they write, how they answer. Pure."""

from plm.learning.model.attempts import Attempt, Paper, number_of_next, paper
from plm.learning.model.reading import Reading, next_after, reading_at
from plm.learning.model.reflections import KEPT, MOST_CHARACTERS, Reflection, Version, plain, words_in

__all__ = [
    "KEPT",
    "MOST_CHARACTERS",
    "Attempt",
    "Paper",
    "Reading",
    "Reflection",
    "Version",
    "next_after",
    "number_of_next",
    "paper",
    "plain",
    "reading_at",
    "words_in",
]
