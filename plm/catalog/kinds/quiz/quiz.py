"""A quiz: its questions, how many of them an attempt asks, when it is passed and when it may be tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from plm.catalog.files.toml import line
from plm.catalog.kinds.kind import Kind, Source, once
from plm.catalog.kinds.quiz import files
from plm.catalog.kinds.quiz.question import Question, lot
from plm.catalog.model import Content, ModuleWork
from plm.catalog.model.content import counted, differences, spelled
from plm.errors import RuleBroken

LONGEST_WAIT = 168
"""Hours between attempts: a week."""


@dataclass(frozen=True)
class Pool:
    """A pool of questions, and how many of them an attempt draws."""

    name: str
    draws: int


@dataclass(frozen=True)
class Quiz(Kind):
    """Questions with a pass mark and attempts.

    Attributes:
        pass_share: the share of the questions of an attempt that must be right, 0 to 1.
        attempts: how often it may be tried; 0 for as often as one likes.
        wait_hours: how long after an attempt the next one opens.
        pools: what is drawn; questions without a pool are always asked.
    """

    kind: ClassVar[str] = "quiz"
    called: ClassVar[str] = "the quiz"
    suffix: ClassVar[str] = ".toml"

    questions: tuple[Question, ...] = ()
    pass_share: float = 0.8
    attempts: int = 0
    intro: str = ""
    wait_hours: int = 0
    pools: tuple[Pool, ...] = ()

    # ── what an attempt asks ──────────────────────────────────────────────

    @cached_property
    def size(self) -> int:
        """How many questions an attempt asks."""
        return len(self.asked(""))

    @cached_property
    def needed(self) -> int:
        """How many questions of an attempt must be right."""
        return next(right for right in range(self.size + 1) if right >= round(self.pass_share * self.size, 6))

    def asked(self, seed: str) -> tuple[Question, ...]:
        """The questions of an attempt, in the author's order; the same for the same seed.

        Args:
            seed: names the attempt.
        """
        left_out: set[str] = set()
        for pool in self.pools:
            held = (one.id for one in self.questions if one.pool == pool.name)
            left_out.update(sorted(held, key=lambda name: lot(seed, name))[pool.draws :])
        return tuple(one for one in self.questions if one.id not in left_out)

    def sized(self) -> str:
        """How many questions, and how many must be right."""
        return f"{counted(self.size, 'question', 'questions')}, {spelled(self.needed)} right to pass"

    # ── attempts ──────────────────────────────────────────────────────────

    def may_try(self, work: ModuleWork | None) -> bool:
        """Whether another attempt is open, now or after its waiting time."""
        return work is None or self.attempts == 0 or work.attempts < self.attempts + work.allowed

    def opens_at(self, work: ModuleWork | None, *, now: datetime) -> datetime | None:
        """When the next attempt opens; nothing when it is open already, or when there is none.

        Nobody waits after a pass, or for an attempt that somebody allowed. A clock that was put back makes nobody wait
        longer than the waiting time from now; one that was wrong by more than that says nothing.
        """
        if work is None or work.done or work.tried_at is None or not self.may_try(work):
            return None
        if self.attempts and work.attempts >= self.attempts:
            return None
        wait = timedelta(hours=self.wait_hours)
        if work.tried_at - now > wait:
            return None
        opens = min(work.tried_at, now) + wait
        return opens if opens > now else None

    def tried(self, work: ModuleWork, share: float, *, key: str, now: datetime) -> ModuleWork:
        """Count an attempt with this share of questions right; the best one counts.

        Args:
            key: names the attempt; the same key again changes nothing.

        Raises:
            RuleBroken: every attempt is used, or the next one is not open yet.
        """
        if key in work.tries:
            return work
        self.must_be_open(work, now=now)
        best = max(work.best, share)
        return replace(
            work,
            attempts=work.attempts + 1,
            best=best,
            tries=(*work.tries, key)[-20:],
            tried_at=now,
            done_at=work.done_at or (now if self.passed(best) else None),
        )

    def must_be_open(self, work: ModuleWork | None, *, now: datetime) -> None:
        """Refuse an attempt that cannot be made now.

        Raises:
            RuleBroken: every attempt is used, or the next one is not open yet.
        """
        if not self.may_try(work):
            raise RuleBroken(
                "You have used every try at this quiz. Your principal can give you another one.", code="no-tries-left"
            )
        if opens := self.opens_at(work, now=now):
            raise RuleBroken(f"The next try opens in {_span(opens - now)}.", code="too-early")

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
        return round(share * self.size) >= self.needed

    def carried(self, work: ModuleWork, *, now: datetime) -> ModuleWork:
        """Attempts and the best of them stay; it is done once that passes here."""
        passed = work.attempts > 0 and self.passed(work.best)
        return replace(work, done_at=work.done_at or (now if passed else None))

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
        if self.wait_hours != other.wait_hours:
            said.append(f"{self._waits()} between attempts, not {other._waits()}")
        if self.size != other.size:
            said.append(f"an attempt asks {counted(self.size, 'question', 'questions')}, not {spelled(other.size)}")
        elif self.pools != other.pools and self.questions == other.questions:
            said.append("other numbers are drawn from the pools")
        if self.intro != other.intro:
            said.append("the introduction is reworded")
        return tuple(said)

    def _tries(self) -> str:
        if not self.attempts:
            return "any number of attempts"
        return f"{self.attempts} attempt{'' if self.attempts == 1 else 's'}"

    def _waits(self) -> str:
        return counted(self.wait_hours, "hour", "hours") if self.wait_hours else "nothing"

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
            wait_hours=table.whole("wait_hours", least=0, most=LONGEST_WAIT, default=0),
            questions=files.questions(table),
        )
        pools = tuple(Pool(name, draws) for name, draws in files.draws(table, quiz.questions).items())
        table.done()
        once(table, [question.id for question in quiz.questions], "questions", "question")
        if quiz.wait_hours and quiz.attempts == 1:
            table.say(
                "wait_hours", "There is one attempt, so nobody waits for a next one. Allow more, or take it away."
            )
        return replace(quiz, pools=pools)

    def written(self, module: str) -> Mapping[str, str]:
        """Its TOML."""
        head = line("pass", self.pass_share) + line("attempts", self.attempts)
        head += line("wait_hours", self.wait_hours) if self.wait_hours else ""
        head += line("intro", self.intro) if self.intro else ""
        head += "\n[pools]\n" if self.pools else ""
        head += "".join(line(pool.name, pool.draws) for pool in self.pools)
        return {"": head + "".join(files.written(one) for one in self.questions)}


def _span(left: timedelta) -> str:
    """A time to wait, never shorter than it is."""
    minutes = -(-left // timedelta(minutes=1))
    return counted(minutes, "minute", "minutes") if minutes < 60 else counted(-(-minutes // 60), "hour", "hours")
