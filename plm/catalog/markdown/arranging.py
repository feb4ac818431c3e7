"""The blocks of a page turned into what PLM's pages are made of."""

from collections.abc import Sequence

from markdown_it.token import Token

from plm.catalog.markdown import words
from plm.catalog.markdown.figures import figure_of

CONTAINERS = ("note", "versus", "words")
"""What may stand between `:::` lines."""

_MARKS = ("mark-no", "mark-yes")


def arranged(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with headings lowered, figures set and containers turned into what PLM's pages are made of."""
    done: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        match token.type:
            case "container_note_open" | "container_versus_open" | "container_words_open":
                end = _end_of(tokens, place)
                inside = arranged(tokens[place + 1 : end])
                done += _CONTAINED[token.type](token, inside)
                place = end
            case "paragraph_open" if figure := figure_of(tokens[place : place + 3]):
                done.append(figure)
                place += 2
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


def _words(_: Token, inside: list[Token]) -> list[Token]:
    """Terms and definitions as a list of that kind."""
    found: list[Token] = []
    for place in range(0, len(inside), 3):
        entries = words.entries(inside[place + 1]) if inside[place].type == "paragraph_open" else None
        if entries is None:
            return inside  # No key words; `plm courses check` says so, and here nothing is lost.
        for term, definitions in entries:
            found += _element("dt", term)
            for definition in definitions:
                found += _element("dd", definition)
    if not found:
        return inside
    return [
        Token("words_open", "aside", 1, attrs={"class": "words", "aria-label": words.NAME}, block=True),
        *_paragraph("words__name", [Token("text", "", 0, content=words.NAME)]),
        Token("dl_open", "dl", 1, block=True),
        *found,
        Token("dl_close", "dl", -1, block=True),
        Token("words_close", "aside", -1, block=True),
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


def _element(tag: str, children: list[Token]) -> list[Token]:
    return [
        Token(f"{tag}_open", tag, 1, block=True),
        Token("inline", "", 0, children=children, block=True),
        Token(f"{tag}_close", tag, -1, block=True),
    ]


_CONTAINED = {"container_note_open": _note, "container_versus_open": _versus, "container_words_open": _words}
