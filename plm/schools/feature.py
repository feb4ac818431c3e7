"""What `schools` plugs in."""

from plm.feature import Feature
from plm.schools.commands import schools
from plm.schools.pages import pages
from plm.schools.store import SCHOOLS

FEATURE = Feature("schools", pages=(pages,), collections=(SCHOOLS,), commands=(schools,))
