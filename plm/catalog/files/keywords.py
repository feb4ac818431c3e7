"""Key words of a reading: every mistake in a block of terms and definitions."""

from collections.abc import Sequence

from markdown_it.token import Token

from plm.catalog.files.mistakes import Log
from plm.catalog.markdown.words import COLON, entries


def judge(opening: Token, inside: Sequence[Token], lines: Sequence[str], log: Log) -> None:
    """Judge one `::: words` block.

    Args:
        opening: where it begins.
        inside: its blocks.
        lines: the lines of the reading.
    """
    start = opening.map[0] + 1 if opening.map else 1
    paragraphs = [token for token in inside if token.type == "paragraph_open" and token.level == opening.level + 1]
    others = [token for token in inside if token.level == opening.level + 1 and not token.type.startswith("paragraph")]
    if others:
        line = next((one.map[0] + 1 for one in others if one.map), start)
        log.say(f"line {line}", "Key words are terms and definitions only. Move everything else out of the block.")
    elif not paragraphs:
        log.say(
            f"line {start}",
            "The words are empty. Write a term, and on the line below it: a colon, a space, its meaning.",
        )
    for paragraph in paragraphs if not others else ():
        _judge_paragraph(paragraph, inside[inside.index(paragraph) + 1], lines, log)


def _judge_paragraph(paragraph: Token, words: Token, lines: Sequence[str], log: Log) -> None:
    first, end = paragraph.map or (0, 0)
    rows = words.content.split("\n")
    defines = [bool(COLON.match(row.lstrip())) for row in rows]
    before = log.noted
    margin = _indent(lines[first])
    for place, row in enumerate(rows):
        line = f"line {first + place + 1}"
        if defines[place]:
            if not place:
                log.say(line, "This definition has no term. Write the term on the line right above it.")
        elif row.lstrip().startswith(":"):
            log.say(line, "Write a space behind the colon: “: Its meaning”.")
        elif place + 1 < len(rows) and rows[place + 1].lstrip().startswith(":"):
            continue  # A term.
        elif not any(defines[:place]) or _indent(lines[first + place]) <= margin:
            on = "" if not any(defines[:place]) else " A line that goes on with a meaning is indented."
            remedy = "Write on the line below it: a colon, a space, its meaning."
            log.say(line, f"The term “{row.strip()[:60]}” has no definition. {remedy}{on}")
    if log.noted == before and (first + len(rows) != end or entries(words) is None):
        log.say(
            f"line {first + 1}", "These words cannot be told apart. End *emphasis* and links on the line they begin on."
        )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
