"""`plm awards` and `plm badges` as the owner of the machine meets them."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from pymongo.database import Database

from plm.cli.console import Console, Group
from plm.credentials import commands, signing
from plm.credentials.store import AWARDS
from plm.settings import Settings
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import MATEO, NOW
from tests.credentials.conftest import CODE, completed

Run = Callable[..., Result]


def runner(settings: Settings, db: Database) -> Run:
    """Runs a command of `plm` on the tests' database."""
    console = Console(settings, lambda _: None)
    console.__dict__["db"] = db
    group = Group("plm", commands={"awards": commands.awards, "badges": commands.badges})
    return lambda *words: CliRunner().invoke(group, words, obj=console)


@pytest.fixture
def plm(cast: Database, settings: Settings) -> Run:
    completed(cast, MATEO, publish(cast, edition(modules=(reading(), quiz(), reflection()))))
    return runner(settings, cast)


def test_check_says_what_the_public_check_says(plm: Run, cast: Database) -> None:
    said = "Mateo Ortiz completed Foundations, 3 hours, on November\u00a024, 2026.\n"
    assert plm("awards", "check", CODE.lower()).stdout == said
    until = (NOW - timedelta(days=400)).date().isoformat()
    AWARDS.of(cast).update_one({"_id": CODE}, {"$set": {"valid_until": until}})
    assert plm("awards", "check", CODE).stdout == f"{said}Expired on October\u00a020, 2025.\n"
    assert plm("awards", "check", "nothing").stdout == "There is no certificate with this code.\n"


def test_what_is_revoked_is_checked_with_its_reason(plm: Run) -> None:
    plm("awards", "check", CODE)
    told = plm("awards", "revoke", CODE, "--reason", "Issued by mistake.")
    assert told.stdout == "The certificate of Mateo Ortiz for Foundations is revoked.\n"
    lines = plm("awards", "check", CODE).stdout.splitlines()
    assert lines[1].startswith("It was revoked on ")
    assert lines[2] == "Issued by mistake."
    assert plm("awards", "revoke", CODE, "--reason", "Again.").exit_code != 0


def test_rotate_says_which_key_signs_and_how_many_stay_checkable(plm: Run, settings: Settings) -> None:
    first = signing.keys("", settings.instance).signing.name
    said = plm("badges", "rotate").stdout
    new = signing.keys("", settings.instance).signing.name
    assert new != first
    assert said == (
        f"Badges are signed with a new key, {new}, kept in the instance folder.\n"
        "One earlier key can still be checked, and signs no more.\n"
    )
    assert "Two earlier keys can still be checked, and sign no more." in plm("badges", "rotate").stdout


def test_a_key_that_the_district_brings_is_not_rotated_by_us(cast: Database, settings: Settings) -> None:
    brought = replace(settings, badge_key=str(settings.instance / "ours.pem"))
    told = runner(brought, cast)("badges", "rotate")
    assert told.exit_code != 0
    assert "PLM_BADGE_KEY" in told.stderr
    assert not (settings.instance / "badge_key.pem").exists()


def test_plm_starts_without_the_extras() -> None:
    """A fresh Python in which neither typst nor the signing libraries can be imported."""
    words = """
import sys
sys.modules.update(dict.fromkeys(("typst", "joserfc", "cryptography", "rfc8785")))
import plm
from plm.credentials import papers
from plm.credentials.pages import badges
assert not papers.installed()
assert not badges.offered()
"""
    subprocess.run([sys.executable, "-W", "error", "-c", words], check=True, timeout=60)
