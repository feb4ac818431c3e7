"""Looking ahead: what will be sent to whom, when and why. Nothing here writes, but for the samples."""

from plm.reminders.actions.preview.counted import Ahead, Line, ahead
from plm.reminders.actions.preview.one_by_one import MOST_LISTED, Told, told
from plm.reminders.actions.preview.samples import sample_for, send_samples

__all__ = [
    "MOST_LISTED",
    "Ahead",
    "Line",
    "Told",
    "ahead",
    "sample_for",
    "send_samples",
    "told",
]
