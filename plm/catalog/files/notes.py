"""Notes of a reading: numbered through all its pages in the order in which they are first used.

A page's text says each of its notes at its end, under the number people see. So a page says everything by itself, and
the same notes in another order or under other names are the same edition.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from plm.catalog.files.mistakes import Log

LONGEST = 1_000
"""Characters of one note."""

_UNREAD = re.compile(r"\[\^[^\]\n]*\s[^\]\n]*\]")


@dataclass(frozen=True)
class Notes:
    """The notes of a reading.

    Attributes:
        numbers: of each note that is used, by its key.
        said: what each note says, by its key.
        uses: the lines (from 0) that point to a note, each with its key.
        spans: the lines, from and up to, that say a note.
    """

    numbers: Mapping[str, int]
    said: Mapping[str, str]
    uses: Sequence[tuple[int, str]]
    spans: Sequence[tuple[int, int]]

    def below(self, body: str, start: int, end: int) -> str:
        """A text with the notes that these lines of the reading point to."""
        used = {
            self.numbers[key]: self.said[key] for line, key in self.uses if start <= line < end and key in self.said
        }
        if not used:
            return body
        return f"{body}\n\n" + "\n".join(f"[^{number}]: {used[number]}" for number in sorted(used))

    def between(self, lines: Sequence[str], start: int, end: int) -> str:
        """What stands on these lines, without those that say a note."""
        return without(lines, self.spans, start, end)


def install(parser: MarkdownIt) -> None:
    """Let a parser read notes where they stand, and every pointer to one, also where there is none."""
    footnote_plugin(parser, inline=False, move_to_end=False)
    parser.inline.ruler.at("footnote_ref", _pointer)


def _pointer(state: StateInline, silent: bool) -> bool:
    """A pointer to a note, which remembers where it stands."""
    start = state.pos
    if not footnote_ref(state, silent, always_match=True):
        return False
    if not silent:
        state.tokens[-1].meta["at"] = start
    return True


def noted(tokens: Sequence[Token], lines: list[str], log: Log) -> Notes:
    """Judge the notes of a reading, and write their numbers into the lines.

    Args:
        tokens: its blocks, from a parser of `install`.
        lines: its lines; pointers are changed in place, so that each block stays on its lines.
    """
    said: dict[str, str] = {}
    firsts: dict[str, int] = {}
    spans: list[tuple[int, int]] = []
    for opening, inside in _definitions(tokens):
        start, end = opening.map or (0, 0)
        key = str(opening.meta["label"])
        spans.append((start, end))
        place = f"line {start + 1}"
        if key in firsts:
            log.say(place, f"The note [^{key}] is written on line {firsts[key] + 1} already. Keep one of them.")
            continue
        firsts[key] = start
        said[key] = _said(key, opening, inside, place, log)
    uses = list(_used(tokens, log))
    keys = list(dict.fromkeys(key for *_, key in uses))
    numbers = {key: number for number, key in enumerate((key for key in keys if key in said), 1)}
    for line, key in ((line, key) for line, _, _, key in uses if key not in said):
        near = difflib.get_close_matches(key, said, 1)
        remedy = f"Did you mean [^{near[0]}]?" if near else f"Write on a line of its own: [^{key}]: Its source."
        log.say(f"line {line + 1}", f"There is no note [^{key}]. {remedy}")
    for key, line in firsts.items():
        if key not in numbers:
            remedy = f"Write [^{key}] behind the words it stands for, or take it away."
            log.say(f"line {line + 1}", f"Nothing points to the note [^{key}]. {remedy}")
    _number(uses, lines, numbers)
    return Notes(numbers, said, [(line, key) for line, _, _, key in uses], spans)


def apart(tokens: Sequence[Token], lines: Sequence[str]) -> tuple[str, dict[int, str]]:
    """A page of an edition as its text without notes, and each note's line by its number."""
    spans, notes = [], {}
    for opening, _ in _definitions(tokens):
        start, end = opening.map or (0, 0)
        spans.append((start, end))
        notes[int(opening.meta["label"])] = "\n".join(lines[start:end]).strip()
    return without(lines, spans, 0, len(lines)), notes


