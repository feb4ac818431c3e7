"""A reading, cut into pages at its second-level headings, with its figures and notes."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from plm.catalog.files import notes
from plm.catalog.files.figures import figured, renamed
from plm.catalog.files.judging import judge
from plm.catalog.files.mistakes import Log
from plm.catalog.files.notes import Notes
from plm.catalog.model import Page

OWN_PAGE = 40
"""Words before the first heading that make a page of their own; fewer join the first page."""

LONGEST_TITLE = 120

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


class _Lenient(MarkdownIt):
    """Reads what PLM would not show, so that the author hears about it."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it-py's name
        """Take every address as a link; which of them are allowed is judged later."""
        return True


def _parser() -> MarkdownIt:
    parser = _Lenient("commonmark", {"html": True})
    container_plugin(parser, "any", validate=lambda params, _markup: bool(params.strip()))
    notes.install(parser)
    return parser


_PARSER = _parser()


def pages_of(text: str, title: str, log: Log) -> tuple[Page, ...]:
    """The pages of a reading.

    Args:
        text: the file.
        title: the module's; it becomes the title of what stands before the first heading.
        log: where mistakes are noted; the files of figures are taken into its assets.
    """
    references: dict[str, dict[str, dict[str, object]]] = {}
    tokens = _PARSER.parse(text, references)
    lines = text.split("\n")
    for name in references.get("references", {}):
        log.say("", f"The address of [{name.lower()}] stands apart from its link. Write [text](https://…) in place.")
    judge(text, tokens, lines, log)
    figured(tokens, lines, log)
    return _cut(tokens, lines, notes.noted(tokens, lines, log), title, log)


def written(pages: Iterable[Page], heading: Callable[[str], str]) -> str:
    """A reading as a file: what `pages_of` makes the very same pages of, once its figures name files again.

    Args:
        heading: writes the words of a title as Markdown.
    """
    said: dict[int, str] = {}
    parts: list[str] = []
    for page in pages:
        body, own = notes.apart(_PARSER.parse(page.text), page.text.split("\n"))
        said |= own
        parts.append(f"## {heading(page.title)}\n\n{body}")
    if said:
        parts.append("\n".join(said[number] for number in sorted(said)))
    return "\n\n".join(parts) + "\n"


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A written reading with the names of files in its figures.

    Args:
        names: each file's name by its hash and suffix.
    """
    lines = text.split("\n")
    renamed(_PARSER.parse(text), lines, names)
    return "\n".join(lines)


def _cut(tokens: list[Token], lines: list[str], said: Notes, title: str, log: Log) -> tuple[Page, ...]:
    heads = [
        (token.map, _plain(content))
        for token, content in pairwise(tokens)
        if token.type == "heading_open" and token.markup == "##" and token.level == 0 and token.map
    ]
    if not heads:
        log.say("", "Has no page. Begin each page with a heading: ## Its title.")
        return ()
    ends = [span[0] for span, _ in heads[1:]] + [len(lines)]
    first = heads[0][0][0]
    opening = said.between(lines, 0, first)
    pages = []
    for place, ((span, name), end) in enumerate(zip(heads, ends, strict=True)):
        body = said.between(lines, span[1], end)
        if not body.strip():
            log.say(f"line {span[0] + 1}", f"The page “{name}” is empty. Write something below its heading.")
        if len(name) > LONGEST_TITLE:
            log.say(f"line {span[0] + 1}", f"The title has {len(name)} characters. At most {LONGEST_TITLE} fit.")
        start = span[1]
        if not place and opening.strip() and _words(opening) < OWN_PAGE:
            body, start = f"{opening}\n\n{body}", 0
        pages.append(_page(name, said.below(body, start, end)))
    if _words(opening) >= OWN_PAGE:
        pages.insert(0, _page(title, said.below(opening, 0, first)))
    return tuple(pages)


def _page(title: str, text: str) -> Page:
    return Page(title, text, _words(text))


def _words(text: str) -> int:
    """How many words a text has; its notes are not counted."""
    blocks = notes.outside(_PARSER.parse(text))
    return sum(len(_WORD.findall(_plain(block))) for block in blocks if block.type == "inline")


def _plain(token: Token) -> str:
    """The words of a block without their marks."""
    said = {"text", "code_inline"}
    children = token.children or ()
    return "".join(child.content if child.type in said else " " * (child.type == "softbreak") for child in children)
