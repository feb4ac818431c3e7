"""One message told to a mail server, in the words of RFC 5321."""

import re
import smtplib
from collections.abc import Callable

from plm.mail.senders.outcome import Outcome, Sent

# The server closes (421) or wants us to encrypt or sign in first (530, 535, 538): true of every message.
_NOT_OF_THIS_MESSAGE = frozenset({421, 530, 535, 538})


class Conversation:
    """One message told to the server, and whether the connection may carry another afterwards."""

    def __init__(self, line: smtplib.SMTP) -> None:
        self._line = line
        self.may_go_on = False

    def send(self, sender: str, to: str, content: bytes, fence: Callable[[], bool]) -> Sent:
        """Speak MAIL and RCPT, ask the fence, then hand the message over.

        Args:
            sender: the address the message comes from, without a name.
            content: the whole message, its lines ended by CR and LF.
        """
        handed_over = False
        try:
            code, words = self._line.mail(sender)
            if code != 250:
                return self._refused_us(code, words)
            code, words = self._line.rcpt(to)
            if code not in (250, 251):
                return self._refused(code, words)
            if not fence():
                self._begin_anew()
                return Sent(Outcome.LOST)
            code, words = self._line.docmd("DATA")
            if code != 354:
                return self._refused(code, words)
            handed_over = True
            # RFC 5321 4.5.2: a line that begins with a dot gets another one.
            self._line.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
            code, words = self._line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            if handed_over:
                return Sent(Outcome.UNKNOWN, "The line broke after the message was handed over.")
            return Sent(Outcome.DOWN, f"The mail server hung up ({type(error).__name__}).")
        if code != 250:
            return self._refused(code, words)
        self.may_go_on = True
        return Sent(Outcome.SENT)

    def _refused_us(self, code: int, words: bytes) -> Sent:
        """At MAIL nothing has been said about the message: whatever stands against it stands against us."""
        return Sent(Outcome.DOWN, f"The mail server does not take our mail: {code} {_text(words)}.")

    def _refused(self, code: int, words: bytes) -> Sent:
        why = f"The mail server answered {code} {_text(words)}."
        if code in _NOT_OF_THIS_MESSAGE:
            return Sent(Outcome.DOWN, why)
        self._begin_anew()
        # RFC 5321: 4yz is a transient refusal, 5yz a permanent one.
        return Sent(Outcome.LATER if 400 <= code < 500 else Outcome.REFUSED, why)

    def _begin_anew(self) -> None:
        try:
            self.may_go_on = self._line.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            self.may_go_on = False


def _text(words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(said.split())[:200]
