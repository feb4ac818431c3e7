"""What `credentials` plugs in."""

from plm.feature import Feature

FEATURE = Feature("credentials")
