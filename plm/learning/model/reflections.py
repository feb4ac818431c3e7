"""What somebody writes in a reflection, and what is kept of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from plm.catalog.kinds import Audience, Prompt
from plm.errors import RuleBroken
from plm.learning.model.replies import MOST_REPLIES, Reply

_WIDTHS = {audience: place for place, audience in enumerate(Audience)}

MOST_CHARACTERS = 20_000
"""The longest answer to one prompt."""

KEPT = 20
"""Earlier versions of a reflection that are kept."""

_KEPT_CHARACTERS = 1_000_000
"""All earlier versions together, so that the document stays far below MongoDB's limit of 16 MB."""

_KEPT_EVERY = timedelta(minutes=10)
"""How far apart versions are kept while somebody simply writes on."""


@dataclass(frozen=True)
class Version:
    """A text that another one took the place of, or that was set aside because a newer one was there.

    Attributes:
        base: the revision it was written on.
        aside: whether it came from a window that did not know the newer text.
        window: which window that was; empty when it did not say.
    """

    texts: Mapping[str, str]
    at: datetime
    base: int
    aside: bool = False
    window: str = ""


@dataclass(frozen=True)
class Reflection:
    """What one person wrote to the prompts of one module; who else reads an answer, `may_read` says.

    Attributes:
        texts: by prompt id.
        audiences: who reads each answer, by prompt id. What was begun before answers had one is private.
        course, school: slug of the course, and where its writer worked when it was saved.
        replies: what facilitators answered, oldest first.
        reads: who has read it besides its writer, by person id, and when last.
        revision: counts the texts that took the place of another; a window that writes names the one it began with.
        earlier: versions that are kept, oldest first.
        writes: counts every write; a write that met another one is refused and made again.
    """

    enrollment: str
    module: str
    person: str
    texts: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    begun_at: datetime | None = None
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    earlier: tuple[Version, ...] = ()
    writes: int = 0
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    course: str = ""
    school: str = ""
    replies: tuple[Reply, ...] = ()
    reads: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """enrollment:module, so that it cannot exist twice."""
        return f"{self.enrollment}:{self.module}"

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(words_in(text) for text in self.texts.values())

    @property
    def open_to(self) -> Audience:
        """The widest audience that has something to read here; nobody before it is handed in."""
        if self.handed_in_at is None:
            return Audience.PRIVATE
        answered = [self.audience_of(prompt) for prompt, text in self.texts.items() if text.strip()]
        return max(answered, key=_WIDTHS.__getitem__, default=Audience.PRIVATE)

    @property
    def unseen(self) -> tuple[Reply, ...]:
        """The replies that its writer has not seen yet."""
        return tuple(one for one in self.replies if one.seen_at is None)

    def audience_of(self, prompt: str) -> Audience:
        """Who reads the answer to a prompt besides its writer."""
        return self.audiences.get(prompt, Audience.PRIVATE)

    def addressed(self, prompts: tuple[Prompt, ...]) -> "Reflection":
        """With an audience for each prompt: its author's until something was written, and never a wider one after."""
        begun = self.begun_at is not None or self.handed_in_at is not None
        audiences = dict(self.audiences)
        for prompt in prompts:
            known = self.audiences.get(prompt.id, Audience.PRIVATE if begun else prompt.audience)
            audiences[prompt.id] = narrower(known, prompt.audience)
        return self if audiences == self.audiences else replace(self, audiences=audiences)

    def choices(self, prompt: Prompt) -> tuple[Audience, ...]:
        """The audiences its writer can choose from: up to the author's, and never a wider one after handing in."""
        widest = self.audience_of(prompt.id) if self.handed_in_at else prompt.audience
        return tuple(one for one in Audience if narrower(one, widest) is one)

    def choose(self, chosen: Mapping[str, Audience], prompts: tuple[Prompt, ...], *, now: datetime) -> "Reflection":
        """Let its writer say who reads each answer; a wish for a wider audience than there may be gets the widest."""
        audiences = dict(self.audiences)
        for prompt in prompts:
            if prompt.id in chosen:
                audiences[prompt.id] = narrower(chosen[prompt.id], self.choices(prompt)[-1])
        if audiences == self.audiences:
            return self
        return replace(self, audiences=audiences, begun_at=self.begun_at or now)

    def write(
        self, texts: Mapping[str, str], *, revision: int, over: bool, now: datetime, window: str = ""
    ) -> "Reflection":
        """Put these texts in place of those that stand, or set them aside when newer ones stand.

        Args:
            revision: the one the writer last saw.
            over: the writer has been told of the newer text and wants this one in its place; both are kept.
            window: names the window it was typed in, so that its later texts replace its earlier ones.
        """
        texts = {prompt: plain(text) for prompt, text in texts.items()}
        if _filled(texts) == _filled(self.texts):
            return self
        if revision < self.revision:
            return self._set_aside(Version(texts, now, revision, aside=True, window=window))
        # What a window set aside and then puts in place is not another text.
        kept = tuple(one for one in self.earlier if not (window and one.window == window and one.texts == texts))
        if self.saved_at and any(self.texts.values()) and (over or self._is_worth_keeping(texts, now)):
            kept = _within_bounds((*kept, Version(self.texts, self.saved_at, self.revision)))
        return replace(
            self,
            texts=texts,
            revision=self.revision + 1,
            begun_at=self.begun_at or now,
            saved_at=now,
            earlier=kept,
        )

    def hand_in(self, *, now: datetime) -> "Reflection":
        """It is done; it can still be written on."""
        return replace(self, handed_in_at=self.handed_in_at or now)

    def replied(self, reply: Reply) -> "Reflection":
        """With a facilitator's reply; the same one again changes nothing.

        Raises:
            RuleBroken: there are as many as there may be.
        """
        if any(one.id == reply.id for one in self.replies):
            return self
        if len(self.replies) >= MOST_REPLIES:
            raise RuleBroken(
                f"There are {MOST_REPLIES} replies here already. Talk to each other about the next one.",
                code="too-many",
            )
        return replace(self, replies=(*self.replies, reply))

    def seen(self, *, now: datetime) -> "Reflection":
        """Its writer has seen every reply."""
        return replace(self, replies=tuple(replace(one, seen_at=one.seen_at or now) for one in self.replies))

    def read_by(self, person: str, *, now: datetime) -> "Reflection":
        """Somebody has read it as it stands; reading it again changes nothing until it is written on."""
        read_at = self.reads.get(person)
        if read_at is not None and (self.saved_at is None or read_at >= self.saved_at):
            return self
        return replace(self, reads={**self.reads, person: now})

    def unread_by(self, person: str) -> "Reflection":
        """Somebody wants to find it among the unread ones again."""
        return replace(self, reads={who: at for who, at in self.reads.items() if who != person})

    def short(self, prompts: tuple[Prompt, ...]) -> dict[str, str]:
        """What is still too short to hand in, by prompt id, in words."""
        wanting = {}
        for prompt in prompts:
            have = words_in(self.texts.get(prompt.id, ""))
            if have < prompt.least_words:
                wanting[prompt.id] = _asks_for(prompt.least_words, have)
        return wanting

    def _set_aside(self, version: Version) -> "Reflection":
        # A window that keeps sending is one version, not twenty.
        others = tuple(one for one in self.earlier if not (version.window and one.window == version.window))
        if any(one.texts == version.texts for one in others) or not any(version.texts.values()):
            return self
        return replace(self, earlier=_within_bounds((*others, version)))

    def _is_worth_keeping(self, texts: Mapping[str, str], now: datetime) -> bool:
        before, after = _length(self.texts), _length(texts)
        if before >= 100 and after * 2 < before:
            return True  # Much was taken away at once, perhaps by mistake.
        since = max((one.at for one in self.earlier), default=self.begun_at)
        return since is not None and now - since >= _KEPT_EVERY


def narrower(one: Audience, other: Audience) -> Audience:
    """The narrower of two audiences."""
    return min(one, other, key=_WIDTHS.__getitem__)


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def plain(text: str) -> str:
    """A text with one kind of line end: browsers send forms with two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _asks_for(least: int, have: int) -> str:
    asked = "At least one word is asked for" if least == 1 else f"At least {least} words are asked for"
    so_far = "there are none yet" if have == 0 else "there is one so far" if have == 1 else f"there are {have} so far"
    return f"{asked}; {so_far}."


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {prompt: text for prompt, text in texts.items() if text}


def _length(texts: Mapping[str, str]) -> int:
    return sum(len(text) for text in texts.values())


def _within_bounds(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    kept = versions[-KEPT:]
    while len(kept) > 1 and sum(_length(one.texts) for one in kept) > _KEPT_CHARACTERS:
        kept = kept[1:]
    return kept
