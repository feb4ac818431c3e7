"""Who reads what somebody wrote. Pure; whatever shows an answer to somebody else asks `may_read` first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from plm.access import Actor, Permission, Role
from plm.catalog.kinds import Audience, Prompt
from plm.enrollment.model import Enrollment, Status
from plm.learning.model.reflections import Reflection, words_in
from plm.sections.model import Section

# People who lead others read no reflection of theirs, whatever else they are.
_LEADS = (Role.PRINCIPAL, Role.DIRECTOR, Role.ADMINISTRATOR)

_READERS: Mapping[Audience, frozenset[Audience]] = {
    Audience.PRIVATE: frozenset(),
    Audience.FACILITATOR: frozenset({Audience.FACILITATOR}),
    Audience.TEAM: frozenset({Audience.FACILITATOR, Audience.TEAM}),
}
"""By what an answer is open to: what a reader must be to its writer."""


@dataclass(frozen=True)
class Writer:
    """Somebody who wrote, as far as it decides who reads it.

    Attributes:
        school: where they work now.
        course: slug of the course they wrote in.
        takes: whether they have not left that course.
    """

    person: str
    name: str
    school: str
    course: str
    enrolled_at: datetime
    takes: bool = True


Seats = Mapping[tuple[str, str], datetime]
"""Who has a seat with somebody: (course, person), with the end of the last such section."""


def seats_with(actor: Actor, sections: Iterable[Section]) -> Seats:
    """Who has a seat in the sections that the actor runs."""
    seats: dict[tuple[str, str], datetime] = {}
    for section in sections:
        if section.cancelled_at or not actor.may(Permission.REFLECTION_READ, section.scope):
            continue
        for seat in section.roster:
            held = section.course, seat.person
            seats[held] = max(section.ends_at, seats.get(held, section.ends_at))
    return seats


def ties_to(
    writer: Writer, actor: Actor, *, seats: Seats | None = None, own: Enrollment | None = None
) -> frozenset[Audience]:
    """What the actor is to the writer: a facilitator, a colleague who takes the same course, both, or neither.

    Args:
        seats: who has a seat with the actor; a section that was over before the writer began does not count.
        own: the actor's own enrollment, to be compared with the writer's.
    """
    ties = set()
    if not writer.takes:
        return frozenset()
    ends_at = (seats or {}).get((writer.course, writer.person))
    if ends_at is not None and ends_at >= writer.enrolled_at:
        ties.add(Audience.FACILITATOR)
    takes = own is not None and own.person == actor.person and own.status is not Status.WITHDRAWN
    if takes and own is not None and own.course == writer.course and writer.school and writer.school == actor.school:
        ties.add(Audience.TEAM)
    return frozenset(ties)


def may_read(actor: Actor, reflection: Reflection, prompt: str, ties: frozenset[Audience]) -> bool:
    """Whether the actor may read the answer to a prompt.

    Args:
        ties: what the actor is to its writer, as `ties_to` says.
    """
    if actor.person and actor.person == reflection.person:
        return True
    if reflection.handed_in_at is None or leads(actor):
        return False
    return bool(ties & _READERS[reflection.audience_of(prompt)])


def facilitated(actor: Actor, writers: Iterable[Writer], seats: Seats) -> int:
    """How many of these the actor facilitates, and so reads what they wrote for their facilitator."""
    if leads(actor):
        return 0
    return sum(one.person != actor.person and bool(ties_to(one, actor, seats=seats)) for one in writers)


@dataclass(frozen=True)
class Answer:
    """An answer as somebody else meets it.

    Attributes:
        text: what was written; empty where the reader may not know it.
        words: how many words were written.
        open: whether the reader may know the text.
    """

    prompt: Prompt
    text: str
    words: int
    open: bool


def answers_for(
    actor: Actor, reflection: Reflection, prompts: tuple[Prompt, ...], ties: frozenset[Audience]
) -> tuple[Answer, ...]:
    """Every answer as the actor may meet it; none at all unless there is one to read."""
    addressed = reflection.addressed(prompts)
    answers = []
    for prompt in prompts:
        text = addressed.texts.get(prompt.id, "")
        may = bool(text.strip()) and may_read(actor, addressed, prompt.id, ties)
        answers.append(Answer(prompt, text if may else "", words_in(text), may))
    return tuple(answers) if any(one.open for one in answers) else ()


def leads(actor: Actor) -> bool:
    """Whether somebody leads others: a principal, a director, an administrator."""
    return any(actor.is_a(role) for role in _LEADS)
