"""What `enrollment` plugs in."""

from plm.access import Role
from plm.enrollment.commands import courses
from plm.enrollment.pages import pages
from plm.enrollment.store import ENROLLMENTS
from plm.enrollment.store.admissions import ADMISSIONS
from plm.enrollment.store.recognitions import RECOGNITIONS
from plm.feature import Feature
from plm.web.nav import NavItem

FEATURE = Feature(
    "enrollment",
    pages=(pages,),
    collections=(ENROLLMENTS, RECOGNITIONS, ADMISSIONS),
    commands=(courses,),
    nav=(
        NavItem("Courses", "enrollment.courses", 20, roles=frozenset(Role) - {Role.FACILITATOR}),
        NavItem("Editions", "enrollment.standing", 22, roles=frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})),
    ),
)
