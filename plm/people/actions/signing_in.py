"""Coming in and going out: sign-ins, and the passwords behind them."""

import hashlib
from datetime import datetime, timedelta

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.errors import NotFound, RuleBroken
from plm.mail import letters
from plm.mail.words import write
from plm.mongo import transactional
from plm.people import messages, passwords
from plm.people.devices import device
from plm.people.model import Person, fold_email
from plm.people.sign_ins import SignIn, SignIns
from plm.people.store import People
from plm.people.throttle import FAILURES_OF_NETWORK, SIGN_INS_OF_ADDRESS, Throttle

# One of each role, in the order the sign-in page of the demo shows them.
DEMO = ("demo-principal", "demo-staff", "demo-facilitator", "demo-director", "demo-administrator")


def sign_in(db: Database, email: str, password: str, *, user_agent: str, network: str, now: datetime) -> SignIn:
    """Sign somebody in who knows their password.

    An unknown address and a wrong password get the same answer, and it takes as long.

    Args:
        user_agent: what the browser calls itself.
        network: the address it comes from.

    Raises:
        TooManyTries: for this address, or from this network.
        RuleBroken: address and password do not belong together.
    """
    throttle = Throttle(db)
    throttle.must_be_free(FAILURES_OF_NETWORK, network, now=now)
    throttle.count(SIGN_INS_OF_ADDRESS, email.strip().casefold(), now=now)
    person = _with_address(db, email)
    kept = person.password if person and person.active else ""
    if not passwords.matches(kept, password) or person is None:
        throttle.count(FAILURES_OF_NETWORK, network, now=now)
        raise RuleBroken(
            "This address and this password do not belong together. "
            "Look for a typing error, or ask for a new password.",
            code="no-match",
        )
    throttle.forget(SIGN_INS_OF_ADDRESS, person.email)
    if passwords.outdated(kept):
        People(db).rehash(person, passwords.hashed(password))
    return SignIns(db).begin(person, device(user_agent), now=now)


def begin(db: Database, person: Person, *, user_agent: str, now: datetime) -> SignIn:
    """Sign somebody in who has shown otherwise who they are, by a mailed link."""
    return SignIns(db).begin(person, device(user_agent), now=now)


def demo_cast(db: Database) -> list[Person]:
    """Whom one can enter the demo as."""
    cast = People(db).some(DEMO)
    return [cast[key] for key in DEMO if key in cast]


def enter(db: Database, key: str, *, user_agent: str, now: datetime) -> SignIn:
    """Enter the demo as one of its cast. The page asks whether this is a demo.

    Raises:
        NotFound: nobody of the cast.
    """
    person = next((one for one in demo_cast(db) if one.id == key), None)
    if person is None:
        raise NotFound("Nobody of this name is in the demonstration.")
    return SignIns(db).begin(person, device(user_agent), now=now)


def sign_out(db: Database, sign_in_id: str, *, actor: Actor) -> None:
    """End the sign-in in which this is asked."""
    SignIns(db).end(sign_in_id, actor.person)


def account(db: Database, *, actor: Actor, now: datetime) -> tuple[Person, list[SignIn]]:
    """The actor's own account and where they are signed in."""
    person = People(db).get(actor.person)
    return person, SignIns(db).of(person, now=now)


@transactional
def end_sign_in(db: Database, sign_in_id: str, *, actor: Actor, now: datetime) -> None:
    """End one of the actor's own sign-ins. Ending it twice changes nothing."""
    if SignIns(db).end(sign_in_id, actor.person):
        audit.record(db, actor, "person.sign-in-ended", actor.person, school=actor.school, now=now)


@transactional
def end_other_sign_ins(db: Database, this: str, *, actor: Actor, now: datetime) -> int:
    """End all of the actor's own sign-ins but this one; returns how many."""
    ended = SignIns(db).end_all(actor.person, but=this)
    if ended:
        audit.record(db, actor, "person.sign-ins-ended", actor.person, school=actor.school, ended=ended, now=now)
    return ended


@transactional
def end_sign_ins_of(db: Database, person_id: str, *, actor: Actor, now: datetime) -> tuple[Person, int]:
    """End all sign-ins of somebody, such as when a phone was lost; returns who, and how many.

    Raises:
        NotFound: no such person, or outside the actor's scope.
        NotAllowed: the actor does not keep the people.
    """
    person = People(db).get(person_id)
    actor.must(Permission.PEOPLE_WRITE, person.scope)
    ended = SignIns(db).end_all(person.id)
    audit.record(db, actor, "person.sign-ins-ended", person.id, school=person.school, ended=ended, now=now)
    return person, ended


def change_password(
    db: Database, old: str, new: str, *, this: str, forgot: str, district: str, actor: Actor, now: datetime
) -> None:
    """Change one's own password. All other sign-ins end, and a mail says so.

    Args:
        this: the sign-in that goes on.
        forgot: full address of the page that mails a reset.

    Raises:
        TooManyTries: the old password was guessed too often.
        RuleBroken: the old password is not right, or the new one is not good.
    """
    person = People(db).get(actor.person)
    throttle = Throttle(db)
    throttle.count(SIGN_INS_OF_ADDRESS, person.email, now=now)
    if not passwords.matches(person.password, old):
        raise RuleBroken("This is not your present password.", code="no-match")
    throttle.forget(SIGN_INS_OF_ADDRESS, person.email)
    passwords.must_be_good(new, email=person.email, name=person.name)
    _keep_password(db, person.id, passwords.hashed(new), before=person.password, this=this, actor=actor, now=now)
    say_password_changed(db, person, forgot=forgot, district=district, now=now)


@transactional
def _keep_password(
    db: Database, person_id: str, kept: str, *, before: str, this: str, actor: Actor, now: datetime
) -> None:
    person = People(db).get(person_id)
    if person.password != before:
        raise RuleBroken("The password was changed in another window just now.", code="stale")
    changed = person.with_password(kept)
    People(db).save(changed)
    SignIns(db).end_all(person.id, but=this)
    SignIns(db).keep(this, changed)
    audit.record(db, actor, "person.password-changed", person.id, school=person.school, now=now)


def say_password_changed(db: Database, person: Person, *, forgot: str, district: str, now: datetime) -> None:
    """Write to somebody that their password is another one now."""
    key = f"password:{person.id}:{int(now.timestamp() * 1000)}"
    words = messages.password_changed(person, link=forgot, district=district)
    mail = write(key, person.email, person.name, words, district=district)
    letters.post(db, mail, expires_at=now + timedelta(days=2), now=now)


def letter_key(kind: str, token: str) -> str:
    """The key of the letter that carries a link; the link cannot be read from it."""
    return f"{kind}:{hashlib.sha256(f'letter {token}'.encode()).hexdigest()[:32]}"


def _with_address(db: Database, email: str) -> Person | None:
    try:
        return People(db).with_email(fold_email(email))
    except RuleBroken:
        return None
