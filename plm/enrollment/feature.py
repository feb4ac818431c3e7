"""What `enrollment` plugs in."""

from plm.feature import Feature
from plm.enrollment.store import ENROLLMENTS

FEATURE = Feature("enrollment", collections=(ENROLLMENTS,))
