"""The film itself, and what counts as having watched it.

Of a film of ours, the slices that were played are counted. What an embedded player plays cannot be seen from outside:
there the time counts for which it was open and in view, slice by slice from the first.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from plm.catalog.files.heading import markdown_of
from plm.catalog.files.taking import FILMS, PICTURES
from plm.catalog.files.toml import line
from plm.catalog.kinds.kind import Kind, Source, came_or_went
from plm.catalog.kinds.video.files import address_of, captions_of, compare, file_of, named_as, transcript_of
from plm.catalog.kinds.video.players import player_of
from plm.catalog.kinds.video.telling import SLICES, clocked, told, too_fast
from plm.catalog.model import Content, ModuleWork, Page
from plm.catalog.model.content import counted
from plm.errors import RuleBroken

NEAR_THE_END = 0.97
"""Who stopped after so much of a film has seen its end, and begins anew."""


@dataclass(frozen=True)
class Video(Kind):
    """A film; done when the stated share of it was watched, or its transcript was read instead.

    Attributes:
        source: the file, `sha256:<hash>.webm`; empty when it is embedded.
        address: of the player's page; empty for a file.
        captions: the file, or "player".
        poster: a still, as a file; empty for none.
        seconds: how long it runs.
        share: the least share that counts as watched, above 0 and up to 1.
    """

    kind: ClassVar[str] = "video"
    called: ClassVar[str] = "the film"
    suffix: ClassVar[str] = ".toml"

    intro: str = ""
    source: str = ""
    address: str = ""
    captions: str = ""
    transcript: tuple[Page, ...] = ()
    poster: str = ""
    seconds: int = 1
    share: float = 0.9

    @property
    def host(self) -> str:
        """Whose player it is; empty for a file."""
        return urlsplit(self.address).hostname or ""

    @property
    def owner(self) -> str:
        """Who runs the player; empty for a file."""
        player = player_of(self.address)
        return player.owner if player else ""

    @property
    def needed(self) -> int:
        """How many slices must have been watched."""
        return max(1, math.ceil(round(self.share * SLICES, 6)))

    def sized(self) -> str:
        """How long it runs."""
        return counted(self.seconds, "second", "seconds") if self.seconds < 60 else clocked(self.seconds)

    def share_of(self, work: ModuleWork | None) -> float:
        """The share watched so far, 0 to 1."""
        return len(work.seen) / SLICES if work else 0.0

    def resumes_at(self, work: ModuleWork | None) -> int:
        """Where to go on, in whole seconds; 0 for the beginning, also once the end was seen."""
        at = int(work.best) if work else 0
        return at if 3 <= at < self.seconds * NEAR_THE_END else 0

    def minutes_left(self, minutes: int, work: ModuleWork | None) -> int:
        """The time of what was not watched yet."""
        return round(minutes * (1 - self.share_of(work)))

    def shown(self, work: ModuleWork | None) -> Mapping[str, Any]:
        """The film as its template shows it."""
        return {
            "film": self,
            "watched": self.share_of(work),
            "at": self.resumes_at(work),
            "seen": ",".join(str(one) for one in work.seen) if work else "",
        }

    def accept(self, work: ModuleWork, given: Mapping[str, str], *, now: datetime) -> ModuleWork:
        """Count what was watched, or that the transcript was read.

        Args:
            given: `slices` (numbers from 0 to 99 with commas between) and `at` (seconds from the beginning) as the
                player's script sends them; or `transcript` from the form below the transcript.

        Raises:
            RuleBroken: a place that the film does not have, or more than can have been watched since the last report.
        """
        if "transcript" in given:
            return replace(work, done_at=work.done_at or now)
        slices, at = told(given, self.seconds)
        new = slices.difference(work.seen)
        if too_fast(len(new), self.seconds, since=work.touched_at, now=now):
            raise RuleBroken(
                "That is more of the film than can have been watched since it was last counted. Play on: what you "
                "have watched is kept here, and counted in a while.",
                code="too-fast",
            )
        seen = tuple(sorted({*work.seen, *new}))
        enough = len(seen) >= self.needed
        return replace(
            work,
            seen=seen,
            best=work.best if at is None else at,
            done_at=work.done_at or (now if enough else None),
        )

    def carried(self, work: ModuleWork, *, now: datetime) -> ModuleWork:
        """What was watched stays watched; it is done once that is enough here."""
        enough = len(work.seen) >= self.needed
        return replace(work, done_at=work.done_at or (now if enough else None))

    def differs(self, other: Content) -> tuple[str, ...]:
        """What is different in the film and what stands around it."""
        if not isinstance(other, Video):
            return ()
        said = []
        if (self.source, self.address, self.seconds) != (other.source, other.address, other.seconds):
            said.append("it shows another film")
        if self.captions != other.captions:
            said.append("the captions are changed")
        if self.transcript != other.transcript:
            said.append(f"the transcript is {came_or_went(other.transcript, self.transcript)}")
        if self.share != other.share:
            said.append(f"{self.share:.0%} of it must be watched, not {other.share:.0%}")
        if (self.intro, self.poster) != (other.intro, other.poster):
            said.append("what introduces it is changed")
        return tuple(said)

    @classmethod
    def read(cls, source: Source, name: str) -> Self | None:
        """The film of its file."""
        if (file := source.toml(name)) is None:
            return None
        table, own = file
        whole = replace(source, table=table, log=own)
        address = address_of(table)
        film = file_of(whole, "source", FILMS, "a film") if "source" in table else None
        if "address" not in table and "source" not in table:
            table.say("source", 'Missing. Add source = "film.webm", or address = "https://…" of an allowed player.')
        elif address and film:
            table.say("address", "Stands beside source. Keep one of them.")
        video = cls(
            intro=table.text("intro", most=1_000, default=""),
            source=named_as(film),
            address=address,
            captions=captions_of(whole, embedded="address" in table),
            transcript=transcript_of(whole),
            poster=named_as(file_of(whole, "poster", PICTURES, "a picture")) if "poster" in table else "",
            seconds=table.whole("seconds", least=1, most=4 * 60 * 60),
            share=table.share("share", default=0.9),
        )
        table.done()
        if film:
            compare(film, video.seconds, own)
        return video

    def written(self, module: str) -> Mapping[str, str]:
        """Its TOML and the transcript; the files keep their addresses."""
        lines = [line("intro", self.intro)] if self.intro else []
        lines.append(line("source", self.source) if self.source else line("address", self.address))
        lines += [line("captions", self.captions), line("transcript", f"transcript-{module}.md")]
        lines += [line("poster", self.poster)] if self.poster else []
        lines += [line("seconds", self.seconds), line("share", self.share)]
        return {"": "".join(lines), f"transcript-{module}.md": markdown_of(self.transcript)}
