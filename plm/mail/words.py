"""From the words of a message to the mail that carries them, as text and as HTML."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plm.mail.message import Mail


@dataclass(frozen=True)
class Words:
    """What a message says.

    Attributes:
        act: what the link does, and the full address it leads to.
        reason: why the person gets this message.
    """

    subject: str
    paragraphs: tuple[str, ...]
    hello: str = ""
    act: tuple[str, str] | None = None
    reason: str = ""


def write(key: str, to: str, name: str, words: Words, *, district: str) -> Mail:
    """The mail that says these words to somebody.

    Args:
        key: names the message for ever; the same key is the same message.
        district: who writes.
    """
    # A subject is one line; whatever a title brought along, the header stays a header.
    subject = " ".join(words.subject.split())
    names = {
        "subject": subject,
        "hello": words.hello,
        "paragraphs": words.paragraphs,
        "act": words.act,
        "reason": words.reason,
        "district": district,
        "settings_url": "",
    }
    return Mail(
        key=key,
        to=to,
        name=name,
        subject=subject,
        text=_templates.get_template("mail.txt").render(names).strip() + "\n",
        html=_templates.get_template("mail.html").render(names),
        link=words.act[1] if words.act else "",
    )


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
