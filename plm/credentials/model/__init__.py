"""What was earned: awards, the credit they carry, the district's kinds of credit, and people's goals."""

from plm.credentials.model.award import (
    MOST_SEATS,
    Award,
    award_for,
    code_from,
    evidence_hash,
    seat_of,
    sessions_counted,
)
from plm.credentials.model.credit import Before, CreditLine, SentBack, Signature, State, lines_for
from plm.credentials.model.days import months_after, school_year
from plm.credentials.model.goal import Goal, GoalState
from plm.credentials.model.kind import AREAS, DEFAULTS, HOURS, MOST_SIGNERS, Area, Kind, Signer
from plm.credentials.model.ledger import Dated, Total, hours_line, totals, toward

__all__ = [
    "AREAS",
    "DEFAULTS",
    "HOURS",
    "MOST_SEATS",
    "MOST_SIGNERS",
    "Area",
    "Award",
    "Before",
    "CreditLine",
    "Dated",
    "Goal",
    "GoalState",
    "Kind",
    "SentBack",
    "Signature",
    "Signer",
    "State",
    "Total",
    "award_for",
    "code_from",
    "evidence_hash",
    "hours_line",
    "lines_for",
    "months_after",
    "school_year",
    "seat_of",
    "sessions_counted",
    "totals",
    "toward",
]
