"""What `sections` plugs in."""

from plm.feature import Feature
from plm.sections.store import SECTIONS

FEATURE = Feature("sections", collections=(SECTIONS,))
