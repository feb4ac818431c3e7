"""A school as its principal sees it."""

from plm.reports.actions.team.page import TeamPage, own_school, team, team_sheet
from plm.reports.actions.team.table import Asked

__all__ = ["Asked", "TeamPage", "own_school", "team", "team_sheet"]
