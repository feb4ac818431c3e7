"""What people do about enrollments, and the one door through which evidence is written."""

from plm.enrollment.actions.entering import (
    TeamOutcome,
    allow_try,
    enroll_self,
    enroll_team,
    move_due,
    withdraw,
)
from plm.enrollment.actions.evidence import (
    begin_module,
    forfeit_hours,
    keep_place,
    new_award,
    record,
    record_answers,
    record_attendance,
    record_page,
    record_read,
    record_reflection,
)
from plm.enrollment.actions.seats import (
    leave_seat,
    take_seat,
)
from plm.enrollment.actions.shown import (
    Offer,
    Team,
    catalogue,
    edition_of,
    name_of,
    offer,
    principals_of,
    sections_for,
    show,
    team_of,
)

__all__ = [
    "Offer",
    "Team",
    "TeamOutcome",
    "allow_try",
    "begin_module",
    "catalogue",
    "edition_of",
    "enroll_self",
    "enroll_team",
    "forfeit_hours",
    "keep_place",
    "leave_seat",
    "move_due",
    "name_of",
    "new_award",
    "offer",
    "principals_of",
    "record",
    "record_answers",
    "record_attendance",
    "record_page",
    "record_read",
    "record_reflection",
    "sections_for",
    "show",
    "take_seat",
    "team_of",
    "withdraw",
]
