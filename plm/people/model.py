"""A person of the district: who they are, where they work, what they may do."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from plm.access import ALL_SCHOOLS, Actor, Grant, Role, Scope
from plm.errors import RuleBroken

_EMAIL = re.compile(r"^[^@\s,;:<>()\[\]\\\"]+@[^@\s,;:<>()\[\]\\\"]+\.[^@\s.,;:<>()\[\]\\\"]+$")

# Which role names somebody who holds several, strongest first.
_RANK = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.PRINCIPAL, Role.FACILITATOR, Role.STAFF)


@dataclass(frozen=True)
class Person:
    """Somebody with an account.

    Attributes:
        email: case-folded; unique in the district.
        school: code of the school they work at; empty for the central office.
        grants: roles besides being staff.
        password: Argon2 hash; empty until the invitation is answered.
        epoch: raised to end every sign-in of the person at once.
    """

    id: str
    email: str
    name: str
    school: str = ""
    position: str = ""
    grants: tuple[Grant, ...] = ()
    active: bool = True
    password: str = ""
    epoch: int = 0
    joined_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def role(self) -> Role:
        """The strongest role, the one that decides which home page they see first."""
        held = {grant.role for grant in self.grants}
        return next((role for role in _RANK if role in held), Role.STAFF)

    @property
    def scope(self) -> Scope:
        """Where the person belongs."""
        return Scope(person=self.id, school=self.school)

    def actor(self) -> Actor:
        """The person as somebody who asks for things."""
        return Actor(self.id, self.name, self.school, self.grants if self.active else ())

    @property
    def administers(self) -> bool:
        """Whether the person is an administrator who can sign in."""
        return self.active and self.role is Role.ADMINISTRATOR

    def leave(self, *, now: datetime) -> "Person":
        """Left the district: cannot sign in; everything they did stays on the books."""
        if not self.active:
            raise RuleBroken(f"{self.name} has already left.", code="already-left")
        return replace(self, active=False, left_at=now, epoch=self.epoch + 1)

    def come_back(self) -> "Person":
        """Work here again, with the old record."""
        if self.active:
            raise RuleBroken(f"{self.name} already works here.", code="already-here")
        return replace(self, active=True, left_at=None)

    def with_password(self, kept: str) -> "Person":
        """Have a new password; whatever rested on the old one ends: sign-ins and mailed links."""
        return replace(self, password=kept, epoch=self.epoch + 1)

    def described(self, *, email: str, name: str, school: str, position: str, role: Role) -> "Person":
        """The same person with what the roster or a form says of them.

        Grants are made anew only when the role or, for a principal, the school is another one: somebody
        may hold more than a roster can say, such as two schools.
        """
        grants = self.grants
        if role is not self.role or (role is Role.PRINCIPAL and school != self.school):
            grants = grants_for(role, school)
        return replace(self, email=email, name=name, school=school, position=position, grants=grants)


def fold_email(words: str) -> str:
    """The one spelling of an address.

    Raises:
        RuleBroken: it is no e-mail address.
    """
    email = words.strip().casefold()
    if len(email) > 254 or not _EMAIL.match(email):
        raise RuleBroken(f"“{words.strip()}” is not an e-mail address.", code="bad-email")
    return email


def must_keep_an_administrator(after: int) -> None:
    """The district never is without somebody who can let others in.

    Args:
        after: how many administrators there would be.

    Raises:
        RuleBroken: none.
    """
    if after < 1:
        raise RuleBroken(
            "This would leave the district without an administrator. Make somebody else an administrator first.",
            code="last-administrator",
        )


def grants_for(role: Role, school: str) -> tuple[Grant, ...]:
    """What a role in the roster grants: a principal leads their school, directors and administrators serve all."""
    match role:
        case Role.STAFF:
            return ()
        case Role.PRINCIPAL:
            return (Grant(Role.PRINCIPAL, (school,)),)
        case _:
            return (Grant(role, ALL_SCHOOLS),)
