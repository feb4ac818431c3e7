"""Taking a file from the folder of a course: what kind it must be, how large it may be, and whether it is that kind."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plm.catalog.files import films, pictures, svg
from plm.catalog.files.assets import Asset
from plm.catalog.files.mistakes import Log
from plm.catalog.files.pictures import Unfit
from plm.catalog.files.source import inside

_MB = 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file that PLM serves.

    Attributes:
        most: bytes it may have.
        look: judges the content; returns width and height in pixels (0, 0 where there are none) and raises Unfit.
    """

    suffix: str
    media_type: str
    most: int
    look: Callable[[bytes], tuple[int, int]]


PICTURES: Mapping[str, FileKind] = {
    ".svg": FileKind("svg", "image/svg+xml", _MB, svg.size_of),
    ".png": FileKind("png", "image/png", _MB, pictures.png),
    ".jpg": FileKind("jpg", "image/jpeg", _MB, pictures.jpeg),
    ".jpeg": FileKind("jpg", "image/jpeg", _MB, pictures.jpeg),
    ".webp": FileKind("webp", "image/webp", _MB, pictures.webp),
}
FILMS: Mapping[str, FileKind] = {
    ".mp4": FileKind("mp4", "video/mp4", 60 * _MB, films.mp4),
    ".webm": FileKind("webm", "video/webm", 60 * _MB, films.webm),
}
CAPTIONS: Mapping[str, FileKind] = {".vtt": FileKind("vtt", "text/vtt; charset=utf-8", _MB, films.captions)}

KINDS: Mapping[str, FileKind] = {
    kind.suffix: kind for kind in (*PICTURES.values(), *FILMS.values(), *CAPTIONS.values())
}
"""Every kind, by its suffix without the point."""


def media_type(file: str) -> str:
    """What browsers call a kind of file.

    Args:
        file: its name, of a known kind.
    """
    return KINDS[file.rpartition(".")[2]].media_type


def asset_of(name: str, kinds: Mapping[str, FileKind], what: str, *, asked: Log, place: str) -> Asset | None:
    """Take a file; the same file is read once, and its mistakes are said once.

    Args:
        name: the file as it is named there, relative to the course's folder.
        kinds: what it may be, by the endings of names.
        what: what it must be, for the author: `a picture`.
        asked, place: who asked for it, and where it is noted that there is no such file of such a kind.

    Returns:
        The file, or nothing when a mistake was noted or there is no folder to take it from.
    """
    assets = asked.assets
    if assets is None:
        return None
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix not in kinds:
        asked.say(place, f"{name} is not {what} that PLM can show. Use one that ends in {_listed(kinds)}.")
        return None
    if name not in assets.taken:
        assets.taken[name] = _taken(name, kinds[suffix], assets.folder, asked, place)
    return assets.taken[name]


def _taken(name: str, kind: FileKind, folder: Path, asked: Log, place: str) -> Asset | None:
    own = asked.of(name)
    try:
        path = inside(folder, name, asked, place)
        if path is None:
            return None
        if (size := path.stat().st_size) > kind.most:
            limit = kind.most // _MB
            own.say(
                "",
                f"Is {size / _MB:,.1f} MB large. A .{kind.suffix} file may have at most {limit} MB: make it smaller.",
            )
            return None
        data = path.read_bytes()
        width, height = kind.look(data)
    except Unfit as unfit:
        own.say(unfit.place, unfit.words)
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        asked.say(place, f"{name} cannot be read ({reason}). Check its name and who may read it.")
        return None
    return Asset(name, hashlib.sha256(data).hexdigest(), kind.suffix, kind.media_type, data, width, height)


def _listed(kinds: Mapping[str, FileKind]) -> str:
    endings = list(dict.fromkeys(f".{kind.suffix}" for kind in kinds.values()))
    return " or ".join([", ".join(endings[:-1]), endings[-1]] if len(endings) > 1 else endings)
