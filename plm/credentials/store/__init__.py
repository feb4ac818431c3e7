"""What is kept of credentials: awards, the district's kinds of credit and renewal areas, and people's goals."""

from plm.credentials.store.awards import AWARDS, Awards, award_from, award_to
from plm.credentials.store.goals import GOALS, Goals
from plm.credentials.store.kinds import AREAS, KINDS, Areas, Kinds

__all__ = ["AREAS", "AWARDS", "GOALS", "KINDS", "Areas", "Awards", "Goals", "Kinds", "award_from", "award_to"]
