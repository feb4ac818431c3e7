"""How hard a text is to read, as the Flesch-Kincaid grade.

The grade says after how many years of school most people read a text with ease:

    0.39 × words ÷ sentences + 11.8 × syllables ÷ words − 15.59

J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom: *Derivation of New Readability Formulas (Automated
Readability Index, Fog Count and Flesch Reading Ease Formula) for Navy Enlisted Personnel.* Research Branch Report
8-75, Naval Technical Training, Millington, Tennessee, 1975.

Counted is what is read as sentences: paragraphs and the items of lists, each of which ends a sentence. Headings, code,
figures, key words, notes and lists of references are left out. Syllables are counted by rule, so a word may be off by
one; a page is not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Self

from plm.catalog.markdown import parsed
from plm.catalog.model import Edition, Page

HARDEST_GRADE = 11.0
"""Above this grade, a text for busy people asks for shorter sentences or plainer words."""

_SENTENCE = 8
"""Words below which a long word, not a long sentence, makes the grade."""

_REFERENCES = frozenset({"references", "sources", "further reading", "read more"})

# Blocks that are looked up rather than read.
_SKIPPED = frozenset({"container_words_open", "footnote_block_open"})
_SKIPPED_ENDS = frozenset({"container_words_close", "footnote_block_close"})

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]+(?:[’'][A-Za-z]+)*")
_BREAK = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”’\"')\]]))\s+(?=[“‘\"'(\[]*[A-ZÀ-Þ0-9])")
_NO_END = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|Jr|Sr|No|vs|etc|ed|eds|pp|cf|e\.g|i\.e)|\b[A-Z])\.$")

_VOWELS = re.compile(r"[aeiouy]+")
# Neighboring vowels that are spoken apart.
_APART = re.compile(
    r"(?<![ctsgx])(?!(?<=l)ian$)ia|cia(?=te)|(?<![tscgx])io(?!n|r)|(?<![tc])ie(?=nc|nt|t)|^scie|ciet|(?<![qg])ua(?=l|t)"
    r"|eo(?!u|p)|crea(?!ture)|idea|area|^rea(?=ct|li)|oe(?=[mt])|(?<![qg])ui(?=n|d)|iu|eu(?=m$)|ee(?=ing$)"
    r"|[aeou](?=ing$)|y(?=ing$)|(?<=[a-z])y(?=o)"
)
# An e that is written and not spoken: at the end of a word, or of the first of two words grown together.
_SILENT = re.compile(
    r"(?:[^aeiouyl]e|[aeiouy]le|[^aeiouytdl]ed|[aeiouyl]led|(?:[^aeiouysxzcglh]|(?<![sc])h)es|[aeiouy]les)$"
)
_SILENT_INSIDE = re.compile(r"[^aeiouyl]e(?:ly|ments?|ful|fully|less|ness)$|some(?=body|thing|where|one|times?)|every")
_SPOKEN_SM = re.compile(r"(?:s|th)ms?$")


@dataclass(frozen=True)
class Measure:
    """How much stands in a text."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0

    def __add__(self, other: Self) -> "Measure":
        return Measure(self.words + other.words, self.sentences + other.sentences, self.syllables + other.syllables)

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade, from 0 on, to one decimal place; 0 for a text without words."""
        if not self.words or not self.sentences:
            return 0.0
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return max(0.0, round(grade, 1))


def of_course(edition: Edition) -> float:
    """The grade of all readings of a course together."""
    return of_pages([page for module in edition.modules for page in module.content.pages])


def of_pages(pages: Iterable[Page]) -> float:
    """The grade of a reading."""
    return sum((measured(one) for page in pages for one in sentences(page.text)), Measure()).grade


def hardest(pages: Iterable[Page], most: int = 3) -> list[str]:
    """The sentences with the highest grades, the hardest first."""
    said = dict.fromkeys(one for page in pages for one in sentences(page.text) if measured(one).words >= _SENTENCE)
    return sorted(said, key=lambda one: -measured(one).grade)[:most]


def sentences(text: str) -> list[str]:
    """The sentences of a page in Markdown, without their marks."""
    return [one for block in _prose(text) for one in _cut(block) if _WORD.search(one)]


@lru_cache(maxsize=8192)
def measured(sentence: str) -> Measure:
    """One sentence, measured."""
    words = _WORD.findall(sentence)
    return Measure(len(words), 1, sum(syllables(word) for word in words))


def syllables(word: str) -> int:
    """How many syllables a word has, by rule; at least one. A figure has one for each digit."""
    word = word.lower().replace("’", "'")
    if any(letter.isdigit() for letter in word):
        return sum(letter.isdigit() for letter in word)
    word = re.sub(r"n't$", "nt", word)
    spoken = len(_SPOKEN_SM.findall(word)) + word.endswith(("dnt", "snt"))
    word = re.sub(r"'(?:s|d|ll|ve|re|m)$", "", word).replace("'", "")
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word)) + spoken
    count -= bool(_SILENT.search(word)) + bool(_SILENT_INSIDE.search(word))
    return max(1, count)


def _prose(text: str) -> list[str]:
    """The paragraphs and items of a page; what stands below a heading such as “References” is left out."""
    blocks: list[str] = []
    aside, within = False, 0
    for token, inside in pairwise(parsed(text)):
        within += (token.type in _SKIPPED) - (token.type in _SKIPPED_ENDS)
        if token.type == "heading_open":
            aside = inside.content.strip().lower() in _REFERENCES
        elif token.type == "paragraph_open" and not aside and not within:
            spoken = [one.content for one in inside.children or () if one.type in ("text", "softbreak", "hardbreak")]
            blocks.append(" ".join("".join(part or " " for part in spoken).split()))
    return blocks


def _cut(block: str) -> Sequence[str]:
    """The sentences of a paragraph. An abbreviation or an initial ends none."""
    done: list[str] = []
    for part in _BREAK.split(block):
        if done and _NO_END.search(done[-1]):
            done[-1] = f"{done[-1]} {part}"
        else:
            done.append(part)
    return done
