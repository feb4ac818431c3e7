"""The ledger: every message that must leave, and proof that each left once.

A row is due, then sending, then sent; or it is suppressed (no longer owed), missed (too late to be
of use), failed (refused for good), or in review (nobody can tell whether it left). Its life:

    claim   a batch is leased: `free_at` moves ahead, so two workers never hold the same row
    decide  the row's owner composes it, or says why it is not owed any more
    fence   `sending` is written only if the lease still holds, just before the mail's DATA
    send    with a Message-ID derived from the row's key
    stamp   `sent`
    settle  a row still `sending` after its lease: ask the relay; if it cannot tell, resend or hold

Killed 50 times with two workers, stamp-then-send lost 20 of 3,100 messages, send-then-stamp doubled
15; this order lost none and doubled none (see `docs/reliability.md`).
"""

from plm.mail.ledger.claiming import BATCH, LEASE
from plm.mail.ledger.rows import (
    Composer,
    Drop,
    Later,
    Missed,
    Policy,
    State,
    Verdict,
    ledger_collection,
    plan,
    plan_new,
)
from plm.mail.ledger.sending import LONGEST_WAIT, MOST_ATTEMPTS, MOST_CLAIMS, PAUSE, Round, send_round
from plm.mail.ledger.settling import LOG_REACH, again, settle

__all__ = [
    "BATCH",
    "LEASE",
    "LOG_REACH",
    "LONGEST_WAIT",
    "MOST_ATTEMPTS",
    "MOST_CLAIMS",
    "PAUSE",
    "Composer",
    "Drop",
    "Later",
    "Missed",
    "Policy",
    "Round",
    "State",
    "Verdict",
    "again",
    "ledger_collection",
    "plan",
    "plan_new",
    "send_round",
    "settle",
]
