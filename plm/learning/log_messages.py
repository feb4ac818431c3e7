"""What a learner and a facilitator read about a practice log."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from plm.catalog.kinds import Practice
from plm.learning.model.entries import Entry, State
from plm.web.words import capital, count, listed, number, short_day, since

WHY_NO_NAMES = "Nothing about a single student is kept anywhere in PLM."
"""Why the form warns of names."""

_MARKS = {State.ACCEPTED: "done", State.WAITING: "way", State.RETURNED: "late", State.TAKEN_BACK: "open"}


def asked_words(practice: Practice) -> str:
    """What is asked: "two accepted entries on two days"."""
    days = f" on {count(practice.dates, 'day', 'days')}" if practice.dates > 1 else ""
    return f"{count(practice.entries, 'accepted entry', 'accepted entries')}{days}"


def so_far_words(practice: Practice, entries: Sequence[Entry]) -> str:
    """How far they have come: "One is accepted and one waits."; empty before any."""
    counted = {state: sum(one.state is state for one in entries) for state in State}
    verbs = (
        (State.ACCEPTED, "is accepted", "are accepted"),
        (State.WAITING, "waits", "wait"),
        (State.RETURNED, "was returned to you", "were returned to you"),
    )
    said = [f"{number(n)} {one if n == 1 else many}" for state, one, many in verbs if (n := counted[state])]
    if not said:
        return ""
    days = len({one.told.held_on for one in entries if one.state is State.ACCEPTED})
    other = ""
    if counted[State.ACCEPTED] >= practice.entries and days < practice.dates:
        other = f" What is missing is an accepted entry on {count(practice.dates - days, 'other day', 'other days')}."
    return f"{capital(listed(said))}.{other}"


def readers_words(readers: Sequence[str]) -> str:
    """Who reads an entry."""
    directors = "the directors of professional learning"
    return f"{capital(listed([*readers, directors]))} read what you write here."


def state_mark(entry: Entry) -> str:
    """How an entry stands, as a mark of the face."""
    return _MARKS[entry.state]


def state_words(entry: Entry, *, now: datetime, zone: tzinfo) -> str:
    """How an entry stands, in words for its writer."""
    on = short_day((entry.judged_at or entry.sent_at).astimezone(zone), now.astimezone(zone).date())
    match entry.state:
        case State.ACCEPTED:
            return f"Accepted on {on} by {entry.judged_name}."
        case State.RETURNED:
            return f"Returned on {on} by {entry.judged_name}. Change it, and it is read again."
        case State.TAKEN_BACK:
            return "Taken back. Only you see it; change it to send it again."
        case _:
            return f"Waits to be read {since(entry.sent_at, now, zone)}."


def facts_words(entry: Entry, *, today: date) -> str:
    """When, with how many, how long: "Tuesday, November 17, 24 people, 35 minutes"."""
    told = entry.told
    people, minutes = count(told.people, "person", "people"), count(told.minutes, "minute", "minutes")
    return f"{told.held_on:%A}, {short_day(told.held_on, today)}, {people}, {minutes}"


def names_words(names: Sequence[str]) -> str:
    """The warning beside a text that may hold names."""
    which = f"This may be a name: {names[0]}." if len(names) == 1 else f"These may be names: {listed(list(names))}."
    return f"{which} Write “a student” or “a seventh grader” instead. {WHY_NO_NAMES}"


def to_read_words(waiting: int) -> tuple[str, str]:
    """The first line of the facilitator's page: the strong part, and the rest."""
    if not waiting:
        return "No practice entry", "waits for you."
    strong = capital(count(waiting, "practice entry", "practice entries"))
    return strong, f"{'waits' if waiting == 1 else 'wait'} for you."


def accepted_words(names: Sequence[str]) -> str:
    """What was done, for who did it."""
    if len(names) == 1:
        return f"Accepted: the entry of {names[0]} counts now."
    whose = listed(sorted(set(names)))
    return f"{capital(count(len(names), 'entry is', 'entries are'))} accepted and count now: {whose}."
