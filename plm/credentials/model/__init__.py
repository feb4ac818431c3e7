"""What was earned: awards, and the days by which they are counted."""

from plm.credentials.model.award import (
    MOST_SEATS,
    Award,
    award_for,
    code_from,
    evidence_hash,
    seat_of,
    sessions_counted,
)
from plm.credentials.model.days import months_after, school_year

__all__ = [
    "MOST_SEATS",
    "Award",
    "award_for",
    "code_from",
    "evidence_hash",
    "months_after",
    "school_year",
    "seat_of",
    "sessions_counted",
]
