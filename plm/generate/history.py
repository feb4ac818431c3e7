"""A year in the life of the district: who takes what, when they work at it, how far they come.

People put things off: work gathers before the due date, some finishes after it, a few get stuck,
leave, or never begin.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from plm.attendance.model import Presence, State
from plm.catalog.model import Edition
from plm.enrollment.model import cycle_of
from plm.generate.pattern import Manner, Script, Times
from plm.people.model import Person

YEAR = timedelta(days=365)
_DAY = timedelta(days=1)

# Shares of what becomes of an enrollment. The rest finishes.
_WITHDRAWS = 0.03
_STUCK = 0.05
_NEVER_BEGINS = 0.04
_STOPS = 0.05
_FINISHES_LATE = 0.12
_RETRIES = 0.3
_ENROLLED_BY_SCHOOL = 0.6
_WITHOUT_DUE_DATE = 0.25
_ABSENT = 0.05
_LEAVES_EARLY = 0.02
_COMES_LATE = 0.1

REASONS = (
    "I changed schools.",
    "My schedule changed this term.",
    "I have taken a course like this one elsewhere.",
    "I am on leave until spring.",
)


@dataclass(slots=True)
class Story:
    """What one person does in one course.

    Attributes:
        acts: how many acts of the script they have come to by now.
        times: of the modules begun by now.
        ready_at: when the work of their own is done or was meant to be; sessions follow it.
        seated: whether they take a seat in a session, if the course has one.
        presence: how they take part in it.
    """

    person: Person
    edition: Edition
    script: Script
    cycle: str
    enrolled_at: datetime
    enrolled_by: str
    due_on: date | None
    acts: int
    times: list[Times]
    ready_at: datetime
    withdrawn_at: datetime | None
    reason: str
    seated: bool
    presence: Presence
    award: str


class Stories:
    """Invents stories; one of these serves one piece of the district."""

    def __init__(self, editions: Sequence[Edition], *, now: datetime) -> None:
        self._editions = editions
        self._now = now
        self._scripts = [{manner: Script(edition, manner) for manner in Manner} for edition in editions]
        # A few courses nearly everybody takes, and many that few take.
        self._popular = list(accumulate(1 / (place + 3) ** 0.6 for place in range(len(editions))))

    def of(self, person: Person, principal: str, load: int, rng: Random) -> Iterator[Story]:
        """What a person takes over the year."""
        for place in self._courses(load, rng):
            yield self._story(person, principal, place, rng)

    def _courses(self, load: int, rng: Random) -> list[int]:
        chosen: dict[int, None] = {}
        for _ in range(load * 6):
            if len(chosen) == load:
                break
            chosen[bisect(self._popular, rng.random() * self._popular[-1])] = None
        if len(chosen) < load:
            rest = [place for place in range(len(self._editions)) if place not in chosen]
            chosen.update(dict.fromkeys(rng.sample(rest, load - len(chosen))))
        return list(chosen)

    def _story(self, person: Person, principal: str, place: int, rng: Random) -> Story:
        now = self._now
        edition = self._editions[place]
        enrolled_at = self._enrolled_at(rng)
        due_on = None
        if rng.random() >= _WITHOUT_DUE_DATE:
            due_on = (enrolled_at + timedelta(days=rng.choice((30, 45, 60, 60, 90)))).date()
        finish_at = _finish(enrolled_at, due_on, rng)
        start_at = max(
            enrolled_at + timedelta(minutes=rng.randint(5, 600)),
            finish_at - timedelta(days=min(60.0, 0.2 + rng.expovariate(1 / 8))),
        )
        # Whole seconds, because MongoDB keeps no microseconds and what is read back must be what was weighed.
        start_at = start_at.replace(microsecond=0)
        finish_at = max(finish_at, start_at + timedelta(hours=3)).replace(microsecond=0)
        fate = rng.random()
        withdrawn_at, reason, stop = None, "", 1.0
        manner = Manner.RETRY if rng.random() < _RETRIES else Manner.STEADY
        if fate < _WITHDRAWS:
            stop = rng.choice((0.0, 0.0, 0.3, 0.6))
            left_at = enrolled_at + timedelta(minutes=rng.randint(2_880, 57_600))
            if left_at < now:
                withdrawn_at, reason = left_at, rng.choice(REASONS)
        elif fate < _WITHDRAWS + _STUCK:
            manner = Manner.STUCK
        elif fate < _WITHDRAWS + _STUCK + _NEVER_BEGINS:
            stop = 0.0
        elif fate < _WITHDRAWS + _STUCK + _NEVER_BEGINS + _STOPS:
            stop = rng.random()
        script = self._scripts[place][manner]
        until = withdrawn_at or now
        acts, times = progress(script, _timetable(script, edition, start_at, finish_at, rng), stop, until)
        return Story(
            person=person,
            edition=edition,
            script=script,
            cycle=cycle_of(enrolled_at.date()),
            enrolled_at=enrolled_at,
            enrolled_by=principal if rng.random() < _ENROLLED_BY_SCHOOL else person.id,
            due_on=due_on,
            acts=acts,
            times=times,
            ready_at=finish_at,
            withdrawn_at=withdrawn_at,
            reason=reason,
            seated=edition.has_live and withdrawn_at is None and (stop > 0.5 or rng.random() < 0.3),
            presence=_presence(rng),
            award=award_code(rng),
        )

    def _enrolled_at(self, rng: Random) -> datetime:
        """Half of the year's enrollments fall into the weeks after school began, in August."""
        ago = rng.uniform(0.5, YEAR / _DAY)
        if rng.random() < 0.4:
            ago = min(YEAR / _DAY - 1, max(0.5, rng.gauss(75, 25)))
        day = self._now - timedelta(days=ago)
        moment = day.replace(hour=rng.randint(12, 21), minute=rng.randint(0, 59), second=rng.randint(0, 59))
        return min(moment, self._now - timedelta(hours=1)).replace(microsecond=0)


