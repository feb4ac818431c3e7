"""What `generate` plugs in."""

from plm.feature import Feature

FEATURE = Feature("generate")
