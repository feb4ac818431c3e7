"""Courses written to folders: a new one from the scaffold, and a published edition as files."""

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from plm.catalog.files import scaffold
from plm.catalog.files.course import COURSE_FILE
from plm.catalog.files.folders import RESERVED, read_course
from plm.catalog.files.mistakes import Log
from plm.catalog.files.reading import pages_of
from plm.catalog.files.table import LONGEST_SLUG, SLUG, slug_remedy
from plm.catalog.files.toml import line, listed
from plm.catalog.model import Edition, Kind, Module, Page, Question, Quiz
from plm.errors import RuleBroken

TAKEAWAY_FILE = "_takeaway.md"

_MARKS = re.compile(r"[!-/:-@\[-`{-~]")


def new_course(slug: str, title: str, into: Path) -> Path:
    """Write the files of a new course.

    Args:
        slug: its name; also the folder's.
        title: its title; empty for the name in words.
        into: the folder in which the course's folder is made.

    Returns:
        The course's folder.

    Raises:
        RuleBroken: the name or the title cannot be a course's, or there is something of this name already.
    """
    if slug in RESERVED or not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        remedy = "PLM has a page of this name." if slug in RESERVED else slug_remedy(slug)
        raise RuleBroken(f"“{slug}” cannot be a course’s name. {remedy}", code="course-name")
    return _placed(into, slug, scaffold.files_of(title.strip() or slug.replace("-", " ").capitalize()))


def export(edition: Edition, into: Path) -> Path:
    """Write an edition as a folder that checks clean and is, published again, the very same edition.

    Args:
        into: the folder in which the course's folder is made.

    Returns:
        The course's folder.

    Raises:
        RuleBroken: there is something of this name already, or the edition is of a kind that files cannot say.
    """
    return _placed(into, edition.course, files_of(edition), expected=edition.id)


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
        files[TAKEAWAY_FILE] = _reading(edition.takeaway)
    asked = edition.requirement
    course += ["\n[completion]\n", line("sessions", asked.sessions), line("minutes_share", asked.minutes_share)]
    for place, module in enumerate(edition.modules, 1):
        course += [
            "\n[[modules]]\n",
            line("id", module.id),
            line("title", module.title),
            line("kind", module.kind.value),
        ]
        course.append(line("minutes", module.minutes))
        if module.kind is not Kind.LIVE:
            name = f"{place:02}-{module.id}.{'md' if module.kind is Kind.READING else 'toml'}"
            course.append(line("file", name))
            files[name] = _content(module)
        if module.guide:
            course.append(line("guide", f"_guide-{module.id}.md"))
            files[f"_guide-{module.id}.md"] = _reading(module.guide)
    files[COURSE_FILE] = "".join(course)
    return files


def _content(module: Module) -> str:
    if module.quiz:
        return _quiz(module.quiz)
    return _reflection(module) if module.kind is Kind.REFLECTION else _reading(module.pages)


def _reading(pages: tuple[Page, ...]) -> str:
    return "\n\n".join(f"## {_heading(page.title)}\n\n{page.text}" for page in pages) + "\n"


def _heading(title: str) -> str:
    """The words of a heading that reads as this title: as they are when Markdown leaves them alone."""
    read = pages_of(f"## {title}\n\n.", "", Log("", [], []))
    if "\n" not in title and [page.title for page in read] == [title]:
        return title
    escaped = _MARKS.sub(lambda mark: f"\\{mark[0]}", title)
    # Spaces at the ends, and what would end the line, are written by their number.
    ends = len(escaped) - len(escaped.lstrip()), len(escaped.rstrip())
    return "".join(
        f"&#{ord(letter)};" if letter.isspace() and (letter != " " or not ends[0] <= place < ends[1]) else letter
        for place, letter in enumerate(escaped)
    )


def _quiz(quiz: Quiz) -> str:
    head = line("pass", quiz.pass_share) + line("attempts", quiz.attempts)
    head += line("intro", quiz.intro) if quiz.intro else ""
    return head + "".join(_question(one) for one in quiz.questions)


def _question(question: Question) -> str:
    written = ["\n[[questions]]\n", line("id", question.id)]
    written += [line("kind", "multiple" if question.many else "single"), line("text", question.text)]
    for option in question.options:
        written += ["[[questions.options]]\n", line("text", option.text)]
        written += [line("right", True)] if option.right else []
        written.append(line("feedback", option.feedback))
    return "".join(written)


def _reflection(module: Module) -> str:
    written = [line("intro", module.intro)] if module.intro else []
    for prompt in module.prompts:
        written += ["\n[[prompts]]\n", line("id", prompt.id), line("text", prompt.text)]
        written += [line("hint", prompt.hint)] if prompt.hint else []
        written.append(line("least_words", prompt.least_words))
    return "".join(written).lstrip("\n")


def _placed(into: Path, slug: str, files: Mapping[str, str], *, expected: str = "") -> Path:
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


def _check(folder: Path, files: Mapping[str, str], expected: str) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    found = read_course(folder)
    for mistake in found.mistakes:
        raise RuleBroken(f"It would not check clean: {mistake}", code="course-mistake")
    if expected and (found.edition is None or found.edition.id != expected):
        raise RuleBroken("Its files would make another edition than the published one.", code="other-edition")