def _finish(enrolled_at: datetime, due_on: date | None, rng: Random) -> datetime:
    """When somebody means to be done: mostly in the last days before the due date, sometimes after it."""
    if due_on is None:
        return enrolled_at + timedelta(days=rng.gammavariate(2.0, 16.0))
    due = datetime(due_on.year, due_on.month, due_on.day, 22, tzinfo=UTC)
    if rng.random() < _FINISHES_LATE:
        return due + timedelta(days=rng.expovariate(1 / 9))
    return enrolled_at + (due - enrolled_at) * rng.betavariate(3.0, 1.1)


def _timetable(script: Script, edition: Edition, start_at: datetime, finish_at: datetime, rng: Random) -> list[Times]:
    """When each module is begun and finished, in order, if nothing comes between."""
    count = len(script.ends)
    cuts = sorted(rng.random() for _ in range(count))
    span = (finish_at - start_at).total_seconds()
    minutes = {module.id: module.minutes for module in edition.modules}
    times = []
    free_at = start_at
    for module_id, cut in zip(script.modules, cuts, strict=True):
        begun_at = max(free_at, start_at + timedelta(seconds=int(span * cut * 0.9)))
        touched_at = begun_at + timedelta(seconds=int(minutes[module_id] * rng.uniform(25, 90)))
        times.append(Times(begun_at, touched_at))
        free_at = touched_at + timedelta(seconds=60)
    return times


def progress(script: Script, timetable: Sequence[Times], stop: float, until: datetime) -> tuple[int, list[Times]]:
    """How many acts are done by a moment, and the times of the modules begun.

    Args:
        stop: after this share of all acts the person goes no further.
    """
    total = len(script.acts)
    most = total if stop >= 1.0 else int(total * stop)
    acts, first = 0, 0
    times: list[Times] = []
    for end, moment in zip(script.ends, timetable, strict=True):
        if moment.begun_at > until or first >= most:
            break
        if moment.touched_at <= until and end <= most:
            acts = end
            times.append(moment)
        else:
            # In the middle: as many acts as fit, at least the opening.
            inside = end - first
            share = min(1.0, (until - moment.begun_at) / max(moment.touched_at - moment.begun_at, timedelta(seconds=1)))
            acts = min(most, first + max(1, min(inside - 1, int(inside * share))))
            touched_at = moment.begun_at if acts == first + 1 else min(moment.touched_at, until)
            times.append(Times(moment.begun_at, touched_at))
            break
        first = end
    return acts, times


def _presence(rng: Random) -> Presence:
    chance = rng.random()
    if chance < _ABSENT:
        return Presence(State.ABSENT)
    if chance < _ABSENT + _LEAVES_EARLY:
        return Presence(State.HERE, left=45)
    if chance < _ABSENT + _LEAVES_EARLY + _COMES_LATE:
        return Presence(State.HERE, came=rng.randint(2, 8))
    return Presence(State.HERE)


def award_code(rng: Random) -> str:
    """A certificate's code, drawn from the seed; the same letters as the real ones."""
    drawn = "".join(rng.choices("23456789ABCDEFGHJKMNPQRSTVWXYZ", k=12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def live_minutes(edition: Edition) -> int:
    """How long a session of the course lasts."""
    return next((module.minutes for module in edition.modules if module.content.by_sessions), 90)
