"""`plm courses`: new, check, preview, list, unpublish, export.

`publish` says for whom something changed, so it stands where people are known: in `plm.enrollment.commands`.
"""

import errno
from collections.abc import Collection, Mapping
from pathlib import Path

import click
from waitress.server import create_server

from plm.catalog import actions, readability, shelf, sums
from plm.catalog.files.doors import Required
from plm.catalog.model import Edition
from plm.catalog.preview import create_preview
from plm.catalog.shelf import Found
from plm.cli import Console, pass_console
from plm.errors import Unavailable
from plm.web.words import count, figure_count, hours

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
_INTO = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="here",
    help="The folder in which the course’s folder is made.",
)


class Several(click.ParamType):
    """Some of a few words, with commas between."""

    name = "words"

    def __init__(self, known: Collection[str]) -> None:
        self.known = known

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The words, each once."""
        if isinstance(value, tuple):
            return value
        said = tuple(dict.fromkeys(word.strip() for word in str(value).split(",") if word.strip()))
        for word in said:
            if word not in self.known:
                self.fail(f"“{word}” is unknown. Known here: {', '.join(self.known)}.", param, ctx)
        return said


@click.group()
def courses() -> None:
    """The catalogue: folders of TOML and Markdown, published as editions."""


@courses.command()
@click.argument("slug")
@click.option("--title", default="", help="Its title; without it, the name in words.")
@click.option(
    "--with",
    "extras",
    type=Several(shelf.EXTRAS),
    default=(),
    help=f"What else it begins with, with commas between: {', '.join(shelf.EXTRAS)}.",
)
@_INTO
def new(slug: str, title: str, extras: tuple[str, ...], into: Path) -> None:
    """Begin a course: a folder named SLUG with a reading, a quiz and a reflection that say what to write."""
    folder = shelf.new_course(slug, title, into, extras)
    click.echo(f"{slug}: the files are in {folder}. Write your own words into them, and look at them meanwhile:")
    click.echo(f"  plm courses preview {folder}")


@courses.command()
@PATHS
@click.option("--strict", is_flag=True, help="Take warnings for mistakes.")
@click.option("--verbose", is_flag=True, help="Say of each course how much stands in it.")
def check(paths: tuple[Path, ...], strict: bool, verbose: bool) -> None:
    """Say every mistake in courses: PATH is the folder of one course, or a folder of such folders.

    Without a PATH, the courses that come with PLM. For a course without mistakes it says how hard the readings are to
    read, as the Flesch-Kincaid grade, and for several courses how much stands in all of them. Warnings are no mistakes,
    unless --strict is given.
    """
    paths = paths or (actions.shipped_courses(),)
    # What stands beside these, or comes with PLM, may be required; whether it is published nobody can know here.
    beside = {name for path in paths for name in shelf.titles_in(path.resolve().parent)}
    found = shelf.doors.judged(shelf.read(paths), elsewhere=beside | set(shelf.titles_in(actions.shipped_courses())))
    warnings = [warning for one in found for warning in one.warnings]
    mistakes = [mistake for one in found for mistake in one.mistakes]
    for mistake in mistakes:
        click.echo(str(mistake))
    for warning in warnings:
        click.echo(f"warning: {warning}")
    if mistakes or (strict and warnings):
        raise _to_correct(len(mistakes), "mistake") if mistakes else _to_correct(len(warnings), "warning")
    editions = [one.edition for one in found if one.edition]
    for edition in editions:
        for line in _read_as(edition, verbose=verbose):
            click.echo(line)
    if len(editions) > 1:
        total = sum((sums.of_course(edition) for edition in editions), sums.Sums())
        click.echo(f"{count(len(editions), 'course', 'courses').capitalize()}: {total.words()}.")


@courses.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", default=8100, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@pass_console
def preview(console: Console, path: Path, port: int) -> None:
    """Show one course in the browser while it is written. Nothing is kept, and no database is needed."""
    app = create_preview(path, console.settings, console.now)
    try:
        server = create_server(app, host="127.0.0.1", port=port, threads=4, ident=None)
    except OSError as error:
        reason = "is already taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise Unavailable(f"Port {port} {reason}. Choose another one: --port {port + 1}") from None
    click.echo(f"{path.resolve().name} is shown at http://127.0.0.1:{port}/ and follows when you save a file.")
    click.echo("Stop it with Ctrl-C.")
    try:
        server.run()
    finally:
        server.close()
    click.echo("Stopped.")


@courses.command("list")
@pass_console
def list_courses(console: Console) -> None:
    """Say which courses there are, and which edition of each is live."""
    standing = actions.standing(console.db, actor=console.actor)
    if not standing:
        click.echo("There are no courses yet. Publish some: plm courses publish PATH")
    for course, edition in standing:
        closed = "" if course.published else ", takes no newcomers"
        modules = figure_count(len(edition.modules), "module", "modules")
        of = f"edition {edition.number} of {course.editions}"
        click.echo(f"{course.slug}: {course.title}, {modules}, {hours(course.hours)}, {of}{closed}")


@courses.command()
@click.argument("slug")
@pass_console
def unpublish(console: Console, slug: str) -> None:
    """Take a course from the catalogue: nobody new can begin it, and who began it can finish."""
    course = actions.unpublish(console.db, slug, actor=console.actor, now=console.now())
    click.echo(f"{course.slug}: takes no newcomers from now on. Who began it can finish it.")


@courses.command()
@click.argument("slug")
@click.option("--edition", "number", type=click.IntRange(min=1), help="Its number; without it, the live edition.")
@_INTO
@pass_console
def export(console: Console, slug: str, number: int | None, into: Path) -> None:
    """Write a published course back as a folder of files. Published again, it is the very same edition."""
    edition = actions.edition(console.db, slug, number or 0, actor=console.actor)
    folder = shelf.export(edition, into, actions.assets(console.db, edition, actor=console.actor))
    click.echo(f"{slug}: edition {edition.number} is written to {folder}.")


def without_mistakes(paths: tuple[Path, ...], live: Mapping[str, Required]) -> list[Found]:
    """What is in these folders; says every mistake and ends with status 1 when there is one.

    Says besides which courses are required and exist nowhere.

    Args:
        live: the courses that are published already.
    """
    read = shelf.read(paths or (actions.shipped_courses(),))
    found = shelf.doors.judged(read, live)
    mistakes = [mistake for one in found for mistake in one.mistakes]
    for mistake in mistakes:
        click.echo(str(mistake))
    if mistakes:
        raise _to_correct(len(mistakes), "mistake")
    for before, after in zip(read, found, strict=True):
        for warning in after.warnings[len(before.warnings) :]:
            click.echo(f"warning: {warning}")
    return found


def _read_as(edition: Edition, *, verbose: bool) -> list[str]:
    """What check says of a course without mistakes."""
    modules = figure_count(len(edition.modules), "module", "modules")
    grade = readability.of_course(edition)
    pages = [(module.title, module.content.pages) for module in edition.modules if module.content.pages]
    return [
        f"{edition.course}: {edition.title}, {modules}, {hours(edition.hours)}, grade {grade}",
        *([f"  {sums.of_course(edition).words()}"] if verbose else []),
        *(f"  {title}: grade {readability.of_pages(read)}" for title, read in pages),
    ]


def _to_correct(amount: int, what: str) -> click.exceptions.Exit:
    """The end of a check that found something."""
    click.echo(f"{count(amount, what, f'{what}s').capitalize()} to correct.", err=True)
    return click.exceptions.Exit(1)
