"""Tallies: absolute counts, projected from enrollments, whatever happens on the way."""

import threading
from collections import Counter
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from bson import Timestamp
from hypothesis import HealthCheck, given, settings, strategies
from pymongo.database import Database

from plm.app import migrations_folder
from plm.enrollment.model import Enrollment, SessionWork, Standing, enroll
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.jobs import Services
from plm.mail import mailer_for
from plm.mongo.migrate import found_in
from plm.reports import jobs
from plm.reports.model import Cell, DueCount, Total, district_of, heaviest, line_for, total_of
from plm.reports.store import EVERYWHERE, TALLIES, Districts, Looked, Tallies, tallies
from plm.reports.store.counting import of_day as reckoned
from plm.reports.store.counting import summed
from plm.settings import Settings
from tests.builders import edition, quiz, reading
from tests.cast import ELM, NOW, OAK

TODAY = date(2026, 11, 24)
EDITIONS = {slug: edition(slug, title=slug.title(), modules=(reading(pages=1), quiz(attempts=1))) for slug in "ab"}


@pytest.fixture
def services(db: Database, settings: Settings) -> Services:
    return Services(db, settings, mailer_for(settings, db), lambda: NOW)


def enrolled(db: Database, person: str, course: str = "a", *, school: str = "oak", due_on: date | None = None) -> str:
    fresh = enroll(person, school, EDITIONS[course], by="test", due_on=due_on, cycle="2026-27", now=NOW)
    Enrollments(db).add(fresh, now=NOW)
    return fresh.id


def change(db: Database, enrollment: str, rule) -> None:  # type: ignore[no-untyped-def]
    Enrollments(db).change(enrollment, rule, now=NOW)


def read_it(one: Enrollment) -> Enrollment:
    return one.turn_page(EDITIONS[one.course], "read", 1, read=True, award="", now=NOW)


def fail_it(one: Enrollment) -> Enrollment:
    return one.answer(EDITIONS[one.course], "check", 0.0, key=str(one.version), award="", now=NOW)


def pass_it(one: Enrollment) -> Enrollment:
    return one.answer(EDITIONS[one.course], "check", 1.0, key=str(one.version), award=f"AW-{one.id}", now=NOW)


def cells(db: Database) -> dict[str, Cell]:
    return {cell.id: cell for cell in Tallies(db).of_cycle("2026-27")[0]}


def regrouped(db: Database) -> dict[str, Counter[str]]:
    """The same counts, made in Python from the enrollments themselves."""
    found: dict[str, Counter[str]] = {}
    for one in Enrollments(db).some(doc["_id"] for doc in ENROLLMENTS.of(db).find({}, {"_id": 1})).values():
        counts = found.setdefault(f"{one.school}:{one.course}:{one.cycle}", Counter())
        counts[one.standing(TODAY).value] += 1
    return found


def agree(db: Database) -> bool:
    said = {
        cell.id: Counter(
            {
                "done": cell.done,
                "stuck": cell.stuck,
                "withdrawn": cell.withdrawn,
                "late": cell.late(TODAY),
                "way+open": cell.begun + cell.open - cell.late(TODAY),
            }
        )
        for cell in cells(db).values()
    }
    made = {}
    for cell, counts in regrouped(db).items():
        counts["way+open"] = counts.pop("way", 0) + counts.pop("open", 0)
        made[cell] = counts
    same = {cell: +counts for cell, counts in said.items() if +counts} == {c: +n for c, n in made.items() if +n}
    return same and added_up(db)


def added_up(db: Database) -> bool:
    """Whether each school's total, and each course's number of people in the district, is what the enrollments say."""
    found, totals = Tallies(db).of_cycle("2026-27")
    for school in {cell.school for cell in found}:
        people = ENROLLMENTS.of(db).distinct("person", {"school": school, "status": {"$ne": "withdrawn"}})
        if totals[school] != total_of([cell for cell in found if cell.school == school], len(people)):
            return False
    courses: Counter[str] = Counter()
    for cell in found:
        courses[cell.course] += cell.people
    told = {doc["course"]: doc["people"] for doc in TALLIES.of(db).find({"school": EVERYWHERE})}
    return +Counter(told) == +courses


