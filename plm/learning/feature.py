"""What `learning` plugs in."""

from plm.access import Role
from plm.feature import Feature
from plm.learning.pages import pages
from plm.learning.store import EVALUATIONS, SUBMISSIONS
from plm.web.nav import NavItem

FEATURE = Feature(
    "learning",
    pages=(pages,),
    collections=(SUBMISSIONS, EVALUATIONS),
    nav=(
        NavItem(
            "To read",
            "learning.reflections",
            28,
            roles=frozenset({Role.FACILITATOR}),
            also=("learning.practice",),
        ),
    ),
)
