"""Invitations and resets: a mailed link by which somebody chooses a password."""

from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.errors import RuleBroken
from plm.mail import letters
from plm.mail.words import write
from plm.mongo import transactional
from plm.people import messages, passwords
from plm.people.actions.signing_in import letter_key, say_password_changed
from plm.people.links import GOOD_FOR, Link, LinkKind, Links
from plm.people.model import Person, fold_email
from plm.people.sign_ins import SignIns
from plm.people.store import People
from plm.people.throttle import RESETS_OF_ADDRESS, RESETS_OF_NETWORK, SIGN_INS_OF_ADDRESS, Throttle

# Who stands in the audit when a reset is asked for: nobody is signed in then.
SOMEBODY = Actor(person="", name="Somebody on the sign-in page")


@transactional
def invite(db: Database, person_id: str, *, welcome: str, district: str, actor: Actor, now: datetime) -> Person:
    """Mail somebody a link by which they choose a password. It replaces an earlier one.

    Args:
        welcome: full address of the welcome page, to which the token is added.

    Raises:
        NotFound: no such person, or outside the actor's scope.
        NotAllowed: the actor does not keep the people.
        RuleBroken: the person has left, or is in already.
    """
    person = People(db).get(person_id)
    actor.must(Permission.PEOPLE_WRITE, person.scope)
    if not person.active:
        raise RuleBroken(f"{person.name} has left. Bring the account back first.", code="has-left")
    if person.password:
        raise RuleBroken(
            f"{person.name} is in already and can ask for a new password on the sign-in page.", code="already-in"
        )
    _mail_invitation(db, person, welcome=welcome, district=district, now=now)
    audit.record(db, actor, "person.invited", person.id, school=person.school, now=now)
    return person


def invite_waiting(db: Database, *, school: str = "", welcome: str, district: str, actor: Actor, now: datetime) -> int:
    """Invite everybody who has no password yet, each in a transaction of their own; returns how many.

    Raises:
        NotAllowed: the actor does not keep the people.
    """
    waiting = People(db).without_password(school)
    for person in waiting:
        invite(db, person.id, welcome=welcome, district=district, actor=actor, now=now)
    return len(waiting)


def forgot(db: Database, email: str, *, reset: str, welcome: str, district: str, network: str, now: datetime) -> None:
    """Mail a link for a new password, if somebody has this address. What happens cannot be told from outside.

    Somebody who never had a password gets an invitation.

    Args:
        reset, welcome: full addresses of the two pages, to which the token is added.

    Raises:
        TooManyTries: for this address, or from this network.
    """
    throttle = Throttle(db)
    throttle.count(RESETS_OF_NETWORK, network, now=now)
    throttle.count(RESETS_OF_ADDRESS, email.strip().casefold(), now=now)
    try:
        folded = fold_email(email)
    except RuleBroken:
        return
    _mail_link(db, folded, reset=reset, welcome=welcome, district=district, now=now)


@transactional
def _mail_link(db: Database, email: str, *, reset: str, welcome: str, district: str, now: datetime) -> None:
    person = People(db).with_email(email)
    if person is None or not person.active:
        return
    if not person.password:
        _mail_invitation(db, person, welcome=welcome, district=district, now=now)
        audit.record(db, SOMEBODY, "person.invited", person.id, school=person.school, now=now)
        return
    token = Links(db).make(LinkKind.RESET, person, now=now)
    words = messages.reset(person, link=reset + token, district=district)
    mail = write(letter_key("reset", token), person.email, person.name, words, district=district)
    letters.post(db, mail, expires_at=now + GOOD_FOR[LinkKind.RESET], now=now)
    audit.record(db, SOMEBODY, "person.reset-mailed", person.id, school=person.school, now=now)


def opened(db: Database, kind: LinkKind, token: str, *, now: datetime) -> Person:
    """Whom a link belongs to. Looking does not use it up: mail scanners look, too.

    Raises:
        RuleBroken: it leads nowhere (any more); the sentence says why.
    """
    return _open(db, kind, token, now=now)[1]


def choose_password(
    db: Database,
    kind: LinkKind,
    token: str,
    password: str,
    *,
    forgot: str,
    district: str,
    now: datetime,
) -> Person:
    """Use up a link and choose a password with it. Every sign-in before it ends.

    Raises:
        RuleBroken: the link leads nowhere (any more), or the password is not good.
    """
    person = opened(db, kind, token, now=now)
    passwords.must_be_good(password, email=person.email, name=person.name)
    person = _use(db, kind, token, passwords.hashed(password), now=now)
    Throttle(db).forget(SIGN_INS_OF_ADDRESS, person.email)
    if kind is LinkKind.RESET:
        say_password_changed(db, person, forgot=forgot, district=district, now=now)
    return person


@transactional
def _use(db: Database, kind: LinkKind, token: str, kept: str, *, now: datetime) -> Person:
    link, person = _open(db, kind, token, now=now)
    if not Links(db).use(link, now=now):
        raise RuleBroken("This link has been used already. A link is good for one time.", code="link-used")
    changed = person.with_password(kept)
    People(db).save(changed)
    SignIns(db).end_all(person.id)
    verb = "person.came-in" if kind is LinkKind.INVITATION else "person.password-changed"
    audit.record(db, person.actor(), verb, person.id, school=person.school, by="mailed link", now=now)
    return changed


def _open(db: Database, kind: LinkKind, token: str, *, now: datetime) -> tuple[Link, Person]:
    link = Links(db).find(kind, token)
    if link is None:
        raise RuleBroken("This link is not complete, or it is very old.", code="link-unknown")
    person = People(db).get(link.person)
    link.must_open(person, now=now)
    return link, person


def _mail_invitation(db: Database, person: Person, *, welcome: str, district: str, now: datetime) -> None:
    token = Links(db).make(LinkKind.INVITATION, person, now=now)
    words = messages.invitation(person, link=welcome + token, district=district)
    mail = write(letter_key("invitation", token), person.email, person.name, words, district=district)
    letters.post(db, mail, expires_at=now + GOOD_FOR[LinkKind.INVITATION], now=now)
