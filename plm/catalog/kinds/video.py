"""A film: a file of the course or the page of an allowed player, always with captions and a transcript."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from plm.catalog.files.heading import markdown_of
from plm.catalog.files.table import Table
from plm.catalog.files.taking import CAPTIONS, FILMS, PICTURES, asset_of
from plm.catalog.files.toml import line
from plm.catalog.kinds.kind import Kind, Source, came_or_went
from plm.catalog.model import Content, ModuleWork, Page
from plm.catalog.model.content import counted
from plm.errors import RuleBroken

PLAYERS: Mapping[str, str] = {"www.youtube-nocookie.com": "/embed/", "player.vimeo.com": "/video/"}
"""Where a film may be embedded from: the host, and how the path of its player begins."""

IN_THE_PLAYER = "player"
"""What the author writes for captions that the embedded player has itself."""

SLICES = 100
"""Into so many equal slices a film is cut; a slice was watched or it was not."""


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

    def sized(self) -> str:
        """How long it runs."""
        if self.seconds < 60:
            return counted(self.seconds, "second", "seconds")
        minutes, seconds = divmod(self.seconds, 60)
        return f"{minutes}:{seconds:02}"

    def share_of(self, work: ModuleWork | None) -> float:
        """The share watched so far, 0 to 1."""
        return len(work.seen) / SLICES if work else 0.0

    def minutes_left(self, minutes: int, work: ModuleWork | None) -> int:
        """The time of what was not watched yet."""
        return round(minutes * (1 - self.share_of(work)))

    def shown(self, work: ModuleWork | None) -> Mapping[str, Any]:
        """The film as its template shows it."""
        return {"film": self, "watched": self.share_of(work), "at": work.best if work else 0.0}

    def accept(self, work: ModuleWork, given: Mapping[str, str], *, now: datetime) -> ModuleWork:
        """Count what was watched, or that the transcript was read.

        Args:
            given: `slices` (numbers from 0 to 99 with commas between) and `at` (seconds from the beginning) as the
                player's script sends them; or `transcript` from the form below the transcript.

        Raises:
            RuleBroken: a place the film does not have.
        """
        if "transcript" in given:
            return replace(work, done_at=work.done_at or now)
        try:
            slices = {int(one) for one in given.get("slices", "").split(",") if one.strip()}
            at = float(given.get("at", 0) or 0)
        except ValueError:
            raise _no_such_place() from None
        if not all(0 <= one < SLICES for one in slices) or not 0 <= at <= self.seconds + 5:
            raise _no_such_place()
        seen = tuple(sorted({*work.seen, *slices}))
        enough = len(seen) >= round(self.share * SLICES)
        return replace(work, seen=seen, best=at, done_at=work.done_at or (now if enough else None))

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
        address = _address(table)
        film = _file(whole, "source", FILMS, "a film") if "source" in table else ""
        if "address" not in table and "source" not in table:
            table.say("source", 'Missing. Add source = "film.webm", or address = "https://…" of an allowed player.')
        elif address and film:
            table.say("address", "Stands beside source. Keep one of them.")
        video = cls(
            intro=table.text("intro", most=1_000, default=""),
            source=film,
            address=address,
            captions=_captions(whole, embedded=bool(address)),
            transcript=_transcript(whole),
            poster=_file(whole, "poster", PICTURES, "a picture") if "poster" in table else "",
            seconds=table.whole("seconds", least=1, most=4 * 60 * 60),
            share=table.share("share", default=0.9),
        )
        table.done()
        return video

    def written(self, module: str) -> Mapping[str, str]:
        """Its TOML and the transcript; the files keep their addresses."""
        lines = [line("intro", self.intro)] if self.intro else []
        lines.append(line("source", self.source) if self.source else line("address", self.address))
        lines += [line("captions", self.captions), line("transcript", _named(module))]
        lines += [line("poster", self.poster)] if self.poster else []
        lines += [line("seconds", self.seconds), line("share", self.share)]
        return {"": "".join(lines), _named(module): markdown_of(self.transcript)}


def _named(module: str) -> str:
    return f"transcript-{module}.md"


def _no_such_place() -> RuleBroken:
    return RuleBroken("This film has no such place. Load the page again and play on.", code="no-such-place")


def _address(table: Table) -> str:
    address = table.line("address", most=400, default="")
    if not address:
        return ""
    parts = urlsplit(address)
    begin = PLAYERS.get(parts.hostname or "")
    if parts.scheme != "https" or begin is None or not parts.path.startswith(begin) or parts.username:
        known = ", ".join(f"https://{host}{path}…" for host, path in PLAYERS.items())
        table.say("address", f"Is no player that PLM embeds. Write one of {known}, or put the file into the folder.")
        return ""
    return address


def _file(source: Source, key: str, kinds: Mapping[str, Any], what: str) -> str:
    """The address of a file that this key names, or nothing when a mistake was noted."""
    name = source.table.line(key, most=200)
    if not name:
        return ""
    asset = asset_of(name, kinds, what, asked=source.log, place=source.table.where(key))
    return f"sha256:{asset.file}" if asset else ""


def _captions(source: Source, *, embedded: bool) -> str:
    table = source.table
    if "captions" not in table:
        own = f' or captions = "{IN_THE_PLAYER}" when the player has them' if embedded else ""
        table.say("captions", f'Missing: not everybody hears the film. Add captions = "film.vtt"{own}.')
        return ""
    if table.line("captions", most=200) == IN_THE_PLAYER:
        if not embedded:
            table.say("captions", 'A film of the folder brings its captions. Add captions = "film.vtt".')
        return IN_THE_PLAYER
    return _file(source, "captions", CAPTIONS, "a file of captions")


def _transcript(source: Source) -> tuple[Page, ...]:
    table = source.table
    if "transcript" not in table:
        table.say("transcript", 'Missing: not everybody sees or hears the film. Add transcript = "film.md".')
        return ()
    name = table.line("transcript", most=200)
    if not name or not source.claims("transcript", name, "Each transcript is a file of its own."):
        return ()
    return source.markdown(name, "transcript")
