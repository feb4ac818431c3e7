"""`plm demo`."""

import click

from plm.cli.console import Console, pass_console
from plm.demo import actions


@click.command()
@click.option("--reset", is_flag=True, help="Make it anew for today. Only a database that holds the demo is touched.")
@pass_console
def demo(console: Console, reset: bool) -> None:
    """Fill an empty database with an invented district."""
    if reset:
        actions.empty(console.db)
    if actions.fill(console.db, console.settings, now=console.now()):
        click.echo("The demo district is ready: everything in it is invented. Look around with `plm run --demo`.")
    else:
        click.echo("There is data already, so nothing was added. Look around with `plm run --demo`.")
