"""Moving somebody to another edition of their course: what carries over, what is new, what falls away. Pure.

Nothing that was done is lost. Work stays with its module as long as the new edition has a module of the same id and
kind, however its text changed. Work that finds no module there is laid aside: it counts no more, stays on the record,
and is taken up again should they come back to an edition that has its module.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from plm.catalog.model import Edition, Module, Modules, ModuleWork, Rule, Sessions, leaves
from plm.catalog.model.content import counted
from plm.enrollment.model.enrollment import Enrollment
from plm.enrollment.model.weighing import Evidence, asked_by, done_in, is_asked, lacking, met
from plm.enrollment.model.work import Status
from plm.errors import RuleBroken


@dataclass(frozen=True)
class Move:
    """What it means for one person to be moved.

    Attributes:
        before, after: their enrollment; `after` is already weighed by the new edition.
        done: modules of the new edition that were done and stay done.
        gained: modules that were not done and are, because what was done is enough in the new edition.
        begun: modules that were begun and can be gone on with.
        new: what they have to do and had not before, as parts of a sentence; nothing once the rule is met.
        falls: modules of the old edition in which something was done that counts no more.
    """

    before: Enrollment
    after: Enrollment
    done: tuple[Module, ...] = ()
    gained: tuple[Module, ...] = ()
    begun: tuple[Module, ...] = ()
    new: tuple[str, ...] = ()
    falls: tuple[Module, ...] = ()

    @property
    def completes(self) -> bool:
        """Whether the move completes the course for them."""
        return self.after.status is Status.COMPLETED


def moved(enrollment: Enrollment, old: Edition, new: Edition, *, award: str, now: datetime) -> Enrollment:
    """Somebody in another edition of their course, with all they have done, weighed by what it asks.

    Who is in it already stays as they are, so that it is safe to repeat.

    Args:
        old: the edition they are in.
        award: the certificate's code to use should this complete the course.

    Raises:
        RuleBroken: they have completed or left the course, or it is an edition of another one.
    """
    if enrollment.edition == new.id:
        return enrollment
    if new.course != enrollment.course or old.id != enrollment.edition:
        raise RuleBroken("This is an edition of another course.", code="other-course")
    if enrollment.status is Status.COMPLETED:
        raise RuleBroken("This course is completed; a completion stays on the books.", code="already-completed")
    if enrollment.status is Status.WITHDRAWN:
        raise RuleBroken("They have left this course.", code="withdrawn")
    pool = _pool(enrollment, old)
    modules = {one.id: one.content.carried(pool.pop(key), now=now) for one in new.modules if (key := _key(one)) in pool}
    after = replace(
        enrollment,
        edition=new.id,
        title=new.title,
        modules=MappingProxyType(modules),
        aside=MappingProxyType(pool),
    )
    return after.weighed(new, now=now, award=award)


def move(enrollment: Enrollment, old: Edition, new: Edition, *, now: datetime) -> Move:
    """What `moved` would do, said module by module.

    Raises:
        RuleBroken: as `moved`.
    """
    after = moved(enrollment, old, new, award=_NEVER_KEPT, now=now)
    was, comes = enrollment.evidence, after.evidence
    had = {_key(module): module for module in old.modules}
    done: list[Module] = []
    gained: list[Module] = []
    begun: list[Module] = []
    for module in new.modules:
        before = had.get(_key(module))
        if done_in(new, module, comes):
            (done if before and done_in(old, before, was) else gained).append(module)
        elif module.id in after.modules:
            begun.append(module)
    there = {_key(module) for module in new.modules}
    falls = [one for key, one in had.items() if key not in there and (one.id in was.modules or done_in(old, one, was))]
    return Move(
        before=enrollment,
        after=after,
        done=tuple(done),
        gained=tuple(gained),
        begun=tuple(begun),
        new=() if after.verdict.met else tuple(_new(old, was, new, comes)),
        falls=tuple(falls),
    )


# Stands for the code of a certificate where one is only thought of.
_NEVER_KEPT = "preview"


def _pool(enrollment: Enrollment, old: Edition) -> dict[str, ModuleWork]:
    """All that was ever done, by id and kind of its module."""
    kinds = {module.id: module.kind for module in old.modules}
    here = {f"{one}:{kinds.get(one, '')}": work for one, work in enrollment.modules.items()}
    return {**enrollment.aside, **here}


def _key(module: Module) -> str:
    return f"{module.id}:{module.kind}"


def _new(old: Edition, was: Evidence, new: Edition, comes: Evidence) -> list[str]:
    """What is left in the new edition and was not left in the old one."""
    had = {_key(module): module for module in old.modules}
    # What a condition of its own asks of a module says more than its name.
    asked = [leaf for leaf in leaves(new.asks) if not isinstance(leaf, Modules | Sessions)]
    named = set().union(*(asked_by(leaf, new) for leaf in asked if not met(leaf, new, comes)))
    said = []
    for module in new.modules:
        if module.content.by_sessions or module.id in named or done_in(new, module, comes) or not is_asked(new, module):
            continue
        before = had.get(_key(module))
        if before is None or not is_asked(old, before) or done_in(old, before, was):
            said.append(f"{module.content.called} “{module.title}”")
    known = list(leaves(old.asks))
    more = _short(new, comes) - _short(old, was)
    said += [counted(more, "more session", "more sessions")] if more > 0 else []
    for leaf in asked:
        if not met(leaf, new, comes) and (leaf not in known or met(leaf, old, was)):
            said += lacking(leaf, new, comes)
    return list(dict.fromkeys(said))


def _short(edition: Edition, evidence: Evidence) -> int:
    """How many sessions are still to be attended."""
    return max((_missing(leaf, evidence) for leaf in leaves(edition.asks)), default=0)


def _missing(leaf: Rule, evidence: Evidence) -> int:
    return max(0, leaf.number - evidence.met(leaf.share)) if isinstance(leaf, Sessions) else 0
