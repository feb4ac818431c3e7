"""Reading on, answering, writing: what a person does in a module of their own."""

from plm.learning.actions.attempts import MOVED, OVER, answer, attempt, paper_of, quiz_in
from plm.learning.actions.opening import Opened, give, open_course, open_module
from plm.learning.actions.reflections import hand_in, read_reflection, save_draft, see_replies

__all__ = [
    "MOVED",
    "OVER",
    "Opened",
    "answer",
    "attempt",
    "give",
    "hand_in",
    "open_course",
    "open_module",
    "paper_of",
    "quiz_in",
    "read_reflection",
    "save_draft",
    "see_replies",
]
