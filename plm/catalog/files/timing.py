"""The plan of a guide: how long its parts take, and whether that is as long as its session.

An author says it in one of two ways, in headings or at the beginning of paragraphs:

    ## Opening (10 minutes)
    ## Opening (0 to 10), or: **0 to 10, opening:** Greet everyone …

Where headings say it, what stands in the paragraphs below them divides a part further and is not counted again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plm.catalog.model import Page

_LASTS = re.compile(r"\((\d{1,4}) minutes?\)")
_SPAN = r"(\d{1,4}) (?:to|–) (\d{1,4})"
_IN_HEADING = re.compile(rf"\({_SPAN}(?: minutes)?\)")
_IN_TEXT = re.compile(rf"^\*\*{_SPAN}\b", re.MULTILINE)
_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A part of a session, in minutes from its beginning."""

    start: int
    end: int


def plan_of(pages: Iterable[Page]) -> tuple[Part, ...]:
    """The parts whose time a guide says, in its order; nothing when it says none."""
    pages = list(pages)
    heads = [head for page in pages for head in (page.title, *_HEADING.findall(page.text))]
    spans = [found for head in heads for found in _IN_HEADING.findall(head)]
    lasts = [int(found) for head in heads for found in _LASTS.findall(head)]
    if lasts:
        ends = [sum(lasts[: place + 1]) for place in range(len(lasts))]
        return tuple(Part(end - last, end) for last, end in zip(lasts, ends, strict=True))
    spans = spans or [found for page in pages for found in _IN_TEXT.findall(page.text)]
    return tuple(Part(int(start), int(end)) for start, end in spans)


def amiss(pages: Iterable[Page], minutes: int) -> str:
    """What is wrong with the plan of a guide, and what to do; empty when it fits.

    Args:
        minutes: how long the session takes.
    """
    plan = plan_of(pages)
    if not plan:
        return "No part says how long it takes. Write it in the headings: ## Opening (10 minutes)."
    before = 0
    for part in plan:
        if part.start != before:
            what = "nothing is planned" if part.start > before else "two things are planned"
            return f"From minute {min(part.start, before)} to {max(part.start, before)} {what}. Correct the times."
        if part.end <= part.start:
            return f"A part runs from minute {part.start} to {part.end}. Correct the times."
        before = part.end
    if before != minutes:
        return f"The plan takes {before} minutes, and course.toml says minutes = {minutes}. Correct one of them."
    return ""
