"""What is said about editions: how one differs from the last, in words for authors."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from plm.catalog.model import Edition, Kind, Module, Page, Quiz
from plm.web.words import count, figure_count, hours, listed, minutes, number


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
        said.append(f"The page to take away is {_came_or_went(before.takeaway, after.takeaway)}.")
    return said


def _came_or_went(before: Sequence[Page], after: Sequence[Page]) -> str:
    return "reworded" if before and after else "new" if after else "gone"


def _validity(edition: Edition) -> str:
    return f"for {count(edition.valid_months, 'month', 'months')}" if edition.valid_months else "for good"


def _rule_changes(before: Edition, after: Edition) -> list[str]:
    if after.requirement == before.requirement:
        return []
    if after.rule() == before.rule():  # A share that shows only once there are sessions.
        return ["The least share of minutes is changed."]
    return [f"Completion asks for {after.rule()}, not {before.rule()}."]


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
    if after.kind is not before.kind:
        return [*said, f"{name} is a {_KINDS[after.kind]} now, not a {_KINDS[before.kind]}."]
    if after.minutes != before.minutes:
        said.append(f"{name} takes {minutes(after.minutes)}, not {minutes(before.minutes)}.")
    if after.pages != before.pages:
        old = {page.title: page for page in before.pages}
        new = {page.title: page for page in after.pages}
        said.append(f"{name}: {_differences(old, new, 'page', 'pages')}.")
    if before.quiz and after.quiz:
        said += [f"{name}: {words}." for words in _quiz_changes(before.quiz, after.quiz)]
    if after.intro != before.intro:
        said.append(f"{name}: the introduction is reworded.")
    if after.guide != before.guide:
        said.append(f"{name}: the facilitator guide is {_came_or_went(before.guide, after.guide)}.")
    if after.prompts != before.prompts:
        asked = {prompt.id: prompt for prompt in before.prompts}
        asks = {prompt.id: prompt for prompt in after.prompts}
        said.append(f"{name}: {_differences(asked, asks, 'prompt', 'prompts')}.")
    return said


def _quiz_changes(before: Quiz, after: Quiz) -> list[str]:
    said = []
    if after.questions != before.questions:
        old = {question.id: question for question in before.questions}
        new = {question.id: question for question in after.questions}
        said.append(_differences(old, new, "question", "questions"))
    if after.pass_share != before.pass_share:
        said.append(f"{after.pass_share:.0%} right passes, not {before.pass_share:.0%}")
    if after.attempts != before.attempts:
        said.append(f"{_attempts(after)} allowed, not {_attempts(before)}")
    if after.intro != before.intro:
        said.append("the introduction is reworded")
    return said


def _attempts(quiz: Quiz) -> str:
    return figure_count(quiz.attempts, "attempt", "attempts") if quiz.attempts else "any number of attempts"


def _differences(old: Mapping[str, object], new: Mapping[str, object], one: str, many: str) -> str:
    """How two lists differ: "one page is new, two are reworded"."""
    added = sum(key not in old for key in new)
    gone = sum(key not in new for key in old)
    changed = sum(key in old and old[key] != new[key] for key in new)
    there = [part for part in ((added, "new"), (gone, "gone"), (changed, "reworded")) if part[0]]
    said = [
        f"{number(amount) if place else count(amount, one, many)} {'is' if amount == 1 else 'are'} {what}"
        for place, (amount, what) in enumerate(there)
    ]
    return listed(said) if said else f"the {many} stand in another order"


HEAD = ("Course", "Name", "State", "Edition", "Live", "Published on", "Published by", "What changed")
"""The columns of the courses as a table."""

_KINDS = {Kind.READING: "reading", Kind.QUIZ: "quiz", Kind.REFLECTION: "reflection", Kind.LIVE: "live module"}
