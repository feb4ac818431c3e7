"""Courses written to folders: a new one from the scaffold, and a published edition as files."""

import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from plm.catalog.files import scaffold
from plm.catalog.files.assets import ADDRESS, Asset, names_of
from plm.catalog.files.completion import written as completion_of
from plm.catalog.files.course import COURSE_FILE
from plm.catalog.files.folders import RESERVED, read_course
from plm.catalog.files.heading import markdown_of
from plm.catalog.files.reading import with_names
from plm.catalog.files.table import LONGEST_SLUG, SLUG, slug_remedy
from plm.catalog.files.toml import line, listed
from plm.catalog.kinds import Kind
from plm.catalog.model import Edition
from plm.errors import RuleBroken

TAKEAWAY_FILE = "_takeaway.md"


def new_course(slug: str, title: str, into: Path, extras: Collection[str] = ()) -> Path:
    """Write the files of a new course.

    Args:
        slug: its name; also the folder's.
        title: its title; empty for the name in words.
        into: the folder in which the course's folder is made.
        extras: what it begins with besides a reading, a quiz and a reflection, of `scaffold.EXTRAS`.

    Returns:
        The course's folder.

    Raises:
        RuleBroken: the name or the title cannot be a course's, or there is something of this name already.
    """
    if slug in RESERVED or not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        remedy = "PLM has a page of this name." if slug in RESERVED else slug_remedy(slug)
        raise RuleBroken(f"“{slug}” cannot be a course’s name. {remedy}", code="course-name")
    files = scaffold.files_of(title.strip() or slug.replace("-", " ").capitalize(), extras)
    return _placed(into, slug, {name: text.encode() for name, text in files.items()})


def export(edition: Edition, into: Path, assets: Sequence[Asset] = ()) -> Path:
    """Write an edition as a folder that checks clean and is, published again, the very same edition.

    Args:
        into: the folder in which the course's folder is made.
        assets: the files that the edition shows.

    Returns:
        The course's folder.

    Raises:
        RuleBroken: there is something of this name already, or the edition is of a kind that files cannot say.
    """
    names = names_of(assets)
    files = {name: _named(name, text, names).encode() for name, text in files_of(edition).items()}
    files |= {names[asset.file]: asset.data for asset in assets}
    return _placed(into, edition.course, files, expected=edition.id)


def _named(name: str, text: str, names: Mapping[str, str]) -> str:
    """A written file that calls the files it shows by their names."""
    if name.endswith(".md"):
        return with_names(text, names)
    return ADDRESS.sub(lambda found: names.get(found[1], found[0]), text)


def files_of(edition: Edition) -> dict[str, str]:
    """The files of an edition, by name."""
    files = {COURSE_FILE: ""}
    course = [
        line("title", edition.title),
        line("summary", edition.summary),
        line("audience", edition.audience),
        line("hours", edition.hours),
        line("valid_months", edition.valid_months),
        f"outcomes = {listed(edition.outcomes)}\n",
    ]
    if edition.takeaway:
        course.append(line("takeaway", TAKEAWAY_FILE))
        files[TAKEAWAY_FILE] = markdown_of(edition.takeaway)
    course += _credit(edition) + _completion(edition)
    for place, module in enumerate(edition.modules, 1):
        course += ["\n[[modules]]\n", line("id", module.id), line("title", module.title), line("kind", module.kind)]
        course.append(line("minutes", module.minutes))
        if module.requires:
            course.append(f"requires = {listed(module.requires)}\n")
        kind = module.content
        if not isinstance(kind, Kind):
            raise RuleBroken(f"“{module.title}” is of a kind that files cannot say.", code="unknown-kind")
        written = dict(kind.written(module.id))
        if "" in written:
            name = f"{place:02}-{module.id}{kind.suffix}"
            course.append(line("file", name))
            files[name] = written.pop("")
        course += [line(key, name) for key, name in kind.keys(module.id).items()]
        files |= written
    files[COURSE_FILE] = "".join(course)
    return files


def _credit(edition: Edition) -> list[str]:
    """The areas it counts in, the credit it gives, and the courses that open it."""
    written = [f"areas = {listed(edition.areas)}\n"] if edition.areas else []
    for credit in edition.credit:
        written += ["\n[[credit]]\n", line("kind", credit.kind)]
        written += [line("amount", credit.amount)] if credit.amount is not None else []
    if edition.door.courses:
        key = "any_of" if edition.door.any else "all_of"
        written += ["\n[requires]\n", f"{key} = {listed(edition.door.courses)}\n"]
    return written


def _completion(edition: Edition) -> list[str]:
    if edition.rule is not None:
        return ["\n[completion]\n", completion_of(edition.rule)]
    asked = edition.requirement
    return ["\n[completion]\n", line("sessions", asked.sessions), line("minutes_share", asked.minutes_share)]


def _placed(into: Path, slug: str, files: Mapping[str, bytes], *, expected: str = "") -> Path:
    """Write the files beside their place, check them there, and only then move the folder in.

    Args:
        expected: the edition they must be.
    """
    folder = into / slug
    if folder.exists() or folder.is_symlink():
        raise RuleBroken(
            f"There is something named {folder} already. Nothing was written: move it, or choose another place.",
            code="folder-taken",
        )
    try:
        into.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".plm-", dir=into))
        try:
            _check(beside / slug, files, expected)
            (beside / slug).rename(folder)
        finally:
            shutil.rmtree(beside)
    except OSError as error:
        raise RuleBroken(f"{folder} cannot be written ({error.strerror}).", code="folder-unwritable") from None
    return folder


def _check(folder: Path, files: Mapping[str, bytes], expected: str) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    found = read_course(folder)
    for mistake in found.mistakes:
        raise RuleBroken(f"It would not check clean: {mistake}", code="course-mistake")
    if expected and (found.edition is None or found.edition.id != expected):
        raise RuleBroken("Its files would make another edition than the published one.", code="other-edition")