def test_every_state_has_its_count_and_late_is_known_by_the_day(db: Database) -> None:
    enrolled(db, "open", due_on=TODAY + timedelta(days=3))
    change(db, enrolled(db, "begun", due_on=TODAY - timedelta(days=1)), read_it)
    change(db, enrolled(db, "stuck", due_on=TODAY - timedelta(days=1)), fail_it)
    done = enrolled(db, "done")
    change(db, done, read_it)
    change(db, done, pass_it)
    change(db, enrolled(db, "gone"), lambda one: one.withdraw("Moved away.", now=NOW))
    jobs.project_round(db)
    cell = cells(db)["oak:a:2026-27"]
    assert (cell.done, cell.begun, cell.open, cell.stuck, cell.withdrawn) == (1, 1, 1, 1, 1)
    assert cell.people == 4
    assert cell.late(TODAY) == 1
    assert cell.late(TODAY + timedelta(days=4)) == 2
    assert cell.next_due(TODAY) == (TODAY + timedelta(days=3), 1)


def test_people_of_a_school_are_counted_once_whatever_they_take(db: Database) -> None:
    for person, course in (("one", "a"), ("one", "b"), ("two", "a")):
        enrolled(db, person, course)
    jobs.project_round(db)
    assert Tallies(db).of_cycle("2026-27")[1]["oak"].people == 2


def test_when_everybody_has_left_the_school_is_counted_down_to_nobody(db: Database) -> None:
    one = enrolled(db, "one")
    jobs.project_round(db)
    change(db, one, lambda two: two.withdraw("Moved away.", now=NOW))
    jobs.project_round(db)
    assert Tallies(db).of_cycle("2026-27")[1] == {"oak": Total()}


def test_nothing_changed_costs_one_question_and_writes_nothing(db: Database) -> None:
    enrolled(db, "one")
    assert jobs.project_round(db) == 1
    assert jobs.project_round(db) == 0


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_a_projector_killed_after_any_step_leaves_work_that_the_next_one_does(db: Database, steps: int) -> None:
    enrolled(db, "one")
    enrolled(db, "two")
    tallies = Tallies(db)
    stale, at = tallies.stale(100)
    if steps > 1:
        counted = tallies.count("oak", ["2026-27"], at=at)
    if steps > 2:
        tallies.write(counted.values(), at=at)
    if steps > 3:
        tallies.add_up(["2026-27"])
    # Here it dies. Meanwhile one of them moves on.
    change(db, stale[0].enrollment, read_it)
    assert jobs.project_round(db) == 2
    assert agree(db)
    assert jobs.project_round(db) == 0


def test_a_change_between_counting_and_settling_keeps_its_mark(db: Database) -> None:
    one = enrolled(db, "one")
    tallies = Tallies(db)
    stale, at = tallies.stale(100)
    tallies.write(tallies.count("oak", ["2026-27"], at=at).values(), at=at)
    change(db, one, read_it)
    tallies.settled(stale)
    assert jobs.project_round(db) == 1
    assert agree(db)


def test_of_two_projectors_the_one_that_saw_more_wins_whoever_writes_last(db: Database) -> None:
    one = enrolled(db, "one")
    slow = Tallies(db)
    stale, early = slow.stale(100)
    old = slow.count("oak", ["2026-27"], at=early)
    change(db, one, read_it)
    jobs.project_round(db)
    slow.write(old.values(), at=early)
    slow.settled(stale)
    assert agree(db)


