"""What there is to learn: courses, their editions, and the modules an edition is made of.

An edition never changes once it is published. Its id carries a hash of its content, so the same
files always make the same edition.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from plm.catalog.model.content import Content, Page
from plm.catalog.model.rule import Group, Modules, Sessions

Of = TypeVar("Of", bound=Content)


@dataclass(frozen=True)
class Module:
    """One thing to do.

    Attributes:
        minutes: how long it takes, as the author judges.
        content: what there is to do; its class is the module's kind.
        requires: ids of the modules that must be done before this one opens.
    """

    id: str
    title: str
    minutes: int
    content: Content
    requires: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What kind of module it is."""
        return self.content.kind

    def of(self, kind: type[Of]) -> Of | None:
        """The content, if the module is of this kind."""
        return self.content if isinstance(self.content, kind) else None


@dataclass(frozen=True)
class Requirement:
    """What completion asks besides every module: sessions, each with a least share of its minutes."""

    sessions: int = 0
    minutes_share: float = 0.9


@dataclass(frozen=True)
class Credit:
    """Credit of one kind that a course gives.

    Attributes:
        kind: key of the credit kind, as the district keeps it.
        amount: in units of that kind; None when the district's conversion from the hours is meant.
    """

    kind: str
    amount: float | None = None


@dataclass(frozen=True)
class Door:
    """Which courses must be completed before this one opens.

    Attributes:
        courses: their slugs.
        any: one of them is enough.
    """

    courses: tuple[str, ...] = ()
    any: bool = False


@dataclass(frozen=True)
class Edition:
    """A published version of a course.

    Attributes:
        id: slug@hash.
        hours: credit, in clock hours.
        number: 1 for the first edition of the course, then counting up.
        requirement: the sessions it asks for; with `rule`, what its tree says about them.
        rule: what completion asks, when it is more than every module and these sessions.
        valid_months: how long a completion counts; 0 for ever.
        takeaway: what to keep at hand afterward, on a sheet of paper.
        credit: what it gives besides the hours.
        areas: keys of the renewal areas it counts in.
        door: which courses open it.
        kept_as: the hash it was stored under; empty for one that was just read from files.
    """

    course: str
    title: str
    summary: str
    audience: str
    hours: float
    outcomes: tuple[str, ...]
    modules: tuple[Module, ...]
    requirement: Requirement = field(default_factory=Requirement)
    rule: Group | None = None
    valid_months: int = 0
    takeaway: tuple[Page, ...] = ()
    credit: tuple[Credit, ...] = ()
    areas: tuple[str, ...] = ()
    door: Door = field(default_factory=Door)
    number: int = 0
    published_at: datetime | None = None
    kept_as: str = field(default="", compare=False)

    @cached_property
    def id(self) -> str:
        """slug@hash of everything a learner meets."""
        return f"{self.course}@{self.hash}"

    @cached_property
    def hash(self) -> str:
        """Twelve hex digits of the SHA-256 of the content; of a stored edition, those it was stored under."""
        if self.kept_as:
            return self.kept_as
        content = asdict(self)
        for own in ("number", "published_at", "kept_as"):
            del content[own]
        kinds = [module.kind for module in self.modules]
        canonical = json.dumps([content, kinds], sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    @cached_property
    def asks(self) -> Group:
        """What completion asks, as a tree."""
        if self.rule is not None:
            return self.rule
        sessions = Sessions(self.requirement.sessions, self.requirement.minutes_share)
        return Group((Modules(), sessions), 2) if sessions.number else Group((Modules(),), 1)

    @property
    def minutes(self) -> int:
        """How long the whole course takes."""
        return sum(module.minutes for module in self.modules)

    @property
    def has_live(self) -> bool:
        """Whether it asks for sessions."""
        return self.requirement.sessions > 0

    @cached_property
    def planned_minutes(self) -> int:
        """How many minutes of sessions are planned: those of the live modules."""
        return sum(module.minutes for module in self.modules if module.content.by_sessions)

    def module(self, module_id: str) -> Module | None:
        """The module with this id."""
        return next((module for module in self.modules if module.id == module_id), None)

    def place(self, module_id: str) -> int:
        """Where the module stands, counted from 1."""
        return next(place for place, module in enumerate(self.modules, 1) if module.id == module_id)

    def title_of(self, module_id: str) -> str:
        """The title of a module; its id when there is none of this id."""
        found = self.module(module_id)
        return found.title if found else module_id

    def words(self) -> str:
        """What completion asks, in words."""
        return self.asks.words(self.title_of)


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
