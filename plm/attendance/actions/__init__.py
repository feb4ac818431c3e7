"""Being there, act by act: the roster of a session, marks and taking them back, minutes into the enrollments."""

from plm.attendance.actions.carrying import carry_due, recompute
from plm.attendance.actions.falling_short import Short, falling_short
from plm.attendance.actions.marking import Kept, Outcome, mark, undo
from plm.attendance.actions.roster import Line, Past, Sheet, add_person, history, sheet

__all__ = [
    "Kept",
    "Line",
    "Outcome",
    "Past",
    "Sheet",
    "Short",
    "add_person",
    "carry_due",
    "falling_short",
    "history",
    "mark",
    "recompute",
    "sheet",
    "undo",
]
