"""A reflection: prompts to write to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from plm.catalog.files.table import Table
from plm.catalog.files.toml import line
from plm.catalog.kinds.kind import Kind, Source, once
from plm.catalog.model import Content
from plm.catalog.model.content import counted, differences


class Audience(StrEnum):
    """Who reads an answer besides its writer, from the narrowest to the widest."""

    PRIVATE = "private"
    FACILITATOR = "facilitator"
    TEAM = "team"


@dataclass(frozen=True)
class Prompt:
    """A question to write about.

    Attributes:
        audience: who reads the answer besides its writer, who may narrow it and never widen it.
    """

    id: str
    text: str
    hint: str = ""
    least_words: int = 1
    audience: Audience = Audience.PRIVATE


@dataclass(frozen=True)
class Reflection(Kind):
    """Prompts to write to; done when it was handed in."""

    kind: ClassVar[str] = "reflection"
    called: ClassVar[str] = "the reflection"
    suffix: ClassVar[str] = ".toml"

    intro: str = ""
    prompts: tuple[Prompt, ...] = ()

    def sized(self) -> str:
        """How many prompts it has."""
        return counted(len(self.prompts), "question", "questions")

    def differs(self, other: Content) -> tuple[str, ...]:
        """Which prompts came, went or were reworded."""
        if not isinstance(other, Reflection):
            return ()
        said = []
        if self.intro != other.intro:
            said.append("the introduction is reworded")
        if self.prompts != other.prompts:
            asked = {prompt.id: prompt for prompt in other.prompts}
            asks = {prompt.id: prompt for prompt in self.prompts}
            said.append(differences(asked, asks, "prompt", "prompts"))
        return tuple(said)

    @classmethod
    def read(cls, source: Source, name: str) -> Self | None:
        """The introduction and the prompts of its file."""
        if (file := source.toml(name)) is None:
            return None
        table, _ = file
        intro = table.text("intro", most=1_000, default="")
        prompts = tuple(_prompt(one) for one in table.tables("prompts", most=20))
        table.done()
        once(table, [prompt.id for prompt in prompts], "prompts", "prompt")
        return cls(intro, prompts)

    def written(self, module: str) -> Mapping[str, str]:
        """Its TOML."""
        written = [line("intro", self.intro)] if self.intro else []
        for prompt in self.prompts:
            written += ["\n[[prompts]]\n", line("id", prompt.id), line("text", prompt.text)]
            written += [line("hint", prompt.hint)] if prompt.hint else []
            written.append(line("least_words", prompt.least_words))
            if prompt.audience is not Audience.PRIVATE:
                written.append(line("audience", prompt.audience.value))
        return {"": "".join(written).lstrip("\n")}


def _prompt(table: Table) -> Prompt:
    prompt = Prompt(
        id=table.slug("id"),
        text=table.text("text", most=800),
        hint=table.text("hint", most=400, default=""),
        least_words=table.whole("least_words", least=1, most=500, default=1),
        audience=Audience(table.choice("audience", list(Audience)) or "private" if "audience" in table else "private"),
    )
    table.done()
    return prompt
