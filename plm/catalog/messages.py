"""What is said about editions: how one differs from the last, in words for authors."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from plm.catalog.kinds.kind import came_or_went
from plm.catalog.model import Edition, Module
from plm.web.words import count, hours, minutes


def changes(before: Edition, after: Edition) -> tuple[str, ...]:
    """What is different in an edition, a sentence each; empty when nothing is."""
    return (*_course_changes(before, after), *_rule_changes(before, after), *_module_changes(before, after))


def _course_changes(before: Edition, after: Edition) -> list[str]:
    said = []
    if after.title != before.title:
        said.append(f"The title “{before.title}” is now “{after.title}”.")
    reworded = [
        name
        for name, old, new in (
            ("summary", before.summary, after.summary),
            ("audience", before.audience, after.audience),
            ("outcomes", before.outcomes, after.outcomes),
        )
        if old != new
    ]
    said += [f"The {name} {'are' if name == 'outcomes' else 'is'} reworded." for name in reworded]
    if after.hours != before.hours:
        said.append(f"It gives {hours(after.hours)} of credit, not {hours(before.hours)}.")
    if after.valid_months != before.valid_months:
        said.append(f"A completion counts {_validity(after)}, not {_validity(before)}.")
    if after.takeaway != before.takeaway:
        said.append(f"The page to take away is {came_or_went(before.takeaway, after.takeaway)}.")
    if (after.credit, after.areas) != (before.credit, before.areas):
        said.append("The credit it gives besides the hours is changed.")
    if after.door != before.door:
        said.append("It requires other courses now." if after.door.courses else "It requires no other course now.")
    return said


def _validity(edition: Edition) -> str:
    return f"for {count(edition.valid_months, 'month', 'months')}" if edition.valid_months else "for good"


def _rule_changes(before: Edition, after: Edition) -> list[str]:
    if after.asks == before.asks and after.requirement == before.requirement:
        return []
    if after.words() == before.words():  # A share that shows only once there are sessions.
        return ["The least share of minutes is changed."]
    return [f"Completion asks for {after.words()}, not {before.words()}."]


def _module_changes(before: Edition, after: Edition) -> list[str]:
    old = {module.id: module for module in before.modules}
    new = {module.id: module for module in after.modules}
    said = [f"The module “{new[one].title}” is new." for one in new if one not in old]
    said += [f"The module “{old[one].title}” is gone." for one in old if one not in new]
    stayed_old = [one for one in old if one in new]
    stayed_new = [one for one in new if one in old]
    for one in _moved(stayed_old, stayed_new):
        place = after.place(one)
        where = f"follows “{after.modules[place - 2].title}” now" if place > 1 else "comes first now"
        said.append(f"The module “{new[one].title}” {where}.")
    for one in stayed_new:
        said += _inside(old[one], new[one])
    return said


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """What stands in another order: all but the longest run of things that kept theirs."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {before[block.a + step] for block in matcher.get_matching_blocks() for step in range(block.size)}
    return [one for one in after if one not in kept]


def _inside(before: Module, after: Module) -> list[str]:
    """What is different in a module that stayed."""
    said = []
    if after.title != before.title:
        said.append(f"The module “{before.title}” is now called “{after.title}”.")
    name = f"“{after.title}”"
    if after.kind != before.kind:
        return [*said, f"{name} is {_a(after)} now, not {_a(before)}."]
    if after.minutes != before.minutes:
        said.append(f"{name} takes {minutes(after.minutes)}, not {minutes(before.minutes)}.")
    if after.requires != before.requires:
        said.append(f"{name} {_opens(after)}.")
    return said + [f"{name}: {words}." for words in after.content.differs(before.content)]


def _a(module: Module) -> str:
    return f"a {module.content.called.removeprefix('the ')}"


def _opens(module: Module) -> str:
    number = len(module.requires)
    return (
        f"opens after {count(number, 'other module', 'other modules')} now" if number else "is open from the start now"
    )
