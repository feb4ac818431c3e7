"""Tables as people save them from a spreadsheet: read strictly, and written so that a spreadsheet reads them.

Nothing is guessed. A file that cannot be read is refused with the row and what to do; what is wrong in
a single row is a `Problem` beside the rows, so that all of them can be put right at once.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from plm.errors import RuleBroken

MOST_BYTES = 2 * 1024 * 1024
LONGEST_CELL = 10_000

# How other files begin that are mistaken for a CSV file.
_OTHERS = (
    (b"PK\x03\x04", "an Excel workbook (.xlsx) or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF document"),
    (b"\xff\xfe", "text in UTF-16 encoding"),
    (b"\xfe\xff", "text in UTF-16 encoding"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
SAVE_AS = "Open it in Excel, choose Save as, then “CSV UTF-8 (Comma delimited)”, and send that file."


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what to do.

    Attributes:
        row: as the spreadsheet numbers it; the heading is row 1.
        column: the heading of the column; empty when the whole row is meant.
    """

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"Row {self.row}{', ' + self.column if self.column else ''}: {self.words}"


@dataclass(frozen=True)
class Line:
    """A row of the table: its number in the spreadsheet, and its cells by column."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A table that was read."""

    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read(data: bytes, columns: Sequence[str]) -> Sheet:
    """Read a table with exactly these columns, in any order.

    Commas, semicolons and tabs are recognised by the heading. Headings may differ in case, spaces, hyphens
    and underscores. A UTF-8 byte order mark is dropped. Empty rows are passed by.

    Args:
        data: the file.
        columns: the headings that must be there, as messages name them.

    Raises:
        RuleBroken: the file as a whole cannot be read.
    """
    text = _text_of(data)
    rows = _rows_of(text, _delimiter_of(text, columns))
    top = next((place for place, cells in enumerate(rows) if any(cell.strip() for cell in cells)), None)
    if top is None:
        raise RuleBroken("The file is empty.", code="empty-file")
    heading = rows[top]
    problems = _about_heading(top + 1, heading, columns)
    if problems:
        return Sheet(problems=tuple(problems))
    names = {_plain(name): name for name in columns}
    order = [names.get(_plain(cell), "") for cell in heading]
    lines = []
    for number, cells in enumerate(rows[top + 1 :], start=top + 2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(order) :]):
            problems.append(
                Problem(
                    number, "", f"It has {len(cells)} cells, but the heading has {len(order)}. Is a comma too many?"
                )
            )
            continue
        found = dict.fromkeys(columns, "")
        found.update({name: " ".join(cell.split()) for name, cell in zip(order, cells, strict=False) if name})
        lines.append(Line(number, found))
    if not lines and not problems:
        raise RuleBroken("The file has a heading but no rows below it.", code="empty-file")
    return Sheet(tuple(lines), tuple(problems))


def written(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that spreadsheets open as it is: UTF-8 with a byte order mark, and no cell that is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([[_guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that this one may have been meant to be, or nothing."""
    found = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def _guarded(cell: object) -> str:
    # A spreadsheet runs a cell that begins like this as a formula (OWASP, CSV injection).
    words = str(cell)
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _text_of(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise RuleBroken(
            f"The file is too large: {len(data) / 1024 / 1024:.1f} MB, and 2 MB is the most. Send it in parts.",
            code="too-large",
        )
    for beginning, what in _OTHERS:
        if data.startswith(beginning):
            raise RuleBroken(f"This is {what}, not a CSV file. {SAVE_AS}", code="not-csv")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The position is counted without the byte order mark, which is valid and cannot be the trouble.
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        row = len(re.findall(rb"\r\n|\r|\n", data[:start])) + 1
        raise RuleBroken(
            f"The file is not saved as UTF-8: in row {row}, byte {start + 1} of the file (0x{data[start]:02X}) has no "
            f"meaning there. Names with accents would be spoiled, so nothing was read. {SAVE_AS}",
            code="not-utf-8",
        ) from None
    if "\0" in text:
        raise RuleBroken(f"This is not a CSV file; it holds binary data. {SAVE_AS}", code="not-csv")
    return text


def _delimiter_of(text: str, columns: Sequence[str]) -> str:
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    known = {_plain(name) for name in columns}
    return max(",;\t", key=lambda mark: sum(_plain(cell) in known for cell in first.split(mark)))


def _rows_of(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise RuleBroken(
                    f"Row {len(rows) + 1} holds a cell of over {LONGEST_CELL:,} letters. Is a quotation mark open?",
                    code="broken-csv",
                )
            rows.append(cells)
    except csv.Error as error:
        raise RuleBroken(
            f"Row {len(rows) + 1} cannot be read as CSV ({error}). Is a quotation mark opened there and not closed?",
            code="broken-csv",
        ) from None
    return rows


def _about_heading(row: int, heading: Sequence[str], columns: Sequence[str]) -> list[Problem]:
    names = {_plain(name): name for name in columns}
    found = [_plain(cell) for cell in heading]
    problems = []
    if not set(found) & set(names):
        expected = ", ".join(columns)
        return [Problem(row, "", f"This must be the heading, and it names none of our columns: {expected}.")]
    problems += [
        Problem(row, name, "This column is missing. Add it to the heading.")
        for plain, name in names.items()
        if plain not in found
    ]
    for place, plain in enumerate(found):
        shown = heading[place].strip()[:60]
        if plain and plain not in names:
            hint = nearest(plain, names)
            meant = f" Did you mean “{names[hint]}”?" if hint else " Take it out of the file."
            problems.append(Problem(row, shown, f"This column is unknown.{meant}"))
        elif plain and plain in found[:place]:
            problems.append(Problem(row, shown, "This column stands there twice. Keep one of them."))
    return problems


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", "", heading).casefold().removesuffix("code") or heading.strip().casefold()
