"""What people hand in, as MongoDB keeps it."""

from plm.learning.store.attempts import Attempts
from plm.learning.store.evaluations import EVALUATIONS, Evaluations
from plm.learning.store.reflections import Reflections
from plm.learning.store.shared import Shared, SharedReflections, unread_steps, writer_from
from plm.learning.store.submissions import SUBMISSIONS
from plm.learning.store.threads import Answered, Followed, Threads

__all__ = [
    "EVALUATIONS",
    "SUBMISSIONS",
    "Answered",
    "Attempts",
    "Evaluations",
    "Followed",
    "Reflections",
    "Shared",
    "SharedReflections",
    "Threads",
    "unread_steps",
    "writer_from",
]
