"""What `catalog` plugs in."""

from plm.feature import Feature
from plm.catalog.store import COURSES, EDITIONS

FEATURE = Feature(
    "catalog",
    collections=(
        COURSES,
        EDITIONS,
    ),
)
