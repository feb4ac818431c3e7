"""One person's place in a course, the evidence it carries, and the verdict drawn from it."""

from plm.enrollment.model.dates import check_due, cycle_of, today_in
from plm.enrollment.model.enrollment import Enrollment, enroll
from plm.enrollment.model.weighing import done_in, minutes_left, page_minutes, sessions_met, weigh
from plm.enrollment.model.work import ModuleWork, SessionWork, Standing, Status, Verdict

__all__ = [
    "Enrollment",
    "ModuleWork",
    "SessionWork",
    "Standing",
    "Status",
    "Verdict",
    "check_due",
    "cycle_of",
    "done_in",
    "enroll",
    "minutes_left",
    "page_minutes",
    "sessions_met",
    "today_in",
    "weigh",
]
