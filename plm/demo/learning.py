"""Playing one person's way through one course, act by act, with the rules that hold for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from plm.attendance.model import Presence, State
from plm.catalog.kinds import Practice, Quiz
from plm.catalog.model import Edition, Module
from plm.demo.modules import Done, Event, Stay, between, play_module, turn
from plm.demo.practice import UNDER_WAY, Reader, counted, logged
from plm.demo.words import REASONS
from plm.enrollment.model import Enrollment, SessionWork, enroll
from plm.learning.model import Attempt, Reflection
from plm.learning.model.entries import Entry
from plm.learning.model.evaluation import is_asked
from plm.people.model import Person
from plm.sections.model import Section

ZONE = ZoneInfo("America/New_York")
MARKED_AFTER = timedelta(minutes=10)

_CODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Outcome(StrEnum):
    """How somebody stands in a course."""

    DONE = "done"
    WAY = "way"
    OPEN = "open"
    LATE = "late"
    STUCK = "stuck"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Part:
    """One person's part in one course, decided before it is played.

    Attributes:
        section: the one in which they have or had a seat.
        presence: how they took part in its session; None when nothing was marked.
        reads: for who is on the way: how many modules they have done, and pages read in the next.
    """

    person: Person
    edition: Edition
    outcome: Outcome
    cycle: str
    enrolled_at: datetime
    enrolled_by: str
    due_on: date | None
    section: Section | None = None
    presence: Presence | None = None
    reads: tuple[int, int] | None = None


@dataclass
class Played:
    """What came of a part."""

    part: Part
    enrollment: Enrollment
    attempts: list[Attempt] = field(default_factory=list)
    reflections: list[Reflection] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def keep(self, done: Done) -> list[Event]:
        """Keep what a stay in a module left behind; gives what happens to the enrollment."""
        self.attempts += done.attempts
        self.reflections += done.reflections
        self.entries += done.entries
        return done.events


class Player:
    """Plays parts up to a moment.

    Args:
        names: of the facilitators, by id; the first reads the practice of those who sit in no section.
    """

    def __init__(self, rng: Random, names: Mapping[str, str], *, now: datetime) -> None:
        self._rng = rng
        self._names = names
        self._logs = 0
        self._now = now

    def play(self, part: Part) -> Played:
        """Everything the person has done in the course by now."""
        fresh = enroll(
            part.person.id,
            part.person.school,
            part.edition,
            by=part.enrolled_by,
            due_on=part.due_on,
            cycle=part.cycle,
            now=part.enrolled_at,
        )
        played = Played(part, fresh)
        award = self._award()
        events = self._work(part, played, award)
        if part.section and part.presence:
            events.append(_attended(part, part.section, part.presence, award))
        if part.outcome is Outcome.DONE and is_asked(part.edition) and events:
            events.append(_asked(part, max(event.at for event in events), award))
        one = fresh
        for event in sorted(events, key=lambda event: event.at):
            one = event.act(one)
        if part.outcome is Outcome.WITHDRAWN:
            left_at = part.enrolled_at + timedelta(days=self._rng.randint(12, 20))
            one = one.withdraw(self._rng.choice(REASONS), now=left_at)
        played.enrollment = replace(one, version=len(events))
        return played

    def _work(self, part: Part, played: Played, award: str) -> list[Event]:
        """The person's own work: before the session, and after it."""
        before, after = _around_session(part.edition)
        if part.outcome is Outcome.OPEN:
            return []
        if part.section and part.presence and part.presence.state is State.HERE:
            session = part.section.sessions[0]
            finished = part.outcome is Outcome.DONE
            ends_at = min(session.ends_at + timedelta(days=10), self._now - timedelta(hours=3))
            return [
                *self._modules(part, played, before, part.enrolled_at, session.starts_at - timedelta(hours=4), award),
                *(
                    self._modules(part, played, after, session.ends_at + timedelta(hours=3), ends_at, award)
                    if finished
                    else self._log(part, played, after, ends_at, award)
                ),
            ]
        until = self._now - timedelta(hours=5)
        if part.outcome is Outcome.DONE:
            return self._modules(part, played, [*before, *after], part.enrolled_at, self._finish(part), award)
        if part.outcome is Outcome.STUCK:
            hard, quiz = next(
                (place, quiz) for place, one in enumerate(before) if (quiz := one.of(Quiz)) and quiz.attempts
            )
            begins = until - between(quiz) * (quiz.attempts - 1)
            return self._modules(part, played, before[: hard + 1], part.enrolled_at, begins, award, passes=False)
        done, pages = part.reads or self._stop(part, before)
        begun = self._modules(part, played, before[:done], part.enrolled_at, until - timedelta(days=3), award)
        return begun + self._part_of_reading(part, before, done, pages, award)

    def _log(self, part: Part, played: Played, after: Sequence[Module], until: datetime, award: str) -> list[Event]:
        """Some entries of a practice log that stands right after the session."""
        log = after[0].of(Practice) if after else None
        if log is None:
            return []
        states = UNDER_WAY[self._logs % len(UNDER_WAY)]
        self._logs += 1
        reader, first = self._reader(part), 2 * self._logs
        played.entries += logged(played.enrollment, after[0], log, states, reader, first=first, until=until, zone=ZONE)
        return [Event(until, counted(part.edition, after[0], played.entries, award, until))]

    def _reader(self, part: Part) -> Reader:
        """Who runs their section."""
        reader = part.section.facilitators[0] if part.section else next(iter(self._names))
        return Reader(reader, self._names[reader])

    def _finish(self, part: Part) -> datetime:
        """Some finish early, many in the last weeks."""
        span = (self._now - timedelta(hours=5)) - part.enrolled_at
        return part.enrolled_at + span * self._rng.betavariate(2.5, 1.2)

    def _stop(self, part: Part, before: Sequence[Module]) -> tuple[int, int]:
        if part.outcome in (Outcome.LATE, Outcome.WITHDRAWN):
            return self._rng.choice(((0, 2), (1, 0), (1, 2), (2, 0)))
        done = self._rng.randint(0, len(before) - 1)
        return done, self._rng.randint(1, 3)

    def _part_of_reading(self, part: Part, before: Sequence[Module], done: int, pages: int, award: str) -> list[Event]:
        if done >= len(before) or not before[done].content.pages:
            return []
        module, edition = before[done], part.edition
        at = _after_work(self._now - timedelta(days=self._rng.randint(1, 3)), self._rng)
        at = max(at, part.enrolled_at + timedelta(hours=1))
        events = [Event(at, lambda one: one.begin(edition, module.id, now=at))]
        for page in range(1, min(pages, len(module.content.pages) - 1) + 1):
            later = at + timedelta(minutes=4 * page)
            events.append(Event(later, turn(edition, module, page, award, later)))
        return events

    def _modules(
        self,
        part: Part,
        played: Played,
        modules: Sequence[Module],
        start: datetime,
        end: datetime,
        award: str,
        *,
        passes: bool = True,
    ) -> list[Event]:
        """Each module from beginning to end, at hours at which people work."""
        events: list[Event] = []
        free, end = start + timedelta(minutes=20), _evening(end)
        cuts = sorted(self._rng.random() for _ in modules)
        for module, cut in zip(modules, cuts, strict=True):
            begun_at = max(free, _after_work(start + (end - start) * cut, self._rng))
            if begun_at + timedelta(minutes=90) > end:
                begun_at = max(free, end - timedelta(minutes=90))
            done_at = begun_at + timedelta(minutes=max(4, int(module.minutes * self._rng.uniform(0.5, 1.1))))
            last = module is modules[-1]
            stay = Stay(
                played.enrollment,
                part.edition,
                module,
                begun_at,
                done_at,
                award,
                self._reader(part),
                ZONE,
                passes=passes or not last,
            )
            events += played.keep(play_module(stay, self._rng))
            free = done_at + timedelta(minutes=1)
        return events

    def _award(self) -> str:
        drawn = "".join(self._rng.choices(_CODE, k=12))
        return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def _attended(part: Part, section: Section, presence: Presence, award: str) -> Event:
    session = section.sessions[0]
    work = SessionWork(
        section.id,
        presence.minutes(session.minutes),
        session.minutes,
        session.starts_at.astimezone(ZONE).date(),
    )
    at = session.ends_at + MARKED_AFTER
    return Event(at, lambda one: one.attend(part.edition, session.id, work, award=award, now=at))


