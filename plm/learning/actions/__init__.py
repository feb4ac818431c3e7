"""Reading on, answering, writing: what a person does in a module of their own."""

from plm.learning.actions.attempts import answer, attempt
from plm.learning.actions.opening import Opened, give, open_course, open_module
from plm.learning.actions.reflections import hand_in, read_reflection, save_draft

__all__ = [
    "Opened",
    "answer",
    "attempt",
    "give",
    "hand_in",
    "open_course",
    "open_module",
    "read_reflection",
    "save_draft",
]
