"""Everything that the Markdown of a reading may not hold, but for figures, notes and key words."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it.token import Token

from plm.catalog.files import keywords
from plm.catalog.files.mistakes import Log
from plm.catalog.markdown import CONTAINERS, SCHEMES, parted

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FENCE = re.compile(r"^[\s>]*(:{3,})")


def judge(text: str, tokens: list[Token], lines: list[str], log: Log) -> None:
    """Judge a reading.

    Args:
        text: the file.
        tokens, lines: its blocks and its lines.
    """
    if control := _CONTROL.search(text):
        log.say(f"line {text.count(chr(10), 0, control.start()) + 1}", "Has a control character in it. Type it again.")
    for token in tokens:
        if token.type == "html_block":
            _refuse_html(log, _line(token))
        elif token.type == "fence" and token.map and not _ends(token, lines):
            remedy = f"Add {token.markup} on a line of its own below it."
            log.say(f"line {_line(token)}", f"The {token.markup} is not closed. {remedy}")
        for line, child in _children(token):
            _judge_child(child, line, log)
    _judge_headings(tokens, log)
    _judge_containers(tokens, lines, log)


def _ends(fence: Token, lines: list[str]) -> bool:
    """Whether code has a closing line of its own."""
    start, end = fence.map or (0, 0)
    return end - start > 1 and lines[end - 1].strip(" \t>").startswith(fence.markup)


def _line(token: Token) -> int:
    """The line a block begins on, from 1."""
    return token.map[0] + 1 if token.map else 1


def _children(token: Token) -> Iterator[tuple[int, Token]]:
    """What stands inside a block, each with its line."""
    line = _line(token)
    for child in token.children or ():
        yield line, child
        line += child.type in ("softbreak", "hardbreak")


def _judge_child(child: Token, line: int, log: Log) -> None:
    match child.type:
        case "html_inline":
            _refuse_html(log, line)
        case "link_open":
            address = str(child.attrGet("href") or "")
            if not _safe(address):
                log.say(f"line {line}", f"The link to “{address[:60]}” is not safe. Begin it with https:// or mailto:.")
        case "text" if _FENCE.match(child.content):
            log.say(f"line {line}", "This ::: closes nothing. Take it away, or open a note, versus or words above it.")


def _refuse_html(log: Log, line: int) -> None:
    log.say(f"line {line}", "HTML is not shown. Write it in Markdown; for a plain < write &lt;.")


def _safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.scheme.lower() in ("mailto", "tel"))


def _judge_headings(tokens: list[Token], log: Log) -> None:
    before = 1
    for token, content in pairwise(tokens):
        if token.type != "heading_open":
            continue
        level, place = int(token.tag[1]), f"line {_line(token)}"
        if token.markup in ("-", "=") and token.map:
            place = f"line {token.map[1]}"
            log.say(place, f"A line of {token.markup} right below a text makes it a heading. Leave a line free.")
        elif level == 1:
            log.say(place, "A heading of level 1 is the module’s title. Begin pages with ##, their parts with ###.")
        elif level == 2 and token.level:
            log.say(place, "A page cannot begin inside something else. Move the heading to the margin.")
        elif level > before + 1 and level > 2:
            log.say(place, f"A heading of level {level} follows one of level {before}. Write {'#' * (before + 1)}.")
        elif not content.content.strip():
            log.say(place, "The heading has no words. Write some after the #.")
        before = max(level, 2)


def _judge_containers(tokens: list[Token], lines: list[str], log: Log) -> None:
    ends: set[int] = set()  # Lines that close a container; enclosing ones come first and have theirs.
    for place, token in enumerate(tokens):
        if token.type != "container_any_open" or token.map is None:
            continue
        where, name = f"line {_line(token)}", token.info.strip().split(" ", 2)[0]
        inside, end = _inside(tokens, place), token.map[1]
        if end in ends or not _closed(token, inside, lines):
            remedy = f"Add {token.markup} on a line of its own below it."
            log.say(where, f"The {token.markup} {name} is not closed. {remedy}")
            continue
        ends.add(end)
        parts = len(parted(inside, token.level + 1))
        if name not in CONTAINERS:
            log.say(where, f"PLM knows no ::: {name}. Use ::: note, ::: versus or ::: words.")
        elif name == "versus" and parts != 2:
            log.say(where, f"A versus has two parts with --- between them; this one has {parts}. Write two.")
        elif name == "words":
            keywords.judge(token, inside, lines, log)
        elif not inside:
            log.say(where, "The note is empty. Write something into it.")


def _closed(token: Token, inside: list[Token], lines: list[str]) -> bool:
    """Whether the container has a closing line of its own, and not that of the next one below."""
    end = token.map[1] if token.map else len(lines)
    closing = _FENCE.match(lines[end]) if end < len(lines) else None
    swallowed = any(one.type == token.type and len(one.markup) >= len(token.markup) for one in inside)
    return closing is not None and len(closing[1]) >= len(token.markup) and not swallowed


def _inside(tokens: list[Token], place: int) -> list[Token]:
    """What stands in the container that opens here."""
    level = tokens[place].level
    end = next(
        one
        for one in range(place + 1, len(tokens))
        if tokens[one].type == "container_any_close" and tokens[one].level == level
    )
    return tokens[place + 1 : end]
