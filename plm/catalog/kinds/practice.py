"""A practice log: what somebody tried at work, entry by entry, with a facilitator who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Self

from plm.catalog.files.table import Table
from plm.catalog.files.toml import line
from plm.catalog.kinds.kind import Kind, Source, once
from plm.catalog.model import Content, ModuleWork
from plm.catalog.model.content import counted, differences


@dataclass(frozen=True)
class Act:
    """Something that can be logged: "I ran a community circle".

    Attributes:
        tier: 1 for everybody, 2 for some, 3 for a few.
    """

    id: str
    text: str
    tier: int = 1


@dataclass(frozen=True)
class Practice(Kind):
    """Entries about one's own practice; done when enough of them were accepted, on enough days.

    Attributes:
        entries: how many must be accepted.
        dates: on at least so many different days.
    """

    kind: ClassVar[str] = "practice"
    called: ClassVar[str] = "the practice log"
    suffix: ClassVar[str] = ".toml"

    intro: str = ""
    entries: int = 1
    dates: int = 1
    acts: tuple[Act, ...] = ()

    def sized(self) -> str:
        """How many entries it asks for, and on how many days."""
        days = f" on {counted(self.dates, 'day', 'days')}" if self.dates > 1 else ""
        return f"{counted(self.entries, 'entry', 'entries')}{days}"

    def act(self, act_id: str) -> Act | None:
        """The act with this id."""
        return next((act for act in self.acts if act.id == act_id), None)

    def minutes_left(self, minutes: int, work: ModuleWork | None) -> int:
        """The time of the entries that are not accepted yet, those that wait taken off."""
        written = len(work.accepted) + work.waiting if work else 0
        return minutes * max(0, self.entries - written) // self.entries

    def judged(self, work: ModuleWork, accepted: tuple[date, ...], waiting: int, *, now: datetime) -> ModuleWork:
        """The work after entries were written, accepted or returned.

        Args:
            accepted: the days of all entries accepted so far.
            waiting: how many wait for the facilitator.
        """
        enough = len(accepted) >= self.entries and len(set(accepted)) >= self.dates
        done_at = work.done_at or (now if enough else None)
        return replace(work, accepted=tuple(sorted(accepted)), waiting=waiting, done_at=done_at)

    def carried(self, work: ModuleWork, *, now: datetime) -> ModuleWork:
        """Accepted entries stay accepted; it is done once they are enough here."""
        return self.judged(work, work.accepted, work.waiting, now=now)

    def differs(self, other: Content) -> tuple[str, ...]:
        """What is different in what can be logged and in how much is asked."""
        if not isinstance(other, Practice):
            return ()
        said = []
        if (self.entries, self.dates) != (other.entries, other.dates):
            said.append(f"it asks for {self.sized()}, not {other.sized()}")
        if self.acts != other.acts:
            old = {act.id: act for act in other.acts}
            new = {act.id: act for act in self.acts}
            said.append(differences(old, new, "act", "acts"))
        if self.intro != other.intro:
            said.append("the introduction is reworded")
        return tuple(said)

    @classmethod
    def read(cls, source: Source, name: str) -> Self | None:
        """The log of its file."""
        if (file := source.toml(name)) is None:
            return None
        table, _ = file
        practice = cls(
            intro=table.text("intro", most=1_000, default=""),
            entries=table.whole("entries", least=1, most=20),
            dates=table.whole("dates", least=1, most=20, default=1),
            acts=tuple(_act(one) for one in table.tables("acts", most=12)),
        )
        table.done()
        once(table, [act.id for act in practice.acts], "acts", "act")
        if practice.dates > practice.entries:
            table.say("dates", f"Asks for {practice.dates} days with {practice.entries} entries. Lower it.")
        return practice

    def written(self, module: str) -> Mapping[str, str]:
        """Its TOML."""
        head = line("intro", self.intro) if self.intro else ""
        head += line("entries", self.entries) + line("dates", self.dates)
        acts = [
            "\n[[acts]]\n" + line("id", act.id) + line("text", act.text) + line("tier", act.tier) for act in self.acts
        ]
        return {"": head + "".join(acts)}


def _act(table: Table) -> Act:
    act = Act(
        id=table.slug("id"),
        text=table.line("text", most=200),
        tier=table.whole("tier", least=1, most=3, default=1),
    )
    table.done()
    return act
