"""Likely names in what somebody writes, so that no student's name is ever kept. Pure.

A rule of thumb that may miss a name and may take a word for one; so it warns, and the person decides.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plm.errors import RuleBroken
from plm.learning.model.known_words import FIRST_NAMES, KNOWN, PLACES, TITLES

MOST_NAMED = 12
"""So many likely names are told at once; a longer list would only be a wall of words."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ\-‐][^\W\d_]+)*", re.UNICODE)
_QUOTES = "\"“”„«»‘'([{*_>#•·~ \t"
_ENDS = ".!?…:|/\n\r"
_HEADING = 0.6
"""A line without an end that has such a share of capitals is a heading, in which capitals say nothing."""


class LikelyNames(RuleBroken):
    """What somebody wrote may hold a name.

    Args:
        found: likely names by the field they stand in.
    """

    def __init__(self, found: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__("There may be a name in what you wrote.", code="likely-name")
        self.found = found

    @property
    def names(self) -> tuple[str, ...]:
        """Each of them once, as they come."""
        return tuple(dict.fromkeys(name for names in self.found.values() for name in names))


@dataclass(frozen=True)
class _Token:
    """A word and how it stands.

    Attributes:
        plain: in small letters, without an ending ’s.
        starts: whether a sentence, a line or a quotation begins with it.
        follows: whether nothing but a space stands between the word before and this one.
        titled: whether it stands right after a title such as “Ms.”.
    """

    text: str
    plain: str
    starts: bool
    follows: bool
    titled: bool

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is: a capital and small letters."""
        return self.text[0].isupper() and not self.text.isupper()


def likely_names(text: str, *, known: Collection[str] = ()) -> tuple[str, ...]:
    """What may be a name in a text, each once, in its order; words that belong together stay together.

    Args:
        known: words that are no student's name, such as the names of the adults of a school, in small letters.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        for name in _named_in(list(_tokens(line)), known, ended=line.rstrip().endswith((".", "!", "?"))):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST_NAMED]


def names_in(
    texts: Mapping[str, str], *, known: Collection[str], confirmed: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Likely names by field, but for those somebody has said are none of a student's.

    Args:
        texts: by field.
        known: as in `likely_names`.
        confirmed: names that were looked at; case makes no difference.
    """
    fine = {one.casefold() for one in confirmed}
    found = {
        field: tuple(name for name in likely_names(text, known=known) if name.casefold() not in fine)
        for field, text in texts.items()
    }
    return {field: names for field, names in found.items() if names}


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """The words of which names are made, in small letters, as `known` takes them."""
    return frozenset(_plain(word) for name in names for word in _WORD.findall(name))


def _named_in(tokens: Sequence[_Token], known: Collection[str], *, ended: bool) -> Iterator[str]:
    capitals = sum(one.text[0].isupper() for one in tokens)
    heading = not ended and len(tokens) > 2 and capitals > _HEADING * len(tokens)
    for run in _runs(tokens):
        if any(one.plain in PLACES for one in run if one.capital):
            continue
        together: list[str] = []
        for one in run:
            # Words of one name follow each other without anything between.
            if together and not one.follows:
                yield " ".join(together)
                together = []
            if _may_be_name(one, heading=heading) and one.plain not in known:
                together.append(_without_s(one.text))
            elif together:
                yield " ".join(together)
                together = []
        if together:
            yield " ".join(together)


def _may_be_name(one: _Token, *, heading: bool) -> bool:
    if one.titled or len(one.plain) < 2:
        return False
    if any(part in FIRST_NAMES for part in re.split(r"[\-‐]", _bare(one.plain))):
        # Written in capitals or in small letters, a name is still one.
        return not one.text.isupper() or len(one.text) > 3
    return one.capital and not one.starts and not heading and not _is_known(one.plain)


def _bare(word: str) -> str:
    """A word without its accents: José is found as Jose."""
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def _is_known(plain: str) -> bool:
    if plain in KNOWN or plain.endswith(("n't", "n’t")):
        return True
    parts = re.split(r"['’ʼ\-‐]", plain)
    if len(parts) > 1 and "'" not in plain and "’" not in plain:
        return all(part in KNOWN or part.removesuffix("s") in KNOWN for part in parts)
    return (len(parts) > 1 and parts[0] in KNOWN) or plain.removesuffix("s") in KNOWN


def _runs(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Words that stand together because they begin with a capital letter; every other word stands alone."""
    run: list[_Token] = []
    for one in tokens:
        if run and one.follows and one.capital and run[-1].capital:
            run.append(one)
            continue
        if run:
            yield run
        run = [one]
    if run:
        yield run


def _tokens(line: str) -> Iterator[_Token]:
    end, title = 0, False
    for match in _WORD.finditer(line):
        between = line[end : match.start()]
        word = match[0]
        plain = _plain(word)
        follows = bool(end) and (between.strip(" \t") == "" or (title and between.strip(" \t") == "."))
        before = line[: match.start()].rstrip(_QUOTES)
        quoted = bool(between.strip(" \t")) and between.rstrip(" \t")[-1:] in '"“„«‘([' and between[-1:] not in " \t"
        starts = not before or before[-1] in _ENDS or quoted
        titled = title and follows
        yield _Token(word, plain, starts, follows, titled)
        end = match.end()
        title = plain in TITLES or (titled and word[0].isupper())


def _plain(word: str) -> str:
    return _without_s(word).casefold()


def _without_s(word: str) -> str:
    return re.sub(r"['’ʼ][sS]$", "", word)
