"""What certificates, the record and the pages of credit say."""

from plm.credentials.messages.certificates import (
    ending_words,
    facts_of,
    record_answer,
    record_sum,
    revoked_on,
    revoked_sentence,
    signed_by,
    standing_words,
    valid_sentence,
    was_revoked,
)

__all__ = [
    "ending_words",
    "facts_of",
    "record_answer",
    "record_sum",
    "revoked_on",
    "revoked_sentence",
    "signed_by",
    "standing_words",
    "valid_sentence",
    "was_revoked",
]
