"""Writing awards, showing them, checking them, revoking them; and a person's record."""

from plm.credentials.actions.recording import (
    SOON,
    Ending,
    Entry,
    Record,
    Year,
    endings,
    record,
    record_of,
)
from plm.credentials.actions.revoking import revoke
from plm.credentials.actions.showing import (
    Certificate,
    Check,
    Earned,
    achievement,
    badge,
    certificate,
    check,
    revocation,
)
from plm.credentials.actions.writing import find_award, write_award, write_due

__all__ = [
    "SOON",
    "Certificate",
    "Check",
    "Earned",
    "Ending",
    "Entry",
    "Record",
    "Year",
    "achievement",
    "badge",
    "certificate",
    "check",
    "endings",
    "find_award",
    "record",
    "record_of",
    "revocation",
    "revoke",
    "write_award",
    "write_due",
]
