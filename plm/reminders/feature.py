"""What `reminders` plugs in."""

from plm.feature import Feature

FEATURE = Feature("reminders")