def without(lines: Sequence[str], spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """The lines from start to end but for those spans; what stood around one keeps a free line between."""
    kept: list[str] = []
    gone = {line for first, last in spans for line in range(first, last)}
    cut = False
    for line in range(start, end):
        if line in gone:
            cut = True
            continue
        free = not lines[line].strip()
        if cut and free and (not kept or not kept[-1].strip()):
            continue
        if cut and not free and kept and kept[-1].strip():
            kept.append("")
        cut = cut and free
        kept.append(lines[line])
    return "\n".join(kept).strip("\n")


def outside(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens that are not part of what a note says."""
    inside = 0
    for token in tokens:
        inside += token.type == "footnote_reference_open"
        if not inside:
            yield token
        inside -= token.type == "footnote_reference_close"


def _definitions(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Where each note is written, with what it says."""
    for place, token in enumerate(tokens):
        if token.type == "footnote_reference_open":
            end = next(
                at
                for at in range(place + 1, len(tokens))
                if tokens[at].type == "footnote_reference_close" and tokens[at].level == token.level
            )
            yield token, tokens[place + 1 : end]


def _said(key: str, opening: Token, inside: Sequence[Token], place: str, log: Log) -> str:
    """What a note says, on one line."""
    if opening.level:
        log.say(
            place, f"The note [^{key}] stands inside something else. Write it at the margin, with a free line above."
        )
    if not inside:
        log.say(place, f"The note [^{key}] says nothing. Write its source behind the colon.")
        return ""
    if [token.type for token in inside] != ["paragraph_open", "inline", "paragraph_close"]:
        log.say(place, f"The note [^{key}] is more than one paragraph. Write it as one.")
        return ""
    words = " ".join(line.strip() for line in inside[1].content.split("\n"))
    kinds = {child.type for child in inside[1].children or ()}
    if kinds & {"image", "footnote_ref"}:
        log.say(place, f"The note [^{key}] has a figure or another note in it. Write words and links only.")
    elif len(words) > LONGEST:
        log.say(place, f"The note [^{key}] has {len(words):,} characters. At most {LONGEST:,} fit: shorten it.")
    return words


def _used(tokens: Sequence[Token], log: Log) -> Iterator[tuple[int, Token, int, str]]:
    """Every pointer to a note: its line, the block of words, where in it the pointer stands, and the key."""
    for before, token in pairwise(outside(tokens)):
        if token.type != "inline" or token.map is None:
            continue
        line, within = token.map[0], False
        for child in token.children or ():
            if within and child.type == "text" and child.content.startswith("]("):
                log.say(f"line {line + 1}", "A note cannot stand inside a link. Write it behind the link.")
            within = child.type == "footnote_ref"
            if child.type == "footnote_ref":
                if before.type == "heading_open" and before.tag == "h2":
                    log.say(f"line {line + 1}", "The title of a page has no notes. Write it behind the words below.")
                yield line, token, int(child.meta["at"]), str(child.meta["label"])
            elif child.type == "image" and any(one.type == "footnote_ref" for one in child.children or ()):
                log.say(f"line {line + 1}", "What a figure shows has no notes. Write it into the text.")
            elif child.type == "text" and (unread := _UNREAD.search(child.content)):
                log.warn(f"line {line + 1}", f"“{unread[0]}” is shown as it stands: a note’s key has no spaces in it.")
            line += child.type in ("softbreak", "hardbreak")


def _number(uses: Sequence[tuple[int, Token, int, str]], lines: list[str], numbers: Mapping[str, int]) -> None:
    """Write numbers in place of keys.

    A block knows where in its own words a pointer stands, and these are the lines without marks at their beginning. So
    the place on the lines is found by counting how many brackets of this kind stand before it.
    """
    blocks: dict[int, tuple[Token, list[tuple[int, str]]]] = {}
    for _, token, at, key in uses:
        blocks.setdefault(id(token), (token, []))[1].append((at, key))
    for token, pointers in blocks.values():
        start, end = token.map or (0, 0)
        text = "\n".join(lines[start:end])
        opens = _places(text)
        inside = _places(token.content)
        for at, key in sorted(pointers, reverse=True):
            if key in numbers:
                where = opens[inside.index(at)]
                text = f"{text[:where]}[^{numbers[key]}]{text[where + len(key) + 3 :]}"
        lines[start:end] = text.split("\n")


def _places(text: str) -> list[int]:
    return [found.start() for found in re.finditer(r"\[\^", text)]
