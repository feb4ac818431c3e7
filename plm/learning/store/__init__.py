"""What people hand in, as MongoDB keeps it."""

from plm.learning.store.attempts import Attempts
from plm.learning.store.reflections import Reflections
from plm.learning.store.submissions import SUBMISSIONS

__all__ = ["SUBMISSIONS", "Attempts", "Reflections"]
