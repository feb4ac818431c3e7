"""Credit that waits for signatures: what waits for whom, signing, sending back, asking again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import ALL_SCHOOLS, SHARED, Actor, Permission, Role
from plm.credentials.model import Award, CreditLine, Signer
from plm.credentials.store import Awards
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional
from plm.schools.store import Schools

MOST_WAITING = 500
"""So many certificates are shown at once, those that wait longest first."""

_SIGNS_AS = {
    Role.PRINCIPAL: Signer.PRINCIPAL,
    Role.DIRECTOR: Signer.DIRECTOR,
    Role.FACILITATOR: Signer.PROVIDER,
}


@dataclass(frozen=True)
class Waiting:
    """A line of credit that waits for the actor.

    Attributes:
        role: as what they would sign it.
        school: name of the school the person worked at.
    """

    award: Award
    line: CreditLine
    role: Signer
    school: str

    @property
    def id(self) -> str:
        """Code and kind, as a form sends them."""
        return f"{self.award.code}:{self.line.kind}"


@dataclass(frozen=True)
class Signing:
    """What signing several at once came to.

    Attributes:
        signed: how many were signed.
        waits: how many of those wait for somebody else still.
        problems: why others were not, in sentences.
    """

    signed: int
    waits: int
    problems: tuple[str, ...]


def waiting(db: Database, *, actor: Actor) -> tuple[Waiting, ...]:
    """What waits for the actor's signature, longest first.

    Raises:
        NotAllowed: the actor signs nothing.
    """
    actor.must(Permission.CREDIT_SIGN, SHARED)
    found = Awards(db).waiting(
        schools=_led_by(actor),
        district=actor.is_a(Role.DIRECTOR),
        person=actor.person if actor.is_a(Role.FACILITATOR) else "",
        limit=MOST_WAITING,
    )
    schools = Schools(db).some({one.school for one in found if one.school})
    return tuple(
        Waiting(award, line, role, schools[award.school].name if award.school in schools else "")
        for award in found
        if award.person != actor.person
        for line in award.credit
        if (role := line.opens_to(actor.person, _roles(actor, award))) is not None
    )


def to_sign(db: Database, code: str, kind: str, *, actor: Actor) -> tuple[Award, CreditLine]:
    """One line of credit for somebody who may sign it.

    Raises:
        NotFound: no such certificate or credit, or outside the actor's scope.
        NotAllowed: the actor does not sign there.
    """
    award = Awards(db).get(code)
    actor.must(Permission.CREDIT_SIGN, award.signing)
    return award, award.line(kind)


@transactional
def sign(db: Database, code: str, kind: str, *, actor: Actor, now: datetime) -> CreditLine:
    """Sign one line of credit.

    Raises:
        NotFound, NotAllowed: as `to_sign`.
        RuleBroken: as `Award.sign`.
    """
    before, line = to_sign(db, code, kind, actor=actor)
    after = before.sign(kind, actor.person, actor.name, _roles(actor, before), now=now)
    _save(db, after, before=before)
    signed = after.line(kind)
    facts = {"person": before.person, "kind": kind, "as": signed.signed[-1].role, "missing": len(signed.open)}
    audit.record(db, actor, "credit.signed", code, school=before.school, now=now, amount=float(line.amount), **facts)
    return signed


def sign_many(db: Database, ids: Iterable[str], *, actor: Actor, now: datetime) -> Signing:
    """Sign several; each for itself, so that one that cannot be signed stands in nobody's way.

    Args:
        ids: as `Waiting.id`.

    Raises:
        NotAllowed: the actor signs nothing.
    """
    actor.must(Permission.CREDIT_SIGN, SHARED)
    done: list[CreditLine] = []
    problems: list[str] = []
    for one in dict.fromkeys(ids):
        code, _, kind = one.partition(":")
        try:
            done.append(sign(db, code, kind, actor=actor, now=now))
        except NotFound:
            problems.append(f"There is nothing to sign under {code[:20]}.")
        except RuleBroken as refusal:
            award = Awards(db).get(code)
            problems.append(f"{award.name}, {award.title}: {refusal.message}")
    return Signing(len(done), sum(bool(one.open) for one in done), tuple(problems))


@transactional
def send_back(db: Database, code: str, kind: str, *, words: str, actor: Actor, now: datetime) -> CreditLine:
    """Do not sign a line of credit, and say why; its holder reads it and can ask again.

    Raises:
        NotFound, NotAllowed: as `to_sign`.
        RuleBroken: as `Award.send_back`.
    """
    before, _ = to_sign(db, code, kind, actor=actor)
    after = before.send_back(kind, actor.person, actor.name, _roles(actor, before), words, now=now)
    _save(db, after, before=before)
    facts = {"person": before.person, "kind": kind, "words": words.strip()}
    audit.record(db, actor, "credit.sent-back", code, school=before.school, now=now, **facts)
    return after.line(kind)


@transactional
def ask_again(db: Database, code: str, kind: str, *, actor: Actor, now: datetime) -> CreditLine:
    """Let one's own credit wait for its signatures anew after it was sent back.

    Raises:
        NotFound: it is not the actor's, or there is none.
        RuleBroken: as `Award.ask_again`.
    """
    before = Awards(db).get(code)
    if before.person != actor.person:
        raise NotFound
    after = before.ask_again(kind)
    _save(db, after, before=before)
    audit.record(db, actor, "credit.asked-again", code, school=before.school, now=now, kind=kind)
    return after.line(kind)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _save(db: Database, after: Award, *, before: Award) -> None:
    if not Awards(db).credited(after, before=before):
        raise RuleBroken("Somebody else was at it at the same moment. Please look again.", code="busy")


def _roles(actor: Actor, award: Award) -> frozenset[Signer]:
    """As what the actor may sign this award's credit."""
    return frozenset(_SIGNS_AS[role] for role in actor.roles_in(award.signing) if role in _SIGNS_AS)


def _led_by(actor: Actor) -> tuple[str, ...]:
    """The schools the actor is principal of."""
    led = [grant.schools for grant in actor.grants if grant.role is Role.PRINCIPAL]
    return ALL_SCHOOLS if ALL_SCHOOLS in led else tuple(dict.fromkeys(one for schools in led for one in schools))
