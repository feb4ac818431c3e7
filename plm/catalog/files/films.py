"""Films and their captions: whether a file is one, and how long the film runs.

Only what stands at the places that both formats promise is read. A file that says nothing about its length is a film
all the same.
"""

import re
import struct
from collections.abc import Iterator

from plm.catalog.files.pictures import Unfit, another

_TIMES = re.compile(
    r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->[ \t]+(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?:[ \t].*)?"
)
_NOT_SPOKEN = ("NOTE", "STYLE", "REGION")

_SEGMENT, _INFO, _SCALE, _DURATION, _CLUSTER = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489, 0x1F43B675


def mp4(data: bytes) -> tuple[int, int]:
    """Whether it is an MP4 film.

    Raises:
        Unfit: it is none.
    """
    if data[4:8] != b"ftyp":
        raise another("MP4 film")
    return 0, 0


def webm(data: bytes) -> tuple[int, int]:
    """Whether it is a WebM film.

    Raises:
        Unfit: it is none.
    """
    if not data.startswith(b"\x1a\x45\xdf\xa3") or b"webm" not in data[:64]:
        raise another("WebM film")
    return 0, 0


def captions(data: bytes) -> tuple[int, int]:
    """Whether these are captions in WebVTT: at least one, each with a time that ends after it begins.

    Raises:
        Unfit: they are none, with the line at which it is so.
    """
    spoken(data)
    return 0, 0


def spoken(data: bytes) -> float:
    """When the last caption ends, in seconds from the beginning.

    Raises:
        Unfit: as `captions`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit("Is not UTF-8. Save the file again with the encoding UTF-8.", f"byte {error.start + 1}") from None
    lines = re.split(r"\r\n|\r|\n", text)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise Unfit("Is not WebVTT. Begin the file with a line that says WEBVTT.", "line 1")
    last = 0.0
    for number, block in _blocks(lines):
        if block[0].split(" ", 1)[0].rstrip(":") in _NOT_SPOKEN or number == 1:
            continue
        last = max(last, _cue(number, block))
    if not last:
        raise Unfit(
            "Holds no caption. Write for each a line like 00:00:01.000 --> 00:00:04.000, and the words below it."
        )
    return last


def length_of(suffix: str, data: bytes) -> float | None:
    """How long a film runs, in seconds; nothing when its file does not say so.

    Args:
        suffix: `webm` or `mp4`.
        data: its content.
    """
    try:
        return _webm_length(data) if suffix == "webm" else _mp4_length(data)
    except (IndexError, struct.error):  # It ends in the middle of what it was about to say.
        return None


# ── WebVTT ────────────────────────────────────────────────────────────────────────────────────────


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines that stand together, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(number: int, block: list[str]) -> float:
    """When this caption ends. It may have a name above its times."""
    place = 0 if "-->" in block[0] else 1
    where = f"line {number + place}"
    found = _TIMES.fullmatch(block[place].strip()) if place < len(block) else None
    if found is None:
        raise Unfit(
            "Has no times. Write them like 00:00:01.000 --> 00:00:04.000, with a blank line before.", f"line {number}"
        )
    begins, ends = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if ends <= begins:
        raise Unfit("Ends before it begins. Let the second time be later than the first.", where)
    if len(block) == place + 1:
        raise Unfit("Has no words. Write what is said or heard below the times.", where)
    return ends


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


# ── MP4 ───────────────────────────────────────────────────────────────────────────────────────────


def _mp4_length(data: bytes) -> float | None:
    movie = _box(data, b"moov", 0, len(data))
    header = _box(data, b"mvhd", *movie) if movie else None
    if header is None:
        return None
    at = header[0]
    scale, units = struct.unpack_from(">IQ", data, at + 20) if data[at] else struct.unpack_from(">II", data, at + 12)
    return units / scale if scale and units else None


def _box(data: bytes, name: bytes, at: int, end: int) -> tuple[int, int] | None:
    """Where the content of the first box of this name begins and ends, between two places."""
    while at + 8 <= end:
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or end - at
        if data[at + 4 : at + 8] == name:
            return at + head, min(end, at + size)
        if size < head:
            return None
        at += size
    return None


# ── WebM ──────────────────────────────────────────────────────────────────────────────────────────


def _webm_length(data: bytes) -> float | None:
    """The duration of the first segment, which stands before the pictures begin."""
    segment = next((part for part in _elements(data, 0, len(data)) if part[0] == _SEGMENT), None)
    if segment is None:
        return None
    for name, start, stop in _elements(data, segment[1], segment[2]):
        if name == _CLUSTER:
            return None
        if name == _INFO:
            found = {one: data[begin:end] for one, begin, end in _elements(data, start, stop)}
            scale = int.from_bytes(found.get(_SCALE, b""), "big") or 1_000_000
            written = found.get(_DURATION, b"")
            if len(written) not in (4, 8):
                return None
            (units,) = struct.unpack(">f" if len(written) == 4 else ">d", written)
            return units * scale / 1e9 if units > 0 else None
    return None


def _elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The elements side by side between two places: what each is, and where its content begins and ends."""
    while at < end:
        name, at = _number(data, at, keep=True)
        size, at = _number(data, at, keep=False)
        stop = end if size is None else min(end, at + size)
        if name is not None:
            yield name, at, stop
        at = stop


def _number(data: bytes, at: int, *, keep: bool) -> tuple[int | None, int]:
    """A number that says in its first bits how long it is, and the place after it; nothing for "not known"."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8:
        raise IndexError("no such number")
    value = int.from_bytes(data[at : at + length], "big")
    if not keep:
        value &= (1 << 7 * length) - 1
        if value == (1 << 7 * length) - 1:
            return None, at + length
    return value, at + length
