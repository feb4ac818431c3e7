"""One person's place in a course as it stands: what it holds, and what can be asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

from plm.access import Scope
from plm.catalog.kinds import Quiz
from plm.catalog.model import Edition, Module, ModuleWork
from plm.enrollment.model.panel import Asked, panel
from plm.enrollment.model.weighing import Evidence, Walked, walked
from plm.enrollment.model.work import Decision, SessionWork, Standing, Status, Verdict


@dataclass(frozen=True)
class State:
    """One person's place in one edition of a course, in one cycle (school year).

    Attributes:
        school: code of the school they worked at then.
        due_on: the day by which it should be done, or None.
        modules: work by module id; a module not begun has none.
        sessions: attendance by session id.
        done, total: modules done (live ones by sessions attended) of how many, for lists.
        stuck: id of the module they cannot pass alone, or empty.
        award: public code of the certificate, drawn when the verdict is first met.
        decision: why it counts as completed, frozen at that moment.
        aside: work that counts in none of this edition's modules since they were moved to it, by `<module id>:<kind>`;
            kept for the record, and for the way back.
        evaluated_at: when the course's evaluation was answered; what was answered is kept without a name.
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
    decision: Decision | None = None
    aside: Mapping[str, ModuleWork] = field(default_factory=lambda: MappingProxyType({}))
    evaluated_at: datetime | None = None
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

    @cached_property
    def evidence(self) -> Evidence:
        """What was done, to be weighed."""
        return Evidence(self.modules, self.sessions, self.evaluated_at is not None)

    def walked(self, edition: Edition) -> Walked:
        """What was done against what an edition asks: weighed once for all that is asked about it."""
        kept: tuple[Edition, Walked] | None = self.__dict__.get("_walked")
        if kept is None or kept[0] is not edition:
            kept = edition, walked(edition, self.evidence)
            # Not a fact of its own: it follows from the others, which cannot change.
            self.__dict__["_walked"] = kept
        return kept[1]

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
        seen = self.walked(edition)
        begun = [
            (work.touched_at, module)
            for module in edition.modules
            if (work := self.modules.get(module.id)) and not work.done and not seen.closed_by(module)
        ]
        if begun:
            return max(begun, key=lambda pair: pair[0])[1]
        left = (one for one in edition.modules if one.id not in seen.done)
        return next((one for one in left if not seen.closed_by(one)), None)

    def module_standing(self, edition: Edition, module: Module) -> Standing:
        """How one module stands."""
        if module.id in self.walked(edition).done:
            return Standing.DONE
        if self.stuck == module.id:
            return Standing.STUCK
        if module.content.by_sessions:
            return Standing.WAY if self.sat_in else Standing.OPEN
        return Standing.WAY if module.id in self.modules else Standing.OPEN

    def closed_by(self, edition: Edition, module: Module) -> tuple[Module, ...]:
        """The modules that must be done before this one opens."""
        return self.walked(edition).closed_by(module)

    def panel(self, edition: Edition) -> tuple[Asked, ...]:
        """What completion asks, condition by condition."""
        return panel(edition, self.evidence)

    def modules_left(self, edition: Edition) -> int:
        """How many modules are left, sessions not counted among them."""
        return self.walked(edition).modules_left

    def sessions_left(self, edition: Edition) -> int:
        """How many sessions are left."""
        return self.walked(edition).sessions_left

    def may_try(self, edition: Edition, module_id: str) -> bool:
        """Whether another quiz attempt is open, now or after its waiting time."""
        module = edition.module(module_id)
        quiz = module.of(Quiz) if module else None
        return quiz is not None and quiz.may_try(self.modules.get(module_id))

    def last_touched(self) -> str:
        """The id of the module last worked in; empty before the first."""
        return max(self.modules, key=lambda one: self.modules[one].touched_at, default="")
