"""Tallies, and the few questions that reach over several collections at once."""

from plm.reports.store.counting import EVERYWHERE, HEADS, emptied
from plm.reports.store.districts import Districts, Looked
from plm.reports.store.marked import Marked
from plm.reports.store.overview import Changes, Overview
from plm.reports.store.tallies import RECOUNTS, TALLIES, Stale, Tallies
from plm.reports.store.teams import Teams

__all__ = [
    "EVERYWHERE",
    "HEADS",
    "RECOUNTS",
    "TALLIES",
    "Changes",
    "Districts",
    "Looked",
    "Marked",
    "Overview",
    "Stale",
    "Tallies",
    "Teams",
    "emptied",
]
