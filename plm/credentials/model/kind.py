"""Kinds of credit, kept as data by the district: how each is counted, who signs it, what it counts for.

Clock hours are the measure all others are made from, so their own conversion is fixed; everything else about a kind
can be changed. A change is for what is earned afterward: what an award was given stands on it.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from plm.errors import RuleBroken

HOURS = "hours"
"""The key of clock hours, which every course gives."""

MOST_SIGNERS = 2

RESERVED = frozenset({"new"})
"""Keys that no kind of credit and no area may have: a page of PLM stands there, such as /credit/kinds/new."""

_KEY = re.compile(r"^[a-z][a-z0-9-]{0,31}$")
_CENT = Decimal("0.01")


class Signer(StrEnum):
    """Whose signature a credit asks for."""

    PRINCIPAL = "principal"
    DIRECTOR = "director"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Kind:
    """A kind of credit.

    Attributes:
        one, many: its unit in words, such as "CPD credit" and "CPD credits".
        per: clock hours that make one.
        step: amounts are rounded down to a multiple of this.
        signers: who must sign before it counts; nobody, one, or two different people.
        renewal, salary: whether it counts for renewing a license, and for a place on the salary scale.
        goal, goal_years: so much is usually needed within so many years; 0 when nothing is.
        repeat_months: full credit for a course again so many months after it was given in full; 0 for always.
        repeat_share: what a repeat before that gives, 0 to 1.
        prior_months: learning of before may be recognized when it is not older than this.
        active: whether courses still give it.
        place: where it stands in lists, from 0.
    """

    key: str
    name: str
    one: str
    many: str
    per: Decimal = Decimal(1)
    step: Decimal = Decimal("0.25")
    signers: tuple[Signer, ...] = ()
    renewal: bool = False
    salary: bool = False
    goal: Decimal = Decimal(0)
    goal_years: int = 0
    repeat_months: int = 0
    repeat_share: Decimal = Decimal(1)
    prior_months: int = 60
    active: bool = True
    place: int = 0

    def amount_for(self, hours: Decimal) -> Decimal:
        """What so many clock hours come to: converted, then rounded down to the step."""
        return (hours / self.per / self.step).to_integral_value(ROUND_FLOOR) * self.step

    def checked(self) -> "Kind":
        """The same kind, if it can be kept.

        Raises:
            RuleBroken: something about it cannot be; `code` names the field.
        """
        for code, wrong, words in (
            ("key", not _KEY.match(self.key), "Small letters, figures and hyphens, beginning with a letter."),
            ("key", self.key in RESERVED, "A page of PLM has this name. Choose another key."),
            ("name", not self.name.strip(), "It needs a name."),
            ("one", not self.one.strip(), "Say what one of it is called."),
            ("many", not self.many.strip(), "Say what several of it are called."),
            ("per", not _CENT <= self.per <= 1000, "From 0.01 to 1,000 clock hours make one."),
            ("step", not (_CENT <= self.step <= 100 and self.step % _CENT == 0), "From 0.01 to 100, in hundredths."),
            ("signers", len(self.signers) > MOST_SIGNERS, "At most two people sign."),
            ("goal", not 0 <= self.goal <= 10_000, "From 0 to 10,000."),
            ("goal_years", not 0 <= self.goal_years <= 20, "From 0 to 20 years."),
            ("goal_years", self.goal > 0 and self.goal_years == 0, "Within how many years is this needed?"),
            ("repeat_months", not 0 <= self.repeat_months <= 240, "From 0 to 240 months."),
            ("repeat_share", not 0 <= self.repeat_share <= 1, "From 0 to 100 percent."),
            ("prior_months", not 0 <= self.prior_months <= 600, "From 0 to 600 months."),
        ):
            if wrong:
                raise RuleBroken(words, code=code)
        if self.key == HOURS:
            self._must_measure()
        return self

    def _must_measure(self) -> None:
        """Clock hours are the time itself."""
        for code, wrong in (
            ("per", self.per != 1),
            ("signers", bool(self.signers)),
            ("repeat_months", self.repeat_months != 0),
            ("active", not self.active),
        ):
            if wrong:
                raise RuleBroken(
                    "Clock hours are the time itself, from which the other kinds are made: one for one, unsigned, "
                    "for every course. Keep them so, and add a kind of your own beside them.",
                    code=code,
                )


DEFAULTS = (
    Kind(HOURS, "Clock hours", "clock hour", "clock hours", place=0),
    Kind(
        "pdp", "Renewal points", "renewal point", "renewal points",
        renewal=True, goal=Decimal(90), goal_years=5, repeat_months=36, repeat_share=Decimal("0.5"), place=1,
    ),
    Kind(
        "cpd", "CPD credit", "CPD credit", "CPD credits", per=Decimal(15), step=Decimal(1),
        signers=(Signer.PRINCIPAL, Signer.DIRECTOR), renewal=True, salary=True, goal=Decimal(6), goal_years=5,
        repeat_months=36, repeat_share=Decimal("0.5"), place=2,
    ),
    Kind(
        "ceu", "Continuing education units", "CEU", "CEUs", per=Decimal(10), step=Decimal("0.1"),
        repeat_months=36, repeat_share=Decimal("0.5"), place=3,
    ),
    Kind("stipend", "Stipend hours", "stipend hour", "stipend hours", signers=(Signer.PRINCIPAL,), place=4),
)  # fmt: skip
"""What a new installation begins with. Maryland: 1 point = 1 clock hour, 1 CPD credit = 15, 1 CEU = 10."""


@dataclass(frozen=True)
class Area:
    """A field in which a license asks for learning when it is renewed.

    Attributes:
        least: clock hours asked in it; 0 when it is only counted.
    """

    key: str
    name: str
    least: Decimal = Decimal(1)
    place: int = 0

    def checked(self) -> "Area":
        """The same area, if it can be kept.

        Raises:
            RuleBroken: as `Kind.checked`.
        """
        if not _KEY.match(self.key):
            raise RuleBroken("Small letters, figures and hyphens, beginning with a letter.", code="key")
        if self.key in RESERVED:
            raise RuleBroken("A page of PLM has this name. Choose another key.", code="key")
        if not self.name.strip():
            raise RuleBroken("It needs a name.", code="name")
        if not 0 <= self.least <= 1000:
            raise RuleBroken("From 0 to 1,000 hours.", code="least")
        return self


AREAS = (
    Area("content-and-pedagogy", "Content and pedagogy", place=0),
    Area("english-learners", "English learners", place=1),
    Area("students-with-disabilities", "Students with disabilities", place=2),
    Area("culturally-responsive-teaching", "Culturally responsive teaching", place=3),
)
"""The four areas of a Maryland license, one clock hour in each."""
