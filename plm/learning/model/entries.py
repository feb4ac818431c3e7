"""An entry of a practice log: what somebody tried at work, and what a facilitator said to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from plm.errors import RuleBroken

BACK = timedelta(days=90)
"""How far back what is logged may lie."""

MOST_PEOPLE, MOST_MINUTES = 500, 480

MOST_TOLD = 5_000
"""The longest text of an entry, in characters."""

KEPT = 20
"""Earlier versions of an entry that are kept."""


class State(StrEnum):
    """How an entry stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True)
class Told:
    """What somebody says of one try. Never a student's name.

    Attributes:
        act: id of what was done, as the module calls it.
        held_on: the day.
        people: how many took part.
        minutes: how long it took.
        happened: what happened, in their own words.
        ahead: what they will try next.
    """

    act: str
    held_on: date
    people: int
    minutes: int
    happened: str
    ahead: str

    @property
    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"happened": self.happened, "ahead": self.ahead}


@dataclass(frozen=True)
class Version:
    """What stood in an entry before, and the comment with which it was returned, if it was."""

    told: Told
    at: datetime
    comment: str = ""
    commented_by: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry of one person's practice log.

    Attributes:
        act: what was done in words, as they were when it was written.
        written_at: when it was first written.
        sent_at: since when it waits as it stands.
        judged_by: id of who accepted or returned it; `judged_name` is what they were called then.
        comment: what they wrote.
        confirmed: words that looked like a name and are none of a student's, as the writer said.
        earlier: versions before this one, oldest first.
        revision: counts the writer's texts, so that nobody accepts what they have not read.
    """

    id: str
    enrollment: str
    course: str
    module: str
    person: str
    school: str
    act: str
    told: Told
    written_at: datetime
    sent_at: datetime
    state: State = State.WAITING
    judged_at: datetime | None = None
    judged_by: str = ""
    judged_name: str = ""
    comment: str = ""
    confirmed: tuple[str, ...] = ()
    earlier: tuple[Version, ...] = ()
    revision: int = 1

    @property
    def key(self) -> str:
        """Names it within its module."""
        return self.id.rsplit(":", 1)[-1]

    @property
    def open(self) -> bool:
        """Whether its writer can still change it."""
        return self.state is not State.ACCEPTED

    def earliest(self) -> date:
        """The first day it may be about."""
        return min(self.written_at.date() - BACK, self.told.held_on)

    def change(self, told: Told, act: str, *, confirmed: Iterable[str], revision: int, now: datetime) -> "Entry":
        """Write it anew; it waits again, and what stood before is kept.

        Args:
            act: what was done, in words.
            revision: the one the writer last saw.

        Raises:
            RuleBroken: it is accepted, or another window changed it.
        """
        if told == self.told and self.state is State.WAITING:
            return self
        if not self.open:
            raise RuleBroken("This entry is accepted, and stays as it is. Write a new one instead.", code="accepted")
        if revision != self.revision:
            raise RuleBroken(
                "You changed this entry in another window, and that text stands. "
                "Send this one again to put it in its place.",
                code="newer",
            )
        before = Version(self.told, self.sent_at, self.comment, self.judged_name)
        return replace(
            self,
            told=told,
            act=act,
            sent_at=now,
            state=State.WAITING,
            judged_at=None,
            judged_by="",
            judged_name="",
            comment="",
            confirmed=tuple(dict.fromkeys((*self.confirmed, *confirmed))),
            earlier=(*self.earlier, before)[-KEPT:],
            revision=self.revision + 1,
        )

    def take_back(self) -> "Entry":
        """Let it wait no longer. Its writer can send it again."""
        if self.state is State.TAKEN_BACK:
            return self
        if self.state is not State.WAITING:
            raise RuleBroken("Only an entry that waits can be taken back.", code="not-waiting")
        return replace(self, state=State.TAKEN_BACK)

    def must_be_sent(self) -> None:
        """Go on, or refuse what its writer took back.

        Raises:
            RuleBroken: it was taken back.
        """
        if self.state is State.TAKEN_BACK:
            raise RuleBroken("This entry was taken back by its writer.", code="not-waiting")

    def accept(self, comment: str, *, by: str, name: str, revision: int, now: datetime) -> "Entry":
        """Count it.

        Args:
            comment: what its reader says to it; may be empty.
            by, name: who read it.
            revision: the one they read.
        """
        self._must_wait(revision)
        return replace(self, state=State.ACCEPTED, judged_at=now, judged_by=by, judged_name=name, comment=comment)

    def send_back(self, comment: str, *, by: str, name: str, revision: int, now: datetime) -> "Entry":
        """Ask for a change, and say which."""
        self._must_wait(revision)
        if not comment.strip():
            raise RuleBroken("Say what to change, in a sentence.", code="no-comment")
        return replace(self, state=State.RETURNED, judged_at=now, judged_by=by, judged_name=name, comment=comment)

    def _must_wait(self, revision: int) -> None:
        if self.state in (State.ACCEPTED, State.RETURNED):
            done = "accepted" if self.state is State.ACCEPTED else "returned"
            raise RuleBroken(f"{self.judged_name} has {done} this entry already.", code="judged")
        self.must_be_sent()
        if revision != self.revision:
            raise RuleBroken(
                "This entry was changed after you opened the page. Read it as it stands now.", code="newer"
            )


def must_be_possible(told: Told, *, earliest: date, today: date) -> None:
    """Refuse what cannot be.

    Args:
        earliest: the first day it may be about.

    Raises:
        RuleBroken: a day to come or too long ago, or figures out of reach.
    """
    if told.held_on > today:
        raise RuleBroken("This day is still to come.", code="day")
    if told.held_on < earliest:
        raise RuleBroken("This is more than 90 days ago. Log what is more recent.", code="day")
    if not (1 <= told.people <= MOST_PEOPLE and 1 <= told.minutes <= MOST_MINUTES):
        raise RuleBroken("These figures cannot be. Check how many took part, and the minutes.", code="figures")
    if max(len(text) for text in told.texts.values()) > MOST_TOLD:
        raise RuleBroken(f"A text may have {MOST_TOLD:,} characters. Shorten it.", code="too-long")


def evidence_of(entries: Iterable[Entry]) -> tuple[tuple[date, ...], int]:
    """What the entries of one module come to: the days of those accepted, and how many wait."""
    known = list(entries)
    accepted = tuple(sorted(one.told.held_on for one in known if one.state is State.ACCEPTED))
    return accepted, sum(one.state is State.WAITING for one in known)
