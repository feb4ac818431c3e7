"""Markdown of a course as HTML that is safe whatever stands in it.

Two steps, each of which would do by itself: markdown-it-py never passes raw HTML on, and nh3 keeps only the tags,
attributes and addresses named here.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

CONTAINERS = ("note", "versus")
"""What may stand between `:::` lines."""

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Where a link may lead."""

_TAGS = {
    *("h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ul", "ol", "li"),
    *("a", "code", "em", "strong", "q", "span", "aside", "div"),
}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "aside": {"aria-label"}, "ol": {"start"}}
_CLASSES = {
    "aside": {"note"},
    "div": {"versus"},
    "p": {"note__name", "status"},
    "span": {"mark-no", "mark-yes"},
}

# The two marks of a comparison, as on every page of PLM. They are put in after the cleaning, where a span marks the
# place, so that the cleaner need not let any SVG through.
_PICTURES = {
    '<span class="mark-no"></span>': '<svg class="icon is-open" viewBox="0 0 18 18" aria-hidden="true" '
    'focusable="false"><path d="m4.5 4.5 9 9m0-9-9 9" stroke="currentColor" stroke-width="2.2" '
    'stroke-linecap="round"/></svg>',
    '<span class="mark-yes"></span>': '<svg class="icon is-done" viewBox="0 0 18 18" aria-hidden="true" '
    'focusable="false"><path d="m3 9.5 4 4 8-9" fill="none" stroke="currentColor" stroke-width="2.2" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>',
}
_MARKS = ("mark-no", "mark-yes")


@lru_cache(maxsize=2048)
def render(text: str) -> str:
    """A page of a reading as HTML.

    The page's title is the second-level heading around it, so headings inside begin at the third level.

    Args:
        text: Markdown (CommonMark) with the containers `note` and `versus`; see docs/authoring.md.

    Returns:
        HTML that a template may print with `|safe`.
    """
    tokens = _arranged(_PAGE.parse(text))
    cleaned = nh3.clean(
        _PAGE.renderer.render(tokens, _PAGE.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    for place, picture in _PICTURES.items():
        cleaned = cleaned.replace(place, picture)
    return cleaned


@lru_cache(maxsize=4096)
def inline(text: str) -> str:
    """A text of a quiz or a reflection as HTML: `*emphasis*` and `**strong**`, everything else as it is written."""
    return nh3.clean(_LINE.renderInline(text), tags={"em", "strong"}, attributes={}).strip()


def parsed(text: str) -> list[Token]:
    """The blocks of a page, for those who measure it."""
    return _PAGE.parse(text)


def _arranged(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with headings lowered and containers turned into what PLM's pages are made of."""
    done: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        match token.type:
            case "container_note_open" | "container_versus_open":
                end = _end_of(tokens, place)
                inside = _arranged(tokens[place + 1 : end])
                done += (_note if token.type == "container_note_open" else _versus)(token, inside)
                place = end
            case "heading_open" | "heading_close":
                token.tag = f"h{max(3, int(token.tag[1]))}"
                done.append(token)
            case _:
                done.append(token)
        place += 1
    return done


def _end_of(tokens: Sequence[Token], start: int) -> int:
    """Where the container that opens at `start` closes."""
    closing = tokens[start].type.replace("_open", "_close")
    level = tokens[start].level
    return next(
        place
        for place in range(start + 1, len(tokens))
        if tokens[place].type == closing and tokens[place].level == level
    )


def _note(opening: Token, inside: list[Token]) -> list[Token]:
    name = opening.info.strip().removeprefix("note").strip() or "Note"
    return [
        Token("note_open", "aside", 1, attrs={"class": "note", "aria-label": name}, block=True),
        *_paragraph("note__name", [Token("text", "", 0, content=name)]),
        *inside,
        Token("note_close", "aside", -1, block=True),
    ]


def _versus(opening: Token, inside: list[Token]) -> list[Token]:
    parts = parted(inside, opening.level + 1)
    if len(parts) != len(_MARKS):
        return inside  # No comparison; `plm courses check` says so, and here nothing is lost.
    done = [Token("versus_open", "div", 1, attrs={"class": "versus"}, block=True)]
    for mark, part in zip(_MARKS, parts, strict=True):
        done += [
            Token("part_open", "div", 1, block=True),
            *_side(mark, part),
            Token("part_close", "div", -1, block=True),
        ]
    return [*done, Token("versus_close", "div", -1, block=True)]


def parted(inside: Sequence[Token], level: int) -> list[list[Token]]:
    """What stands between the `---` lines of a container whose blocks are at this level; empty parts are left out."""
    parts: list[list[Token]] = [[]]
    for token in inside:
        if token.type == "hr" and token.level == level:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _side(mark: str, part: list[Token]) -> list[Token]:
    """One side of a comparison: its name with a mark, and what is said, in quotation marks of the page."""
    done: list[Token] = []
    if (name := _only_strong(part)) is not None:
        sign = Token("mark", "span", 0, content=mark)
        done += _paragraph("status", [sign, Token("text", "", 0, content=" "), *name])
        part = part[3:]
    for place, token in enumerate(part):
        if token.type == "paragraph_open" and not token.hidden and _is_said(part[place + 1].content):
            token.tag = part[place + 2].tag = "q"
            _unquote(part[place + 1])
    return done + part


def _only_strong(part: Sequence[Token]) -> list[Token] | None:
    """What the first paragraph says, if all of it is strong."""
    if len(part) < 2 or part[0].type != "paragraph_open":
        return None
    children = [child for child in part[1].children or () if child.type != "text" or child.content]
    strong = [child for child in children if child.type in ("strong_open", "strong_close")]
    if len(strong) == 2 and children[0] is strong[0] and children[-1] is strong[1]:
        return children[1:-1]
    return None


def _is_said(words: str) -> bool:
    """Whether a paragraph is one quotation from its first letter to its last."""
    return words.startswith("“") and words.endswith("”") and words.count("“") == words.count("”") == 1


def _unquote(token: Token) -> None:
    """Take the quotation marks away; the page puts its own around a `q`."""
    for child in token.children or ():
        if child.type == "text":
            child.content = child.content.replace("“", "").replace("”", "")


def _paragraph(name: str, children: list[Token]) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, attrs={"class": name}, block=True),
        Token("inline", "", 0, children=children, block=True),
        Token("paragraph_close", "p", -1, block=True),
    ]


def _mark(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return f'<span class="{tokens[place].content}"></span>'


def _image(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """Images are not supported in this edition; what they show is said in words."""
    return escapeHtml(tokens[place].content)


def _page_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    for name in CONTAINERS:
        container_plugin(parser, name)
    parser.add_render_rule("mark", _mark)
    parser.add_render_rule("image", _image)
    return parser


_PAGE = _page_parser()
_LINE = MarkdownIt("zero").enable(["emphasis", "escape", "entity"])
