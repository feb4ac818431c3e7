"""What `catalog` plugs in."""

from plm.catalog.commands import courses
from plm.catalog.course_files import CHUNKS, FILES, LARGE
from plm.catalog.pages import pages
from plm.catalog.store import COURSES, EDITIONS
from plm.feature import Feature

FEATURE = Feature(
    "catalog",
    pages=(pages,),
    collections=(COURSES, EDITIONS, FILES, LARGE, CHUNKS),
    commands=(courses,),
)
