"""A quiz: questions whose options teach."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from plm.catalog.files.table import Table
from plm.catalog.files.toml import line
from plm.catalog.kinds.kind import Kind, Source, once
from plm.catalog.model import Content, ModuleWork
from plm.catalog.model.content import counted, differences, spelled
from plm.errors import RuleBroken

KINDS = ("single", "multiple")


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
class Quiz(Kind):
    """Questions with a pass mark (share of questions right, 0 to 1) and a number of attempts (0: any)."""

    kind: ClassVar[str] = "quiz"
    called: ClassVar[str] = "the quiz"
    suffix: ClassVar[str] = ".toml"

    questions: tuple[Question, ...] = ()
    pass_share: float = 0.8
    attempts: int = 0
    intro: str = ""

    @property
    def needed(self) -> int:
        """How many questions must be right."""
        count = len(self.questions)
        return next(right for right in range(count + 1) if right >= round(self.pass_share * count, 6))

    def sized(self) -> str:
        """How many questions, and how many must be right."""
        return f"{counted(len(self.questions), 'question', 'questions')}, {spelled(self.needed)} right to pass"

    def may_try(self, work: ModuleWork | None) -> bool:
        """Whether another attempt is open."""
        return work is None or self.attempts == 0 or work.attempts < self.attempts + work.allowed

    def tried(self, work: ModuleWork, share: float, *, key: str, now: datetime) -> ModuleWork:
        """Count an attempt with this share of questions right; the best one counts.

        Args:
            key: names the attempt; the same key again changes nothing.

        Raises:
            RuleBroken: every attempt is used.
        """
        if key in work.tries:
            return work
        if not self.may_try(work):
            raise RuleBroken(
                "You have used every try at this quiz. Your principal can give you another one.", code="no-tries-left"
            )
        best = max(work.best, share)
        return replace(
            work,
            attempts=work.attempts + 1,
            best=best,
            tries=(*work.tries, key)[-20:],
            tried_at=now,
            done_at=work.done_at or (now if self.passed(best) else None),
        )

    def allowed_more(self, work: ModuleWork) -> ModuleWork:
        """One more attempt for somebody who has used them all.

        Raises:
            RuleBroken: it is passed, or tries are left.
        """
        if work.done:
            raise RuleBroken("This quiz is passed already.", code="passed")
        if self.may_try(work):
            raise RuleBroken("There are tries left at this quiz.", code="tries-left")
        return replace(work, allowed=work.allowed + 1)

    def stuck(self, work: ModuleWork, *, now: datetime | None = None) -> bool:
        """Whether the attempts are used up and it is not passed."""
        return not work.done and not self.may_try(work)

    def passed(self, share: float) -> bool:
        """Whether this share of questions right is enough."""
        return round(share * len(self.questions)) >= self.needed

    def differs(self, other: Content) -> tuple[str, ...]:
        """What is different in the questions and in how they are asked."""
        if not isinstance(other, Quiz):
            return ()
        said = []
        if self.questions != other.questions:
            old = {question.id: question for question in other.questions}
            new = {question.id: question for question in self.questions}
            said.append(differences(old, new, "question", "questions"))
        if self.pass_share != other.pass_share:
            said.append(f"{self.pass_share:.0%} right passes, not {other.pass_share:.0%}")
        if self.attempts != other.attempts:
            said.append(f"{self._tries()} allowed, not {other._tries()}")
        if self.intro != other.intro:
            said.append("the introduction is reworded")
        return tuple(said)

    def _tries(self) -> str:
        if not self.attempts:
            return "any number of attempts"
        return f"{self.attempts} attempt{'' if self.attempts == 1 else 's'}"

    @classmethod
    def read(cls, source: Source, name: str) -> Self | None:
        """The quiz of its file."""
        if (file := source.toml(name)) is None:
            return None
        table, _ = file
        quiz = cls(
            pass_share=table.share("pass", default=0.8),
            attempts=table.whole("attempts", least=0, most=20, default=0),
            intro=table.text("intro", most=1_000, default=""),
            questions=tuple(_question(one) for one in table.tables("questions", most=50)),
        )
        table.done()
        once(table, [question.id for question in quiz.questions], "questions", "question")
        return quiz

    def written(self, module: str) -> Mapping[str, str]:
        """Its TOML."""
        head = line("pass", self.pass_share) + line("attempts", self.attempts)
        head += line("intro", self.intro) if self.intro else ""
        return {"": head + "".join(_written(one) for one in self.questions)}


def _written(question: Question) -> str:
    written = ["\n[[questions]]\n", line("id", question.id)]
    written += [line("kind", "multiple" if question.many else "single"), line("text", question.text)]
    for option in question.options:
        written += ["[[questions.options]]\n", line("text", option.text)]
        written += [line("right", True)] if option.right else []
        written.append(line("feedback", option.feedback))
    return "".join(written)


def _question(table: Table) -> Question:
    question = Question(
        id=table.slug("id"),
        many=table.choice("kind", KINDS) == "multiple",
        text=table.text("text", most=800),
        options=tuple(_option(one) for one in table.tables("options", most=10)),
    )
    table.done()
    _weigh(question, table)
    return question


def _weigh(question: Question, table: Table) -> None:
    """Whether the options make a question."""
    right = sum(option.right for option in question.options)
    match len(question.options):
        case 0:
            return  # Said already.
        case 1:
            table.say("options", "Has 1 option. Add another one.")
            return
    if right == 0:
        table.say("options", "No right answer. Mark one with right = true.")
    elif right > 1 and not question.many:
        table.say("options", f'{right} right answers, but the kind is single. Keep one, or write kind = "multiple".')
    elif right == len(question.options):
        table.say("options", "No wrong answer. Add one, or take right = true away from one.")
    texts = [option.text for option in question.options]
    for text in dict.fromkeys(text for text in texts if text and texts.count(text) > 1):
        table.say("options", f"“{text}” stands there {texts.count(text)} times. Change one of them.")


def _option(table: Table) -> Option:
    option = Option(
        text=table.text("text", most=500), right=table.flag("right"), feedback=table.text("feedback", most=800)
    )
    table.done()
    return option
