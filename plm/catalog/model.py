"""What there is to learn: courses, their editions, and the modules an edition is made of.

An edition never changes once it is published. Its id carries a hash of its content, so the same
files always make the same edition.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a person does in a module."""

    READING = "reading"
    QUIZ = "quiz"
    REFLECTION = "reflection"
    LIVE = "live"


@dataclass(frozen=True)
class Page:
    """A short page of a reading: what stands under one second-level heading, as Markdown."""

    title: str
    text: str
    words: int


@dataclass(frozen=True)
class Option:
    """One answer to choose, and what choosing it teaches."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """A question of a quiz; `many` when several answers may be right."""

    id: str
    text: str
    many: bool
    options: tuple[Option, ...]

    def right_with(self, chosen: frozenset[int]) -> bool:
        """Whether exactly the right options (by position, from 0) were chosen."""
        return chosen == {place for place, option in enumerate(self.options) if option.right}


@dataclass(frozen=True)
class Quiz:
    """Questions with a pass mark (share of questions right, 0 to 1) and a number of attempts (0: any)."""

    questions: tuple[Question, ...]
    pass_share: float = 0.8
    attempts: int = 0
    intro: str = ""

    @property
    def needed(self) -> int:
        """How many questions must be right."""
        count = len(self.questions)
        return next(right for right in range(count + 1) if right >= round(self.pass_share * count, 6))


@dataclass(frozen=True)
class Prompt:
    """A question to write about; only the writer reads the answer."""

    id: str
    text: str
    hint: str = ""
    least_words: int = 1


@dataclass(frozen=True)
class Module:
    """One thing to do. Only the part that fits its kind is filled.

    Attributes:
        minutes: how long it takes, as the author judges.
        guide: of a live module, for who runs its sessions.
    """

    id: str
    title: str
    kind: Kind
    minutes: int
    pages: tuple[Page, ...] = ()
    quiz: Quiz | None = None
    intro: str = ""
    prompts: tuple[Prompt, ...] = ()
    guide: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Requirement:
    """What completion asks besides every module: sessions, each with a least share of its minutes."""

    sessions: int = 0
    minutes_share: float = 0.9


@dataclass(frozen=True)
class Edition:
    """A published version of a course.

    Attributes:
        id: slug@hash.
        hours: credit, in clock hours.
        number: 1 for the first edition of the course, then counting up.
        valid_months: how long a completion counts; 0 for ever.
        takeaway: what to keep at hand afterward, on a sheet of paper.
    """

    course: str
    title: str
    summary: str
    audience: str
    hours: float
    outcomes: tuple[str, ...]
    modules: tuple[Module, ...]
    requirement: Requirement = field(default_factory=Requirement)
    valid_months: int = 0
    takeaway: tuple[Page, ...] = ()
    number: int = 0
    published_at: datetime | None = None

    @cached_property
    def id(self) -> str:
        """slug@hash of everything a learner meets."""
        return f"{self.course}@{self.hash}"

    @cached_property
    def hash(self) -> str:
        """Twelve hex digits of the SHA-256 of the content."""
        content = asdict(self)
        del content["number"], content["published_at"]
        # Guides and take-aways came later. Editions without them keep the hash they were published under.
        for part, name in ((content, "takeaway"), *((module, "guide") for module in content["modules"])):
            if not part[name]:
                del part[name]
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    @property
    def minutes(self) -> int:
        """How long the whole course takes."""
        return sum(module.minutes for module in self.modules)

    @property
    def has_live(self) -> bool:
        """Whether it asks for sessions."""
        return self.requirement.sessions > 0

    def module(self, module_id: str) -> Module | None:
        """The module with this id."""
        return next((module for module in self.modules if module.id == module_id), None)

    def place(self, module_id: str) -> int:
        """Where the module stands, counted from 1."""
        return next(place for place, module in enumerate(self.modules, 1) if module.id == module_id)

    def rule(self) -> str:
        """What completion asks, in words."""
        asked = ["every module"]
        if self.requirement.sessions:
            share = round(self.requirement.minutes_share * 100)
            number = self.requirement.sessions
            asked = [
                "every module",
                f"{_said(number)} session{'s' if number > 1 else ''} with at least {share}% of the minutes",
            ]
        return " and ".join(asked)


def _said(number: int) -> str:
    """A small number in words, as it stands inside a sentence."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number - 1] if 1 <= number <= 9 else str(number)


@dataclass(frozen=True)
class Course:
    """What the catalogue shows: a course and its live edition. Unpublished courses take no newcomers."""

    slug: str
    edition: str
    title: str
    summary: str
    audience: str
    hours: float
    minutes: int
    live: bool
    published: bool = True
    editions: int = 1
