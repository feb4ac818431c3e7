"""What the facilitators of the invented district have read, and what they answered. Invented, every word."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from plm.catalog.kinds import Audience
from plm.demo.cast import FACILITATOR, STAFF
from plm.demo.learning import Played
from plm.learning.model import Reflection, Reply
from plm.people.model import Person

# So many the demo's facilitator has still to read, and which of the read ones was answered.
_UNREAD = 2
_ANSWERED = 3

_TO_STAFF = (
    "Thank you for this. What you noticed in the circle is what I would look for first, too. If you like, sit "
    "beside me at the next session and keep the opening round."
)
_TO_OTHER = "Your question is a good one for the whole group. May I bring it to our next session, without your name?"


def attend(played: Sequence[Played], persons: Mapping[str, Person], *, now: datetime) -> None:
    """Let the facilitators read what was handed in for them in their sections, and answer two of it."""
    waiting = [
        (one, place)
        for one in played
        for place, written in enumerate(one.reflections)
        if one.part.section and written.open_to is not Audience.PRIVATE
    ]
    waiting.sort(key=lambda pair: _handed_in(pair[0].reflections[pair[1]]), reverse=True)
    own = 0
    for one, place in waiting:
        written = one.reflections[place]
        by = persons[one.part.section.facilitators[0]] if one.part.section else persons[FACILITATOR]
        at = min(_handed_in(written) + timedelta(hours=20), now - timedelta(hours=1))
        own += by.id == FACILITATOR
        if by.id == FACILITATOR and own <= _UNREAD:
            continue
        words = _TO_STAFF if written.person == STAFF else _TO_OTHER if by.id == FACILITATOR and own == _ANSWERED else ""
        read = written.read_by(by.id, now=at)
        if words:
            reply = Reply(f"demo-{written.person}", by.id, by.name, words, at)
            read = read.replied(reply)
        one.reflections[place] = read


def _handed_in(written: Reflection) -> datetime:
    if written.handed_in_at is None:
        raise ValueError("it was not handed in")
    return written.handed_in_at
