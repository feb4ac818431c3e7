"""Notes of a page: a raised number in the text, and at the page's end the source it stands for.

The reader of files writes a note's number as its key, so that notes are counted through the whole reading and a page
still says everything by itself. The ids begin with letters made from the page, for pages that stand below each other.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.token import Token

PREFIX = "notes"
"""Where the renderer finds the letters that make a page's ids its own."""

_NUMBER = re.compile(r"[1-9]\d{0,3}")


def _number(note: Token) -> str:
    """The number people see."""
    label = str(note.meta.get("label") or "")
    return label if _NUMBER.fullmatch(label) else str(note.meta["id"] + 1)


def _id(kind: str, note: Token, env: Mapping[str, str]) -> str:
    """The id of a note, or of a place that points to it."""
    again = note.meta.get("subId") or 0
    return f"{kind}-{env[PREFIX]}-{note.meta['id'] + 1}" + (f"-{again + 1}" if kind == "ref" and again else "")


def _ref(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, env: Mapping[str, str]) -> str:
    note = tokens[place]
    address, own, number = _id("note", note, env), _id("ref", note, env), _number(note)
    return f'<sup class="ref"><a href="#{address}" id="{own}" aria-label="Note {number}">{number}</a></sup>'


def _block_open(*_: Any) -> str:
    return '<section class="sources" aria-label="Sources">\n<h3 class="sources__name">Sources</h3>\n<ol>\n'


def _block_close(*_: Any) -> str:
    return "</ol>\n</section>\n"


def _open(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, env: Mapping[str, str]) -> str:
    return f'<li id="{_id("note", tokens[place], env)}" value="{_number(tokens[place])}">'


def _close(*_: Any) -> str:
    return "</li>\n"


def _anchor(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, env: Mapping[str, str]) -> str:
    note = tokens[place]
    again = note.meta.get("subId") or 0
    where = f", place {again + 1}" if again else ""
    label = f"Back to note {_number(note)} in the text{where}"
    return f' <a class="back" href="#{_id("ref", note, env)}" aria-label="{label}">↩\ufe0e</a>'


RULES = {
    "footnote_ref": _ref,
    "footnote_block_open": _block_open,
    "footnote_block_close": _block_close,
    "footnote_open": _open,
    "footnote_close": _close,
    "footnote_anchor": _anchor,
}
"""How each token of the footnotes is written."""
