"""The text of one file of a course: inside its folder, not too large, and really text."""

import difflib
from pathlib import Path

from plm.catalog.files.mistakes import Log

LARGEST = 512 * 1024
"""Bytes in one file."""


def text_of(folder: Path, name: str, log: Log, *, asked: Log, place: str) -> str | None:
    """Read a file of the course.

    Args:
        folder: the course's folder.
        name: the file as it is named there, relative to the folder.
        log: where mistakes inside the file are noted.
        asked, place: where it is noted that there is no such file: who asked for it.

    Returns:
        The text with plain line ends, or nothing when a mistake was noted.
    """
    try:
        path = inside(folder, name, asked, place)
        if path is None:
            return None
        if (size := path.stat().st_size) > LARGEST:
            log.say("", f"Is {size // 1024:,} kB large. A file may have at most 512 kB: divide it or shorten it.")
            return None
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        asked.say(place, f"{name} cannot be read ({reason}). Check its name and who may read it.")
        return None
    return _decoded(content, log)


def inside(folder: Path, name: str, asked: Log, place: str) -> Path | None:
    """The file, if it stands in the folder; links could lead anywhere, so there are none.

    Args:
        asked, place: where it is noted that there is no such file: who asked for it.

    Raises:
        OSError, ValueError: the name cannot be a file's, or nobody may look.
    """
    path = folder / name
    home = folder.resolve()
    if Path(name).is_absolute() or ".." in Path(name).parts:
        asked.say(place, f"{name} leads out of the folder of the course. Move the file into the folder.")
        return None
    steps = [folder.joinpath(*Path(name).parts[:count]) for count in range(1, len(Path(name).parts) + 1)]
    if any(step.is_symlink() for step in steps) or not path.resolve().is_relative_to(home):
        asked.say(place, f"{name} is a link to another place. Put the file itself there.")
        return None
    if not path.is_file():
        near = difflib.get_close_matches(name, [one.name for one in folder.iterdir() if one.is_file()], 1)
        remedy = f"Did you mean {near[0]}?" if near else "Add the file or correct its name."
        asked.say(place, f"There is no file {name}. {remedy}")
        return None
    return path


def _decoded(content: bytes, log: Log) -> str | None:
    """The bytes as text; positions are counted from 1."""
    if (zero := content.find(b"\0")) >= 0:
        log.say(f"byte {zero + 1}", "Is not text. Put a text file there, saved as UTF-8.")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        log.say(f"byte {error.start + 1}", "Is not UTF-8. Save the file again with the encoding UTF-8.")
        return None
    # The same course is the same edition on every system.
    return text.replace("\r\n", "\n").replace("\r", "\n")
