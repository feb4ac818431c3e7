"""What `catalog` plugs in."""

from plm.access import Role
from plm.catalog.commands import courses
from plm.catalog.course_files import CHUNKS, FILES, LARGE
from plm.catalog.pages import pages
from plm.catalog.store import COURSES, EDITIONS
from plm.feature import Feature
from plm.web.nav import NavItem

FEATURE = Feature(
    "catalog",
    pages=(pages,),
    collections=(COURSES, EDITIONS, FILES, LARGE, CHUNKS),
    commands=(courses,),
    nav=(NavItem("Editions", "catalog.standing", 22, roles=frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})),),
)
