"""Entries of practice logs in the invented district: accepted, waiting, returned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from plm.catalog.kinds import Practice
from plm.catalog.model import Edition, Module
from plm.demo.words import COMMENTS, TRIED
from plm.enrollment.model import Enrollment
from plm.learning.model.entries import Entry, State, Told, evidence_of

UNDER_WAY = (
    (State.WAITING,),
    (State.ACCEPTED, State.WAITING),
    (State.RETURNED,),
    (State.ACCEPTED, State.RETURNED, State.WAITING),
    (State.ACCEPTED,),
)
"""How the entries of those stand who are on the way, in the order in which they were written."""


@dataclass(frozen=True)
class Reader:
    """Who reads the entries: a facilitator's id and name."""

    id: str
    name: str


def logged(
    enrollment: Enrollment,
    module: Module,
    log: Practice,
    states: Sequence[State],
    reader: Reader,
    *,
    first: int,
    until: datetime,
    zone: ZoneInfo,
) -> list[Entry]:
    """Entries that came to stand so, written after work every other day, the last a day or two before `until`.

    Args:
        first: the place of the text they begin with, so that people who stand side by side write different things.
        zone: the clock by which they work.
    """
    rng = Random(f"{enrollment.id}:{module.id}")
    found = [TRIED[(first + place) % len(TRIED)] for place in range(len(states))]
    spare = 1 if len(states) > 2 else rng.randint(1, 2)
    entries = []
    for place, (state, (happened, ahead)) in enumerate(zip(states, found, strict=True)):
        day = until.astimezone(zone).date() - timedelta(days=spare + 2 * (len(states) - 1 - place))
        sent_at = datetime.combine(day, time(15, rng.randint(20, 59)), zone).astimezone(UTC)
        act = rng.choice(log.acts)
        told = Told(act.id, day, rng.randint(8, 27), rng.choice((10, 15, 20, 25, 40)), happened, ahead)
        entry = Entry(
            id=f"{enrollment.id}:{module.id}:{rng.getrandbits(64):016x}",
            enrollment=enrollment.id,
            course=enrollment.course,
            module=module.id,
            person=enrollment.person,
            school=enrollment.school,
            act=act.text,
            told=told,
            written_at=sent_at,
            sent_at=sent_at,
            state=state,
        )
        if state is not State.WAITING:
            comment = rng.choice(COMMENTS) if state is State.RETURNED else ""
            judged_at = sent_at + timedelta(hours=3, minutes=rng.randint(0, 59))
            entry = replace(entry, judged_at=judged_at, judged_by=reader.id, judged_name=reader.name, comment=comment)
        entries.append(entry)
    return entries


def counted(
    edition: Edition, module: Module, entries: Sequence[Entry], award: str, at: datetime
) -> Callable[[Enrollment], Enrollment]:
    """What the entries come to, written into the enrollment."""
    accepted, waiting = evidence_of(entries)
    return lambda one: one.work_in(
        edition,
        module.id,
        Practice,
        lambda log, work: log.judged(work, accepted, waiting, now=at),
        award=award,
        now=at,
    )
