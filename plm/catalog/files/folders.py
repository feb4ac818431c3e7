"""Which folders are courses, and reading them."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from plm.catalog.files.assets import Assets
from plm.catalog.files.course import COURSE_FILE, edition_of
from plm.catalog.files.mistakes import Found, Log, Mistake
from plm.catalog.files.table import LONGEST_SLUG, SLUG, slug_remedy
from plm.catalog.files.taking import PICTURES
from plm.catalog.model import Edition

RESERVED = frozenset({"files", "manage", "new", "questions"})
"""Names no course may have: pages of PLM stand there, or may one day, such as /courses/manage.

A test holds them against the routes.
"""

LARGEST_COURSE = 8 * 1024 * 1024
"""Bytes of a whole edition; MongoDB keeps up to 16 MB in one document."""


def read(paths: Iterable[Path]) -> list[Found]:
    """Read courses.

    Args:
        paths: folders of courses, or folders of such folders.

    Returns:
        One for each folder, in the order asked for; its edition is there only when it has no mistakes.
    """
    folders = dict.fromkeys(folder.resolve() for path in paths for folder in _courses_in(path))
    names = [folder.name for folder in folders]
    found: list[Found] = []
    for place, folder in enumerate(folders):
        one = read_course(folder)
        if (first := names.index(folder.name)) < place:
            other = list(folders)[first].parent
            mistake = Mistake(one.name, "", f"Another course of this name stands in {other}. Rename one.")
            one = replace(one, edition=None, mistakes=(*one.mistakes, mistake))
        found.append(one)
    return found


def read_course(folder: Path) -> Found:
    """Read the folder of one course. Never raises for what stands in it."""
    folder = folder.resolve()
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []
    assets = Assets(folder)
    try:
        edition = _read(folder, mistakes, warnings, assets)
    except OSError as error:
        edition = None
        mistakes.append(Mistake(folder.name, "", f"Cannot be read ({error.strerror}). Check who may read the folder."))
    first = f"{folder.name}/{COURSE_FILE}"
    for noted in (mistakes, warnings):
        noted.sort(key=lambda one: (one.file not in (folder.name, first), one.file))
    whole = None if mistakes else edition
    return Found(folder.name, whole, tuple(mistakes), tuple(warnings), draft=edition, assets=assets.each)


def titles_in(path: Path) -> dict[str, str]:
    """The courses in a folder of courses, each with the title its file gives it or else its name; unchecked."""
    titles: dict[str, str] = {}
    for folder in sorted(path.iterdir()) if path.is_dir() else ():
        if folder.is_dir() and SLUG.fullmatch(folder.name) and _is_course(folder):
            try:
                title = tomllib.loads((folder / COURSE_FILE).read_text(encoding="utf-8-sig")).get("title")
            except (OSError, ValueError, RecursionError):
                title = None  # Why it cannot be read is said when somebody publishes it.
            titles[folder.name] = title if isinstance(title, str) else folder.name
    return titles


def _read(folder: Path, mistakes: list[Mistake], warnings: list[Mistake], assets: Assets) -> Edition | None:
    name = folder.name
    if not folder.is_dir():
        what = "Is a file. Name the folder of a course." if folder.exists() else "There is no such folder. Correct it."
        mistakes.append(Mistake(str(folder), "", what))
        return None
    if not _is_course(folder):
        mistakes.append(Mistake(name, "", "Has no course.toml. Add one, or name a folder that has one."))
        return None
    if name in RESERVED:
        mistakes.append(Mistake(name, "", "A page of PLM has this name. Give the folder another one."))
    elif not SLUG.fullmatch(name) or len(name) > LONGEST_SLUG:
        mistakes.append(Mistake(name, "", f"The folder’s name cannot be a course’s. {slug_remedy(name)}"))
    log = Log(f"{name}/{COURSE_FILE}", mistakes, warnings, assets)
    edition = edition_of(folder, name, log)
    _look_for_pictures(folder, log, assets)
    if edition and not mistakes and len(json.dumps(asdict(edition), ensure_ascii=False).encode()) > LARGEST_COURSE:
        mistakes.append(Mistake(name, "", "Is larger than 8 MB in all. Make two courses of it."))
    return edition


def _look_for_pictures(folder: Path, log: Log, assets: Assets) -> None:
    """A picture that nothing shows may have been forgotten."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in PICTURES and path.name[0] not in "._" and path.name not in assets.taken:
            shown = "Nothing shows this picture. Show it, or begin its name with _ to keep it aside."
            log.of(path.name).warn("", shown)


def _is_course(folder: Path) -> bool:
    return COURSE_FILE in {one.name for one in folder.iterdir()}


def _courses_in(path: Path) -> list[Path]:
    """Every folder in this one when it holds courses, else the folder itself."""
    try:
        inside = [one for one in sorted(path.iterdir()) if one.is_dir() and one.name[0] not in "._"]
        holds = not _is_course(path) and any(_is_course(one) for one in inside)
    except OSError:
        return [path]  # Why it cannot be read is said when it is read as a course.
    return inside if holds else [path]
