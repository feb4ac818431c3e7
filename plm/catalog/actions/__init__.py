"""What can be done with the catalogue: publish, take from the list, look."""

from plm.catalog.actions.publishing import (
    Published,
    doors,
    publish,
    publish_new,
    publish_shipped,
    reopen,
    unpublish,
    would_publish,
)
from plm.catalog.actions.shipped import shipped_courses
from plm.catalog.actions.shown import (
    Issue,
    Kept,
    State,
    assets,
    course,
    edition,
    file,
    guide,
    kept,
    live,
    numbers,
    standing,
    takeaway,
)

__all__ = [
    "Issue",
    "Kept",
    "Published",
    "State",
    "assets",
    "course",
    "doors",
    "edition",
    "file",
    "guide",
    "kept",
    "live",
    "numbers",
    "publish",
    "publish_new",
    "publish_shipped",
    "reopen",
    "shipped_courses",
    "standing",
    "takeaway",
    "unpublish",
    "would_publish",
]
