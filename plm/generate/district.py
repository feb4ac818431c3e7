"""The frame of the seeded district: its schools, its people, its catalogue."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from plm.access import Role
from plm.catalog.kinds import Live, Option, Prompt, Question, Quiz, Reading, Reflection
from plm.catalog.model import Course, Edition, Module, Page, Requirement
from plm.generate.model import Size, loads, school_sizes
from plm.generate.names import AREAS, FEATURES, PLACES, POSITIONS, course_title, full_name, paragraph
from plm.people.model import Person, grants_for
from plm.schools.model import Level, School

_LEVELS = (Level.ELEMENTARY, Level.ELEMENTARY, Level.ELEMENTARY, Level.MIDDLE, Level.HIGH)


@dataclass(frozen=True)
class District:
    """Everything but what people did.

    Attributes:
        staff: people at schools, school by school.
        loads: how many courses each of `staff` takes.
    """

    size: Size
    schools: tuple[School, ...]
    staff: tuple[Person, ...]
    loads: tuple[int, ...]
    facilitators: tuple[Person, ...]
    director: Person
    administrator: Person
    editions: tuple[Edition, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody."""
        return (*self.staff, *self.facilitators, self.director, self.administrator)


def frame(size: Size, *, now: datetime) -> District:
    """The district of this size; the same for the same seed and day."""
    rng = Random(f"{size.seed}:frame")
    schools = _schools(size, rng)
    invent = _Inventor(rng, now)
    staff: list[Person] = []
    for school, count in zip(schools, school_sizes(size, rng), strict=True):
        staff.append(invent.person(school.code, "Principal", Role.PRINCIPAL))
        staff += [invent.person(school.code, invent.position()) for _ in range(count - 1)]
    facilitators = tuple(
        invent.person("", "Instructional specialist", Role.FACILITATOR) for _ in range(size.facilitators)
    )
    return District(
        size=size,
        schools=schools,
        staff=tuple(staff),
        loads=tuple(loads(size, rng)),
        facilitators=facilitators,
        director=invent.person("", "Director of professional learning", Role.DIRECTOR),
        administrator=invent.person("", "Systems administrator", Role.ADMINISTRATOR),
        editions=tuple(_edition(place, size.seed) for place in range(size.courses)),
    )


def course_of(edition: Edition) -> Course:
    """What the catalogue shows of a published edition."""
    return Course(
        slug=edition.course,
        edition=edition.id,
        title=edition.title,
        summary=edition.summary,
        audience=edition.audience,
        hours=edition.hours,
        minutes=edition.minutes,
        live=edition.has_live,
        editions=edition.number,
    )


def published(edition: Edition, *, now: datetime) -> Edition:
    """The edition as the catalogue keeps it."""
    return replace(edition, number=1, published_at=now - timedelta(days=500))


def _schools(size: Size, rng: Random) -> tuple[School, ...]:
    names = [f"{place} {feature}".strip() for feature in FEATURES for place in PLACES]
    rng.shuffle(names)
    made = []
    for place in range(size.schools):
        level = _LEVELS[place % len(_LEVELS)]
        turn = place // len(names)
        name = f"{names[place % len(names)]} {level.capitalize()} School" + (f" {turn + 1}" if turn else "")
        made.append(School(f"s{place + 1:04}", name, level, AREAS[place % len(AREAS)]))
    return tuple(made)


class _Inventor:
    """Invents people, no two with one address."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self._rng = rng
        self._now = now
        self._taken: Counter[str] = Counter()
        self._positions = [name for name, _ in POSITIONS]
        self._shares = list(accumulate(share for _, share in POSITIONS))

    def position(self) -> str:
        """What somebody does at a school, as often as it occurs."""
        return self._rng.choices(self._positions, cum_weights=self._shares)[0]

    def person(self, school: str, position: str, role: Role = Role.STAFF) -> Person:
        """Somebody new."""
        first, last = full_name(self._rng)
        handle = f"{first}.{last}".casefold()
        self._taken[handle] += 1
        if (turn := self._taken[handle]) > 1:
            handle += str(turn)
        joined = self._now.date() - timedelta(days=self._rng.randrange(400, 6_000))
        return Person(
            id=f"{self._rng.getrandbits(48):012x}",
            email=f"{handle}@district.example",
            name=f"{first} {last}",
            school=school,
            position=position,
            grants=grants_for(role, school),
            joined_at=datetime(joined.year, joined.month, joined.day, tzinfo=UTC),
        )


def _edition(place: int, seed: int) -> Edition:
    """The course at this place: six modules; every fourth course has a session."""
    rng = Random(f"{seed}:course:{place}")
    title = course_title(place)
    live = place % 4 == 0
    modules = (
        _reading(rng, "begin", "Where it begins"),
        _reading(rng, "practice", "What it looks like"),
        _quiz(rng, "check", "Check yourself", attempts=3 if place % 3 == 0 else 0),
        _reading(rng, "limits", "Where the limits are"),
        Module(
            "look-back",
            "Look back",
            15,
            Reflection(
                "For you alone: nobody else reads this.",
                (
                    Prompt("moment", "Which moment of this week would you live through again?", least_words=10),
                    Prompt("next", "What will you do on Monday?", least_words=5),
                ),
            ),
        ),
        Module("meet", "Meet", 90, Live()) if live else _quiz(rng, "last-check", "What stayed", attempts=0),
    )
    return Edition(
        course=f"course-{place + 1:03}",
        title=title,
        summary=f"{title}: three readings, a check, a look back" + (" and one session." if live else "."),
        audience="All staff",
        hours=4.5 if live else 3.0,
        outcomes=("Explain what it is", "Try it once", "Say when to leave it"),
        modules=modules,
        requirement=Requirement(1 if live else 0, 0.9),
        valid_months=36,
    )


def _reading(rng: Random, module_id: str, title: str) -> Module:
    pages = []
    for place in range(1, 5):
        text = "\n\n".join(paragraph(rng) for _ in range(3))
        pages.append(Page(f"{title}, part {place}", text, len(text.split())))
    return Module(module_id, title, 20, Reading(tuple(pages)))


def _quiz(rng: Random, module_id: str, title: str, *, attempts: int) -> Module:
    questions = []
    for place in range(1, 6):
        right = rng.randrange(4)
        options = tuple(
            Option(paragraph(rng, 1), option == right, "Yes, that is it." if option == right else "Not quite.")
            for option in range(4)
        )
        questions.append(Question(f"q{place}", f"Scene {place}: {paragraph(rng, 2)}", many=False, options=options))
    return Module(module_id, title, 15, Quiz(tuple(questions), 0.8, attempts, "Four right and you pass."))
