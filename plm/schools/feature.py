"""What `schools` plugs in."""

from plm.feature import Feature
from plm.schools.store import SCHOOLS

FEATURE = Feature("schools", collections=(SCHOOLS,))
