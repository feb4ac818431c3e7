"""What people do with awards and credit: write them, show and check them, sign, revoke, record, recognize."""

from plm.credentials.actions.goals import drop_goal, goal_kinds, goal_of, set_goal
from plm.credentials.actions.kinds import (
    Rules,
    add_area,
    add_kind,
    area,
    begin_rules,
    change_area,
    change_kind,
    kind,
    rules,
)
from plm.credentials.actions.reckoning import InArea, Ledger, Prior, Rulebook
from plm.credentials.actions.recognizing import Choices, Recognized, choices, newest, recognize
from plm.credentials.actions.recording import SOON, Ending, Entry, Record, Year, endings, record, record_of
from plm.credentials.actions.revoking import revoke
from plm.credentials.actions.sheet import record_sheet
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
from plm.credentials.actions.signoffs import (
    MOST_WAITING,
    Signing,
    Waiting,
    ask_again,
    send_back,
    sign,
    sign_many,
    to_sign,
    waiting,
)
from plm.credentials.actions.writing import find_award, write_award, write_due
from plm.enrollment.actions.recognising import recognition, withdraw_recognition

__all__ = [
    "MOST_WAITING",
    "SOON",
    "Certificate",
    "Check",
    "Choices",
    "Earned",
    "Ending",
    "Entry",
    "InArea",
    "Ledger",
    "Prior",
    "Recognized",
    "Record",
    "Rulebook",
    "Rules",
    "Signing",
    "Waiting",
    "Year",
    "achievement",
    "add_area",
    "add_kind",
    "area",
    "ask_again",
    "badge",
    "begin_rules",
    "certificate",
    "change_area",
    "change_kind",
    "check",
    "choices",
    "drop_goal",
    "endings",
    "find_award",
    "goal_kinds",
    "goal_of",
    "kind",
    "newest",
    "recognition",
    "recognize",
    "record",
    "record_of",
    "record_sheet",
    "revocation",
    "revoke",
    "rules",
    "send_back",
    "set_goal",
    "sign",
    "sign_many",
    "to_sign",
    "waiting",
    "withdraw_recognition",
    "write_award",
    "write_due",
]
