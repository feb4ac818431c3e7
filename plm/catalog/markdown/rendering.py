"""From Markdown to clean HTML."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from plm.catalog.markdown import figures, notes
from plm.catalog.markdown.arranging import CONTAINERS, arranged

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Where a link may lead."""

FILES = "/courses/files/"
"""Where PLM serves the files of courses when it is the whole application."""

_TAGS = {
    *("h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "code", "em", "strong", "q", "span", "sup", "aside", "div", "section", "figure", "img", "figcaption"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "id", "aria-label"},
    "aside": {"aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "li": {"id", "value"},
    "ol": {"start"},
    "section": {"aria-label"},
}
_CLASSES = {
    "a": {"back"},
    "aside": {"note", "words"},
    "div": {"versus"},
    "figure": {"figure"},
    "h3": {"sources__name"},
    "p": {"note__name", "words__name", "status"},
    "section": {"sources"},
    "span": {"mark-no", "mark-yes"},
    "sup": {"ref"},
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

# In clean HTML no text and no value of an attribute has a < of its own, so this is the beginning of a figure's image.
_SOURCE = f'<img src="{figures.SCHEME}:'


@lru_cache(maxsize=2048)
def render(text: str, files: str = FILES) -> str:
    """A page of a reading as HTML.

    The page's title is the second-level heading around it, so headings inside begin at the third level.

    Args:
        text: Markdown (CommonMark) with figures, notes, and the containers `note`, `versus` and `words`; see
            docs/authoring.md. Figures name their file as the reader of files has written it: by its hash.
        files: the address below which the files of courses are served.

    Returns:
        HTML that a template may print with `|safe`.
    """
    names = {notes.PREFIX: hashlib.sha256(text.encode(errors="replace")).hexdigest()[:6]}
    cleaned = nh3.clean(
        _PAGE.renderer.render(arranged(_PAGE.parse(text)), _PAGE.options, names),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        allowed_classes=_CLASSES,
        url_schemes={*SCHEMES, figures.SCHEME},
        url_relative=_inside,
        link_rel="noopener noreferrer",
    )
    for place, picture in _PICTURES.items():
        cleaned = cleaned.replace(place, picture)
    return cleaned.replace(_SOURCE, f'<img src="{escapeHtml(files)}')


@lru_cache(maxsize=4096)
def inline(text: str) -> str:
    """A text of a quiz or a reflection as HTML: `*emphasis*` and `**strong**`, everything else as it is written."""
    return nh3.clean(_LINE.renderInline(text), tags={"em", "strong"}, attributes={}).strip()


def parsed(text: str) -> list[Token]:
    """The blocks of a page, for those who measure it; notes stand at its end."""
    return _PAGE.parse(text)


def _inside(address: str) -> str | None:
    """An address that leads nowhere else: only to a note of the page, and back."""
    return address if re.fullmatch(r"#(?:note|ref)-[0-9a-f]{6}-\d+(?:-\d+)?", address) else None


def _filtered(tag: str, name: str, value: str) -> str | None:
    """A figure shows a file of the course and nothing else; a link never leads to one."""
    match tag, name:
        case "img", "src":
            return value if figures.SOURCE.fullmatch(value) else None
        case "a", "href":
            return None if value.lower().startswith(f"{figures.SCHEME}:") else value
        case _:
            return value


def _mark(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return f'<span class="{tokens[place].content}"></span>'


def _image(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """An image that is no figure is not shown; what it shows is said in words."""
    return escapeHtml(tokens[place].content)


def _figure(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """A figure: its picture, and the caption below it."""
    shown = tokens[place].meta
    caption = f"<figcaption>{inline(shown['caption'])}</figcaption>\n" if shown["caption"] else ""
    return (
        f'<figure class="figure">\n<img src="{escapeHtml(shown["source"])}" alt="{escapeHtml(shown["alt"])}" '
        f'width="{shown["width"]}" height="{shown["height"]}" loading="lazy">\n{caption}</figure>\n'
    )


def _page_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    for name in CONTAINERS:
        container_plugin(parser, name)
    footnote_plugin(parser, inline=False)
    parser.add_render_rule("mark", _mark)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("figure", _figure)
    for name, rule in notes.RULES.items():
        parser.add_render_rule(name, rule)
    return parser


_PAGE = _page_parser()
_LINE = MarkdownIt("zero").enable(["emphasis", "escape", "entity"])
