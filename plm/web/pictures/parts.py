"""The parts of which most pages are made: written here for the same reason as the smallest pieces."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from plm.web.pictures.pieces import button_class, drawn, heard, icon
from plm.web.slug import slug

Body = Callable[[], str]

# What the mark of a step says to those who do not see it; one that is open needs no word.
_STANDS = {"done": ": done.", "way": ": begun.", "stuck": ": stuck.", "late": ": late."}

_HERE = {True: ' aria-current="page"', False: ' aria-current="step"'}


def answer(
    before: str = "", after: str = "", acts: str = "", picture: str = "", kind: str = "pic", *, caller: Body
) -> Markup:
    """The top of a page. The call's body is the answer; `acts` and `picture` come from `set` blocks.

    Args:
        kind: "pic" sets the picture at the right in a figure, "weeks" a calendar, "panel" a panel under the answer.
    """
    aside = f" hero--{escape(kind)}" if picture and kind in ("pic", "weeks") else ""
    shown = f'<figure class="hero__pic">{escape(picture)}</figure>' if picture and kind == "pic" else escape(picture)
    return drawn(
        f'<div class="hero{aside}">\n  <div>\n'
        f"    {_paragraph('before', before)}\n"
        f'    <h1 class="answer">{escape(caller())}</h1>\n'
        f"    {_paragraph('after', after)}\n"
        f"    {_acts(acts)}\n"
        f"  </div>\n  {shown}\n</div>"
    )


def part(name: str, note: str = "", id: str = "", *, caller: Body) -> Markup:  # noqa: A002  # as templates say it
    """A section: its name and a one-line note stand in the margin, the call's body carries the page."""
    anchor = escape(id or slug(name))
    return drawn(
        f'<section class="part" aria-labelledby="{anchor}">\n'
        f'  <div><h2 class="part__name" id="{anchor}">{escape(name)}</h2>{_paragraph("part__note", note)}</div>\n'
        f'  <div class="part__body">{escape(caller())}</div>\n</section>'
    )


def steps(items: Iterable[Mapping[str, Any]]) -> Markup:
    """Pages of a module or modules of a course.

    Args:
        items: each with `state` and `label`, and where it has them `url`, `current` and `small`.
    """
    return drawn(f'<ol class="steps">{"".join(map(_step, items))}\n</ol>')


def crumbs(items: Iterable[tuple[str, str]]) -> Markup:
    """The way back: (label, url) from the top down; the page itself is not among them."""
    links = " / ".join([f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in items])
    return drawn(f'<nav class="crumbs" aria-label="The way back">{links}</nav>')


def empty(words: str, caller: Body | None = None) -> Markup:
    """Nothing to list: say so in a sentence, and offer the next thing in the call's body."""
    return drawn(f'<div class="empty"><p>{escape(words)}</p>{_acts(caller()) if caller else ""}</div>')


def more(words: str, of: str = "", open: bool = False, *, caller: Body) -> Markup:  # noqa: A002  # as templates say it
    """What is seldom needed, behind one word; `of` completes it for those who hear the page."""
    return drawn(
        f'<details class="more"{" open" if open else ""}><summary>{escape(words)}{_heard(of)}</summary>'
        f"{escape(caller())}</details>"
    )


@pass_context
def post(
    context: Context,
    words: str,
    url: str,
    kind: str = "outline small",
    of: str = "",
    fields: Mapping[str, object] | None = None,
    once: str = "",
) -> Markup:
    """A button that changes something: one small form.

    Args:
        of: completes the words for those who hear the page.
        fields: hidden names and values.
        once: a word by which the same form sent twice is known.
    """
    hidden = {"csrf_token": context.resolve("csrf_token")(), **({"_once": once} if once else {}), **(fields or {})}
    return drawn(
        f'<form method="post" action="{escape(url)}">{"".join(_hidden(*pair) for pair in hidden.items())}'
        f'<button class="{button_class(kind)}" type="submit">{escape(words)}{_heard(of)}</button></form>'
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _step(item: Mapping[str, Any]) -> str:
    label, url, current = escape(item["label"]), item.get("url"), item.get("current")
    here = _HERE[bool(url)] if current else ""
    named = f'<a href="{escape(url)}"{here}>{label}</a>' if url else f"<span{here}>{label}</span>"
    small = item.get("small") or ("You are here" if current else "")
    stands = _heard_state(item["state"]) if not current else ""
    told = f"<small>{escape(small)}</small>" if small else ""
    return f"\n  <li>{icon(item['state'])}<div>{named}{stands}{told}</div></li>"


def _heard_state(state: str) -> Markup | str:
    words = _STANDS.get(state)
    return heard(words) if words else ""


def _paragraph(css: str, words: str) -> str:
    return f'<p class="{css}">{escape(words)}</p>' if words else ""


def _acts(acts: str) -> str:
    return f'<div class="acts">{escape(acts)}</div>' if acts else ""


def _heard(of: str) -> Markup | str:
    return heard(f" {of}") if of else ""


def _hidden(name: str, value: object) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
