"""Key words: terms, each with its definition.

    Talking piece
    : An object that is passed around.
      Who holds it speaks.

A line that begins with a colon defines the line above it. What follows a definition belongs to it, unless a colon
stands below.
"""

import re

from markdown_it.token import Token

COLON = re.compile(r":[ \t]+")
"""How a definition begins."""

NAME = "Key words"


def entries(paragraph: Token) -> list[tuple[list[Token], list[list[Token]]]] | None:
    """The terms of a paragraph, each with its definitions; nothing when something is no term or has no definition."""
    rows = _lines(paragraph)
    defines = [bool(row) and row[0].type == "text" and bool(COLON.match(row[0].content)) for row in rows]
    done: list[tuple[list[Token], list[list[Token]]]] = []
    for place, row in enumerate(rows):
        if defines[place]:
            if not done:
                return None
            row[0].content = COLON.sub("", row[0].content, count=1)
            done[-1][1].append(row)
        elif place + 1 < len(rows) and defines[place + 1]:
            done.append((row, []))
        elif not done:
            return None
        else:
            done[-1][1][-1] += [Token("softbreak", "br", 0), *row]
    return done


def _lines(paragraph: Token) -> list[list[Token]]:
    """What stands on each line; emphasis and links that go on below keep their lines together."""
    rows: list[list[Token]] = [[]]
    for child in paragraph.children or ():
        if child.type in ("softbreak", "hardbreak") and child.level == 0:
            rows.append([])
        elif child.type != "text" or child.content or rows[-1]:
            rows[-1].append(child)
    return [row for row in rows if row]
