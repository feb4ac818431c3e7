"""What is said when a section is moved to another edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from plm.catalog.model import Module
from plm.enrollment.model.moving import Move
from plm.web.words import capital, count, listed, number

NOTHING = "Nothing"


@dataclass(frozen=True)
class Told:
    """What a move means for one person, as a row of the table says it.

    Attributes:
        left: minutes that are left after the move and were left before it.
    """

    carries: str
    new: str
    falls: str
    left: str


def told(move: Move) -> Told:
    """What a move means for one person."""
    carries = [f"Done: {_titles(move.done)}."] if move.done else []
    carries += [f"Enough for it now: {_titles(move.gained)}."] if move.gained else []
    carries += [f"Begun: {_titles(move.begun)}."] if move.begun else []
    if move.completes:
        new = "Nothing. The move completes the course, and the certificate follows."
    else:
        new = f"{capital(listed(move.new))}." if move.new else f"{NOTHING}."
    falls = f"{_titles(move.falls)}. It stays on the record." if move.falls else f"{NOTHING}."
    before, after = move.before.minutes_left, move.after.minutes_left
    left = f"{after}, as before" if before == after else f"{after}, was {before}"
    return Told(" ".join(carries) or "Nothing is begun yet.", new, falls, left)


def stays(why: str, edition: int = 0) -> str:
    """Why somebody is not moved, as a sentence below their name.

    Args:
        why: the code.
        edition: number of the edition they are in; 0 when it is not at hand.
    """
    match why:
        case "completed" | "already-completed":
            return f"Has completed edition {edition}. A completion is never touched." if edition else _COMPLETED
        case "there":
            return f"Is on edition {edition} already." if edition else "Is there already."
        case "left":
            return "No longer works here."
        case "busy":
            return "Was just writing. Please try again."
        case _:
            return "Has a seat and does not take the course."


_COMPLETED = "Has completed the course. A completion is never touched."


def moved_words(edition: int, moved: Sequence[str], completed: Sequence[str]) -> str:
    """What came of it: "12 people are on edition 3 now. Two of them have completed the course by it: …"."""
    if not moved:
        return f"Nobody was moved to edition {edition}."
    n = len(moved)
    said = f"{capital(count(n, 'person', 'people'))} {'is' if n == 1 else 'are'} on edition {edition} now."
    if not completed:
        return said
    if n == 1:
        return f"{said} {completed[0]} has completed the course by it."
    share = "All" if len(completed) == n else capital(number(len(completed)))
    have = "has" if len(completed) == 1 else "have"
    return f"{said} {share} of them {have} completed the course by it: {listed(completed)}."


def others_words(others: Sequence[tuple[str, str]]) -> str:
    """Who was asked for and not moved, a sentence each; empty when there is nobody."""
    return " ".join(f"{name}: {_small(stays(why))}" for name, why in others)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _titles(modules: Sequence[Module]) -> str:
    return listed([f"“{module.title}”" for module in modules])
