"""The files a new course begins with: they check clean, and say in their own words what belongs in their place."""

from collections.abc import Collection
from dataclasses import dataclass, field

from plm.catalog.files.scaffold import course, modules
from plm.catalog.files.toml import quoted

EXTRAS = ("video", "live", "practice", "takeaway")
"""What a new course may begin with besides a reading, a quiz and a reflection."""


@dataclass(frozen=True)
class _Part:
    """A module of a new course.

    Attributes:
        extra: it is there only when this was asked for; empty for always.
        text: of its file; empty when it has none.
        named: further files, by name.
    """

    id: str
    title: str
    kind: str
    minutes: int
    text: str = ""
    extra: str = ""
    suffix: str = ".toml"
    named: dict[str, str] = field(default_factory=dict)

    def file(self, place: int) -> str:
        """The name of its file; of a session, that of the guide."""
        return f"{place:02}-{self.id}{self.suffix}" if self.text else next(iter(self.named))

    def table(self, place: int) -> str:
        """What stands in `course.toml`."""
        named = f'{"file" if self.text else "guide"} = "{self.file(place)}"'
        return course.MODULE.format(id=self.id, title=self.title, kind=self.kind, minutes=self.minutes, file=named)


_TRANSCRIPT, _GUIDE, _TAKEAWAY = "transcript-watch.md", "_guide-meet.md", "_takeaway.md"

_PARTS = (
    _Part(
        *("read", "Name what the reading is about", "reading", 15, modules.READING),
        suffix=".md",
        named={"picture.svg": modules.PICTURE},
    ),
    _Part(
        *("watch", "Name what the film shows", "video", 5, modules.VIDEO.format(transcript=_TRANSCRIPT), "video"),
        named={_TRANSCRIPT: modules.TRANSCRIPT},
    ),
    _Part("check", "Name what the quiz looks at", "quiz", 5, modules.QUIZ),
    _Part(*("meet", "Name what people practice together", "live", 60, "", "live"), named={_GUIDE: modules.GUIDE}),
    _Part("log", "Name what people try at work", "practice", 30, modules.PRACTICE, "practice"),
    _Part("think", "Name what people think back on", "reflection", 10, modules.REFLECTION),
)


def files_of(title: str, extras: Collection[str] = ()) -> dict[str, str]:
    """The files of a new course, by name.

    Args:
        title: the course's.
        extras: which of `EXTRAS` it has.
    """
    parts = [part for part in _PARTS if not part.extra or part.extra in extras]
    quarters = max(1, round(sum(part.minutes for part in parts) / 15))
    said = [course.HEAD.format(title=quoted(title), hours=quarters / 4)]
    said += [course.TAKEAWAY] if "takeaway" in extras else []
    said += [course.COMPLETION] if "live" in extras else []
    said += [course.MODULES, *(part.table(place) for place, part in enumerate(parts, 1))]
    files = {"course.toml": "".join(said)}
    for place, part in enumerate(parts, 1):
        files |= {part.file(place): part.text} if part.text else {}
        files |= part.named
    return files | ({_TAKEAWAY: modules.TAKEAWAY} if "takeaway" in extras else {})


def left_in(text: str) -> list[tuple[int, str]]:
    """Where a file still says what a new course says.

    Returns:
        Lines, from 1, each with the words that stand there, without key and quotation marks.
    """
    return [(place, _WORDS[line]) for place, one in enumerate(text.split("\n"), 1) if (line := one.strip()) in _WORDS]


def _words() -> dict[str, str]:
    """The lines a new course brings that nobody else would write, each with its words."""
    found = {}
    for name, text in files_of("", EXTRAS).items():
        for line in text.splitlines() if not name.endswith(".svg") else ():
            words = line.split(" = ", 1)[-1].strip(' ",#*“”')
            if len(words) > _SHORTEST and not line.startswith(_NOT_ASKED_FOR):
                found[line.strip()] = words
    return found


_SHORTEST = 16
# Lines that an author may well keep as they are.
_NOT_ASKED_FOR = ("# ", "[[", "transcript = ", "guide = ", "## Opening", "## Close", "## What may", "## Room")
_WORDS = _words()
