"""What is kept of credentials."""

from plm.credentials.store.awards import AWARDS, Awards, award_from, award_to

__all__ = ["AWARDS", "Awards", "award_from", "award_to"]
