"""`plm awards`: look one up, take one back."""

import click

from plm.cli import Console, Group, pass_console
from plm.credentials import actions
from plm.errors import Unavailable
from plm.web.words import capital, count, hours, short_day

try:
    from plm.credentials import signing
except ImportError:
    signing = None  # type: ignore[assignment]  # the extra `badges` is not installed


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
    for words in (found.valid, found.revoked, found.reason):
        if words:
            click.echo(words)


@awards.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why, in a sentence; the public check shows it.")
@pass_console
def revoke(console: Console, code: str, reason: str) -> None:
    """Take the certificate with CODE back; the public check says so from then on."""
    award = actions.revoke(console.db, code, reason=reason, actor=console.actor, now=console.now())
    click.echo(f"The certificate of {award.name} for {award.title} is revoked.")


@click.group(cls=Group)
def badges() -> None:
    """The key that signs Open Badges."""


@badges.command()
@pass_console
def rotate(console: Console) -> None:
    """Sign with a new key from now on; badges signed before stay valid."""
    if signing is None:
        raise Unavailable("This PLM makes no badges. Install it with the extra: pip install 'plm[badges]'")
    if console.settings.badge_key:
        raise Unavailable(
            "PLM_BADGE_KEY names the key: put the new one first in it, and keep the earlier ones after it."
        )
    found = signing.rotate(console.settings.instance)
    click.echo(f"Badges are signed with a new key, {found.signing.name}, kept in the instance folder.")
    earlier = len(found.all) - 1
    said = capital(count(earlier, "earlier key", "earlier keys"))
    click.echo(f"{said} can still be checked, and {'signs' if earlier == 1 else 'sign'} no more.")
