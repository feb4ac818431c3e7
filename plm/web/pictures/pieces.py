"""The smallest pieces of a page, of which it has hundreds: written here because a macro costs several times as much.

`plm/pieces.html` gives them their place among the macros.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from plm.web.pictures.icons import ICONS, SAYS, TONES


def drawn(html: str) -> Markup:
    """What is drawn here needs no escaping any more: whatever people wrote was escaped where it was put in."""
    return Markup(html)  # noqa: S704  # see above; the tests draw names full of markup


@lru_cache(maxsize=256)
def icon(name: str, cls: str = "") -> Markup:
    """A small picture beside words that say the same. A status brings its own colour unless `cls` says another."""
    tone = cls or TONES.get(name, "")
    return drawn(
        f'<svg class="icon{" " if tone else ""}{escape(tone)}" viewBox="0 0 18 18" aria-hidden="true"'
        f' focusable="false">{ICONS.get(name, "")}</svg>'
    )


def status(kind: str, words: str = "") -> Markup:
    """A status: its icon, and words in its colour."""
    said = escape(words or SAYS.get(kind, ""))
    return drawn(f'<span class="status status--{escape(kind)}">{icon(kind)}{said}</span>')


def legend(counts: Mapping[str, int]) -> Markup:
    """Counts under a picture: {"done": 24, "late": 4}. A count of none is not drawn."""
    parts = "".join(status(kind, f"{counts[kind]} {said}") for kind, said in SAYS.items() if counts.get(kind))
    return drawn(f'<p class="legend">{parts}</p>')


def heard(words: str) -> Markup:
    """Words for those who hear the page: they complete a short button or link."""
    return drawn(f'<span class="usa-sr-only">{escape(words)}</span>')


def go(words: str, url: str, kind: str = "outline small", of: str = "") -> Markup:
    """A link that looks like an act: "" the main one, "outline small" in a line, "outline" a second way."""
    return drawn(f'<a class="{button_class(kind)}" href="{escape(url)}">{escape(words)}{_of(of)}</a>')


def link(words: str, url: str, of: str = "") -> Markup:
    """A plain link that stands alone; `of` completes it for those who hear the page."""
    return drawn(f'<a href="{escape(url)}">{escape(words)}{_of(of)}</a>')


def lines(caller: Callable[[], str]) -> Markup:
    """A list of lines, which the call's body holds."""
    return drawn(f'<ul class="lines">{escape(caller())}</ul>')


def line(
    mark: str,
    name: str,
    why: str = "",
    href: str = "",
    cls: str = "",
    id: str = "",  # noqa: A002  # as templates say it
    caller: Callable[[], str] | None = None,
) -> Markup:
    """One line of a list: mark, name, reason. With a call its body is the act; without, the line has none.

    Args:
        href: makes the name a link.
        cls: changes the icon's colour.
    """
    named = f'<a href="{escape(href)}">{escape(name)}</a>' if href else escape(name)
    reason = f'<p class="line__why">{escape(why)}</p>' if why else ""
    act = f'<div class="line__act">{escape(caller())}</div>' if caller else ""
    place = f' id="{escape(id)}"' if id else ""
    return drawn(
        f'<li class="line{" line--act" if caller else ""}"{place}>\n  {icon(mark, cls)}\n'
        f'  <div><p class="line__name">{named}</p>{reason}</div>\n  {act}\n</li>'
    )


@lru_cache(maxsize=32)
def button_class(kind: str) -> Markup:
    """The classes of a button."""
    return drawn("usa-button" + "".join(f" usa-button--{escape(part)}" for part in kind.split()))


def _of(words: str) -> Markup | str:
    return heard(f" {words}") if words else ""
