"""TOML, asked key by key: what is missing, unknown or of the wrong kind is noted with its place."""

import difflib
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from plm.catalog.files.mistakes import Log

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")

# What Python's parser says, and what an author can do about it. {key} is the key on that line.
_SAYS = (
    (r"Cannot overwrite a value", "The key {key} is set twice. Keep one of them."),
    (r"Cannot declare \((.+?),?\) twice", "The table [{name}] stands twice. Keep one of them."),
    (r"Expected '=' after a key", "A key is followed by = and its value. Write key = value; a remark begins with #."),
    (r"Expected newline or end of document", "Something follows the value. Begin a new line after it."),
    (r"Unterminated string|Illegal character '\\n'", 'A text is not closed. Put a quotation mark (") at its end.'),
    (r"Unclosed array", "A list is not closed. Put ] at its end."),
    (r"Unescaped '\\' in a string", "A backslash stands alone in a text. Write two of them."),
    (r"Invalid value", 'This is no value. A text stands between straight quotation marks: key = "text".'),
)


def parsed(text: str, log: Log) -> "Table | None":
    """The file as a table, or nothing when it is not TOML: then the first place where it breaks is noted."""
    try:
        return Table(tomllib.loads(text), log)
    except tomllib.TOMLDecodeError as error:
        log.say(*_explained(str(error), text))
    except RecursionError:
        log.say("", "Lists stand in lists too deeply. Write them flat.")
    except ValueError as error:  # A figure of thousands of digits is TOML, but no number Python reads.
        log.say("", f"A value cannot be read ({error}). Write a smaller number.")
    return None


def _explained(message: str, text: str) -> tuple[str, str]:
    """The place and the words for what the parser says."""
    lines = text.split("\n")
    found = _PLACE.search(message)
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    else:
        line = max((place for place, one in enumerate(lines, 1) if one.strip()), default=1)
        column = len(lines[line - 1]) + 1
    said = _PLACE.sub("", message)
    key = _KEY.match(lines[line - 1])
    for pattern, words in _SAYS:
        if match := re.match(pattern, said):
            name = ".".join(re.findall(r"'([^']*)'", match[1])) if match.groups() else ""
            words = words.format(key=key[1] if key else "on this line", name=name)
            return f"line {line}, column {column}", words
    return f"line {line}, column {column}", f"Is not TOML: {said}. Correct this line."


