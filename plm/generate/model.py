"""How large the seeded district is, how its people spread over schools, and what each of them takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from plm.errors import RuleBroken

# Worked on as one piece by one process; the same whatever the number of processes, so that the same seed
# makes the same district.
PIECE = 500


@dataclass(frozen=True)
class Size:
    """How large the district is.

    Attributes:
        seed: the same seed on the same day makes the same district, ids included.
    """

    people: int = 25_000
    schools: int = 211
    courses: int = 60
    enrollments: int = 500_000
    seed: int = 1

    def check(self) -> "Size":
        """The size itself.

        Raises:
            RuleBroken: it cannot be.
        """
        if min(self.people, self.schools, self.courses, self.enrollments) < 1:
            raise RuleBroken("A district needs at least one person, school, course and enrollment.", code="too-small")
        if self.at_schools < 2 * self.schools:
            raise RuleBroken(
                f"{self.people} people are too few for {self.schools} schools; each needs a principal and a colleague.",
                code="too-few-people",
            )
        if self.enrollments > self.at_schools * self.courses:
            raise RuleBroken(
                f"{self.enrollments} enrollments do not fit: {self.at_schools} people in schools take at most "
                f"{self.courses} courses each.",
                code="too-many-enrollments",
            )
        return self

    @property
    def facilitators(self) -> int:
        """How many people run sections: one in about four hundred, three at least."""
        return max(3, self.people // 400)

    @property
    def office(self) -> int:
        """How many work at the central office: the facilitators, a director and an administrator."""
        return self.facilitators + 2

    @property
    def at_schools(self) -> int:
        """How many work at schools."""
        return self.people - self.office

    @property
    def pieces(self) -> int:
        """How many pieces the work falls into."""
        return math.ceil(self.at_schools / PIECE)


def shares(total: int, weights: Sequence[float], *, least: int = 0, most: int | None = None) -> list[int]:
    """Share out a total by weights, in whole numbers that add up to it.

    Args:
        least, most: what each gets at least and at most.
    """
    weight = sum(weights)
    given = [min(max(least, int(total * one / weight)), most if most is not None else total) for one in weights]
    order = sorted(range(len(weights)), key=lambda place: -weights[place])
    rest = total - sum(given)
    step = 1 if rest > 0 else -1
    while rest:
        before = rest
        for place in order:
            wanted = given[place] + step
            if wanted >= least and (most is None or wanted <= most):
                given[place] = wanted
                rest -= step
            if not rest:
                break
        if rest == before:
            raise RuleBroken("The numbers do not fit together.", code="no-share")
    return given


def school_sizes(size: Size, rng: Random) -> list[int]:
    """How many people work at each school: many small ones, a few large (a log-normal tail)."""
    return shares(size.at_schools, [rng.lognormvariate(0.0, 0.5) for _ in range(size.schools)], least=2)


def loads(size: Size, rng: Random) -> list[int]:
    """How many courses each person at a school takes over the year."""
    mean = size.enrollments / size.at_schools
    spread = min(0.7, max(0.0, size.courses / mean - 1.0))
    return shares(
        size.enrollments,
        [rng.uniform(1 - spread, 1 + spread) for _ in range(size.at_schools)],
        most=size.courses,
    )
