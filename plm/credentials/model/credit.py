"""The credit an award carries besides its clock hours, line by line, as it was given; and who signed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from plm.catalog.model import Credit
from plm.credentials.model.days import months_after
from plm.credentials.model.kind import HOURS, Kind, Signer
from plm.errors import RuleBroken

_CENT = Decimal("0.01")


class State(StrEnum):
    """How a line of credit stands."""

    GRANTED = "granted"
    WAITING = "waiting"
    SENT_BACK = "sent-back"


@dataclass(frozen=True)
class Signature:
    """Who signed, as what, and when."""

    role: Signer
    person: str
    name: str
    at: datetime


@dataclass(frozen=True)
class SentBack:
    """Who did not sign, and what they said."""

    person: str
    name: str
    words: str
    at: datetime


@dataclass(frozen=True)
class CreditLine:
    """An amount of one kind, with the words and rules of the day it was given.

    Attributes:
        name, one, many: how the kind and its unit were called.
        needs: whose signatures it asks for.
        repeat_of: the day on which this course had given full credit of the kind before; None when it is full.
        full_from: from which day on a repeat gives full credit again.
        why: what is special about the amount, in a sentence.
    """

    kind: str
    name: str
    one: str
    many: str
    amount: Decimal
    renewal: bool = False
    salary: bool = False
    needs: tuple[Signer, ...] = ()
    signed: tuple[Signature, ...] = ()
    sent_back: SentBack | None = None
    repeat_of: date | None = None
    full_from: date | None = None
    why: str = ""

    @property
    def state(self) -> State:
        """How it stands."""
        if not self.open:
            return State.GRANTED
        return State.SENT_BACK if self.sent_back else State.WAITING

    @property
    def open(self) -> tuple[Signer, ...]:
        """The signatures still missing."""
        missing = list(self.needs)
        for one in self.signed:
            missing.remove(one.role)
        return tuple(missing)

    def opens_to(self, person: str, roles: Iterable[Signer]) -> Signer | None:
        """As what this person may sign now, if they may."""
        if self.state is not State.WAITING or any(one.person == person for one in self.signed):
            return None
        held = frozenset(roles)
        return next((role for role in self.open if role in held), None)

    def sign(self, person: str, name: str, roles: Iterable[Signer], *, now: datetime) -> "CreditLine":
        """Sign it.

        Raises:
            RuleBroken: it needs no signature any more, was sent back, has theirs already, or not theirs is missing.
        """
        self._must_wait()
        if any(one.person == person for one in self.signed):
            raise RuleBroken(
                "You have signed this already. Somebody else has to give the second signature.", code="signed-before"
            )
        if (role := self.opens_to(person, roles)) is None:
            raise RuleBroken("The signature that is missing here is not yours to give.", code="not-yours")
        return replace(self, signed=(*self.signed, Signature(role, person, name, now)))

    def send_back(self, person: str, name: str, words: str, *, now: datetime) -> "CreditLine":
        """Do not sign it, and say why; whoever signed before signs again once it comes back.

        Raises:
            RuleBroken: it does not wait, or nothing is said.
        """
        self._must_wait()
        if not words.strip():
            raise RuleBroken("Say in a sentence what is missing.", code="no-words")
        return replace(self, signed=(), sent_back=SentBack(person, name, words.strip(), now))

    def ask_again(self) -> "CreditLine":
        """Let it wait for its signatures anew.

        Raises:
            RuleBroken: it was not sent back.
        """
        if self.state is not State.SENT_BACK:
            raise RuleBroken("This credit was not sent back.", code="not-sent-back")
        return replace(self, sent_back=None)

    def _must_wait(self) -> None:
        if self.state is State.GRANTED:
            raise RuleBroken("This credit needs no more signatures.", code="granted")
        if self.state is State.SENT_BACK:
            raise RuleBroken("This credit was sent back. It can be signed once it is asked for anew.", code="sent-back")


@dataclass(frozen=True)
class Before:
    """What an earlier award of the same course gave: its day, and the kinds of which it gave full credit."""

    on: date
    full: frozenset[str]


def lines_for(
    asked: Sequence[Credit],
    kinds: Mapping[str, Kind],
    *,
    hours: Decimal,
    completed_on: date,
    before: Iterable[Before] = (),
) -> tuple[CreditLine, ...]:
    """The credit a completion gives besides its clock hours.

    Args:
        asked: what the edition says; without an amount of its own the district's conversion counts.
        kinds: those the district keeps, by key; what it does not keep, or no longer gives, gives nothing.
        hours: the clock hours of the award.
        before: earlier awards of the same person for the same course that still count.
    """
    found: dict[str, CreditLine] = {}
    earlier = [one for one in before if one.on < completed_on]
    for credit in asked:
        kind = kinds.get(credit.kind)
        if kind is None or not kind.active or kind.key == HOURS or kind.key in found:
            continue
        full = kind.amount_for(hours) if credit.amount is None else _cents(Decimal(str(credit.amount)))
        given_on = max((one.on for one in earlier if kind.key in one.full), default=None)
        full_from = months_after(given_on, kind.repeat_months) if given_on else None
        less = full_from is not None and completed_on < full_from and kind.repeat_share < 1
        if full <= 0:
            continue
        found[kind.key] = CreditLine(
            kind=kind.key,
            name=kind.name,
            one=kind.one,
            many=kind.many,
            amount=_cents(full * kind.repeat_share) if less else full,
            renewal=kind.renewal,
            salary=kind.salary,
            needs=kind.signers,
            repeat_of=given_on if less else None,
            full_from=full_from if less else None,
        )
    return tuple(replace(one, needs=()) if one.amount == 0 else one for one in found.values())


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_FLOOR).normalize() + 0
