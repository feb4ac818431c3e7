"""What is said about marks, in sentences that are true for none, one and many."""

from plm.attendance.actions import Kept, Outcome
from plm.attendance.model import Presence, State
from plm.web.words import capital, count


def saved(outcome: Outcome) -> str:
    """What came of sending the roster page."""
    if not outcome.changed:
        return "Nothing changed." if not (outcome.kept or outcome.refused) else "Nothing else changed."
    verb = "is" if outcome.changed == 1 else "are"
    return f"{capital(count(outcome.changed, 'mark', 'marks'))} {verb} saved."


def kept(outcome: Outcome) -> str:
    """Which marks of others stand; empty when there are none."""
    return " ".join(_kept(one) for one in outcome.kept)


def refused(outcome: Outcome) -> str:
    """Whose times could not be taken and why; empty when there are none."""
    return " ".join(f"{name}: {why}. Their mark is as it was." for name, why in outcome.refused)


def presence(what: Presence, of: int) -> str:
    """How somebody took part: "here", "absent", "not marked", "here, 68 of 90 minutes"."""
    match what.state:
        case State.OPEN:
            return "Not marked"
        case State.ABSENT:
            return "Absent"
        case _:
            minutes = what.minutes(of)
            return "Here" if minutes == of else f"Here, {minutes} of {of} minutes"


def groups(number: int, marked: int) -> tuple[str, str]:
    """The answer of the roster page: what is marked, and what is to go."""
    if number == 0:
        return "Nobody has a seat.", "Add people first."
    if marked == 0:
        return "Nobody is marked yet.", f"{capital(count(number, 'person', 'people'))} to go."
    if marked == number:
        return ("Everybody is marked." if number > 1 else "The one person is marked."), ""
    verb = "is" if marked == 1 else "are"
    return f"{marked} of {number} {verb} marked.", f"{capital(_number(number - marked))} to go."


def act(number: int, marked: int) -> str:
    """What the main act of the roster page says; empty when nobody is left to mark."""
    left = number - marked
    if left == 0:
        return ""
    if marked == 0:
        return f"Mark all {number} here" if number > 1 else "Mark the one person here"
    return f"Mark the other {_number(left)} here" if left > 1 else "Mark the last one here"


def _number(n: int) -> str:
    return count(n, "", "").strip()


def _kept(one: Kept) -> str:
    who = "You" if one.yours else one.by
    what = {State.HERE: "here", State.ABSENT: "absent", State.OPEN: "not marked"}[one.presence.state]
    where = " from another page" if one.yours else " meanwhile"
    return f"{who} marked {one.person} {what}{where}; that stands."
