"""What an author writes about a film, read and compared with the files."""

from collections.abc import Mapping

from plm.catalog.files import films
from plm.catalog.files.assets import Asset
from plm.catalog.files.mistakes import Log
from plm.catalog.files.table import Table
from plm.catalog.files.taking import CAPTIONS, FileKind, asset_of
from plm.catalog.kinds.kind import Source
from plm.catalog.kinds.video.players import IN_THE_PLAYER, PLAYERS, player_of
from plm.catalog.model import Page

_AMISS = 2.0
"""Seconds by which the length that the author wrote may miss that of the file."""


def compare(film: Asset, said: int, own: Log) -> None:
    """Warn when the file runs longer or shorter than the author wrote, or does not say how long."""
    length = films.length_of(film.suffix, film.data)
    if length is None:
        own.of(film.name).warn(
            "",
            "Does not say how long it runs, so nobody can jump in it. Save it anew with a program for films: "
            f"ffmpeg -i {film.name} -c copy new.{film.suffix}",
        )
    elif abs(length - said) > _AMISS:
        own.warn("seconds", f"{film.name} runs for {length:.0f} seconds. Write seconds = {max(1, round(length))}.")


def address_of(table: Table) -> str:
    """The address of an allowed player, or nothing when there is none or a mistake was noted."""
    address = table.line("address", most=400, default="")
    if not address or player_of(address):
        return address
    known = " or ".join(f"https://{host}{player.begins}…" for host, player in PLAYERS.items())
    table.say("address", f"Is no player that PLM embeds. Write one like {known}, or put the file into the folder.")
    return ""


def file_of(source: Source, key: str, kinds: Mapping[str, FileKind], what: str) -> Asset | None:
    """The file that this key names, or nothing when a mistake was noted."""
    name = source.table.line(key, most=200)
    return asset_of(name, kinds, what, asked=source.log, place=source.table.where(key)) if name else None


def named_as(asset: Asset | None) -> str:
    """How an edition names a file."""
    return f"sha256:{asset.file}" if asset else ""


def captions_of(source: Source, *, embedded: bool) -> str:
    """The captions: a file, or that the player has them; nothing when a mistake was noted."""
    table = source.table
    if "captions" not in table:
        own = f' or captions = "{IN_THE_PLAYER}" when the player has them' if embedded else ""
        table.say("captions", f'Missing: not everybody hears the film. Add captions = "film.vtt"{own}.')
        return ""
    theirs = table.line("captions", most=200) == IN_THE_PLAYER
    if embedded and not theirs:
        table.say("captions", f'Only the player can show captions. Add them there, and write "{IN_THE_PLAYER}" here.')
    elif theirs and not embedded:
        table.say("captions", 'A film of the folder brings its captions. Add captions = "film.vtt".')
    if embedded or theirs:
        return IN_THE_PLAYER
    return named_as(file_of(source, "captions", CAPTIONS, "a file of captions"))


def transcript_of(source: Source) -> tuple[Page, ...]:
    """The pages of the transcript, which every film has."""
    table = source.table
    if "transcript" not in table:
        table.say("transcript", 'Missing: not everybody sees or hears the film. Add transcript = "film.md".')
        return ()
    name = table.line("transcript", most=200)
    if not name or not source.claims("transcript", name, "Each transcript is a file of its own."):
        return ()
    return source.markdown(name, "transcript")
