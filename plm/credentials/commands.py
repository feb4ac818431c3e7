"""`plm awards`: look one up, take one back."""

import click

from plm.cli import Console, Group, pass_console
from plm.credentials import actions
from plm.web.words import hours, short_day


@click.group(cls=Group)
def awards() -> None:
    """Certificates that were earned."""


@awards.command()
@click.argument("code")
@pass_console
def check(console: Console, code: str) -> None:
    """Say what the public check says of CODE."""
    found = actions.check(console.db, code, zone=console.settings.zone, now=console.now())
    if found is None:
        click.echo("There is no certificate with this code.")
        return
    click.echo(f"{found.name} completed {found.title}, {hours(found.hours)}, on {short_day(found.completed_on)}.")
    if found.revoked:
        click.echo(found.revoked)


@awards.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why, in a sentence; it is kept.")
@pass_console
def revoke(console: Console, code: str, reason: str) -> None:
    """Take the certificate with CODE back; the public check says so from then on."""
    award = actions.revoke(console.db, code, reason=reason, actor=console.actor, now=console.now())
    click.echo(f"The certificate of {award.name} for {award.title} is revoked.")
