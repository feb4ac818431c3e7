"""The shelf of courses: folders read with every mistake in view, a new one begun, a published one written back."""

from plm.catalog.files import doors
from plm.catalog.files.folders import RESERVED, read, read_course, titles_in
from plm.catalog.files.mistakes import Found, Mistake
from plm.catalog.files.scaffold import EXTRAS
from plm.catalog.files.writing import export, new_course

__all__ = [
    "EXTRAS",
    "RESERVED",
    "Found",
    "Mistake",
    "doors",
    "export",
    "new_course",
    "read",
    "read_course",
    "titles_in",
]
