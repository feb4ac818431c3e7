"""What can be done about reminders: plan them, decide about each, look ahead, send again, nudge, read the mailbox."""

from plm.reminders.actions.decide import compose
from plm.reminders.actions.mailbox import MOST_SHOWN, may_look, read, shown
from plm.reminders.actions.nudging import Late, Nudged, late_ones, nudge, nudge_text
from plm.reminders.actions.planning import Planned, plan_due
from plm.reminders.actions.preview import MOST_LISTED, Ahead, Line, Told, ahead, sample_for, send_samples, told
from plm.reminders.actions.sending_again import send_again
from plm.reminders.actions.setup import hours_of

__all__ = [
    "MOST_LISTED",
    "MOST_SHOWN",
    "Ahead",
    "Late",
    "Line",
    "Nudged",
    "Planned",
    "Told",
    "ahead",
    "compose",
    "hours_of",
    "late_ones",
    "may_look",
    "nudge",
    "nudge_text",
    "plan_due",
    "read",
    "sample_for",
    "send_again",
    "send_samples",
    "shown",
    "told",
]
