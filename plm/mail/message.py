"""A message, and the e-mail it becomes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

# Seven bits for every relay, and the line ends of RFC 5321.
_POLICY = SMTP.clone(cte_type="7bit")


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
        """The e-mail.

        Raises:
            ValueError: a header would break, or the receiver's address is none.
        """
        if not self.to.isascii():
            raise ValueError("the address has letters that mail servers do not take")
        email = EmailMessage(policy=_POLICY)
        email["From"] = sender
        try:
            email["To"] = Address(display_name=" ".join(self.name.split()), addr_spec=self.to)
        except (MessageError, IndexError):
            # The parser of the standard library ends in IndexError on some addresses that are none.
            raise ValueError("the address is none") from None
        email["Subject"] = self.subject
        email["Date"] = format_datetime(now)
        email["Message-ID"] = self.message_id(sender)
        # RFC 3834: so that no vacation notice answers.
        email["Auto-Submitted"] = "auto-generated"
        email.set_content(self.text)
        email.add_alternative(self.html, subtype="html")
        return email


def message_id(key: str, sender: str) -> str:
    """`<hash@domain>` for a ledger key; the domain is the sender's."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "plm.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
