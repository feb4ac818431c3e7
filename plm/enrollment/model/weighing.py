"""Weighing what an edition asks against what was done: pure, and the same whoever asks."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from plm.catalog.model import (
    Edition,
    Evaluated,
    Group,
    Minutes,
    Module,
    Modules,
    ModuleWork,
    Passed,
    Practiced,
    Rule,
    Sessions,
)
from plm.catalog.model.content import counted, listed
from plm.enrollment.model.work import SessionWork, Verdict


@dataclass(frozen=True)
class Evidence:
    """What was done in a course.

    Attributes:
        evaluated: whether the course's evaluation was answered.
    """

    modules: Mapping[str, ModuleWork] = field(default_factory=dict)
    sessions: Mapping[str, SessionWork] = field(default_factory=dict)
    evaluated: bool = False

    def work(self, module_id: str) -> ModuleWork | None:
        """What was done in one module."""
        return self.modules.get(module_id)

    def met(self, share: float) -> int:
        """How many sessions reach the least share of minutes."""
        return sum(work.met(share) for work in self.sessions.values())

    @property
    def minutes(self) -> int:
        """How many minutes were attended in all, none counted beyond a session's end."""
        return sum(min(work.minutes, work.of) for work in self.sessions.values())


@dataclass(frozen=True)
class Walked:
    """How the modules of an edition stand, all of them seen at once.

    Attributes:
        done: ids of the modules that are done.
        modules_left: how many that the rule asks for are left, sessions not counted among them.
        sessions_left: how many sessions are left.
    """

    edition: Edition
    done: frozenset[str]
    modules_left: int
    sessions_left: int

    def closed_by(self, module: Module) -> tuple[Module, ...]:
        """As `closed_by`."""
        if not module.requires or module.id in self.done:
            return ()
        asked = (self.edition.module(one) for one in module.requires)
        return tuple(one for one in asked if one and one.id not in self.done)


def walked(edition: Edition, evidence: Evidence) -> Walked:
    """How the modules of an edition stand, all of them seen at once."""
    asked = asked_by(edition.asks, edition)
    done = frozenset(module.id for module in edition.modules if done_in(edition, module, evidence))
    return Walked(
        edition,
        done,
        modules_left=sum(
            module.id in asked and module.id not in done for module in edition.modules if not module.content.by_sessions
        ),
        sessions_left=max(0, edition.requirement.sessions - sessions_met(edition, evidence)),
    )


def weigh(edition: Edition, evidence: Evidence) -> Verdict:
    """Weigh what the edition asks against what was done.

    A session counts once, and only from the least share of its minutes on.
    """
    missing = tuple(lacking(edition.asks, edition, evidence))
    return Verdict(met=not missing, missing=missing)


def met(rule: Rule, edition: Edition, evidence: Evidence) -> bool:
    """Whether a part of the rule is met. More evidence never makes it less so."""
    match rule:
        case Group():
            return sum(met(part, edition, evidence) for part in rule.parts) >= rule.least
        case Modules():
            return all(done_in(edition, module, evidence) for module in _named(rule, edition))
        case Sessions():
            return evidence.met(rule.share) >= rule.number
        case Minutes():
            return evidence.minutes * 1000 >= round(rule.share * 1000) * edition.planned_minutes
        case Passed():
            work = evidence.work(rule.quiz)
            return work is not None and (work.waived is not None or round(work.best, 9) >= round(rule.share, 9))
        case Practiced():
            work = evidence.work(rule.log)
            return work is not None and (work.waived is not None or _practiced(rule, work.accepted))
        case Evaluated():
            return evidence.evaluated


