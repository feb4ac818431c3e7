"""Files of a course that are shown as they are: pictures, films, captions."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from plm.catalog.model import Edition


@dataclass(frozen=True)
class Asset:
    """One such file, as it was when the course was read.

    Attributes:
        name: what its author calls it, relative to the course's folder.
        hash: SHA-256 of the content, in hex; what an edition calls it.
        suffix: what kind it is, without a point: `svg`.
        media_type: the same for browsers.
        width, height: of a picture, in pixels; otherwise 0.
    """

    name: str
    hash: str
    suffix: str
    media_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def file(self) -> str:
        """Its name where PLM serves it: hash and suffix."""
        return f"{self.hash}.{self.suffix}"


class Assets:
    """What was taken from the folder of one course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: dict[str, Asset | None] = {}  # By name; nothing stands for a file that is not as it must be.

    @property
    def each(self) -> tuple[Asset, ...]:
        """Each content once."""
        return tuple({one.hash: one for one in self.taken.values() if one}.values())


ADDRESS = re.compile(r"\bsha256:([0-9a-f]{64}\.[a-z0-9]{2,5})\b")
"""How an edition names a file."""

_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]{0,80}", re.ASCII)


def named_in(edition: Edition) -> set[str]:
    """The hashes of all files that an edition names, wherever it does."""
    return {found.partition(".")[0] for found in ADDRESS.findall(json.dumps(asdict(edition), default=str))}


def names_of(assets: Iterable[Asset]) -> dict[str, str]:
    """A name in the folder for each file, by hash and suffix: the one its author gave it, if it is free and plain."""
    names: dict[str, str] = {}
    for asset in assets:
        name = asset.name.rpartition("/")[2].lower()
        if not _PLAIN.fullmatch(name) or not name.endswith(f".{asset.suffix}") or name in names.values():
            name = f"file-{asset.hash[:12]}.{asset.suffix}"
        names[asset.file] = name
    return names
