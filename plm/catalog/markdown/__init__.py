"""Markdown of a course as HTML that is safe whatever stands in it.

Two steps, each of which would do by itself: markdown-it-py never passes raw HTML on, and nh3 keeps only the tags,
attributes and addresses named in `rendering`.
"""

from plm.catalog.markdown.arranging import CONTAINERS, parted
from plm.catalog.markdown.rendering import FILES, SCHEMES, inline, parsed, render

__all__ = ["CONTAINERS", "FILES", "SCHEMES", "inline", "parsed", "parted", "render"]
