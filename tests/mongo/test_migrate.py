"""Migrations: in order, once, whoever starts at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo.database import Database

from plm.app import migrations_folder
from plm.errors import Unavailable
from plm.mongo.migrate import LOCKS, MIGRATIONS, Migration, found_in, migrate
from tests.cast import NOW


@pytest.fixture
def steps(db: Database, tmp_path: Path) -> list[Migration]:
    MIGRATIONS.of(db).delete_many({"_id": {"$regex": "^9"}})
    db["migrated"].delete_many({})
    for number, what in ((9002, "second"), (9001, "first")):
        (tmp_path / f"{number}_{what}.py").write_text(
            f'"""Why {what}."""\n\n\ndef change(db):\n    db["migrated"].insert_one({{"what": "{what}"}})\n'
        )
    return found_in(tmp_path)


def test_steps_run_in_the_order_of_their_numbers_and_leave_a_record(db: Database, steps: list[Migration]) -> None:
    assert migrate(db, steps, clock=lambda: NOW) == ["9001_first", "9002_second"]
    assert [doc["what"] for doc in db["migrated"].find().sort("_id")] == ["first", "second"]
    assert (MIGRATIONS.of(db).find_one({"_id": "9001_first"}) or {})["why"] == "Why first."
    assert migrate(db, steps, clock=lambda: NOW) == []


def test_processes_that_start_together_apply_each_step_once(db: Database, steps: list[Migration]) -> None:
    with ThreadPoolExecutor(6) as pool:
        applied = list(pool.map(lambda _: migrate(db, steps, clock=lambda: NOW), range(6)))
    assert sorted(name for names in applied for name in names) == ["9001_first", "9002_second"]
    assert db["migrated"].count_documents({}) == 2


def test_the_lock_of_a_dead_process_is_taken_over_after_its_lease(db: Database, steps: list[Migration]) -> None:
    LOCKS.of(db).insert_one({"_id": "migrations", "holder": "somebody dead", "until": NOW - timedelta(seconds=1)})
    assert len(migrate(db, steps, clock=lambda: NOW)) == 2


def test_a_lock_that_is_held_is_waited_for_and_then_said(db: Database, steps: list[Migration]) -> None:
    LOCKS.of(db).insert_one({"_id": "migrations", "holder": "somebody", "until": NOW + timedelta(minutes=5)})
    with pytest.raises(Unavailable, match="Another process is still changing the database"):
        migrate(db, steps, clock=lambda: NOW, patience=0.2)
    assert db["migrated"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("first.py", "", "NNNN_what_changed.py"),
        ("9001_later.py", "def change(db): ...", "number 9001 is taken"),
        ("9003_empty.py", "", "needs a function change"),
    ],
)
def test_a_file_that_cannot_be_a_migration_is_named(
    tmp_path: Path, steps: list[Migration], name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Unavailable, match=f"{name}.*{words}"):
        found_in(tmp_path)


def test_no_migration_imports_todays_plm() -> None:
    for path in migrations_folder().glob("*.py"):
        assert "import plm" not in path.read_text()
        assert "from plm" not in path.read_text()
