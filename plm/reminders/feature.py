"""What `reminders` plugs in."""

from datetime import timedelta

from plm.access import Role
from plm.feature import Feature
from plm.jobs import Job
from plm.reminders import jobs
from plm.reminders.commands import reminders
from plm.reminders.pages import pages
from plm.reminders.store import DAYS, REMINDERS
from plm.web.nav import NavItem

FEATURE = Feature(
    "reminders",
    pages=(pages,),
    collections=(REMINDERS, DAYS),
    jobs=(
        Job("plan reminders", jobs.plan, timedelta(seconds=10), why="writes down whom to remind, and of what"),
        Job("send reminders", jobs.send, timedelta(seconds=5), why="sends the reminders that are due"),
    ),
    commands=(reminders,),
    nav=(NavItem("Reminders", "reminders.preview", 27, frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})),),
)
