"""`plm generate`."""

import os
import time

import click
from tqdm import tqdm

from plm.cli.console import Console, pass_console
from plm.errors import RuleBroken
from plm.generate import actions
from plm.generate.model import Size


@click.command()
@click.option("--people", default=Size.people, show_default=True, help="Staff of the district.")
@click.option("--schools", default=Size.schools, show_default=True, help="Schools they work at.")
@click.option("--courses", default=Size.courses, show_default=True, help="Courses with six modules each.")
@click.option("--enrollments", default=Size.enrollments, show_default=True, help="Enrollments over a year.")
@click.option("--seed", default=Size.seed, show_default=True, help="The same seed makes the same district.")
@click.option("--processes", default=min(4, os.cpu_count() or 1), show_default=True, help="How many work at once.")
@click.option("--yes", is_flag=True, help="Fill the database that PLM_MONGODB_URI names.")
@pass_console
def generate(
    console: Console, people: int, schools: int, courses: int, enrollments: int, seed: int, processes: int, yes: bool
) -> None:
    """Fill an empty database with an invented district, for measuring."""
    size = Size(people, schools, courses, enrollments, seed).check()
    if console.settings.mongodb_uri and not yes:
        raise RuleBroken(
            f"This would fill the database “{console.settings.database}” of PLM_MONGODB_URI with an invented "
            "district. Say --yes if that is meant.",
            code="not-confirmed",
        )
    began = time.monotonic()
    db = console.db
    with tqdm(total=enrollments, unit=" enrollments", unit_scale=True, smoothing=0, delay=1) as bar:
        actions.generate(
            console.uri,
            db.name,
            size,
            now=console.now(),
            clock=console.now,
            processes=max(1, processes),
            advance=bar.update,
        )
    click.echo(
        f"{people:,} people, {schools:,} schools, {courses:,} courses and {enrollments:,} enrollments stand in "
        f"“{db.name}” after {time.monotonic() - began:.0f} seconds."
    )
