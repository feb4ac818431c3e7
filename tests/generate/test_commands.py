"""`plm generate` on the command line."""

from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from pymongo.database import Database

from plm.app import make_ready
from plm.cli.console import Console
from plm.errors import RuleBroken
from plm.generate.commands import generate
from plm.mongo import embedded
from plm.settings import Settings

SMALL = ("--people", "40", "--schools", "2", "--courses", "4", "--enrollments", "60", "--processes", "1")


@pytest.fixture
def run(db: Database, mongod: embedded.Running, settings: Settings):
    def ran(*words: str) -> Result:
        there = replace(settings, mongodb_uri=mongod.uri, database=db.name)
        with Console(there, make_ready) as console:
            return CliRunner().invoke(generate, words, obj=console)

    return ran


def test_a_database_somebody_named_is_filled_only_when_asked_twice(run, db):
    refused = run(*SMALL)
    assert isinstance(refused.exception, RuleBroken)
    assert "Say --yes" in refused.exception.message
    assert db.people.count_documents({}) == 0
    ran = run(*SMALL, "--yes")
    assert "40 people, 2 schools, 4 courses and 60 enrollments stand in" in ran.output
    assert db.enrollments.count_documents({}) == 60


def test_a_district_is_not_mixed_with_another(run, db):
    db.people.insert_one({"_id": "ana", "email": "ana@alder.example"})
    refused = run(*SMALL, "--yes")
    assert isinstance(refused.exception, RuleBroken)
    assert "is not empty" in refused.exception.message


def test_a_size_that_cannot_be_is_refused_before_anything_is_opened(run):
    refused = run("--people", "3", "--yes")
    assert isinstance(refused.exception, RuleBroken)
    assert "too few" in refused.exception.message
