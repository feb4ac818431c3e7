"""`plm schools`: add one, or read them from a file."""

from pathlib import Path

import click

from plm.cli.console import Console, Group, pass_console
from plm.schools import actions
from plm.schools.model import Level, School, school


@click.group(cls=Group)
def schools() -> None:
    """The schools of the district."""


@schools.command()
@click.argument("code")
@click.argument("name")
@click.option("--level", required=True, type=click.Choice([level.value for level in Level]), help="What kind it is.")
@click.option("--area", default="", help="The part of the district it belongs to.")
@click.option("--time-zone", default=School.time_zone, show_default=True, help="Its IANA time zone.")
@pass_console
def add(console: Console, code: str, name: str, level: str, area: str, time_zone: str) -> None:
    """Add the school NAME under the short CODE that roster files use."""
    added = actions.add(console.db, school(code, name, level, area, time_zone), actor=console.actor, now=console.now())
    click.echo(f"{added.name} is there, with the code {added.code}.")


@schools.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", is_flag=True, help="Change what the file says; without it only the preview is shown.")
@pass_console
@click.pass_context
def import_file(ctx: click.Context, console: Console, file: Path, apply: bool) -> None:
    """Read schools from FILE (CSV with code, name, level, area, time zone). Schools not in it stay as they are."""
    found = actions.import_file(console.db, file.read_bytes(), apply=apply, actor=console.actor, now=console.now())
    for problem in found.problems:
        click.echo(f"{file}: {problem}", err=True)
    if found.problems:
        click.echo(f"Nothing was changed. Put right what is named above ({len(found.problems)}).", err=True)
        ctx.exit(1)
    for one in found.added:
        click.echo(f"+ {one.code}  {one.name}")
    for one in found.changed:
        click.echo(f"~ {one.code}  {one.name}")
    counts = f"{len(found.added)} added, {len(found.changed)} changed, {found.unchanged} unchanged."
    click.echo(counts if apply else f"{counts} Nothing was changed yet; add --apply.")
