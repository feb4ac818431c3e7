"""Figures of a reading: each names a file of the folder, and the page's text names it by its content instead."""

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it.token import Token

from plm.catalog.files.mistakes import Log
from plm.catalog.files.taking import PICTURES, asset_of
from plm.catalog.markdown.figures import address, only_image, words_of

LONGEST = 300
"""Characters of what is said about a figure, and of its caption."""

_FORM = '![What it shows](file.svg "Caption")'
_LINE = re.compile(
    r"(?P<before>\s*)!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]"
    r"\((?P<name>[^\s()<>\"]+)(?P<caption>[ \t]+\"(?:[^\"\\]|\\.)*\")?[ \t]*\)\s*"
)
_UNREAD = re.compile(r"!\[[^\]]*\]\(")


def figured(tokens: Sequence[Token], lines: list[str], log: Log) -> None:
    """Judge the figures of a reading, take their files, and write their addresses into the lines.

    Args:
        tokens: its blocks.
        lines: its lines; those of figures are changed in place, so that each block stays on its lines.
        log: where mistakes are noted; its assets take the files.
    """
    for place, token in _texts(tokens):
        line = token.map[0] if token.map else 0
        children = token.children or ()
        for child in children:
            if child.type == "text" and _UNREAD.search(child.content):
                log.say(f"line {line + 1}", f"This figure cannot be read. Write {_FORM}; a file’s name has no spaces.")
        if not any(child.type == "image" for child in children):
            continue
        found = _LINE.fullmatch(lines[line])
        alone = tokens[place - 1].type == "paragraph_open" and only_image(token) and "\n" not in token.content
        if not found or not alone:
            free = "with a free line above and below it"
            log.say(f"line {line + 1}", f"A figure stands on a line of its own, {free}. Write {_FORM}.")
        elif (image := only_image(token)) is not None and (where := _address(image, found, line, log)):
            caption = found["caption"] or ""
            lines[line] = f"{found['before']}![{found['alt']}]({where}{caption})"


def renamed(tokens: Sequence[Token], lines: list[str], names: Mapping[str, str]) -> None:
    """Write names of files back into the lines of figures.

    Args:
        tokens, lines: of a page of an edition; the lines are changed in place.
        names: each file's name by its hash and suffix.
    """
    for _, token in _texts(tokens):
        line = token.map[0] if token.map else 0
        if only_image(token) and (found := _LINE.fullmatch(lines[line])):
            file = found["name"].partition(":")[2].partition("#")[0]
            if file in names:
                lines[line] = f"{found['before']}![{found['alt']}]({names[file]}{found['caption'] or ''})"


def _texts(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The blocks of words outside notes, each with its place among the tokens."""
    inside = 0
    for place, token in enumerate(tokens):
        inside += (token.type == "footnote_reference_open") - (token.type == "footnote_reference_close")
        if token.type == "inline" and not inside:
            yield place, token


def _address(image: Token, found: re.Match[str], line: int, log: Log) -> str:
    """The address of a figure's file; empty when it has a mistake."""
    name, place, before = found["name"], f"line {line + 1}", log.noted
    alt, caption = words_of(image), str(image.attrGet("title") or "")
    if not alt:
        remedy = "Write between the [ ] what it shows, in a sentence."
        log.say(place, f"The figure {name} says nothing to people who cannot see it. {remedy}")
    elif alt.lower().endswith(tuple(PICTURES)):
        log.say(
            place, f"“{alt[:60]}” is the name of a file. Write between the [ ] what the figure shows, in a sentence."
        )
    for said, what in ((alt, "What the figure shows"), (caption, "The caption")):
        if len(said) > LONGEST:
            log.say(
                place, f"{what} is said in {len(said)} characters. At most {LONGEST} fit: say the rest in the text."
            )
    if "://" in name or name.startswith(("//", "data:")):
        log.say(place, "Pictures from elsewhere are not shown. Put the file into the folder of the course.")
        return ""
    asset = asset_of(name, PICTURES, "a picture", asked=log, place=place)
    return address(asset.file, asset.width, asset.height) if asset and log.noted == before else ""
