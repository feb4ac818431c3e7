"""`plm reminders`: look ahead, and try again what failed."""

import csv
import sys
from datetime import date, datetime

import click

from plm.cli import Console, Group, pass_console
from plm.reminders import actions
from plm.reminders.actions import Told
from plm.reminders.words import because, named, safe_cell
from plm.web.words import capital, count, moment


@click.group(cls=Group)
def reminders() -> None:
    """What people are told, and when."""


@reminders.command()
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day to look at.")
@click.option("--person", default="", metavar="EMAIL", help="Only what this person will get.")
@click.option("--csv", "as_csv", is_flag=True, help="As a table for a spreadsheet.")
@pass_console
def preview(console: Console, until: datetime, person: str, as_csv: bool) -> None:
    """List what would be sent to whom, when and why. Nothing is written or sent."""
    now = console.now()
    found, whole = actions.told(
        console.db, console.settings, until=until.date(), person=person, actor=console.actor, now=now
    )
    if as_csv:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(("When", "Time zone", "Name", "E-mail", "What", "Why"))
        table.writerows(_cells(one) for one in found)
    for one in () if as_csv else found:
        click.echo(
            f"{moment(one.at, one.zone, _day(now, one))}  {one.person} <{one.email}>: {named(one.rule, one.title)}"
        )
        click.echo(f"    {because(one.rule, one.about, one.place, one.zone, _day(now, one))}")
    if not as_csv:
        click.echo(f"{capital(count(len(found), 'reminder', 'reminders'))} by then, as things stand now.")
    if not whole:
        click.echo(f"Only the first {actions.MOST_LISTED:,} are listed; choose an earlier day.", err=True)


@reminders.command()
@click.option("--failed", is_flag=True, help="Also those the mail server refused for good.")
@pass_console
def again(console: Console, failed: bool) -> None:
    """Send again what nobody could tell about, once you know that it did not leave."""
    number = actions.send_again(console.db, failed=failed, actor=console.actor, now=console.now())
    click.echo(f"{capital(count(number, 'reminder is', 'reminders are', zero='no reminder is'))} due again.")


def _cells(one: Told) -> tuple[str, ...]:
    local = one.at.astimezone(one.zone)
    words = (named(one.rule, one.title), because(one.rule, one.about, one.place, one.zone, local.date()))
    return tuple(safe_cell(cell) for cell in (f"{local:%Y-%m-%d %H:%M}", one.zone.key, one.person, one.email, *words))


def _day(now: datetime, one: Told) -> date:
    return now.astimezone(one.zone).date()
