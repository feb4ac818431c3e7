"""A message, and the e-mail it becomes."""

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from datetime import datetime


@dataclass(frozen=True)
class Mail:
    """A message with the same words as text and as HTML.

    Attributes:
        key: names the message for ever; the Message-ID is derived from it, so that a mail sent
            again carries the same one.
        to: address of the receiver.
        link: what the message is about, a full address.
    """

    key: str
    to: str
    name: str
    subject: str
    text: str
    html: str
    link: str = ""

    def message_id(self, sender: str) -> str:
        """The Message-ID of this message when `sender` sends it."""
        return message_id(self.key, sender)

    def email(self, sender: str, *, now: datetime) -> EmailMessage:
        """The e-mail. A line break in a header is refused by the standard library with ValueError."""
        email = EmailMessage()
        email["From"] = sender
        email["To"] = self.to
        email["Subject"] = self.subject
        email["Date"] = format_datetime(now)
        email["Message-ID"] = self.message_id(sender)
        email["Auto-Submitted"] = "auto-generated"
        email.set_content(self.text)
        email.add_alternative(self.html, subtype="html")
        return email


def message_id(key: str, sender: str) -> str:
    """`<hash@domain>` for a ledger key; the domain is the sender's."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "plm.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
