"""A reading, cut into pages at its second-level headings, and everything its Markdown may not hold."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from plm.catalog.files.mistakes import Log
from plm.catalog.markdown import CONTAINERS, SCHEMES, parted
from plm.catalog.model import Page

OWN_PAGE = 40
"""Words before the first heading that make a page of their own; fewer join the first page."""

LONGEST_TITLE = 120

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FENCE = re.compile(r"^[\s>]*(:{3,})")


class _Lenient(MarkdownIt):
    """Reads what PLM would not show, so that the author hears about it."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it-py's name
        """Take every address as a link; which of them are allowed is judged here."""
        return True


def _parser() -> MarkdownIt:
    parser = _Lenient("commonmark", {"html": True})
    container_plugin(parser, "any", validate=lambda params, _markup: bool(params.strip()))
    return parser


_PARSER = _parser()


def pages_of(text: str, title: str, log: Log) -> tuple[Page, ...]:
    """The pages of a reading.

    Args:
        text: the file.
        title: the module's; it becomes the title of what stands before the first heading.
    """
    references: dict[str, dict[str, dict[str, object]]] = {}
    tokens = _PARSER.parse(text, references)
    lines = text.split("\n")
    for name in references.get("references", {}):
        log.say("", f"The address of [{name.lower()}] stands apart from its link. Write [text](https://…) in place.")
    if control := _CONTROL.search(text):
        log.say(f"line {text.count(chr(10), 0, control.start()) + 1}", "Has a control character in it. Type it again.")
    for token in tokens:
        if token.type == "html_block":
            _refuse_html(log, _line(token))
        for line, child in _children(token):
            _judge_child(child, line, log)
    _judge_headings(tokens, log)
    _judge_containers(tokens, lines, log)
    return _cut(tokens, lines, title, log)


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
        case "image":
            log.say(f"line {line}", "Images are not supported in this edition of PLM. Say in words what it shows.")
        case "link_open":
            address = str(child.attrGet("href") or "")
            if not _safe(address):
                log.say(f"line {line}", f"The link to “{address[:60]}” is not safe. Begin it with https:// or mailto:.")
        case "text" if _FENCE.match(child.content):
            log.say(f"line {line}", "This ::: closes nothing. Take it away, or open a note or versus above it.")


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
            log.say(where, f"PLM knows no ::: {name}. Use ::: note or ::: versus.")
        elif name == "versus" and parts != 2:
            log.say(where, f"A versus has two parts with --- between them; this one has {parts}. Write two.")
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


def _cut(tokens: list[Token], lines: list[str], title: str, log: Log) -> tuple[Page, ...]:
    heads = [
        (token.map, _plain(content))
        for token, content in pairwise(tokens)
        if token.type == "heading_open" and token.markup == "##" and token.level == 0 and token.map
    ]
    if not heads:
        log.say("", "Has no page. Begin each page with a heading: ## Its title.")
        return ()
    ends = [span[0] for span, _ in heads[1:]] + [len(lines)]
    opening = "\n".join(lines[: heads[0][0][0]]).strip("\n")
    pages = []
    for (span, name), end in zip(heads, ends, strict=True):
        text = "\n".join(lines[span[1] : end]).strip("\n")
        if not text.strip():
            log.say(f"line {span[0] + 1}", f"The page “{name}” is empty. Write something below its heading.")
        if len(name) > LONGEST_TITLE:
            log.say(f"line {span[0] + 1}", f"The title has {len(name)} characters. At most {LONGEST_TITLE} fit.")
        pages.append(_page(name, text))
    before = _page(title, opening)
    if before.words >= OWN_PAGE:
        return (before, *pages)
    if opening.strip():
        pages[0] = _page(pages[0].title, f"{opening}\n\n{pages[0].text}")
    return tuple(pages)


def _page(title: str, text: str) -> Page:
    blocks = _PARSER.parse(text)
    words = sum(len(_WORD.findall(_plain(block))) for block in blocks if block.type == "inline")
    return Page(title, text, words)


def _plain(token: Token) -> str:
    """The words of a block without their marks."""
    said = {"text", "code_inline"}
    children = token.children or ()
    return "".join(child.content if child.type in said else " " * (child.type == "softbreak") for child in children)
