"""Messages, the ways they leave, and the ledger that proves each went out once."""

from plm.mail.message import Mail
from plm.mail.senders import Mailer, Outcome, mailer_for

__all__ = ["Mail", "Mailer", "Outcome", "mailer_for"]