def test_many_hands_and_two_projectors_end_in_agreement(db: Database) -> None:
    ids = [enrolled(db, f"p{n}", "ab"[n % 2], due_on=TODAY + timedelta(days=n % 5 - 2)) for n in range(24)]
    stop = threading.Event()

    def beat() -> None:
        while not stop.is_set():
            jobs.project_round(db, limit=7)

    projectors = [threading.Thread(target=beat) for _ in range(2)]
    for thread in projectors:
        thread.start()

    def work(mine: list[str]) -> None:
        for one in mine:
            change(db, one, read_it)
            change(db, one, fail_it if hash(one) % 3 else pass_it)

    workers = [threading.Thread(target=work, args=(ids[n::4],)) for n in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    stop.set()
    for thread in projectors:
        thread.join()
    while jobs.project_round(db):
        pass
    assert agree(db)


ACTS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(["enroll", "read", "fail", "pass", "leave", "back", "due", "meet", "project", "die"]),
        strategies.sampled_from(["ana", "ben", "cleo"]),
        strategies.sampled_from("ab"),
        strategies.integers(-3, 3),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_sequence_of_changes_ends_in_what_a_regroup_says(
    db: Database, acts: list[tuple[str, str, str, int]]
) -> None:
    ENROLLMENTS.of(db).delete_many({})
    TALLIES.of(db).delete_many({})
    for act, person, course, days in acts:
        if act == "project":
            jobs.project_round(db)
        elif act == "die":
            stale, at = Tallies(db).stale(2)
            if stale:
                Tallies(db).write(Tallies(db).count("oak", ["2026-27"], at=at).values(), at=at)
        else:
            do(db, act, person, course, TODAY + timedelta(days=days) if days else None)
    jobs.project_round(db)
    assert agree(db)


def do(db: Database, act: str, person: str, course: str, due_on: date | None) -> None:
    """One act, where it makes sense for how the enrollment stands."""
    one = Enrollments(db).find(f"{person}:{course}:2026-27")
    if one is None:
        enrolled(db, person, course, due_on=due_on)
        return
    standing = one.standing(TODAY)
    if standing is Standing.WITHDRAWN:
        change(db, one.id, lambda two: two.rejoin(by="test", due_on=due_on, now=NOW))
    elif standing is not Standing.DONE and act in RULES:
        change(db, one.id, lambda two: RULES[act](two, due_on))


RULES = {
    "leave": lambda one, _: one.withdraw("Moved away.", now=NOW),
    "due": lambda one, due_on: one.due(due_on),
    "meet": lambda one, _: one.attend(EDITIONS[one.course], "s1", SessionWork("sec", 0, 90, TODAY), award="", now=NOW),
    "read": lambda one, _: read_it(one),
    "fail": lambda one, _: fail_it(one) if one.may_try(EDITIONS[one.course], "check") else one,
    "pass": lambda one, _: pass_it(one) if one.may_try(EDITIONS[one.course], "check") else one,
}


def test_the_nightly_recount_repairs_what_differs_and_says_so(db: Database, services: Services) -> None:
    enrolled(db, "one")
    jobs.project_round(db)
    TALLIES.of(db).update_one({"_id": "oak:a:2026-27"}, {"$set": {"done": 7}})
    TALLIES.of(db).insert_one(
        TALLIES.of(db).find_one({"_id": "oak:a:2026-27"}) | {"_id": "oak:zzz:2026-27", "course": "zzz"}
    )
    assert jobs.recount(services) == 2
    assert agree(db)
    assert sorted(line["subject"] for line in db["audit"].find({"verb": "tally.repaired"})) == [
        "oak:a:2026-27",
        "oak:zzz:2026-27",
    ]
    assert jobs.recount(services) == 0


def test_the_nightly_recount_repairs_what_the_cells_add_up_to(db: Database, services: Services) -> None:
    enrolled(db, "one")
    jobs.project_round(db)
    TALLIES.of(db).update_many({"_id": {"$in": ["oak:*:2026-27", "*:a:2026-27"]}}, {"$set": {"people": 9}})
    assert jobs.recount(services) == 2
    assert agree(db)
    assert jobs.recount(services) == 0


def test_a_school_is_turned_to_each_day_once_and_the_recount_agrees(db: Database, services: Services) -> None:
    enrolled_many = [enrolled(db, str(place), due_on=TODAY + timedelta(days=place - 3)) for place in range(12)]
    jobs.project(services)
    assert of_day(db) == {"on": "2026-11-24", "late": 3, "due_soon": 9, "next_due": "2026-11-24"}
    assert jobs.turn_day(db, TODAY) == 0
    assert jobs.turn_day(db, TODAY + timedelta(days=1)) == 1
    assert of_day(db) == {"on": "2026-11-25", "late": 4, "due_soon": 8, "next_due": "2026-11-25"}
    assert jobs.recount(services) == 0
    change(db, enrolled_many[0], read_it)
    change(db, enrolled_many[0], pass_it)
    jobs.project_round(db)
    assert of_day(db) is None, "what was said of the counts before is not said of those after"
    jobs.project(services)
    assert of_day(db) == {"on": "2026-11-24", "late": 2, "due_soon": 9, "next_due": "2026-11-24"}


def test_a_turn_leaves_alone_what_was_counted_meanwhile(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(10):
        enrolled(db, str(place), due_on=TODAY - timedelta(days=1))
    jobs.project_round(db)

    def meanwhile(total: Total, today: date) -> dict[str, object]:
        change(db, "0:a:2026-27", read_it)
        change(db, "0:a:2026-27", pass_it)
        jobs.project_round(db)
        return reckoned(total, today)

    monkeypatch.setattr(tallies, "of_day", meanwhile)
    assert jobs.turn_day(db, TODAY) == 0
    monkeypatch.setattr(tallies, "of_day", reckoned)
    assert jobs.turn_day(db, TODAY) == 1
    assert of_day(db) == {"on": "2026-11-24", "late": 9, "due_soon": 0, "next_due": None}


def of_day(db: Database) -> dict[str, object] | None:
    """What the tally of a school says of the day."""
    found = TALLIES.of(db).find_one({"_id": "oak:*:2026-27"})
    return found.get("of_day") if found else None


def test_the_recount_leaves_to_the_projector_what_is_only_behind(db: Database, services: Services) -> None:
    enrolled(db, "one")
    assert jobs.recount(services) == 0
    assert db["audit"].count_documents({}) == 0


def test_the_recount_runs_once_a_night_however_many_workers_ask(db: Database, services: Services) -> None:
    enrolled(db, "one")
    assert jobs.recount_nightly(services) == "0 repaired"
    assert jobs.recount_nightly(services) == "nothing to do"
    early = Services(db, services.settings, services.mailer, lambda: NOW.replace(hour=6) + timedelta(days=1))
    assert jobs.recount_nightly(early) == "nothing to do"


def test_a_recount_lost_with_its_worker_is_taken_again_after_an_hour(db: Database) -> None:
    assert Tallies(db).begin_recount(TODAY, now=NOW)
    assert not Tallies(db).begin_recount(TODAY, now=NOW + timedelta(minutes=59))
    assert Tallies(db).begin_recount(TODAY, now=NOW + timedelta(minutes=61))
    Tallies(db).end_recount(TODAY, repaired=0, now=NOW + timedelta(minutes=62))
    assert not Tallies(db).begin_recount(TODAY, now=NOW + timedelta(hours=9))


def test_one_school_counts_through_its_index(db: Database) -> None:
    enrolled(db, "one")
    plan = db.command(
        {
            "explain": {
                "aggregate": ENROLLMENTS.name,
                "pipeline": [
                    {"$match": {"school": "oak", "status": {"$in": ["active"]}, "cycle": {"$in": ["2026-27"]}}}
                ],
                "cursor": {},
            },
            "verbosity": "queryPlanner",
        }
    )
    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])


