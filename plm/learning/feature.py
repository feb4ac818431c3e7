"""What `learning` plugs in."""

from plm.feature import Feature
from plm.learning.pages import pages
from plm.learning.store import SUBMISSIONS

FEATURE = Feature("learning", pages=(pages,), collections=(SUBMISSIONS,))
