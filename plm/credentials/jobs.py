"""Due work: the awards of completions that have none yet."""

from plm.credentials import actions
from plm.jobs import Services


def write_awards(services: Services) -> int:
    """Write the awards that are due; returns how many."""
    return actions.write_due(services.db, zone=services.settings.zone, now=services.clock())
