"""Filling the invented district."""

from dataclasses import replace
from datetime import datetime

from pymongo.database import Database

from plm.settings import Settings


def demo_district(settings: Settings) -> Settings:
    """The settings of the demo: an invented district by name."""
    return replace(settings, demo=True, district="Alder County")


def fill(db: Database, settings: Settings, *, now: datetime) -> bool:
    """Fill an empty database; false when something is there already."""
    return False