def lacking(rule: Rule, edition: Edition, evidence: Evidence) -> list[str]:
    """What is still to do, as parts of a sentence; nothing exactly when the rule is met."""
    if met(rule, edition, evidence):
        return []
    match rule:
        case Group() if rule.least == len(rule.parts):
            said: list[str] = []
            for part in rule.parts:
                # What another part asks for already is said once; two modules of one title are two.
                said += [words for words in lacking(part, edition, evidence) if words not in tuple(said)]
            return said
        case Group():
            short = rule.least - sum(met(part, edition, evidence) for part in rule.parts)
            open_parts = [
                listed(lacking(part, edition, evidence), "and")
                for part in rule.parts
                if not met(part, edition, evidence)
            ]
            if short == 1:
                return [listed(open_parts, "or")]
            return [f"{counted(short, 'of these', 'of these')}: {'; '.join(open_parts)}"]
        case Modules():
            return [
                f"{module.content.called} “{module.title}”"
                for module in _named(rule, edition)
                if not done_in(edition, module, evidence)
            ]
        case Sessions():
            short = rule.number - evidence.met(rule.share)
            return ["one session" if short == 1 else f"{short} sessions"]
        case Minutes():
            wanted = -(-round(rule.share * 1000) * edition.planned_minutes // 1000)
            return [f"{counted(wanted - evidence.minutes, 'more minute', 'more minutes')} of sessions"]
        case Practiced():
            return [_still_practice(rule, edition, evidence)]
        case _:
            return [rule.words(edition.title_of)]


def done_in(edition: Edition, module: Module, evidence: Evidence) -> bool:
    """Whether a module is done; a live one is done when enough sessions were attended."""
    work = evidence.work(module.id)
    if module.content.by_sessions and not (work and work.waived):
        return sessions_met(edition, evidence) >= edition.requirement.sessions
    return work is not None and work.done


def closed_by(edition: Edition, module: Module, evidence: Evidence) -> tuple[Module, ...]:
    """The modules that must be done before this one opens, and are not; none once it was done itself."""
    if done_in(edition, module, evidence):
        return ()
    asked = (edition.module(one) for one in module.requires)
    return tuple(one for one in asked if one and not done_in(edition, one, evidence))


def sessions_met(edition: Edition, evidence: Evidence) -> int:
    """How many sessions reach the least share of minutes."""
    return evidence.met(edition.requirement.minutes_share)


def minutes_left(edition: Edition, evidence: Evidence) -> int:
    """How long what is left takes, in minutes; what is done of a module is taken off.

    Once completion asks for nothing more, nothing is left. What an alternative makes needless is not counted.
    """
    if met(edition.asks, edition, evidence):
        return 0
    left = 0
    for module in edition.modules:
        if done_in(edition, module, evidence) or not is_asked(edition, module):
            continue
        left += minutes_of(edition, module, evidence)
        left = max(1, left)
    return left


def minutes_of(edition: Edition, module: Module, evidence: Evidence) -> int:
    """How long what is left of one module takes, in minutes; of a live one, for the sessions still to attend."""
    if done_in(edition, module, evidence):
        return 0
    return module.content.minutes_left(module.minutes, evidence.work(module.id))


def digest(evidence: Evidence) -> str:
    """The SHA-256 of the evidence, in hex: the same evidence always gives the same."""
    facts = {
        "modules": {one: asdict(work) for one, work in evidence.modules.items()},
        "sessions": {one: asdict(work) for one, work in evidence.sessions.items()},
        "evaluated": evidence.evaluated,
    }
    canonical = json.dumps(facts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_asked(edition: Edition, module: Module) -> bool:
    """Whether the rule asks for a module at all."""
    return module.id in asked_by(edition.asks, edition)


def asked_by(rule: Rule, edition: Edition) -> set[str]:
    """The ids of the modules that a part of the rule asks for."""
    match rule:
        case Group():
            return set().union(*(asked_by(part, edition) for part in rule.parts)) if rule.parts else set()
        case Modules():
            return {module.id for module in _named(rule, edition)}
        case Sessions() | Minutes():
            return {module.id for module in edition.modules if module.content.by_sessions}
        case Passed():
            return {rule.quiz}
        case Practiced():
            return {rule.log}
        case Evaluated():
            return set()


def _named(rule: Modules, edition: Edition) -> tuple[Module, ...]:
    if not rule.ids:
        return tuple(module for module in edition.modules if not module.content.by_sessions)
    return tuple(module for one in rule.ids if (module := edition.module(one)))


def _practiced(rule: Practiced, accepted: tuple[date, ...]) -> bool:
    return len(accepted) >= rule.entries and len(set(accepted)) >= rule.dates


def _still_practice(rule: Practiced, edition: Edition, evidence: Evidence) -> str:
    work = evidence.work(rule.log)
    accepted = work.accepted if work else ()
    title = f"“{edition.title_of(rule.log)}”"
    short = rule.entries - len(accepted)
    if short > 0:
        more = "more " if accepted else ""
        return f"{counted(short, f'{more}accepted entry', f'{more}accepted entries')} in {title}"
    days = rule.dates - len(set(accepted))
    return f"an accepted entry on {counted(days, 'other day', 'other days')} in {title}"
