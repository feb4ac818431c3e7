"""What `sections` plugs in."""

from plm.access import Role
from plm.feature import Feature
from plm.sections.pages import pages
from plm.sections.store import SECTIONS
from plm.web.nav import NavItem

FEATURE = Feature(
    "sections",
    pages=(pages,),
    collections=(SECTIONS,),
    nav=(
        NavItem(
            "My sections",
            "sections.mine",
            25,
            roles=frozenset({Role.FACILITATOR, Role.DIRECTOR}),
            labels=((Role.DIRECTOR, "Sections"),),
        ),
    ),
)
