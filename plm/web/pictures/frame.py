"""The head and the foot of a page: the same on every page of a role, so they are drawn once for each value."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from plm.web.pictures.pieces import drawn

_SEATS = ((15, 3.5), (23.1, 6.9), (26.5, 15), (23.1, 23.1), (15, 26.5), (6.9, 23.1), (3.5, 15), (6.9, 6.9))
_TAKEN, _FREE = ' fill="currentColor"', ' fill="none" stroke="currentColor" stroke-width="1.3"'
_FREE_ONE = (23.1, 23.1)

_FILES = ("icon.svg", "vendor/uswds.min.css", "face.css", "vendor/htmx.min.js")

SEAL = (
    '<svg viewBox="0 0 30 30" aria-hidden="true" focusable="false">'
    + "".join(f'<circle cx="{x}" cy="{y}" r="2.9"{_FREE if (x, y) == _FREE_ONE else _TAKEN}/>' for x, y in _SEATS)
    + "</svg>"
)
"""PLM's seal: eight seats, one still free."""


def seal() -> Markup:
    """PLM's seal."""
    return drawn(SEAL)


def files(address: Callable[[str], str]) -> Markup:
    """The files that every page asks for, as they stand in the document's head.

    Args:
        address: tells where a file of ours is.
    """
    icon, library, face, script = (escape(address(name)) for name in _FILES)
    return drawn(
        f'<link rel="icon" href="{icon}" type="image/svg+xml">\n'
        f'<link rel="stylesheet" href="{library}">\n'
        f'<link rel="stylesheet" href="{face}">\n'
        f'<script src="{script}" defer></script>'
    )


def head(
    district: str, home: str, nav: Iterable[tuple[str, str, bool]] = (), me: Mapping[str, str] | None = None
) -> Markup:
    """The head of a page.

    Args:
        home: the address of the first page.
        nav: what stands in the navigation: what, where, and whether we are there.
        me: the visitor's name, initials, title and the address of their own page; none when nobody is signed in.
    """
    return drawn(f"{_places(district, home or '/', tuple(nav or ()))}{_visitor(me) if me else ''}\n  </div>\n</header>")


def foot(district: str, links: Iterable[tuple[str, str]] = (), *, demo: bool = False) -> Markup:
    """The foot of a page.

    Args:
        links: words and addresses.
        demo: whether everything here is invented.
    """
    return _foot(district, tuple(links or ()), bool(demo))


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


_HERE = ' aria-current="page"'


@lru_cache(maxsize=512)
def _places(district: str, home: str, nav: tuple[tuple[str, str, bool], ...]) -> Markup:
    """All of the head but the visitor."""
    links = "".join(
        f'<a href="{escape(url)}"{_HERE if current else ""}>{escape(label)}</a>' for label, url, current in nav
    )
    row = f'\n    <nav class="nav" aria-label="Main">\n      {links}</nav>' if nav else ""
    return drawn(
        '<header class="head">\n  <div class="head__in">\n'
        f'    <a class="brand" href="{escape(home)}">{SEAL}<span>{escape(district)} learning</span></a>{row}'
    )


def _visitor(me: Mapping[str, str]) -> str:
    title = f"<small>{escape(me['title'])}</small>" if me["title"] else ""
    return (
        f'\n    <a class="me" href="{escape(me["url"])}"><span class="me__dot" aria-hidden="true">'
        f"{escape(me['initials'])}</span><span>{escape(me['name'])}{title}</span></a>"
    )


@lru_cache(maxsize=64)
def _foot(district: str, links: tuple[tuple[str, str], ...], demo: bool) -> Markup:
    words = " (every person and school here is invented)" if demo else ""
    row = "".join(f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in links)
    return drawn(
        f'<footer class="foot"><div class="page">\n  <span>PLM · {escape(district)}{words}</span>{row}</div></footer>'
    )
