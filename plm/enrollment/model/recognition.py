"""Learning of before or of elsewhere that the district recognizes: what it was, what it stands for, and on whose word.

It never makes a certificate. Where it stands for a course of the catalogue, it opens what that course opens.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from plm.access import Scope
from plm.errors import RuleBroken

MOST_HOURS = 500


@dataclass(frozen=True)
class Granted:
    """Credit of one kind that a recognition gives, with the words of the day it was given."""

    kind: str
    name: str
    one: str
    many: str
    amount: Decimal


@dataclass(frozen=True)
class Recognition:
    """One recognition.

    Attributes:
        school: code of the school the person worked at then.
        title: what was learned, as the record shows it.
        course: slug of the course it stands for; empty when it stands for none.
        done_on: when it was learned.
        hours: clock hours.
        evidence: what was shown, in words; no file is kept.
        by, name: who decided, and their name at the time.
        counts_until: the last day on which it still opens what its course opens.
    """

    id: str
    person: str
    school: str
    title: str
    done_on: date
    hours: Decimal
    evidence: str
    reason: str
    by: str
    name: str
    at: datetime
    counts_until: date
    course: str = ""
    credit: tuple[Granted, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    @property
    def scope(self) -> Scope:
        """Where it belongs."""
        return Scope(person=self.person, school=self.school)

    def opens(self, today: date) -> bool:
        """Whether it stands for its course on this day."""
        return bool(self.course) and self.withdrawn_at is None and today <= self.counts_until

    def checked(self, *, today: date) -> "Recognition":
        """The same, if it can be recognized.

        Raises:
            RuleBroken: something is missing, lies ahead, or lies too far back; `code` names the field.
        """
        if self.by == self.person:
            raise RuleBroken("Nobody recognizes their own learning. Ask another director.", code="person")
        for code, wrong, words in (
            ("title", not self.title.strip(), "Choose the course it stands for, or say what it was."),
            ("hours", not 0 < self.hours <= MOST_HOURS, f"More than 0, and at most {MOST_HOURS} hours."),
            ("done_on", self.done_on > today, "This day has not come yet."),
            ("done_on", self.counts_until < today, "This is too long ago for the district to recognize it."),
            ("evidence", not self.evidence.strip(), "Say what you were shown."),
            ("reason", not self.reason.strip(), "Say why it is recognized."),
        ):
            if wrong:
                raise RuleBroken(words, code=code)
        return self

    def withdraw(self, why: str, *, now: datetime) -> "Recognition":
        """Take it back; the line stays and says why.

        Raises:
            RuleBroken: it was taken back before, or no reason is given.
        """
        if self.withdrawn_at:
            raise RuleBroken("This was taken back before.", code="withdrawn")
        if not why.strip():
            raise RuleBroken("Give a reason in a sentence.", code="no-reason")
        return replace(self, withdrawn_at=now, withdrawn_why=why.strip())