class Table:
    """A table of a file. Every question notes what is wrong with the answer and returns something harmless.

    Args:
        data: what stands in it.
        place: where it stands, as it is written before the key.
    """

    def __init__(self, data: dict[str, Any], log: Log, place: str = "") -> None:
        self._data = data
        self._log = log
        self._place = place
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        # Who asks knows the key, so it may be suggested for one that is misspelled.
        self._know(key)
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def is_text(self, key: str) -> bool:
        """Whether a text stands there; of keys that may hold either a text or something else."""
        return isinstance(self._data.get(key), str)

    def say(self, key: str, words: str) -> None:
        """Note a mistake at a key of this table; without a key, at the table itself."""
        self._log.say(self.where(key), words)

    def warn(self, key: str, words: str) -> None:
        """Note, at a key of this table, what is no mistake and would better be changed."""
        self._log.warn(self.where(key), words)

    @property
    def noted(self) -> int:
        """How many mistakes were noted so far, in all files of the course."""
        return self._log.noted

    def where(self, key: str) -> str:
        """The place of a key: `hours`, `completion.sessions`, `modules[2] “roots”: title`."""
        if not self._place or not key:
            return key or self._place
        joint = ": " if self._place.endswith(("]", "”")) else "."
        return f"{self._place}{joint}{key}"

    def line(self, key: str, *, most: int, least: int = 1, default: str | None = None) -> str:
        """A text of one line, from `least` to `most` characters long."""
        text = self.text(key, most=most, least=least, default=default)
        if "\n" in text:
            self.say(key, "Must stand on one line. Take the line break out.")
        return text

    def text(self, key: str, *, most: int, least: int = 1, default: str | None = None) -> str:
        """A text, possibly of several lines."""
        value = self._get(key, str, "a text", '"…"', default)
        if value is None or key not in self._data:
            return value or ""
        text = value.strip()
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
            self.say(key, "Has a control character in it. Type the text again.")
        if not text and default is None:
            self.say(key, "Is empty. Write something.")
        elif len(text) > most:
            self.say(key, f"Is {len(text):,} characters long. At most {most:,} fit: shorten it.")
        elif text and len(text) < least:
            self.say(key, f"Is too short. Use {least} characters or more.")
        return text

    def slug(self, key: str) -> str:
        """A name for addresses: small letters, figures, hyphens."""
        value = self.line(key, most=LONGEST_SLUG)
        if value and not SLUG.fullmatch(value):
            self.say(key, f"“{value}” cannot be a name here. {slug_remedy(value)}")
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """One of these words."""
        known = list(choices)
        value = self.line(key, most=60)
        if value and value not in known:
            self.say(key, f"“{value}” is unknown. {_suggestion(value, known)}")
            return ""
        return value

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        value = self._get(key, int, "a whole number", str(max(least, 1)), default)
        if value is None:
            return least
        if not least <= value <= most:
            self.say(key, f"Must be a whole number from {least:,} to {most:,}. Correct it.")
            return least
        return value

    def number(self, key: str, *, default: float | None = None, example: str = "1.0") -> float | None:
        """A finite number, or nothing when a mistake was noted."""
        value = self._get(key, (int, float), "a number", example, default)
        # Not beyond what a float holds: such an integer would be an OverflowError.
        if value is None or abs(value) > 1e12 or not math.isfinite(value):
            if value is not None:
                self.say(key, f"Must be an ordinary number. Write {key} = {example}.")
            return None
        return float(value)

    def share(self, key: str, *, default: float) -> float:
        """A share above 0 and up to 1."""
        value = self.number(key, default=default, example=str(default))
        if value is None:
            return default
        if not 0 < value <= 1:
            self.say(key, f"Must be above 0 and at most 1. Write {key} = {default} for {default:.0%}.")
            return default
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when it is not there."""
        return bool(self._get(key, bool, "true or false", "true", default=False))

    def lines(self, key: str, *, most: int, longest: int) -> tuple[str, ...]:
        """A list of one-line texts, at least one."""
        values = self._get(key, list, "a list of texts", '["…"]', None)
        if values is None:
            return ()
        if not 1 <= len(values) <= most:
            self.say(key, f"Has {len(values)} entries. Write from 1 to {most}.")
        texts: list[str] = []
        for place, value in enumerate(values, 1):
            where = f"{key}[{place}]"
            if isinstance(value, str):
                texts.append(Table({where: value}, self._log, self._place).line(where, most=longest))
            else:
                self.say(where, f'Must be a text, not {_kind(value)}. Write "…".')
        return tuple(texts)

    def table(self, key: str) -> "Table":
        """A table inside this one; an empty one when it is not there."""
        value = self._get(key, dict, "a table", "", default={}, header=f"[{key}]")
        return Table(value or {}, self._log, self.where(key))

    def tables(self, key: str, *, most: int, name: str = "id") -> list["Table"]:
        """A list of tables, at least one; each is called by its number, from 1, and its name."""
        values = self._get(key, list, "a list of tables", "", None, header=f"[[{key}]]")
        if values is None:
            return []
        if not 1 <= len(values) <= most:
            self.say(key, f"Has {len(values)} entries. Write from 1 to {most}, each under [[{key}]].")
        tables = []
        for place, value in enumerate(values, 1):
            where = f"{self.where(key)}[{place}]"
            if not isinstance(value, dict):
                self._log.say(where, f"Must be a table, not {_kind(value)}. Write it under [[{key}]].")
                continue
            called = value.get(name)
            known = f" “{called}”" if isinstance(called, str) and SLUG.fullmatch(called) else ""
            tables.append(Table(value, self._log, where + known))
        return tables

    def misplaced(self, key: str, words: str) -> None:
        """Note a key that is known elsewhere, if it stands here."""
        if key in self._data:
            self._know(key)
            self.say(key, words)

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                self.say(key, f"Unknown key. {_suggestion(key, self._asked)}")

    def _know(self, key: str) -> None:
        if key not in self._asked:
            self._asked.append(key)

    def _get(
        self,
        key: str,
        kind: type | tuple[type, ...],
        called: str,
        example: str,
        default: Any,
        *,
        header: str = "",
    ) -> Any:
        """The value of a key, the default, or None when a mistake was noted."""
        self._know(key)
        remedy = header or f"{key} = {example}"
        if key not in self._data:
            if default is None:
                self.say(key, f"Missing. Add {remedy}.")
            return default
        value = self._data[key]
        # In Python true is also a whole number; for an author it is not.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.say(key, f"Must be {called}, not {_kind(value)}. Write {remedy}.")
            return None
        return value


def slug_remedy(value: str) -> str:
    """What to write instead of a name that is none."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    better = "-".join(re.findall(r"[a-z0-9]+", plain)).lstrip("0123456789-")[:LONGEST_SLUG].rstrip("-")
    rule = "Use small letters, figures and hyphens, and begin with a letter"
    return f"{rule}: {better}." if better else f"{rule}."


def _suggestion(word: str, known: Iterable[str]) -> str:
    known = list(known)
    if near := difflib.get_close_matches(word.lower(), known, 1):
        return f"Did you mean {near[0]}?"
    return f"Known here: {', '.join(known)}."


def _kind(value: Any) -> str:
    """What an author would call this value."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case datetime() | date() | time():
            return "a date or time"
        case _:
            return "this"
