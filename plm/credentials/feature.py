"""What `credentials` plugs in."""

from datetime import timedelta

from plm.access import Role
from plm.credentials.actions import begin_rules
from plm.credentials.commands import awards, badges
from plm.credentials.jobs import write_awards
from plm.credentials.pages import pages
from plm.credentials.store import AREAS, AWARDS, GOALS, KINDS
from plm.feature import Feature
from plm.jobs import Job
from plm.web.nav import NavItem

FEATURE = Feature(
    "credentials",
    pages=(pages,),
    collections=(AWARDS, KINDS, AREAS, GOALS),
    jobs=(Job("awards", write_awards, timedelta(seconds=3), why="writes the certificates of completed courses"),),
    commands=(awards, badges),
    nav=(
        NavItem("My record", "credentials.record", 32, roles=frozenset({Role.STAFF})),
        NavItem(
            "Credit", "credentials.waiting", 26, roles=frozenset({Role.PRINCIPAL, Role.FACILITATOR, Role.DIRECTOR})
        ),
        NavItem("Credit", "credentials.kinds", 26, roles=frozenset({Role.ADMINISTRATOR})),
    ),
    begins=begin_rules,
)
