"""What `attendance` plugs in."""

from plm.feature import Feature

FEATURE = Feature("attendance")
