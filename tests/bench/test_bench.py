"""The bench itself works: its table has its shape and its counts are right. No seconds are asserted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo.database import Database

from plm.app import make_ready
from plm.generate import actions
from plm.generate.model import Size
from plm.mongo import connect, embedded
from plm.settings import Settings
from tests.bench.__main__ import tenth_of
from tests.bench.measure import District, Result, measure
from tests.bench.plans import scans
from tests.bench.record import Recorder, replayer
from tests.bench.rows import ROWS
from tests.bench.verdict import HEAD, as_json, broken, growth, table
from tests.cast import NOW

SIZE = Size(people=300, schools=5, courses=12, enrollments=2_600)


@pytest.fixture(scope="module")
def district(mongod: embedded.Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    db = connect(mongod.uri, "plm_bench_smoke")
    make_ready(db)
    actions.generate(mongod.uri, db.name, SIZE, now=NOW, clock=lambda: NOW)
    folder: Path = tmp_path_factory.mktemp("bench")
    yield District("full", mongod.uri, db.name, Settings(secret_key="for the bench only", instance=folder))
    db.client.drop_database(db.name)
    db.client.close()


@pytest.fixture(scope="module")
def results(district: District) -> list[Result]:
    return measure([district], ROWS, rounds=3)


def test_every_row_is_measured_with_both_floors(results):
    assert [one.row for one in results] == [row.name for row in ROWS]
    for one in results:
        assert len(one.cpu) == len(one.wall) == len(one.floor) == len(one.hello) == 3
        assert one.to_floor > 0
        assert one.p50_ms <= one.p95_ms


def test_the_commands_of_a_request_are_counted(results):
    by_row = {one.row: one for one in results}
    for one in results:
        assert one.queries == len(one.commands) > 0
    for name in ("Home of a staff member", "Home of a director"):
        assert set(by_row[name].commands) <= {"aggregate", "find"}
    assert "update" in by_row["Mark a module done"].commands
    assert "insert" in by_row["Mark attendance"].commands
    assert all(one.size > 1_000 for one in results if one.main)


def test_the_bench_leaves_the_district_as_it_found_it(district):
    db = connect(district.uri, district.database)
    names = ("enrollments", "sections", "marks", "attendance", "reminders", "audit", "awards")
    before = {name: list(db[name].find().sort("_id")) for name in names}
    measure([district], ROWS, rounds=1)
    assert {name: list(db[name].find().sort("_id")) for name in names} == before
    db.client.close()


def test_the_table_and_the_file_carry_every_row(results):
    lines = table(results, "full", "tenth").splitlines()
    assert len(lines) == len(ROWS) + 1
    assert lines[0].split() == " ".join(HEAD).split()
    assert json.loads(json.dumps(as_json(results, "full", "tenth")))[0]["row"] == ROWS[0].name


def _result(district: str = "full", **changes) -> Result:
    facts = {"main": True, "most": 2.5, "size": 10, "commands": ("find",), "scans": (), "cpu": [0.002, 0.002]}
    facts |= {"floor": [0.001, 0.001], "hello": [0.0001, 0.0001], "wall": [0.003, 0.003]} | changes
    return Result(row="Home", district=district, **facts)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"floor": [0.0005, 0.0005]}, "4.00 times its floor"),
        ({"commands": ("find",) * 4}, "asks 4 questions"),
        ({"scans": ("find on people",)}, "reads a whole collection: find on people"),
    ],
)
def test_a_main_page_that_breaks_a_limit_is_named(changes, words):
    assert broken([_result()], "full", "tenth") == []
    assert words in broken([_result(**changes)], "full", "tenth")[0]
    assert broken([_result(**changes, main=False, most=0.0)], "full", "tenth") == []


def test_another_row_is_held_to_the_limit_it_names_and_to_no_other():
    slow = {"main": False, "floor": [0.0005, 0.0005], "commands": ("find",) * 4}
    assert broken([_result(**slow, most=4.0)], "full", "tenth") == []
    assert broken([_result(**slow, most=3.0)], "full", "tenth") == [
        "Home costs 4.00 times its floor; at most 3.0 is wanted."
    ]


def test_a_page_that_grows_with_the_data_is_named():
    both = [_result(), _result("tenth", cpu=[0.001, 0.001])]
    assert growth(both, "full", "tenth") == {"Home": 2.0}
    assert "2.00 times what it costs at a tenth" in broken(both, "full", "tenth")[0]


def test_the_tenth_has_schools_of_the_same_size():
    assert tenth_of(Size()) == Size(2_500, 21, 60, 50_000)


@pytest.fixture
def heard(mongod: embedded.Running, db: Database) -> Iterator[tuple[Database, Recorder]]:
    recorder = Recorder()
    listening = connect(mongod.uri, db.name, event_listeners=[recorder])
    yield listening, recorder
    listening.client.close()


def test_a_question_without_an_index_is_found_out(heard):
    db, recorder = heard
    db.people.insert_many([{"_id": str(n), "email": f"{n}@x.example", "school": "oak"} for n in range(50)])
    scanned = recorder.of(lambda: db.people.find_one({"position": "Teacher"}))
    looked_up = recorder.of(lambda: list(db.people.find({"email": "3@x.example"})))
    joined = [
        {"$match": {"_id": "3"}},
        {"$lookup": {"from": "schools", "localField": "school", "foreignField": "area", "as": "near"}},
    ]
    united = [{"$match": {"_id": "3"}}, {"$unionWith": {"coll": "sections", "pipeline": [{"$match": {"title": "x"}}]}}]
    db.schools.insert_one({"_id": "oak", "name": "Oak", "area": "North"})
    db.sections.insert_one({"_id": "s", "title": "y"})
    assert scans(db, scanned) == ["find on people"]
    assert scans(db, looked_up) == []
    assert scans(db, recorder.of(lambda: list(db.people.aggregate(joined)))) == ["aggregate on schools"]
    assert scans(db, recorder.of(lambda: list(db.people.aggregate(united)))) == ["aggregate on sections"]


def test_recorded_commands_are_sent_again_as_they_were(heard):
    db, recorder = heard
    db.people.insert_many([{"_id": str(n), "email": f"{n}@x.example", "name": f"Name {n}"} for n in range(9)])

    def act() -> None:
        list(db.people.find({"name": {"$gte": "Name 3"}}, {"name": 1}).sort("name", -1).skip(1).limit(2))
        db.people.find_one({"email": "4@x.example"})
        list(db.people.aggregate([{"$match": {"name": "Name 2"}}]))
        db.people.update_one({"_id": "1"}, {"$set": {"name": "Other"}})
        db.people.distinct("name", {"name": "Name 2"})
        db.audit.insert_many([{"verb": "a"}, {"verb": "b"}])

    first = recorder.of(act)
    second = recorder.of(replayer(db, [one for one in first if one[0] != "insert"]))
    assert [name for name, _ in second] == [name for name, _ in first if name != "insert"]
    for (_, sent), (_, again) in zip([one for one in first if one[0] != "insert"], second, strict=True):
        assert {
            key: again[key] for key in ("filter", "sort", "skip", "limit", "pipeline", "updates") if key in sent
        } == {key: sent[key] for key in ("filter", "sort", "skip", "limit", "pipeline", "updates") if key in sent}


def test_what_ran_in_a_transaction_runs_in_one_again(heard):
    db, recorder = heard

    def act() -> None:
        with db.client.start_session() as session, session.start_transaction():
            db.people.insert_one({"_id": "a", "email": "a@x.example"}, session=session)

    first = recorder.of(act)
    db.people.delete_many({})
    second = recorder.of(replayer(db, first))
    assert [name for name, _ in first] == [name for name, _ in second] == ["insert", "commitTransaction"]
