"""What people are told about their account: one function per message."""

from plm.mail.words import Words
from plm.people.model import Person


def invitation(person: Person, *, link: str, district: str) -> Words:
    """Come in: choose a password."""
    return Words(
        subject=f"Your seat in {district} learning",
        hello=f"Hello {person.name},",
        paragraphs=(
            f"you have a place in {district} learning: your courses, your sessions and your hours, all on one page.",
            "Choose a password, and you are in. The link is good for 14 days and for one use.",
        ),
        act=("Choose a password and come in", link),
        reason=f"You get this because somebody who keeps the roster of {district} added {person.email}.",
    )


def reset(person: Person, *, link: str, district: str) -> Words:
    """A new password was asked for."""
    return Words(
        subject="A new password for your account",
        hello=f"Hello {person.name},",
        paragraphs=(
            f"somebody, most likely you, asked for a new password for {district} learning.",
            "The link is good for one hour and for one use.",
            "If it was not you, leave it alone: your password stays as it is.",
        ),
        act=("Choose a new password", link),
        reason=f"You get this because a new password was asked for {person.email} on the sign-in page.",
    )


def password_changed(person: Person, *, link: str, district: str) -> Words:
    """The password is another one now."""
    return Words(
        subject="Your password was changed",
        hello=f"Hello {person.name},",
        paragraphs=(
            f"your password for {district} learning was changed just now, and you were signed out everywhere else.",
            "If that was you, all is well. If it was not, choose a new password at once.",
        ),
        act=("It was not me: choose a new password", link),
        reason=f"You get this because the password of {person.email} was changed.",
    )