SIZES = strategies.integers(0, 14)
CELLS = strategies.lists(
    strategies.builds(
        lambda course, done, stuck, dues: Cell(
            "oak",
            course,
            "2026-27",
            course.title(),
            done=done,
            stuck=stuck,
            open=sum(dues.values()),
            due=tuple(DueCount(TODAY + timedelta(days=days), n, 0) for days, n in sorted(dues.items())),
        ),
        strategies.sampled_from("abcd"),
        SIZES,
        SIZES,
        strategies.dictionaries(strategies.integers(-20, 20), SIZES, max_size=3),
    ),
    max_size=4,
    unique_by=lambda cell: cell.course,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=CELLS,
    other=CELLS,
    sort=strategies.sampled_from(["", "name", "size"]),
    turned=strategies.lists(strategies.integers(-3, 3), max_size=2),
)
def test_what_the_database_adds_up_and_ranks_is_what_the_rule_says(
    cast: Database, cells: list[Cell], other: list[Cell], sort: str, turned: list[int]
) -> None:
    by_school = {"oak": cells, "elm": [replace(cell, school="elm") for cell in other]}
    stored(cast, by_school)
    for days in turned:  # to this day, to another one, or not at all
        jobs.turn_day(cast, TODAY + timedelta(days=days))
    lines = [
        line_for(school, total_of(by_school[school.code], len(by_school[school.code])), TODAY) for school in (OAK, ELM)
    ]
    looked = look(cast, sort=sort)
    assert looked.district == district_of(lines, most=5)
    orders = {
        "": lambda line: line.urgency,
        "name": lambda line: line.school.name,
        "size": lambda line: (-line.people, line.school.name),
    }
    assert [(one.school, one.people, one.lookout) for one in looked.shown] == [
        (line.school, line.people, line.lookout) for line in sorted(lines, key=orders[sort])
    ]
    taken = Counter()
    for cell in (*by_school["oak"], *by_school["elm"]):
        taken[cell.course] += cell.people
    assert looked.courses == len(+taken)
    assert [course for course, _ in looked.columns] == sorted(+taken, key=lambda course: (-taken[course], course))[:2]
    everything = [cell for school in by_school.values() for cell in school]
    counts, heavy = Districts(cast).cells(
        [cell.id for cell in everything], heaviest_of=by_school, cycle="2026-27", today=TODAY
    )
    assert counts == {cell.id: (cell.done, cell.people) for cell in everything}
    worst = {school: heaviest(found, TODAY) for school, found in by_school.items()}
    assert {school: known(cell) for school, cell in heavy.items()} == {
        school: known(cell) for school, cell in worst.items() if cell
    }


