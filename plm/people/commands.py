"""`plm people`: add somebody, invite, and read the roster from a file."""

from pathlib import Path

import click

from plm.access import Role
from plm.cli.console import Console, Group, pass_console
from plm.errors import RuleBroken
from plm.people import actions
from plm.people.roster import Plan

SHOWN = 50


@click.group(cls=Group)
def people() -> None:
    """The people of the district: accounts, roles, the roster."""


@people.command()
@click.argument("email")
@click.argument("name")
@click.option("--school", default="", help="Code of the school; without it the central office.")
@click.option("--position", default="", help="What they are called, such as Teacher.")
@click.option(
    "--role",
    default=Role.STAFF.value,
    show_default=True,
    type=click.Choice([role.value for role in Role]),
    help="What they may do.",
)
@click.option("--invite/--no-invite", default=True, show_default=True, help="Mail a link to choose a password.")
@pass_console
def add(console: Console, email: str, name: str, school: str, position: str, role: str, invite: bool) -> None:
    """Add the person NAME with the address EMAIL."""
    now = console.now()
    person = actions.add(
        console.db,
        email=email,
        name=name,
        school=school,
        position=position,
        role=Role(role),
        actor=console.actor,
        now=now,
    )
    click.echo(f"{person.name} is in the directory as {person.role}.")
    if invite:
        _invite(console, person.id)
        click.echo(f"An invitation to {person.email} leaves with the next round of mail.")


@people.command()
@click.argument("emails", nargs=-1)
@click.option("--everyone", is_flag=True, help="Everybody who has not chosen a password yet.")
@click.option("--school", default="", help="With --everyone: only this school.")
@pass_console
def invite(console: Console, emails: tuple[str, ...], everyone: bool, school: str) -> None:
    """Mail invitations to EMAILS, or to everyone who has no password yet. A new one replaces an earlier one."""
    if bool(emails) == everyone:
        raise RuleBroken("Name the addresses to invite, or say --everyone.", code="whom")
    for email in emails:
        _invite(console, actions.by_email(console.db, email).id)
    invited = len(emails)
    if everyone:
        invited = actions.invite_waiting(
            console.db,
            school=school,
            welcome=_welcome(console),
            district=console.settings.district,
            actor=console.actor,
            now=console.now(),
        )
    click.echo(f"Invitations that leave with the next round of mail: {invited}.")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", is_flag=True, help="Change what the file says; without it only the preview is shown.")
@click.option("--end-missing", is_flag=True, help="End the accounts of the people who are not in the file.")
@pass_console
@click.pass_context
def import_file(ctx: click.Context, console: Console, file: Path, apply: bool, end_missing: bool) -> None:
    """Read the roster from FILE (CSV with email, name, school, position, role)."""
    data = file.read_bytes()
    plan = actions.preview(console.db, data, actor=console.actor)
    if plan.problems:
        for problem in plan.problems:
            click.echo(f"{file}: {problem}", err=True)
        click.echo(f"Nothing was changed. Put right what is named above ({len(plan.problems)}).", err=True)
        ctx.exit(1)
    _show(plan, end_missing=end_missing)
    counts = f"{len(plan.added)} to add, {len(plan.changed)} to change, {plan.unchanged} unchanged"
    missing = f"{len(plan.left)} not in the file{', to be ended' if end_missing else ''}"
    click.echo(f"{counts}, {missing}.")
    if not apply:
        click.echo("Nothing was changed yet; add --apply.")
        return
    done = actions.apply(
        console.db,
        data,
        fingerprint=plan.fingerprint,
        end_missing=end_missing,
        actor=console.actor,
        now=console.now(),
    )
    click.echo(f"Applied: {done.added} added, {done.changed} changed, {done.ended} ended.")


def _show(plan: Plan, *, end_missing: bool) -> None:
    lines = [f"+ {row.email}  {row.name}" for row in plan.added]
    lines += [
        f"~ {change.before.email}  "
        + "; ".join(f"{name}: {was or 'none'} → {is_ or 'none'}" for name, was, is_ in change.differences)
        for change in plan.changed
    ]
    lines += [f"{'-' if end_missing else '?'} {person.email}  {person.name}" for person in plan.left]
    for line in lines[:SHOWN]:
        click.echo(line)
    if len(lines) > SHOWN:
        click.echo(f"… and {len(lines) - SHOWN:,} more")


def _invite(console: Console, person_id: str) -> None:
    actions.invite(
        console.db,
        person_id,
        welcome=_welcome(console),
        district=console.settings.district,
        actor=console.actor,
        now=console.now(),
    )


def _welcome(console: Console) -> str:
    return f"{console.settings.base_url.rstrip('/')}/welcome/"
