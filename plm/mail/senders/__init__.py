"""The ways a message leaves: a mail server, or the development mailbox."""

from plm.mail.senders.mailbox import MAILBOX, Mailbox, letter, newest
from plm.mail.senders.mailer import Mailer, mailer_for
from plm.mail.senders.outcome import Outcome, Sent
from plm.mail.senders.smtp import TIMEOUT, Smtp

__all__ = [
    "MAILBOX",
    "TIMEOUT",
    "Mailbox",
    "Mailer",
    "Outcome",
    "Sent",
    "Smtp",
    "letter",
    "mailer_for",
    "newest",
]
