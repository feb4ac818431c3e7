"""Who in Alder County takes what, how they stand, and in which section they have a seat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from plm.attendance.model import Presence, State
from plm.catalog.model import Edition
from plm.demo.cast import FACILITATOR, PLACES, PRINCIPAL, STAFF, Place, Takes
from plm.demo.learning import ZONE, Outcome, Part
from plm.enrollment.model import cycle_of
from plm.people.model import Person
from plm.sections.model import Seat, Section, Session

FOUNDATIONS, CIRCLES, SEL = "restorative-foundations", "community-circles", "sel-for-adults"

# Sections that are over, by days ago (a weekend moves them back), and coming ones, by days ahead.
_PAST = {FOUNDATIONS: (72, 65, 58, 51, 44, 37, 30, 23, 16, 9), CIRCLES: (50, 29, 13, 6)}
_COMING = {FOUNDATIONS: ((0, 28), (8, 18), (22, 14)), CIRCLES: ((9, 21), (27, 8))}
_UNMARKED = 3
_SEATS = 30
_TRYING = 10
_ROOMS = ("Larkspur library", "District training room", "Hollins media center", "Fenwick cafeteria")

# Larkspur Middle, which the demo's principal leads: who needs a hand, by place on its list.
_LARKSPUR: dict[str, dict[int, Outcome]] = {
    FOUNDATIONS: {
        **dict.fromkeys((0, 1, 2, 3, 5, 6, 7, 11, 12, 13), Outcome.DONE),
        **dict.fromkeys((4, 8, 9, 10), Outcome.LATE),
    },
    SEL: {
        **dict.fromkeys((0, 2, 5, 7, 12), Outcome.DONE),
        **dict.fromkeys((1, 3, 4, 6, 9, 10, 13), Outcome.WAY),
        **dict.fromkeys((8, 11), Outcome.LATE),
    },
    CIRCLES: {
        **dict.fromkeys((0, 5, 7, 11), Outcome.DONE),
        **dict.fromkeys((1, 3, 6), Outcome.WAY),
        **dict.fromkeys((2, 12, 13), Outcome.STUCK),
    },
}


@dataclass
class Plan:
    """The sections, with their rosters, and everybody's part."""

    sections: dict[str, Section] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


