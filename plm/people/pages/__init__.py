"""The pages of people: the door, one's own account, the directory, the roster."""

from plm.people.pages import account, directory, door, roster
from plm.people.pages.blueprint import pages

__all__ = ["account", "directory", "door", "pages", "roster"]
