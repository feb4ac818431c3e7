"""Files of a course that are shown as they are: pictures, films, captions."""

from dataclasses import dataclass, field
from pathlib import Path


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


class Shelf:
    """What was taken from the folder of one course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: dict[str, Asset | None] = {}  # By name; nothing stands for a file that is not as it must be.

    @property
    def assets(self) -> tuple[Asset, ...]:
        """Each content once."""
        return tuple({one.hash: one for one in self.taken.values() if one}.values())
