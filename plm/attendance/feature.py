"""What `attendance` plugs in."""

from datetime import timedelta

from plm.attendance.jobs import carry
from plm.attendance.pages import pages
from plm.attendance.store import ATTENDANCE, MARKS
from plm.feature import Feature
from plm.jobs import Job

FEATURE = Feature(
    "attendance",
    pages=(pages,),
    collections=(MARKS, ATTENDANCE),
    jobs=(
        Job(
            "attendance",
            carry,
            timedelta(minutes=1),
            why="counts the minutes of sessions that have ended in people's courses",
        ),
    ),
)
