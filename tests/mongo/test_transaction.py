"""A transaction is whole or not at all, and an action inside an action joins it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pymongo.database import Database

from plm.mongo import Collection, transactional

THINGS = Collection("things_for_tests")


@pytest.fixture
def things(db: Database) -> Database:
    THINGS.prepare(db)
    THINGS.of(db).delete_many({})
    return db


@transactional
def _two(db: Database, *, fail: bool) -> None:
    THINGS.of(db).insert_one({"_id": "first"})
    _inner(db)
    if fail:
        raise ValueError


@transactional
def _inner(db: Database) -> None:
    THINGS.of(db).insert_one({"_id": "second"})


def test_both_documents_or_none(things: Database) -> None:
    with pytest.raises(ValueError):
        _two(things, fail=True)
    assert THINGS.of(things).count_documents({}) == 0
    _two(things, fail=False)
    assert THINGS.of(things).count_documents({}) == 2


@transactional
def _add_one(db: Database) -> None:
    doc = THINGS.of(db).find_one({"_id": "count"}) or {"n": 0}
    THINGS.of(db).replace_one({"_id": "count"}, {"n": doc["n"] + 1}, upsert=True)


def test_actions_that_meet_are_run_again(things: Database) -> None:
    THINGS.of(things).insert_one({"_id": "count", "n": 0})
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _add_one(things), range(20)))
    assert (THINGS.of(things).find_one({"_id": "count"}) or {})["n"] == 20