def _asked(part: Part, last: datetime, award: str) -> Event:
    """Where completion asks for the evaluation, it is answered at the end."""
    at = last + timedelta(minutes=5)
    return Event(at, lambda one: one.evaluate(part.edition, award=award, now=at))


def _around_session(edition: Edition) -> tuple[list[Module], list[Module]]:
    """The modules before the session and those after it; all of them before, where there is none."""
    place = next((place for place, one in enumerate(edition.modules) if one.content.by_sessions), None)
    if place is None:
        return list(edition.modules), []
    return list(edition.modules[:place]), list(edition.modules[place + 1 :])


def _evening(moment: datetime) -> datetime:
    """The last half past eight in the evening, on the district's clock."""
    local = moment.astimezone(ZONE)
    evening = datetime.combine(local.date(), time(20, 30), ZONE)
    if evening > local:
        evening = datetime.combine(local.date() - timedelta(days=1), time(20, 30), ZONE)
    return evening.astimezone(moment.tzinfo)


def _after_work(moment: datetime, rng: Random) -> datetime:
    """A moment on the same day between a quarter past three and eight, on the district's clock."""
    day = moment.astimezone(ZONE).date()
    local = datetime.combine(day, time(15, 15), ZONE) + timedelta(minutes=rng.randint(0, 285))
    return local.astimezone(moment.tzinfo)
