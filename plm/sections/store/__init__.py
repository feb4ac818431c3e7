"""Sections. The document holds its roster, so a seat is claimed by one conditional update."""

from plm.sections.store.documents import section_from, section_to
from plm.sections.store.named import Named, named_from, people_of
from plm.sections.store.sections import SECTIONS, Listed, Sections

__all__ = [
    "SECTIONS",
    "Listed",
    "Named",
    "Sections",
    "named_from",
    "people_of",
    "section_from",
    "section_to",
]
