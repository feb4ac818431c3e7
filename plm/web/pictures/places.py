"""Where the marks of a picture stand.

Everything PLM draws is seats in a circle or in a row; a person, a school, a module or a seat of a team is one mark.
These functions answer *where* and *how big*; ``drawings`` turns the answers into SVG and ``face.css`` gives them
colour. Nothing here knows HTML, a request or a database.

A *kind* is one of ``done``, ``way``, ``late``, ``stuck``, ``open``, ``gap`` (an empty seat), ``accent`` (counted,
without a status), ``pale`` and ``yours``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, sin, sqrt, tau

import segno

ORDER = ("done", "accent", "way", "open", "pale", "gap", "yours", "late", "stuck")
"""The order of kinds round a circle: who needs a hand comes last, so that they sit together at the top left."""

MOST_SEATS = 50
"""More marks than this on one circle cannot be told apart."""

PER_ROW = 21
"""Marks in one row of chairs; two rows stand side by side on a wide screen and below each other on a phone."""


_LETTER = 0.526
"""The mean width of a letter or figure of the serif, in units of its size."""


@dataclass(frozen=True)
class Mark:
    """One mark: its kind, its centre and its radius, in units of the drawing."""

    kind: str
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Circle:
    """A square drawing of side ``box`` with marks round a hoop and words in the middle."""

    box: float
    hoop: float
    marks: tuple[Mark, ...]
    font: float
    each: int

    @property
    def middle(self) -> float:
        return self.box / 2

    def font_for(self, words: str) -> float:
        """The size in which ``words`` fit inside the marks: ``font``, or smaller when they are long."""
        inside = 2 * (0.87 * self.hoop - max((mark.r for mark in self.marks), default=0))
        return min(self.font, round(inside / (_LETTER * max(len(words), 1)), 1))


@dataclass(frozen=True)
class Row:
    """One row of chairs; ``width`` is the same for every row so that marks keep their size."""

    width: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Arc:
    """How much of a ring is drawn: a dash of ``filled`` on a line of length ``around``."""

    filled: float
    around: float


@dataclass(frozen=True)
class Heat:
    """How a share is shown: the class of its cell, its percent and the word that says the same."""

    css: str
    percent: str
    word: str


@dataclass(frozen=True)
class Day:
    """One day of a calendar of circles; ``r`` is None when nothing is drawn but an outline."""

    label: str
    x: float
    y: float
    n: int
    closed: bool
    r: float | None


@dataclass(frozen=True)
class Code:
    """A QR code: side of the drawing in modules, quiet zone included, and one path of its dark modules."""

    box: int
    path: str


@dataclass(frozen=True)
class _Size:
    """The measures of one kind of circle, as drawn on the eight screens."""

    box: float
    hoop: float
    largest: float
    font: float


SIZES = {
    "hero": _Size(box=300, hoop=104, largest=12, font=36),
    "crowd": _Size(box=320, hoop=118, largest=8.4, font=38),
    "team": _Size(box=230, hoop=84, largest=17, font=30),
    "small": _Size(box=110, hoop=42, largest=9.5, font=17),
    "door": _Size(box=260, hoop=108, largest=14, font=30),
    "cert": _Size(box=250, hoop=112, largest=6.5, font=30),
}


def seats_of(kinds: Mapping[str, int] | Iterable[str], size: str = "hero") -> Circle:
    """Seat people (or schools, modules, seats of a team) in a circle.

    Args:
        kinds: one kind per mark, or counts by kind. Counts are seated in ``ORDER``; a sequence keeps its own order.
        size: a name of ``SIZES``. ``hero`` grows to ``crowd`` above 20 marks.

    Returns:
        The circle. Late marks stand half a step outside the hoop and stuck ones a whole step. With more than
        ``MOST_SEATS`` marks each one stands for ``each`` people, and no kind that occurs is lost.
    """
    asked = _listed(kinds)
    shown = asked if len(asked) <= MOST_SEATS else _listed(shares_of(Counter(asked), MOST_SEATS))
    size = "crowd" if size == "hero" and len(shown) > 20 else size
    measure = SIZES[size]
    middle, n = measure.box / 2, max(len(shown), 1)
    r = min(measure.largest, 0.42 * tau * measure.hoop / n)
    step = max(11.0, r)
    outside = {"late": step, "stuck": 2 * step}
    marks = []
    for place, kind in enumerate(shown):
        turn = tau * (place + 0.5) / n
        far = measure.hoop + outside.get(kind, 0.0)
        marks.append(Mark(kind, round(middle + far * sin(turn), 1), round(middle - far * cos(turn), 1), round(r, 1)))
    each = max(1, round(len(asked) / n))
    return Circle(measure.box, measure.hoop, tuple(marks), measure.font, each)


def shares_of(counts: Mapping[str, int], places: int) -> dict[str, int]:
    """Divide ``places`` among kinds in proportion to their counts; every kind that occurs gets at least one.

    Largest remainders first, so that the places always add up.

    Raises:
        ValueError: more kinds occur than there are places.
    """
    present = {kind: n for kind, n in counts.items() if n > 0}
    if len(present) > places:
        raise ValueError(f"{len(present)} kinds do not fit into {places} places")
    if not present:
        return {}
    free, total = places - len(present), sum(present.values())
    exact = {kind: free * n / total for kind, n in present.items()}
    given = {kind: 1 + int(share) for kind, share in exact.items()}
    left = places - sum(given.values())
    for kind in sorted(exact, key=lambda kind: int(exact[kind]) - exact[kind])[:left]:
        given[kind] += 1
    return given


def chairs_of(kinds: Mapping[str, int] | Iterable[str]) -> tuple[Row, ...]:
    """Set people in rows of chairs, course by course.

    Returns:
        Rows of ``PER_ROW`` marks; fewer people than one row keep the size of their marks.
    """
    asked = _listed(kinds)
    width = PER_ROW * 16.0
    return tuple(
        Row(width, tuple(Mark(kind, 8 + 16 * place, 9, 6) for place, kind in enumerate(asked[start : start + PER_ROW])))
        for start in range(0, len(asked), PER_ROW)
    )


def tally_of(kinds: Iterable[str]) -> dict[str, int]:
    """Count kinds, in ``ORDER``; a kind that does not occur is left out."""
    counts = Counter(kinds)
    return {kind: counts[kind] for kind in ORDER if counts[kind]}


def arc_of(value: float, goal: float, radius: float = 64) -> Arc:
    """How much of a ring ``value`` of ``goal`` fills; never less than nothing, never more than the ring."""
    around = tau * radius
    share = min(max(float(value) / float(goal), 0.0), 1.0) if goal > 0 else 0.0
    return Arc(round(around * share, 1), round(around, 1))


def percent_of(share: float) -> str:
    """A share from 0 to 1 in percent, never rounded to all or to nothing: "24%", and "99%" for 0.999."""
    whole = round(100 * share)
    if share > 0:
        whole = max(whole, 1)
    if share < 1:
        whole = min(whole, 99)
    return f"{whole}%"


def heat_of(share: float | None) -> Heat:
    """The cell of a heat table. None means: not shown, because the group is smaller than ten."""
    if share is None:
        return Heat("hx", "", "Not shown: fewer than 10")
    if share >= 0.875:
        css, word = "h0", "everyone" if share >= 1 else "nearly all"
    elif share >= 0.6:
        css, word = "h1", "most"
    elif share > 0.4:
        css, word = "h2", "about half"
    elif share >= 0.25:
        css, word = "h3", "under half"
    else:
        css, word = "h4", "few" if share > 0 else "nobody"
    return Heat(css, percent_of(share), word)


HEAT_KEY = (("h0", "nearly all"), ("h1", "most"), ("h2", "about half"), ("h3", "under half"), ("h4", "few"))
"""What the colours of a heat table mean, lightest first."""


def weeks_of(days: Sequence[tuple[str, int | None]]) -> tuple[Day, ...]:
    """Set days in rows of seven, each a circle whose area grows with its number.

    Args:
        days: a label ("Mon 23") and a number, None for a closed day.
    """
    most = max((n or 0 for _, n in days), default=0)
    placed = []
    for place, (label, n) in enumerate(days):
        row, column = divmod(place, 7)
        r = round(max(7 + 16 * sqrt(n / most), 3.9 * len(str(n)) + 1.2), 1) if n else None
        placed.append(Day(label, 26 + 54 * column, 46 + 88 * row, n or 0, n is None, r))
    return tuple(placed)


def qr_of(text: str) -> Code:
    """The QR code of ``text``, with middle error correction, so that a crease or a thumb does no harm."""
    rows = [[bool(dark) for dark in row] for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                strokes.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return Code(len(rows), "".join(strokes))


def certificate_seats_of(seats: int, yours: int) -> Circle:
    """The ring of a certificate: ``seats`` pale ones, and the holder's own at place ``yours`` (counted from 0)."""
    circle = seats_of(["pale"] * min(max(seats, 1), MOST_SEATS), size="cert")
    own = circle.marks[yours % len(circle.marks)]
    mine = Mark("accent", own.x, own.y, round(own.r * 8 / 6.5, 1))
    marks = tuple(mine if mark is own else mark for mark in circle.marks)
    return Circle(circle.box, circle.hoop, marks, circle.font, 1)


def _listed(kinds: Mapping[str, int] | Iterable[str]) -> list[str]:
    if isinstance(kinds, Mapping):
        return [kind for kind in ORDER for _ in range(kinds.get(kind, 0))]
    return list(kinds)
