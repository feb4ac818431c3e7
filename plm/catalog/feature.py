"""What `catalog` plugs in."""

from plm.catalog.commands import courses
from plm.catalog.store import COURSES, EDITIONS
from plm.feature import Feature

FEATURE = Feature("catalog", collections=(COURSES, EDITIONS), commands=(courses,))
