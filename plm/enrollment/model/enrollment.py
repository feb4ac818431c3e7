"""One person's place in a course, the evidence it carries, and the verdict drawn from it.

The rules here are pure. Whoever writes evidence hands the edition and the moment in, and gets back
an enrollment whose verdict is already weighed, to be saved in one write.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from plm.access import Scope
from plm.catalog.model import Edition, Kind, Module
from plm.enrollment.model.weighing import done_in, minutes_left, sessions_met, weigh
from plm.enrollment.model.work import ModuleWork, SessionWork, Standing, Status, Verdict
from plm.errors import RuleBroken


@dataclass(frozen=True)
class Enrollment:
    """One person's place in one edition of a course, in one cycle (school year).

    Attributes:
        school: code of the school they worked at then.
        due_on: the day by which it should be done, or None.
        modules: work by module id; a module not begun has none.
        sessions: attendance by session id.
        done, total: modules done (live ones by sessions attended) of how many, for lists.
        stuck: id of the module they cannot pass alone, or empty.
        award: public code of the certificate, drawn when the verdict is first met.
        version: counts the writes; a write that met another one is refused and made again.
    """

    person: str
    course: str
    edition: str
    cycle: str
    school: str
    title: str
    enrolled_at: datetime
    enrolled_by: str
    total: int
    status: Status = Status.ACTIVE
    due_on: date | None = None
    modules: Mapping[str, ModuleWork] = field(default_factory=lambda: MappingProxyType({}))
    sessions: Mapping[str, SessionWork] = field(default_factory=lambda: MappingProxyType({}))
    verdict: Verdict = field(default_factory=lambda: Verdict(met=False))
    done: int = 0
    minutes_left: int = 0
    stuck: str = ""
    touched_at: datetime | None = None
    completed_at: datetime | None = None
    award: str = ""
    hours: float = 0.0
    withdrawn_at: datetime | None = None
    reason: str = ""
    version: int = 0

    @property
    def id(self) -> str:
        """person:course:cycle, so that it cannot exist twice."""
        return f"{self.person}:{self.course}:{self.cycle}"

    @property
    def scope(self) -> Scope:
        """Where it belongs."""
        return Scope(person=self.person, school=self.school)

    @property
    def begun(self) -> bool:
        """Whether anything has been done; to be marked absent is nothing done."""
        return bool(self.modules) or self.sat_in

    @property
    def sat_in(self) -> bool:
        """Whether they spent a minute in any session."""
        return any(work.minutes > 0 for work in self.sessions.values())

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

    def turn_page(
        self, edition: Edition, module_id: str, page: int, *, read: bool, award: str, now: datetime
    ) -> "Enrollment":
        """Stand on a page of a reading (counted from 1); `read` says that it was read to its end.

        Who has read a page goes on to the next one. The reading is done once every page has been read.

        Args:
            award: the certificate's code to use should this settle the verdict; so in every act below.
        """
        self._must_be_open()
        module = self._module(edition, module_id, Kind.READING)
        if not 1 <= page <= len(module.pages):
            raise RuleBroken("This reading has no such page.", code="no-such-page")
        work = self._work(module_id, now)
        seen = tuple(sorted({*work.seen, page})) if read else work.seen
        done_at = work.done_at or (now if len(seen) == len(module.pages) else None)
        place = min(page + 1, len(module.pages)) if read else page
        return self._with(
            edition, module_id, replace(work, page=place, seen=seen, done_at=done_at), award=award, now=now
        )

    def answer(
        self, edition: Edition, module_id: str, share: float, *, key: str, award: str, now: datetime
    ) -> "Enrollment":
        """Count a quiz attempt with this share of questions right (0 to 1); the best attempt counts.

        Args:
            key: names the attempt; the same key again changes nothing.
        """
        self._must_be_open()
        quiz = self._module(edition, module_id, Kind.QUIZ).quiz
        if quiz is None:
            raise RuleBroken("This module has no questions.", code="wrong-kind")
        work = self._work(module_id, now)
        if key in work.tries:
            return self
        if not self.may_try(edition, module_id):
            raise RuleBroken(
                "You have used every try at this quiz. Your principal can give you another one.", code="no-tries-left"
            )
        best = max(work.best, share)
        passed = round(best * len(quiz.questions)) >= quiz.needed
        work = replace(
            work,
            attempts=work.attempts + 1,
            best=best,
            tries=(*work.tries, key)[-20:],
            done_at=work.done_at or (now if passed else None),
        )
        return self._with(edition, module_id, work, award=award, now=now)

    def may_try(self, edition: Edition, module_id: str) -> bool:
        """Whether another quiz attempt is open."""
        module = edition.module(module_id)
        if module is None or module.quiz is None:
            return False
        work = self.modules.get(module_id)
        if work is None or module.quiz.attempts == 0:
            return True
        return work.attempts < module.quiz.attempts + work.allowed

    def allow_try(self, edition: Edition, module_id: str, *, now: datetime) -> "Enrollment":
        """Give another attempt to somebody who has used them all."""
        self._must_be_open()
        self._module(edition, module_id, Kind.QUIZ)
        work = self._work(module_id, now)
        if work.done:
            raise RuleBroken("This quiz is passed already.", code="passed")
        if self.may_try(edition, module_id):
            raise RuleBroken("There are tries left at this quiz.", code="tries-left")
        return self._with(edition, module_id, replace(work, allowed=work.allowed + 1), award="", now=now, touch=False)

    def reflect(self, edition: Edition, module_id: str, *, award: str, now: datetime) -> "Enrollment":
        """The reflection was handed in."""
        self._must_be_open()
        self._module(edition, module_id, Kind.REFLECTION)
        work = self._work(module_id, now)
        return self._with(edition, module_id, replace(work, done_at=work.done_at or now), award=award, now=now)

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
        if self.status is Status.WITHDRAWN or (work and work.page == page and self._last_touched() == module.id):
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
        verdict = weigh(edition, self.modules, self.sessions)
        after = replace(
            self,
            verdict=verdict,
            done=sum(done_in(edition, module, self.modules, self.sessions) for module in edition.modules),
            total=len(edition.modules),
            minutes_left=minutes_left(edition, self.modules, self.sessions),
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
                stuck="",
                minutes_left=0,
            )
        return after

    # ── how it stands ─────────────────────────────────────────────────────

    def standing(self, today: date) -> Standing:
        """How it stands on this day (in the school's zone)."""
        if self.status is Status.COMPLETED:
            return Standing.DONE
        if self.status is Status.WITHDRAWN:
            return Standing.WITHDRAWN
        if self.stuck:
            return Standing.STUCK
        if self.due_on is not None and self.due_on < today:
            return Standing.LATE
        return Standing.WAY if self.begun else Standing.OPEN

    def next_module(self, edition: Edition) -> Module | None:
        """Where to go on: the module last touched if it is not done, else the first that is open."""
        begun = [
            (work.touched_at, module)
            for module in edition.modules
            if (work := self.modules.get(module.id)) and not work.done
        ]
        if begun:
            return max(begun, key=lambda pair: pair[0])[1]
        return next((one for one in edition.modules if not done_in(edition, one, self.modules, self.sessions)), None)

    def module_standing(self, edition: Edition, module: Module) -> Standing:
        """How one module stands."""
        if done_in(edition, module, self.modules, self.sessions):
            return Standing.DONE
        if self.stuck == module.id:
            return Standing.STUCK
        if module.kind is Kind.LIVE:
            return Standing.WAY if self.sat_in else Standing.OPEN
        return Standing.WAY if module.id in self.modules else Standing.OPEN

    def modules_left(self, edition: Edition) -> int:
        """How many modules are left, sessions not counted among them."""
        return sum(
            not done_in(edition, module, self.modules, self.sessions)
            for module in edition.modules
            if module.kind is not Kind.LIVE
        )

    def sessions_left(self, edition: Edition) -> int:
        """How many sessions are left."""
        return max(0, edition.requirement.sessions - sessions_met(edition, self.sessions))

    # ── inside ────────────────────────────────────────────────────────────

    def _last_touched(self) -> str:
        return max(self.modules, key=lambda one: self.modules[one].touched_at, default="")

    def _must_be_open(self) -> None:
        if self.status is Status.WITHDRAWN:
            raise RuleBroken("You have left this course. Enroll again to go on.", code="withdrawn")

    def _module(self, edition: Edition, module_id: str, kind: Kind) -> Module:
        module = edition.module(module_id)
        if module is None or module.kind is not kind:
            raise RuleBroken("Your edition of the course has no such module.", code="no-such-module")
        return module

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
    """The quiz whose attempts are used up and not passed."""
    for module in edition.modules:
        work = enrollment.modules.get(module.id)
        if module.kind is Kind.QUIZ and work and not work.done and not enrollment.may_try(edition, module.id):
            return module.id
    return ""
