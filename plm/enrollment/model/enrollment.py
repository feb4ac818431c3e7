"""One person's place in a course, the evidence it carries, and the verdict drawn from it.

The rules here are pure. Whoever writes evidence hands the edition and the moment in, and gets back
an enrollment whose verdict is already weighed, to be saved in one write.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from plm.catalog.kinds import Quiz, Reading, Reflection
from plm.catalog.model import Edition, Module, ModuleWork, Waiver
from plm.catalog.model.content import listed
from plm.catalog.model.edition import Of
from plm.enrollment.model.state import State
from plm.enrollment.model.weighing import (
    closed_by,
    digest,
    done_in,
    minutes_left,
    weigh,
)
from plm.enrollment.model.work import Decision, SessionWork, Status
from plm.errors import RuleBroken


@dataclass(frozen=True)
class Enrollment(State):
    """One person's place in one edition of a course, with what people do to it."""

    # ── what people do to it ──────────────────────────────────────────────

    def withdraw(self, reason: str, *, now: datetime) -> "Enrollment":
        """Leave the course. Evidence already recorded stays on the books."""
        if self.status is Status.WITHDRAWN:
            raise RuleBroken("This enrollment was already withdrawn.", code="already-withdrawn")
        if self.status is Status.COMPLETED:
            raise RuleBroken("This course is completed; a completion stays on the books.", code="already-completed")
        return replace(self, status=Status.WITHDRAWN, withdrawn_at=now, reason=reason)

    def rejoin(self, *, by: str, due_on: date | None, now: datetime) -> "Enrollment":
        """Come back after a withdrawal, with the evidence of before."""
        if self.status is not Status.WITHDRAWN:
            raise RuleBroken("Already enrolled in this course.", code="already-enrolled")
        return replace(
            self,
            status=Status.ACTIVE,
            withdrawn_at=None,
            reason="",
            enrolled_at=now,
            enrolled_by=by,
            due_on=due_on,
        )

    def forfeit(self) -> "Enrollment":
        """The certificate was revoked: the course stays completed, its hours count no more."""
        if self.status is not Status.COMPLETED:
            raise RuleBroken("Only a completed course has hours to lose.", code="not-completed")
        return replace(self, hours=0.0)

    def due(self, day: date | None) -> "Enrollment":
        """Move the due date; None takes it away."""
        if self.status is not Status.ACTIVE:
            raise RuleBroken("Only an open enrollment has a due date.", code="not-active")
        return replace(self, due_on=day)

    def work_in(
        self,
        edition: Edition,
        module_id: str,
        kind: type[Of],
        change: Callable[[Of, ModuleWork], ModuleWork],
        *,
        award: str,
        now: datetime,
        touch: bool = True,
    ) -> "Enrollment":
        """Change what was done in a module of this kind, by the rule of the kind.

        Args:
            change: gets the module's content and the work so far; the same work again changes nothing.
            award: the certificate's code to use should this settle the verdict; so in every act below.
            touch: whether it was its learner who did it.

        Raises:
            RuleBroken: they have left the course, the module is not open yet, or it is of another kind.
        """
        self._must_be_open()
        module, content = self._content(edition, module_id, kind)
        if touch and (closed := closed_by(edition, module, self.evidence)):
            raise RuleBroken(f"“{module.title}” opens once you have done {_titles(closed)}.", code="closed")
        before = self._work(module_id, now)
        after = change(content, before)
        if after == before and module_id in self.modules:
            return self
        return self._with(edition, module_id, after, award=award, now=now, touch=touch)

    def turn_page(
        self, edition: Edition, module_id: str, page: int, *, read: bool, award: str, now: datetime
    ) -> "Enrollment":
        """Stand on a page of a reading (counted from 1); `read` says that it was read to its end."""

        def turn(reading: Reading, work: ModuleWork) -> ModuleWork:
            return reading.turned(work, page, read=read, now=now)

        return self.work_in(edition, module_id, Reading, turn, award=award, now=now)

    def mark_read(self, edition: Edition, module_id: str, *, award: str, now: datetime) -> "Enrollment":
        """The whole reading is marked as read, by whoever knows it."""
        return self.work_in(
            edition, module_id, Reading, lambda reading, work: reading.marked(work, now=now), award=award, now=now
        )

    def answer(
        self, edition: Edition, module_id: str, share: float, *, key: str, award: str, now: datetime
    ) -> "Enrollment":
        """Count a quiz attempt with this share of questions right (0 to 1); the best attempt counts.

        Args:
            key: names the attempt; the same key again changes nothing.
        """
        return self.work_in(
            edition, module_id, Quiz, lambda quiz, work: quiz.tried(work, share, key=key, now=now), award=award, now=now
        )

    def allow_try(self, edition: Edition, module_id: str, *, now: datetime) -> "Enrollment":
        """Give another attempt to somebody who has used them all."""
        return self.work_in(
            edition, module_id, Quiz, lambda quiz, work: quiz.allowed_more(work), award="", now=now, touch=False
        )

    def reflect(self, edition: Edition, module_id: str, *, award: str, now: datetime) -> "Enrollment":
        """The reflection was handed in."""
        return self.work_in(
            edition,
            module_id,
            Reflection,
            lambda _, work: replace(work, done_at=work.done_at or now),
            award=award,
            now=now,
        )

    def waive(self, edition: Edition, module_id: str, waiver: Waiver, *, award: str, now: datetime) -> "Enrollment":
        """Let a module count as done although it was not; why stays on the record."""
        self._must_be_open()
        module = edition.module(module_id)
        if module is None:
            raise RuleBroken("This edition of the course has no such module.", code="no-such-module")
        if done_in(edition, module, self.evidence):
            raise RuleBroken(f"“{module.title}” is done already.", code="done-already")
        work = replace(self._work(module_id, now), waived=waiver)
        return self._with(edition, module_id, work, award=award, now=now, touch=False)

    def evaluate(self, edition: Edition, *, award: str, now: datetime) -> "Enrollment":
        """The course's evaluation was answered."""
        self._must_be_open()
        if self.evaluated_at:
            return self
        return replace(self, evaluated_at=now).weighed(edition, now=now, award=award)

    def begin(self, edition: Edition, module_id: str, *, now: datetime) -> "Enrollment":
        """The module was opened."""
        self._must_be_open()
        if edition.module(module_id) is None:
            raise RuleBroken("Your edition of the course has no such module.", code="no-such-module")
        if module_id in self.modules:
            return self
        return self._with(edition, module_id, self._work(module_id, now), award="", now=now)

    def visit(self, module: Module, page: int = 0, *, now: datetime) -> "Enrollment":
        """Keep the place: this module was opened, at this page of a reading (0 in a module without pages).

        It is no evidence, so nothing is weighed; who is already there, or has left the course, changes nothing.
        """
        work = self.modules.get(module.id)
        if self.status is Status.WITHDRAWN or (work and work.page == page and self.last_touched() == module.id):
            return self
        work = replace(work or ModuleWork(begun_at=now, touched_at=now), page=page, touched_at=now)
        return replace(self, modules=MappingProxyType({**self.modules, module.id: work}), touched_at=now)

    def attend(
        self, edition: Edition, session_id: str, work: SessionWork, *, award: str, now: datetime
    ) -> "Enrollment":
        """Record or correct the minutes of a session. A completion already earned stays."""
        sessions = MappingProxyType({**self.sessions, session_id: work})
        return replace(self, sessions=sessions).weighed(edition, now=now, award=award)

    def weighed(self, edition: Edition, *, now: datetime, award: str = "") -> "Enrollment":
        """Weigh the evidence again; once met, the completion is never taken back.

        Args:
            award: the certificate's public code to use if this settles it. Without one nothing is settled: there is
                no completion without its certificate.
        """
        evidence = self.evidence
        verdict = weigh(edition, evidence)
        after = replace(
            self,
            verdict=verdict,
            done=sum(done_in(edition, module, evidence) for module in edition.modules),
            total=len(edition.modules),
            minutes_left=minutes_left(edition, evidence),
        )
        after = replace(after, stuck=_stuck(edition, after))
        if self.status is Status.COMPLETED:
            return replace(after, verdict=self.verdict, done=self.done, total=self.total, stuck="", minutes_left=0)
        if verdict.met and award and self.status is Status.ACTIVE:
            return replace(
                after,
                status=Status.COMPLETED,
                completed_at=now,
                award=award,
                hours=edition.hours,
                decision=Decision(edition.id, edition.words(), digest(evidence), now),
                stuck="",
                minutes_left=0,
            )
        return after

    # ── inside ────────────────────────────────────────────────────────────

    def _must_be_open(self) -> None:
        if self.status is Status.WITHDRAWN:
            raise RuleBroken("You have left this course. Enroll again to go on.", code="withdrawn")

    def _content(self, edition: Edition, module_id: str, kind: type[Of]) -> tuple[Module, Of]:
        module = edition.module(module_id)
        content = module.of(kind) if module else None
        if module is None or content is None:
            raise RuleBroken("Your edition of the course has no such module.", code="no-such-module")
        return module, content

    def _work(self, module_id: str, now: datetime) -> ModuleWork:
        return self.modules.get(module_id) or ModuleWork(begun_at=now, touched_at=now)

    def _with(
        self, edition: Edition, module_id: str, work: ModuleWork, *, award: str, now: datetime, touch: bool = True
    ) -> "Enrollment":
        if touch:
            work = replace(work, touched_at=now)
        modules = MappingProxyType({**self.modules, module_id: work})
        touched_at = now if touch else self.touched_at
        return replace(self, modules=modules, touched_at=touched_at).weighed(edition, now=now, award=award)


def enroll(
    person: str, school: str, edition: Edition, *, by: str, due_on: date | None, cycle: str, now: datetime
) -> Enrollment:
    """A new enrollment in this edition, with nothing done yet."""
    fresh = Enrollment(
        person=person,
        course=edition.course,
        edition=edition.id,
        cycle=cycle,
        school=school,
        title=edition.title,
        enrolled_at=now,
        enrolled_by=by,
        total=len(edition.modules),
        due_on=due_on,
    )
    return fresh.weighed(edition, now=now)


def _stuck(edition: Edition, enrollment: Enrollment) -> str:
    """The module they cannot pass alone."""
    for module in edition.modules:
        work = enrollment.modules.get(module.id)
        if work and not work.done and module.content.stuck(work):
            return module.id
    return ""


def _titles(modules: tuple[Module, ...]) -> str:
    return listed([f"“{module.title}”" for module in modules], "and")
