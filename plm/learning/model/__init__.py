"""What people do in a module: where they stand in a reading, what they write, how they answer. Pure."""

from plm.learning.model.attempts import Attempt, Paper, number_of_next, paper
from plm.learning.model.audiences import (
    Answer,
    Seats,
    Writer,
    answers_for,
    facilitated,
    leads,
    may_read,
    seats_with,
    ties_to,
)
from plm.learning.model.reading import Reading, next_after, reading_at
from plm.learning.model.reflections import KEPT, MOST_CHARACTERS, Reflection, Version, narrower, plain, words_in
from plm.learning.model.replies import MOST_REPLIES, MOST_REPLY_CHARACTERS, Reply

__all__ = [
    "KEPT",
    "MOST_CHARACTERS",
    "MOST_REPLIES",
    "MOST_REPLY_CHARACTERS",
    "Answer",
    "Attempt",
    "Paper",
    "Reading",
    "Reflection",
    "Reply",
    "Seats",
    "Version",
    "Writer",
    "answers_for",
    "facilitated",
    "leads",
    "may_read",
    "narrower",
    "next_after",
    "number_of_next",
    "paper",
    "plain",
    "reading_at",
    "seats_with",
    "ties_to",
    "words_in",
]
