"""`plm courses publish`: it says for whom something changed, and so it stands where people are known.

The group `plm courses` belongs to the catalogue, upstream; this module adds its command to it.
"""

from pathlib import Path

import click

from plm.catalog import actions as catalog
from plm.catalog.commands import PATHS, courses, without_mistakes
from plm.cli import Console, pass_console
from plm.enrollment import messages
from plm.enrollment.actions.editions import on_editions

__all__ = ["courses"]


@courses.command()
@PATHS
@click.option("--dry-run", is_flag=True, help="Say what would change and for whom, and publish nothing.")
@pass_console
def publish(console: Console, paths: tuple[Path, ...], dry_run: bool) -> None:
    """Check courses, then make them the live editions. Nothing is published if anything is wrong.

    Says what changed and for whom: how many people stay on which earlier edition. Without a PATH, the courses that
    come with PLM.
    """
    db, actor = console.db, console.actor
    found = without_mistakes(paths, catalog.doors(db, actor=actor))
    editions = [one.edition for one in found if one.edition]
    if dry_run:
        told = catalog.would_publish(db, editions, actor=actor)
    else:
        assets = [asset for one in found for asset in one.assets]
        told = catalog.publish(db, editions, assets=assets, actor=actor, now=console.now())
    for one in told:
        on = on_editions(db, one.edition.course, actor=actor) if one.before else {}
        for line in messages.published(one, on, only_looked=dry_run):
            click.echo(line)
    if dry_run:
        click.echo("Nothing was published: leave --dry-run away to do it.")