class Planner:
    """Lays out the invented district as it stands on a day."""

    def __init__(
        self, editions: dict[str, Edition], people: dict[str, tuple[Person, ...]], rng: Random, *, now: datetime
    ) -> None:
        self._editions = editions
        self._people = people
        self._rng = rng
        self._now = now
        self._today = now.astimezone(ZONE).date()
        self._cycle = cycle_of(self._today)
        self._facilitators = [one.id for one in people[""][:3]]

    def plan(self) -> Plan:
        """The whole."""
        plan = Plan()
        foundations: list[Part] = []
        circles: list[Part] = []
        for place in PLACES:
            members = self._people[place.school.code]
            took = self._parts(FOUNDATIONS, place, members, place.foundations)
            done = [part.person for part in took if part.outcome is Outcome.DONE]
            foundations += took
            circles += self._parts(CIRCLES, place, self._keepers(place, members, done), place.circles)
            plan.parts += self._parts(SEL, place, members[: place.sel.people], place.sel)
        for parts in (foundations, circles):
            plan.parts += self._seated(plan, parts)
        return plan

    # ── who stands how ────────────────────────────────────────────────────

    def _keepers(self, place: Place, members: Sequence[Person], done: Iterable[Person]) -> list[Person]:
        """Who takes circles: mostly people who have finished the foundations."""
        if place.school.code == "larkspur":
            fixed = [members[number] for number in sorted(_LARKSPUR[CIRCLES])]
        else:
            fixed = []
        others = [one for one in done if one not in fixed]
        rest = [one for one in members if one not in fixed and one not in others]
        return [*fixed, *others, *rest][: place.circles.people]

    def _parts(self, course: str, place: Place, members: Sequence[Person], takes: Takes) -> list[Part]:
        fixed: dict[str, Outcome] = {}
        if place.school.code == "larkspur":
            everybody = self._people["larkspur"]
            fixed = {everybody[number].id: outcome for number, outcome in _LARKSPUR[course].items()}
        taking = list(members[: takes.people])
        free = [one for one in taking if one.id not in fixed]
        open_ = self._outcomes(takes, [fixed[one.id] for one in taking if one.id in fixed])
        self._rng.shuffle(free)
        chosen = fixed | {one.id: outcome for one, outcome in zip(free, open_, strict=True)}
        principal = self._people[place.school.code][0].id
        parts = [self._part(course, person, chosen[person.id], principal) for person in taking]
        if course == CIRCLES and (left := [one for one in self._people[place.school.code] if one not in taking]):
            parts.append(self._part(course, left[-1], Outcome.WITHDRAWN, principal))
        return parts

    def _outcomes(self, takes: Takes, fixed: Sequence[Outcome]) -> list[Outcome]:
        """Outcomes for everybody whose outcome is not fixed, so that the counts come out."""
        wanted = [
            *[Outcome.DONE] * takes.done,
            *[Outcome.LATE] * takes.late,
            *[Outcome.STUCK] * takes.stuck,
        ]
        rest = takes.people - len(wanted)
        wanted += [Outcome.WAY] * (rest - rest // 4) + [Outcome.OPEN] * (rest // 4)
        for outcome in fixed:
            wanted.remove(outcome)
        return wanted

    def _part(self, course: str, person: Person, outcome: Outcome, principal: str) -> Part:
        ago = {FOUNDATIONS: (50, 62), CIRCLES: (30, 42), SEL: (60, 75)}[course]
        reads = None
        due_on = self._due_on(course, outcome)
        if person.id == STAFF and course == SEL:
            # Rosa stopped on page four of the last reading, and the course is due in eight days.
            last = [one.id for one in self._editions[course].modules].index("welcome-engage-close")
            reads, due_on = (last, 3), self._today + timedelta(days=8)
        if person.id == STAFF and course == CIRCLES:
            reads, due_on = (1, 2), None
        return Part(
            person=person,
            edition=self._editions[course],
            outcome=outcome,
            cycle=self._cycle,
            enrolled_at=self._morning(self._rng.randint(*ago)),
            enrolled_by=person.id if course == CIRCLES and outcome is not Outcome.LATE else principal,
            due_on=due_on,
            reads=reads,
        )

    def _due_on(self, course: str, outcome: Outcome) -> date | None:
        """Step by step: some groups were due already, most are due on one Friday ahead."""
        if outcome is Outcome.LATE:
            return self._today - timedelta(days=self._rng.choice((3, 5, 12, 17)))
        ahead = {FOUNDATIONS: 66, CIRCLES: 0, SEL: 25}[course]
        if outcome is Outcome.DONE and self._rng.random() < 0.4:
            return self._today - timedelta(days=self._rng.choice((5, 12)))
        if not ahead:
            return None
        if outcome is not Outcome.DONE and self._rng.random() < 0.06:
            return self._today + timedelta(days=self._rng.choice((1, 6, 7)))
        day = self._today + timedelta(days=ahead)
        return day + timedelta(days=(4 - day.weekday()) % 7)

    # ── where they sit ────────────────────────────────────────────────────

    def _seated(self, plan: Plan, parts: list[Part]) -> list[Part]:
        """Give everybody who needs one a seat; returns the parts with their sections."""
        course = parts[0].edition.course
        done = [part for part in parts if part.outcome is Outcome.DONE]
        way = [part for part in parts if part.outcome is Outcome.WAY and part.reads is None]
        late = [part for part in parts if part.outcome is Outcome.LATE]
        cast = [part for part in parts if part.reads is not None]
        for group in (done, way, late):
            self._rng.shuffle(group)
        placed: dict[str, Part] = {}
        past = [self._section(plan, course, -ago, number) for number, ago in enumerate(_PAST[course])]
        for number, part in enumerate(done):
            section = past[number % len(past)]
            placed[part.person.id] = self._came(part, section, Presence(State.HERE, came=self._late_by()))
        for number, part in enumerate(late[: len(past)]):
            # Who did not come, though they had a seat.
            placed[part.person.id] = self._came(part, past[number], Presence(State.ABSENT))
        if course == FOUNDATIONS:
            self._just_over(plan, course, way, placed)
        if course == CIRCLES:
            # Who was at a session and now tries it at work; the demo's facilitator reads their logs.
            for number in range(min(_TRYING, len(way) // 3)):
                part = way.pop()
                section = past[-1] if number % 4 else past[-2]
                placed[part.person.id] = self._came(part, section, Presence(State.HERE))
        for ahead, seats in _COMING[course]:
            section = self._section(plan, course, ahead, 100 + ahead)
            if course == CIRCLES and cast:
                way.append(cast.pop())
            for _ in range(min(seats, len(way))):
                part = way.pop()
                placed[part.person.id] = replace(part, section=section)
        self._fill_rosters(plan, placed.values())
        return [placed.get(part.person.id, part) for part in parts]

    def _just_over(self, plan: Plan, course: str, way: list[Part], placed: dict[str, Part]) -> None:
        """The session of the last school day: a few people are still to be marked."""
        section = self._section(plan, course, -1, 99, facilitator=FACILITATOR)
        for number in range(26):
            part = way.pop()
            presence = Presence(State.HERE, came=self._late_by()) if number >= _UNMARKED else None
            placed[part.person.id] = self._came(part, section, presence)

    def _came(self, part: Part, section: Section, presence: Presence | None) -> Part:
        begun = min(part.enrolled_at, self._enrolled_before(section))
        return replace(part, section=section, presence=presence, enrolled_at=begun)

    def _enrolled_before(self, section: Section) -> datetime:
        return section.starts_at - timedelta(days=self._rng.randint(20, 30))

    def _late_by(self) -> int | None:
        return self._rng.choice((5, 12)) if self._rng.random() < 0.06 else None

    def _section(self, plan: Plan, course: str, days: int, number: int, *, facilitator: str = "") -> Section:
        edition = self._editions[course]
        day = self._today + timedelta(days=days)
        while days and day.weekday() >= 5:
            day += timedelta(days=1 if days > 0 else -1)
        live = next(one for one in edition.modules if one.content.by_sessions)
        starts_at = datetime.combine(day, time(15, 30), ZONE).astimezone(UTC)
        section_id = f"alder{course.replace('-', '')}{number:02}"
        session = Session(
            f"{section_id}1",
            starts_at,
            starts_at + timedelta(minutes=live.minutes),
            self._rng.choice(_ROOMS),
        )
        own = days >= 0 or number % 3 == 0
        chosen = facilitator or (FACILITATOR if own else self._facilitators[1 + number % 2])
        section = Section(
            id=section_id,
            course=course,
            title=edition.title,
            facilitators=(chosen,),
            sessions=(session,),
            capacity=_SEATS,
            created_at=min(starts_at, self._now) - timedelta(days=40),
        )
        plan.sections[section_id] = section
        return section

    def _fill_rosters(self, plan: Plan, parts: Iterable[Part]) -> None:
        seats: dict[str, list[Seat]] = {}
        for part in parts:
            if part.section:
                taken_at = min(
                    part.enrolled_at + timedelta(days=3), part.section.starts_at - timedelta(days=1), self._now
                )
                seats.setdefault(part.section.id, []).append(Seat(part.person.id, taken_at))
        for section_id, roster in seats.items():
            ordered = tuple(sorted(roster, key=lambda seat: seat.seated_at))
            plan.sections[section_id] = replace(plan.sections[section_id], roster=ordered)

    def _morning(self, days_ago: int) -> datetime:
        day = self._today - timedelta(days=days_ago)
        at = datetime.combine(day, time(8, self._rng.randint(0, 59)), ZONE)
        return at.astimezone(UTC)


__all__ = ["CIRCLES", "FOUNDATIONS", "PRINCIPAL", "SEL", "Plan", "Planner"]
