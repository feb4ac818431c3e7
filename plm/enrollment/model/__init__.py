"""One person's place in a course, the evidence it carries, and the verdict drawn from it."""

from plm.enrollment.model.dates import check_due, cycle_of, today_in
from plm.enrollment.model.enrollment import Enrollment, enroll
from plm.enrollment.model.panel import Asked, panel
from plm.enrollment.model.reach import Reach, out_of_reach
from plm.enrollment.model.weighing import Evidence, closed_by, digest, done_in, minutes_left, sessions_met, weigh
from plm.enrollment.model.work import Decision, SessionWork, Standing, Status, Verdict

__all__ = [
    "Asked",
    "Decision",
    "Enrollment",
    "Evidence",
    "Reach",
    "SessionWork",
    "Standing",
    "Status",
    "Verdict",
    "check_due",
    "closed_by",
    "cycle_of",
    "digest",
    "done_in",
    "enroll",
    "minutes_left",
    "out_of_reach",
    "panel",
    "sessions_met",
    "today_in",
    "weigh",
]
