"""What completion asks, condition by condition, with what is met and what is left: for the progress panel."""

from dataclasses import dataclass

from plm.catalog.model import Edition, Group, Minutes, Modules, Passed, Practiced, Rule, Sessions
from plm.catalog.model.content import counted
from plm.enrollment.model.weighing import Evidence, asked_by, done_in, lacking, met, minutes_of


@dataclass(frozen=True)
class Asked:
    """One condition of the rule.

    Attributes:
        words: the condition, as it stands in a list.
        met: whether it is met.
        begun: whether something was done for it.
        so_far: how far it is met, in words; empty when there is nothing between met and not.
        left: what is left of it, as parts of a sentence.
        minutes: how long that takes.
    """

    words: str
    met: bool
    begun: bool = False
    so_far: str = ""
    left: tuple[str, ...] = ()
    minutes: int = 0


_NOTHING = ("none", "not ")
"""How words begin that say of a condition that nothing is done for it yet."""


def panel(edition: Edition, evidence: Evidence) -> tuple[Asked, ...]:
    """The conditions that all must be met, each by itself; a choice between several is one condition."""
    asks = edition.asks
    parts = asks.parts if asks.least == len(asks.parts) else (asks,)
    return tuple(_asked(part, edition, evidence) for part in parts)


def _asked(rule: Rule, edition: Edition, evidence: Evidence) -> Asked:
    so_far = _so_far(rule, edition, evidence)
    missing = tuple(lacking(rule, edition, evidence))
    asked = asked_by(rule, edition) if missing else ()
    modules = [module for module in edition.modules if module.id in asked]
    return Asked(
        words=rule.words(edition.title_of),
        met=not missing,
        begun=bool(so_far) and not so_far.startswith(_NOTHING),
        so_far=so_far,
        left=missing,
        minutes=sum(minutes_of(edition, one, evidence) for one in modules),
    )


def _so_far(rule: Rule, edition: Edition, evidence: Evidence) -> str:
    match rule:
        case Modules():
            asked = asked_by(rule, edition)
            every = [module for module in edition.modules if module.id in asked]
            done = sum(done_in(edition, module, evidence) for module in every)
            return _of(done, len(every), "done")
        case Sessions():
            return _of(min(evidence.met(rule.share), rule.number), rule.number, "attended")
        case Minutes():
            return f"{evidence.minutes} of {edition.planned_minutes} minutes attended"
        case Passed():
            work = evidence.work(rule.quiz)
            return f"best so far: {round(work.best * 100)}% right" if work and work.attempts else "not taken yet"
        case Practiced():
            work = evidence.work(rule.log)
            waits = f", {counted(work.waiting, 'entry waits', 'entries wait')}" if work and work.waiting else ""
            return _of(min(len(work.accepted) if work else 0, rule.entries), rule.entries, "accepted") + waits
        case Group():
            return _of(sum(met(part, edition, evidence) for part in rule.parts), rule.least, "met")
        case _:
            return ""


def _of(some: int, every: int, what: str) -> str:
    if not some and every == 1:
        return f"not {what} yet"
    return f"none of {every} {what}" if not some else f"{some} of {every} {what}"
