"""A mistake in a file has an address and says what to do."""

from dataclasses import dataclass

from plm.catalog.files.assets import Asset, Assets
from plm.catalog.model import Edition


@dataclass(frozen=True)
class Mistake:
    """One thing to correct.

    Attributes:
        file: the file as the author knows it, from the folder of the course on.
        place: where in it: a key (`completion.sessions`), a line, a byte; empty for the whole file.
        words: what is wrong and what to do about it.
    """

    file: str
    place: str
    words: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.words) if part)


@dataclass(frozen=True)
class Found:
    """What a folder holds: an edition, or the mistakes that stand in its way.

    Attributes:
        name: the folder's name.
        warnings: what may stand and would better not.
        draft: the course as far as it could be read, mistakes and all; to be looked at, never to be published.
        assets: the files that it shows as they are.
    """

    name: str
    edition: Edition | None
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()
    draft: Edition | None = None
    assets: tuple[Asset, ...] = ()


class Log:
    """Collects the mistakes and warnings of one file into lists that all files of a course share."""

    def __init__(
        self, file: str, mistakes: list[Mistake], warnings: list[Mistake], assets: Assets | None = None
    ) -> None:
        """Make the log.

        Args:
            file: whose it is, from the folder of the course on.
            mistakes, warnings: where it writes.
            assets: takes the files that are shown as they are; without it, none are taken.
        """
        self.file = file
        self.assets = assets
        self._mistakes = mistakes
        self._warnings = warnings

    @property
    def noted(self) -> int:
        """How many mistakes were noted so far, in all files of the course."""
        return len(self._mistakes)

    def say(self, place: str, words: str) -> None:
        """Note a mistake."""
        self._mistakes.append(Mistake(self.file, place, words))

    def warn(self, place: str, words: str) -> None:
        """Note what is no mistake and would better be changed."""
        self._warnings.append(Mistake(self.file, place, words))

    def of(self, file: str) -> "Log":
        """The log of another file of the same course."""
        return Log(f"{self.file.split('/')[0]}/{file}", self._mistakes, self._warnings, self.assets)
