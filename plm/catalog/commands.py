"""`plm courses`: check, publish, list, unpublish."""

from pathlib import Path

import click

from plm.catalog import actions, files
from plm.catalog.actions import Published
from plm.catalog.files import Found
from plm.catalog.model import Edition
from plm.cli import Console, pass_console
from plm.web.words import count, figure_count, hours

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")


@click.group()
def courses() -> None:
    """The catalogue: folders of TOML and Markdown, published as editions."""


@courses.command()
@_PATHS
def check(paths: tuple[Path, ...]) -> None:
    """Say every mistake in courses: PATH is the folder of one course, or a folder of such folders.

    Without a PATH, the courses that come with PLM.
    """
    for edition in _without_mistakes(paths):
        modules = figure_count(len(edition.modules), "module", "modules")
        click.echo(f"{edition.course}: {edition.title}, {modules}, {hours(edition.hours)}")


@courses.command()
@_PATHS
@pass_console
def publish(console: Console, paths: tuple[Path, ...]) -> None:
    """Check courses, then make them the live editions. Nothing is published if anything is wrong.

    Without a PATH, the courses that come with PLM.
    """
    editions = _without_mistakes(paths)
    for published in actions.publish(console.db, editions, actor=console.actor, now=console.now()):
        for line in _told(published):
            click.echo(line)


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


def _without_mistakes(paths: tuple[Path, ...]) -> list[Edition]:
    """The editions in these folders; says every mistake and ends with status 1 when there is one."""
    found: list[Found] = files.read(paths or (actions.shipped_courses(),))
    mistakes = [mistake for one in found for mistake in one.mistakes]
    if not mistakes:
        return [one.edition for one in found if one.edition]
    for mistake in mistakes:
        click.echo(str(mistake))
    click.echo(f"{count(len(mistakes), 'mistake', 'mistakes').capitalize()} to correct.", err=True)
    raise click.exceptions.Exit(1)


def _told(published: Published) -> list[str]:
    """What publishing did, as the author reads it."""
    edition = published.edition
    if published.unchanged:
        return [f"{edition.course}: unchanged, still edition {edition.number}."]
    if not published.before:
        return [f"{edition.course}: edition {edition.number} is published. The course is new."]
    if published.before == edition.number:
        return [f"{edition.course}: takes newcomers again, still with edition {edition.number}."]
    verb = "is published" if edition.number > published.before else "is live again"
    return [
        f"{edition.course}: edition {edition.number} {verb}. Compared with edition {published.before}:",
        *(f"  - {change}" for change in published.changes),
        "  Learners stay on the edition they began; newcomers begin this one.",
    ]
