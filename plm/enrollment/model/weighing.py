"""Weighing what an edition asks against what was done."""

from collections.abc import Mapping
from itertools import accumulate, pairwise

from plm.catalog.model import Edition, Kind, Module
from plm.enrollment.model.work import ModuleWork, SessionWork, Verdict


def weigh(edition: Edition, modules: Mapping[str, ModuleWork], sessions: Mapping[str, SessionWork]) -> Verdict:
    """Weigh what the edition asks against what was done.

    A session counts once, and only from the least share of its minutes on.
    """
    missing = []
    for module in edition.modules:
        if module.kind is Kind.LIVE:
            continue
        if not done_in(edition, module, modules, sessions):
            missing.append(f"{_ASKS[module.kind]} “{module.title}”")
    if (short := edition.requirement.sessions - sessions_met(edition, sessions)) > 0:
        missing.append("one session" if short == 1 else f"{short} sessions")
    return Verdict(met=not missing, missing=tuple(missing))


def done_in(
    edition: Edition, module: Module, modules: Mapping[str, ModuleWork], sessions: Mapping[str, SessionWork]
) -> bool:
    """Whether a module is done; a live one is done when enough sessions were attended."""
    if module.kind is Kind.LIVE:
        return sessions_met(edition, sessions) >= edition.requirement.sessions
    return module.id in modules and modules[module.id].done


def sessions_met(edition: Edition, sessions: Mapping[str, SessionWork]) -> int:
    """How many sessions reach the least share of minutes."""
    return sum(work.met(edition.requirement.minutes_share) for work in sessions.values())


def minutes_left(edition: Edition, modules: Mapping[str, ModuleWork], sessions: Mapping[str, SessionWork]) -> int:
    """How long what is left takes, in minutes; pages already read are taken off."""
    left = 0
    for module in edition.modules:
        if done_in(edition, module, modules, sessions):
            continue
        work = modules.get(module.id)
        if module.pages:
            seen = work.seen if work else ()
            left += sum(takes for page, takes in enumerate(page_minutes(module), 1) if page not in seen)
        else:
            left += module.minutes
        left = max(1, left)
    return left


def page_minutes(module: Module) -> tuple[int, ...]:
    """How long each page of a reading takes: the module's minutes shared out by words, and nothing lost in rounding."""
    words = list(accumulate((max(1, page.words) for page in module.pages), initial=0))
    ends = (module.minutes * so_far // max(1, words[-1]) for so_far in words)
    return tuple(end - begin for begin, end in pairwise(ends))


_ASKS = {Kind.READING: "the reading", Kind.QUIZ: "the quiz", Kind.REFLECTION: "the reflection"}
