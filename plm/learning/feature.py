"""What `learning` plugs in."""

from plm.feature import Feature

FEATURE = Feature("learning")
