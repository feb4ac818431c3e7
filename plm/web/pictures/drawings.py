"""Marks as SVG. A page has hundreds of them, so they are joined here and not in a template.

What is drawn depends on nothing but its arguments, so a drawing is kept by their value.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from plm.web.pictures.pieces import drawn
from plm.web.pictures.places import ORDER, Circle, Mark, certificate_seats_of, chairs_of, heat_of, seats_of

Kinds = tuple[str, ...] | tuple[tuple[str, int], ...]


def seats(
    kinds: Mapping[str, int] | Iterable[str], big: str = "", sub: str = "", label: str = "", size: str = "hero"
) -> Markup:
    """People, schools, modules or seats of a team in a circle.

    Args:
        kinds: as `seats_of`.
        big, sub: words in the middle, such as "34 of 42" and "on track".
        label: the sentence that the picture repeats; without one it is hidden from those who hear the page.
        size: a name of `SIZES`.
    """
    circle, marks = _seated(_by_value(kinds), size)
    box, middle = circle.box, circle.middle
    words = ""
    if big:
        font = circle.font_for(big)
        y = round(middle + (-1 if sub else font * 0.35), 1)
        words = f'<text x="{middle}" y="{y}" font-size="{font}">{escape(big)}</text>'
    if sub:
        words += f'<text class="sub" x="{middle}" y="{middle + (23 if big else 5)}">{escape(sub)}</text>'
    return drawn(
        f'<svg class="seats seats--{escape(size)}" viewBox="0 0 {box} {box}" {_said(label)}>'
        f'<circle class="hoop" cx="{middle}" cy="{middle}" r="{circle.hoop}"/>{marks}{words}</svg>'
    )


def chairs(kinds: Mapping[str, int] | Iterable[str], label: str = "") -> Markup:
    """The same people course by course, in rows of chairs."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return drawn(f'<div class="chairs" {said}>{_rows(_by_value(kinds))}</div>')


def certificate_ring(seats: int, yours: int) -> Markup:
    """One seat in a circle of so many."""
    marks = "".join(_mark(mark) for mark in certificate_seats_of(seats, yours).marks)
    said = f'role="img" aria-label="One seat in a circle of {escape(seats)}"'
    return drawn(f'<svg class="seats" viewBox="0 0 250 250" {said}>{marks}</svg>')


def heat(label: str, done: int, all: int | None, smallest: int = 10) -> Markup:  # noqa: A002  # as templates say it
    """One cell of a heat table: `done` of `all` have finished. None or fewer than `smallest`: not shown."""
    return drawn(_cell(escape(label), done, all, smallest))


def heat_row(cells: Iterable[tuple[str, int, int]]) -> Markup:
    """The cells of one row: label, how many have finished, of how many; with nobody there is nothing to show."""
    return drawn(_cells(cells))


def heat_rows(rows: Iterable[tuple[str, str, str, Iterable[tuple[str, int, int]]]], base: str = "") -> Markup:
    """The rows of a heat table.

    Args:
        rows: end of an address, what stands there, how many people that is in words, and the cells as in `heat_row`.
        base: what every address begins with.
    """
    return drawn(
        "".join(
            [
                f'\n<tr><th scope="row"><a href="{escape(base)}{escape(address)}">{escape(name)}</a>'
                f"<small>{escape(people)}</small></th>{_cells(cells)}</tr>"
                for address, name, people, cells in rows
            ]
        )
    )


@lru_cache(maxsize=128)
def bar(share: float) -> Markup:
    """Place in a text, 0 to 1; the sentence stands beside it."""
    width = round(min(max(share, 0), 1) * 100)
    return drawn(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="100" height="6"/><rect class="on" width="{width}" height="6"/></svg>'
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _cells(cells: Iterable[tuple[str, int, int]]) -> str:
    return "".join([_cell(_label(label), done, of, 10 if of else 0) for label, done, of in cells])


# The same few courses stand in every row.
_label = lru_cache(maxsize=512)(escape)


def _by_value(kinds: Mapping[str, int] | Iterable[str]) -> Kinds:
    """What may be the key of a drawing that is kept."""
    if isinstance(kinds, Mapping):
        return tuple((kind, kinds[kind]) for kind in ORDER if kind in kinds)
    return tuple(kinds)


def _asked(kinds: Kinds) -> Mapping[str, int] | Iterable[str]:
    return dict(kinds) if kinds and isinstance(kinds[0], tuple) else kinds  # type: ignore[return-value]  # a tuple of pairs, or one of words


@lru_cache(maxsize=1024)
def _seated(kinds: Kinds, size: str) -> tuple[Circle, str]:
    circle = seats_of(_asked(kinds), size)
    return circle, "".join(_mark(mark) for mark in circle.marks)


@lru_cache(maxsize=1024)
def _rows(kinds: Kinds) -> str:
    return "".join(
        f'<svg viewBox="0 0 {row.width} 18" aria-hidden="true" focusable="false">'
        f"{''.join(_mark(mark, ground=False) for mark in row.marks)}</svg>"
        for row in chairs_of(_asked(kinds))
    )


@lru_cache(maxsize=4096)
def _cell(label: Markup, done: int, all_: int | None, smallest: int) -> str:
    """A cell; with `smallest` 0 one of which is known that nobody is in it."""
    cell = heat_of(done / all_ if all_ and all_ >= smallest else None)
    words = f"<b>{cell.percent}</b>{cell.word}<br>{done} of {all_}" if cell.percent else cell.word
    if not smallest:
        words = "nobody enrolled"
    return f'<td class="{cell.css}"><span class="label">{label}</span>{words}</td>'


def _said(label: str) -> str:
    return f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true" focusable="false"'


def _mark(mark: Mark, *, ground: bool = True) -> str:
    """One mark; `ground` puts paper behind an open one, which stands on the hoop."""
    kind, x, y, r = mark.kind, mark.x, mark.y, mark.r
    match kind:
        case "late":
            d = round(r * 1.2, 1)
            return f'<path class="f-late" d="M{x} {round(y - d, 1)}l{d} {d}-{d} {d}-{d}-{d}z"/>'
        case "stuck":
            d, c = round(r * 0.9, 1), round(r * 0.42, 1)
            side, cut = round(2 * d, 1), round(2 * c, 1)
            return (
                f'<rect class="f-stuck" x="{round(x - d, 1)}" y="{round(y - d, 1)}"'
                f' width="{side}" height="{side}" rx="2"/><path class="l-cut" d="M{round(x - c, 1)} {round(y - c, 1)}'
                f'l{cut} {cut}m0-{cut}l-{cut} {cut}"/>'
            )
        case "done" | "accent" | "pale":
            return f'<circle class="f-{kind}" cx="{x}" cy="{y}" r="{r}"/>'
        case _:
            return _open_mark(mark, ground=ground)


def _open_mark(mark: Mark, *, ground: bool) -> str:
    """A mark that is an outline, half filled when somebody is on the way."""
    x, y, r, way = mark.x, mark.y, mark.r, mark.kind == "way"
    drawn = f'<circle class="f-paper" cx="{x}" cy="{y}" r="{r}"/>' if ground else ""
    inner = round(r - (0.9 if way else 0.8), 1)
    drawn += f'<circle class="l-{escape(mark.kind)}" cx="{x}" cy="{y}" r="{inner}"/>'
    if way:
        h = round(r - 2.9, 1)
        drawn += f'<path class="f-way" d="M{x} {round(y - h, 1)}a{h} {h} 0 0 0 0 {round(2 * h, 1)}z"/>'
    return drawn
