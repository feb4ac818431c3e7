"""Who asks: from PLM's own sign-in, or from the host portal that has signed the person in."""

from collections.abc import Callable
from functools import partial

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from plm.errors import NotAllowed, RuleBroken
from plm.people.model import Person, fold_email
from plm.people.sign_ins import SignIn, SignIns
from plm.people.store import People
from plm.schools.model import School
from plm.schools.store import Schools
from plm.web import context
from plm.web.context import Visitor
from plm.web.extension import Identify


class Account(UserMixin):
    """The person as Flask-Login carries them; its id is the sign-in's, so ending that signs them out."""

    def __init__(self, sign_in: SignIn, person: Person, school: School | None) -> None:
        self.sign_in = sign_in
        self.person = person
        self.school = school

    def get_id(self) -> str:
        """The id of the server-side sign-in."""
        return self.sign_in.id


def standing_alone(app: Flask) -> Identify:
    """PLM signs people in itself, with Flask-Login."""
    manager = LoginManager()
    manager.session_protection = None  # a phone changes its address all day; the sign-in is server-side
    manager.init_app(app, add_context_processor=False)  # pages ask the visitor instead

    @manager.user_loader
    def load(sign_in_id: str) -> Account | None:
        found = SignIns(context.db()).who(sign_in_id, now=context.now())
        return Account(*found) if found else None

    def identify() -> Visitor | None:
        # Flask-Login notes in the session who is signed in. Pages need nothing else of it, and its own way is long.
        sign_in_id = session.get("_user_id")
        found = SignIns(context.db()).who(sign_in_id, now=context.now()) if sign_in_id else None
        return visitor_for(found[1], found[2], sign_in=found[0].id) if found else None

    return identify


class _Entering(UserMixin):
    """Somebody on the threshold: all that Flask-Login needs to remember is the sign-in."""

    def __init__(self, sign_in_id: str) -> None:
        self.id = sign_in_id


def let_in(sign_in: SignIn, *, shared: bool = False) -> None:
    """Remember the sign-in in this browser, and nothing of what was there before.

    Args:
        shared: forget it when the browser is closed.
    """
    session.clear()
    session.permanent = not shared
    login_user(_Entering(sign_in.id))


def let_out() -> None:
    """Forget the sign-in in this browser."""
    logout_user()
    session.clear()


def hosted(identify: Callable[[], str | None]) -> Identify:
    """The host portal says who asks, by e-mail address."""
    return partial(_from_host, identify)


def _from_host(identify: Callable[[], str | None]) -> Visitor | None:
    if not (email := identify()):
        return None
    try:
        person = People(context.db()).with_email(fold_email(email))
    except RuleBroken:
        person = None
    if person is None or not person.active:
        raise NotAllowed(
            f"{email} has no account for professional learning yet. Ask your school to add you.", code="no-account"
        )
    schools = Schools(context.db()).some([person.school] if person.school else [])
    return visitor_for(person, schools.get(person.school))


def visitor_for(person: Person, school: School | None, *, sign_in: str = "") -> Visitor:
    """The person as pages know them."""
    what = person.position or person.role.capitalize()
    return Visitor(
        actor=person.actor(),
        role=person.role,
        email=person.email,
        title=f"{what}, {school.short}" if school else what,
        zone=school.zone if school else context.settings().zone,
        sign_in=sign_in,
    )
