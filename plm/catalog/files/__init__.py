"""Courses as people write them: folders of TOML and Markdown, read with every mistake in view."""

from plm.catalog.files.folders import read, read_course
from plm.catalog.files.mistakes import Found, Mistake

__all__ = ["Found", "Mistake", "read", "read_course"]
