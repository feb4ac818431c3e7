"""Pages written back as Markdown that reads as the same pages."""

import re
from collections.abc import Iterable

from plm.catalog.files.mistakes import Log
from plm.catalog.files.reading import pages_of, written
from plm.catalog.model import Page

_MARKS = re.compile(r"[!-/:-@\[-`{-~]")


def markdown_of(pages: Iterable[Page]) -> str:
    """The Markdown of these pages."""
    return written(pages, _heading)


def _heading(title: str) -> str:
    """The words of a heading that reads as this title: as they are when Markdown leaves them alone."""
    read = pages_of(f"## {title}\n\n.", "", Log("", [], []))
    if "\n" not in title and [page.title for page in read] == [title]:
        return title
    escaped = _MARKS.sub(lambda mark: f"\\{mark[0]}", title)
    # Spaces at the ends, and what would end the line, are written by their number.
    ends = len(escaped) - len(escaped.lstrip()), len(escaped.rstrip())
    return "".join(
        f"&#{ord(letter)};" if letter.isspace() and (letter != " " or not ends[0] <= place < ends[1]) else letter
        for place, letter in enumerate(escaped)
    )
