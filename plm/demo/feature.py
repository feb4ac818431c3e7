"""What `demo` plugs in."""

from plm.feature import Feature

FEATURE = Feature("demo")