def known(cell: Cell) -> tuple[object, ...]:
    """What is said of the cell in which a school needs a hand most."""
    return cell.id, cell.title, cell.people, cell.done, cell.stuck, cell.late(TODAY), cell.next_due(TODAY)


def stored(db: Database, by_school: dict[str, list[Cell]]) -> None:
    """The tallies of these cells, as the projector would have written them."""
    TALLIES.of(db).delete_many({})
    for school, cells in by_school.items():
        docs = [
            {**asdict(cell), "_id": cell.id, "due": [asdict(due) | {"on": due.on.isoformat()} for due in cell.due]}
            for cell in cells
        ]
        if docs:
            together = summed(school, "2026-27", docs, len(docs)) | {"as_of": Timestamp(1, 0)}
            TALLIES.of(db).insert_many([*docs, together])
    Tallies(db).add_up(["2026-27"])


def test_tallies_that_say_their_due_dates_one_by_one_are_written_anew(cast: Database) -> None:
    dues = ((-3, 2), (-1, 1), (0, 4), (9, 3))
    cell = Cell("oak", "a", "2026-27", "A", open=10, due=tuple(DueCount(TODAY + timedelta(n), k, 0) for n, k in dues))
    stored(cast, {"oak": [cell]})
    right = TALLIES.of(cast).find_one({"course": "*"})
    assert right is not None
    before = {**right, "due": [{"on": (TODAY + timedelta(n)).isoformat(), "n": k} for n, k in dues], "as_of": 1}
    TALLIES.of(cast).replace_one({"_id": right["_id"]}, {k: v for k, v in before.items() if not k.startswith("due_")})
    (step,) = [one for one in found_in(migrations_folder()) if one.name == "0003_add_up_due_dates"]
    for _ in range(2):
        step.change(cast)
        assert TALLIES.of(cast).find_one({"course": "*"}) == {**right, "as_of": 1}


def look(db: Database, *, find: str = "", sort: str = "", skip: int = 0, limit: int = 20) -> Looked:
    return Districts(db).look("2026-27", TODAY, find=find, sort=sort, skip=skip, limit=limit, most=5, columns=2)


@pytest.mark.parametrize(
    ("find", "names"),
    [("ELM", ["elm"]), (" north ", ["oak"]), ("", ["elm", "oak"]), ("no such", []), (".*", []), ("e\0lm", ["elm"])],
)
def test_schools_are_found_by_what_is_typed_and_nothing_typed_is_an_operator(
    cast: Database, find: str, names: list[str]
) -> None:
    looked = look(cast, find=find, sort="name")
    assert [one.school.code for one in looked.shown] == names
    assert looked.found == len(names)


def test_a_page_of_schools_is_cut_from_the_list(cast: Database) -> None:
    looked = look(cast, sort="name", skip=1, limit=1)
    assert [one.school.code for one in looked.shown] == ["oak"]
    assert looked.found == looked.district.schools == 2
