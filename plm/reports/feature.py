"""What `reports` plugs in."""

from datetime import timedelta

from plm.access import Role
from plm.feature import Feature
from plm.jobs import Job
from plm.reports.jobs import project, recount_nightly
from plm.reports.pages import pages
from plm.reports.store import RECOUNTS, TALLIES
from plm.web.nav import NavItem

FEATURE = Feature(
    "reports",
    pages=(pages,),
    collections=(TALLIES, RECOUNTS),
    jobs=(
        Job("tallies", project, timedelta(seconds=1), why="keeps the counts of schools and courses in step"),
        Job("recount", recount_nightly, timedelta(minutes=10), why="counts everything anew every night and compares"),
    ),
    nav=(
        NavItem(
            "Home",
            "reports.home",
            10,
            labels=(
                (Role.PRINCIPAL, "My team"),
                (Role.FACILITATOR, "Today"),
                (Role.DIRECTOR, "Schools"),
                (Role.ADMINISTRATOR, "Overview"),
            ),
        ),
        NavItem(
            "My learning",
            "reports.my_learning",
            30,
            roles=frozenset({Role.PRINCIPAL, Role.FACILITATOR, Role.DIRECTOR}),
        ),
    ),
)
