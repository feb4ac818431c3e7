"""A course as its learner walks through it: the thread of modules, and each kind of module in a file of its own."""

from plm.learning.pages import course, evaluation, items, judging, sharing
from plm.learning.pages.blueprint import pages

__all__ = ["course", "evaluation", "items", "judging", "pages", "sharing"]
