"""What `reports` plugs in."""

from plm.feature import Feature

FEATURE = Feature("reports")
