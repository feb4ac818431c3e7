"""Moving a section to the live edition, against MongoDB and through the pages."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from pymongo.database import Database

from plm.access import Role
from plm.audit import AUDIT
from plm.catalog import actions as catalog
from plm.catalog.kinds import Prompt, Reflection
from plm.catalog.model import Edition, Module
from plm.enrollment import actions
from plm.enrollment.actions.moving import move_section, moving
from plm.enrollment.messages.moving import moved_words, stays
from plm.enrollment.model import Enrollment, SessionWork, Status, weigh
from plm.enrollment.store import Enrollments
from plm.errors import NotAllowed, NotFound, RuleBroken
from plm.learning import actions as learning
from plm.people.model import Person, grants_for
from plm.people.store import People
from plm.sections.actions import cancel
from plm.sections.store import Sections
from tests.builders import edition, live, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU

OLD = edition(modules=(reading(), quiz(), reflection()), sessions=0)
NEW = edition(modules=(reading(pages=3), quiz(), reflection(), reading("more", pages=1, minutes=7)), sessions=0)
SHORTER = edition(modules=(reading(),), sessions=0)


def seated(db: Database, *people: Person) -> dict[str, Enrollment]:
    """Fern's section with these people, who begin the first edition."""
    publish(db, OLD)
    Sections(db).add(section(capacity=60))
    for person in people:
        actions.take_seat(db, "sec1", actor=person.actor(), now=NOW)
    return Enrollments(db).in_course([one.id for one in people], "foundations")


def many(db: Database, number: int) -> list[Person]:
    """So many more teachers of Oak."""
    made = [
        Person(f"p{one}", f"p{one}@alder.example", f"Person {one:02}", "oak", "Teacher", grants_for(Role.STAFF, "oak"))
        for one in range(number)
    ]
    for person in made:
        People(db).add(person)
    return made


def read_all(db: Database, one: Enrollment, person: Person, *, pages: int = 2) -> Enrollment:
    for page in range(1, pages + 1):
        one = actions.record_page(db, one.id, "read", page, read=True, actor=person.actor(), now=NOW)
    return one


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").get_text(" ").split())


def test_the_preview_writes_nothing_and_says_who_stays(cast: Database):
    mine = seated(cast, MATEO, NADIA, ELIF)
    read_all(cast, mine["mateo"], MATEO)
    actions.withdraw(cast, mine["elif"].id, reason="On leave.", actor=ELIF.actor(), now=NOW)
    Sections(cast).seat("sec1", "elif", now=NOW)
    new = publish(cast, NEW)
    before = list(cast["enrollments"].find())
    found = moving(cast, "sec1", actor=FERN.actor(), now=NOW)
    assert list(cast["enrollments"].find()) == before
    assert found.to == new
    assert [person.name for person, _ in found.moves] == ["Mateo Ortiz", "Nadia Karim"]
    assert [(one.person.name, one.why) for one in found.stay] == [("Elif Demir", "not-enrolled")]
    assert found.changes == ((1, ("The module “Why it matters” is new.", "“Why it matters”: one page is new.")),)
    _, mateo = found.moves[0]
    assert [module.id for module in mateo.done] == ["read"]
    assert mateo.new == ("the reading “Why it matters”",)
    assert (mateo.before.minutes_left, mateo.after.minutes_left) == (15, 22)


def test_each_is_moved_in_one_write_with_its_line_in_the_audit_and_only_once(cast: Database):
    mine = seated(cast, MATEO, NADIA)
    read_all(cast, mine["mateo"], MATEO)
    new = publish(cast, NEW)
    came = move_section(cast, "sec1", ["mateo", "nadia", "elif"], edition=new.id, actor=FERN.actor(), now=NOW)
    assert (came.moved, came.completed, came.others) == (("Mateo Ortiz", "Nadia Karim"), (), ())
    after = Enrollments(cast).get(mine["mateo"].id)
    assert (after.edition, after.modules["read"].done, after.total) == (new.id, True, 4)
    lines = list(AUDIT.of(cast).find({"verb": "enrollment.moved-edition"}).sort("subject"))
    assert [(one["subject"], one["actor"], one["school"]) for one in lines] == [
        (mine["mateo"].id, "fern", "oak"),
        (mine["nadia"].id, "fern", "oak"),
    ]
    assert lines[0]["facts"] == {"before": 1, "after": 2, "edition": new.id}
    again = move_section(cast, "sec1", ["mateo", "nadia"], edition=new.id, actor=FERN.actor(), now=NOW)
    assert again.moved == ()
    assert [why for _, why in again.others] == ["there", "there"]
    assert Enrollments(cast).get(mine["mateo"].id) == after
    assert AUDIT.of(cast).count_documents({"verb": "enrollment.moved-edition"}) == 2


def test_what_is_enough_in_the_new_edition_is_completed_in_the_same_write(cast: Database):
    mine = seated(cast, MATEO, NADIA)
    read_all(cast, mine["mateo"], MATEO)
    new = publish(cast, SHORTER)
    assert moving(cast, "sec1", actor=DEE.actor(), now=NOW).moves[0][1].completes
    came = move_section(cast, "sec1", ["mateo", "nadia"], edition=new.id, actor=DEE.actor(), now=NOW)
    assert came.completed == ("Mateo Ortiz",)
    after = Enrollments(cast).get(mine["mateo"].id)
    assert (after.status, after.hours) == (Status.COMPLETED, new.hours)
    assert after.decision is not None
    assert after.decision.edition == new.id
    assert Enrollments(cast).awards_due(9) == [after]
    assert AUDIT.of(cast).find_one({"verb": "enrollment.completed"})["facts"] == {"award": after.award}
    assert set(after.aside) == set()
    assert "think" not in after.modules


def test_a_completion_is_never_touched(cast: Database):
    publish(cast, SHORTER)
    Sections(cast).add(section())
    actions.take_seat(cast, "sec1", actor=MATEO.actor(), now=NOW)
    done = read_all(cast, Enrollments(cast).active("mateo", "foundations"), MATEO)
    assert done.status is Status.COMPLETED
    before = cast["enrollments"].find_one()
    new = publish(cast, NEW)
    assert [one.why for one in moving(cast, "sec1", actor=FERN.actor(), now=NOW).stay] == ["completed"]
    came = move_section(cast, "sec1", ["mateo"], edition=new.id, actor=FERN.actor(), now=NOW)
    assert came.others == (("Mateo Ortiz", "already-completed"),)
    assert cast["enrollments"].find_one() == before


def test_what_was_handed_in_and_answered_is_there_after_the_move_and_after_the_way_back(cast: Database):
    mine = seated(cast, MATEO)["mateo"]
    actor = MATEO.actor()
    chosen = {"one": (1,), "two": (0, 1)}
    learning.answer(cast, mine.id, "check", chosen, key="k1k1k1k1", actor=actor, now=NOW)
    learning.save_draft(cast, mine.id, "think", {"moment": "On Thursday."}, revision=0, actor=actor, now=NOW)
    learning.hand_in(cast, mine.id, "think", actor=actor, now=NOW)
    prompts = (Prompt("moment", "When was it?"), Prompt("next", "And then?"))
    asks = Module("think", "Think further", 12, Reflection("", prompts))
    new = publish(cast, edition(modules=(quiz(), asks), sessions=0))
    submitted = list(cast["submissions"].find().sort("_id"))
    move_section(cast, "sec1", ["mateo"], edition=new.id, actor=FERN.actor(), now=NOW)
    assert list(cast["submissions"].find().sort("_id")) == submitted
    opened = learning.open_module(cast, mine.id, "think", actor=actor)
    assert opened.edition.id == new.id
    assert learning.read_reflection(cast, opened, actor=actor).texts["moment"] == "On Thursday."
    check = learning.open_module(cast, mine.id, "check", actor=actor)
    attempt, _ = learning.attempt(cast, check, "k1k1k1k1", actor=actor)
    assert (attempt.right, attempt.of) == (1, 2)
    after = opened.enrollment
    assert (after.modules["check"].best, after.modules["check"].attempts, after.modules["think"].done) == (0.5, 1, True)
    learning.answer(cast, mine.id, "check", {"one": (0,), "two": (0, 1)}, key="k2k2k2k2", actor=actor, now=NOW)
    assert Enrollments(cast).get(mine.id).status is Status.COMPLETED


def test_nobody_else_moves_a_section_and_a_stale_page_moves_nobody(cast: Database):
    seated(cast, MATEO)
    new = publish(cast, NEW)
    for who, error in ((MATEO, NotFound), (OLU, NotFound), (ADA, NotAllowed)):
        with pytest.raises(error):
            moving(cast, "sec1", actor=who.actor(), now=NOW)
        with pytest.raises(error):
            move_section(cast, "sec1", ["mateo"], edition=new.id, actor=who.actor(), now=NOW)
    other = replace(FERN, id="gus", email="gus@alder.example", name="Gus")
    with pytest.raises(NotFound):
        move_section(cast, "sec1", ["mateo"], edition=new.id, actor=other.actor(), now=NOW)
    publish(cast, SHORTER)
    with pytest.raises(RuleBroken, match="Edition 3 was published since") as refusal:
        move_section(cast, "sec1", ["mateo"], edition=new.id, actor=FERN.actor(), now=NOW)
    assert refusal.value.code == "stale"
    catalog.unpublish(cast, "foundations", actor=DEE.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="no edition to move to"):
        moving(cast, "sec1", actor=FERN.actor(), now=NOW)
    cancel(cast, "sec1", reason="Snow.", link="", district="Alder", actor=FERN.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="cancelled"):
        moving(cast, "sec1", actor=FERN.actor(), now=NOW)


def test_fifty_people_submit_while_their_section_is_moved(cast: Database):
    people = many(cast, 50)
    mine = seated(cast, *people)
    new = publish(cast, NEW)

    def submit(person: Person) -> None:
        read_all(cast, mine[person.id], person)
        learning.answer(
            cast,
            mine[person.id].id,
            "check",
            {"one": (0,), "two": (0, 1)},
            key="a1a1a1a1",
            actor=person.actor(),
            now=NOW,
        )

    def move(_: int) -> int:
        ids = [one.id for one in people]
        return len(move_section(cast, "sec1", ids, edition=new.id, actor=FERN.actor(), now=NOW).moved)

    with ThreadPoolExecutor(12) as pool:
        submitting = [pool.submit(submit, person) for person in people]
        moves = list(pool.map(move, range(2)))
        for one in submitting:
            one.result()
    assert sum(moves) == 50
    assert AUDIT.of(cast).count_documents({"verb": "enrollment.moved-edition"}) == 50
    for after in Enrollments(cast).in_course(mine, "foundations").values():
        assert after.edition == new.id
        assert {1, 2} <= set(after.modules["read"].seen)
        assert after.modules["check"].done
        assert after.verdict == weigh(new, after.evidence)


def test_an_edition_is_published_while_fifty_people_submit(cast: Database):
    people = many(cast, 50)
    mine = seated(cast, *people)
    old = catalog.course(cast, "foundations", actor=DEE.actor()).edition

    def submit(person: Person) -> Enrollment:
        read_all(cast, mine[person.id], person)
        actions.record_reflection(cast, mine[person.id].id, "think", actor=person.actor(), now=NOW)
        return learning.answer(
            cast,
            mine[person.id].id,
            "check",
            {"one": (0,), "two": (0, 1)},
            key="a1a1a1a1",
            actor=person.actor(),
            now=NOW,
        )[1]

    def publish_one(hours: float) -> int:
        made = catalog.publish(cast, [replace(NEW, hours=hours)], actor=DEE.actor(), now=NOW)
        return made[0].edition.number

    with ThreadPoolExecutor(12) as pool:
        submitting = [pool.submit(submit, person) for person in people]
        assert sorted(pool.map(publish_one, (4.0, 5.0))) == [2, 3]
        done = [one.result() for one in submitting]
    assert all(one.status is Status.COMPLETED and one.edition == old for one in done)
    assert all(one.decision and one.decision.edition == old for one in done)
    assert len({one.award for one in done}) == 50


def test_minutes_are_weighed_by_the_edition_people_are_in_when_they_arrive(cast: Database, monkeypatch):
    publish(cast, edition(modules=(live(),), sessions=2))
    Sections(cast).add(section(starts_at=NOW - timedelta(days=1)))
    mine = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    Sections(cast).seat("sec1", "mateo", now=NOW)
    new = publish(cast, edition(modules=(live(),), sessions=1))
    found = Enrollments.in_course

    def moved_meanwhile(store: Enrollments, people, course):
        standing = found(store, people, course)
        monkeypatch.setattr(Enrollments, "in_course", found)
        move_section(cast, "sec1", ["mateo"], edition=new.id, actor=FERN.actor(), now=NOW)
        return standing

    monkeypatch.setattr(Enrollments, "in_course", moved_meanwhile)
    work = {"mateo": SessionWork("sec1", 90, 90, NOW.date())}
    after = actions.record_attendance(cast, "foundations", "sec1-0", work, actor=FERN.actor(), now=NOW)["mateo"]
    assert (after.id, after.edition, after.status) == (mine.id, new.id, Status.COMPLETED)


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def test_the_facilitator_looks_moves_and_is_told(cast: Database, browse):
    mine = seated(cast, MATEO, NADIA)
    read_all(cast, mine["mateo"], MATEO)
    client = browse(FERN)
    assert "Move to edition" not in words(client.get("/sections/sec1"))
    new: Edition = publish(cast, NEW)
    assert "Move to edition 2" in words(client.get("/sections/sec1"))
    page = words(client.get("/sections/sec1/edition"))
    assert "Two people can move to edition 2." in page
    assert "Done: “Why it matters”." in page
    assert "22, was 15" in page
    nobody = client.post("/sections/sec1/edition", data={"edition": new.id})
    assert nobody.status_code == 409
    assert "Choose at least one person." in words(nobody)
    stale = client.post("/sections/sec1/edition", data={"edition": OLD.id, "people": ["mateo"]})
    assert (stale.status_code, "Edition 2 was published since" in words(stale)) == (409, True)
    sent = {"edition": new.id, "people": ["mateo"]}
    told = words(client.post("/sections/sec1/edition", data=sent, follow_redirects=True))
    assert "One person is on edition 2 now." in told
    again = words(client.post("/sections/sec1/edition", data=sent, follow_redirects=True))
    assert "Nobody was moved to edition 2." in again
    assert "Mateo Ortiz: is there already." in again
    page = words(client.get("/sections/sec1/edition"))
    assert "One person can move to edition 2." in page
    assert "Is on edition 2 already." in page
    assert Enrollments(cast).get(mine["nadia"].id).edition != new.id


def test_what_is_said_is_true_for_one_and_for_many():
    assert moved_words(3, [], []) == "Nobody was moved to edition 3."
    assert moved_words(3, ["Ana"], ["Ana"]) == "One person is on edition 3 now. Ana has completed the course by it."
    assert moved_words(3, ["Ana", "Ben", "Cleo"], ["Ana", "Ben"]) == (
        "Three people are on edition 3 now. Two of them have completed the course by it: Ana and Ben."
    )
    assert stays("completed", 2) == "Has completed edition 2. A completion is never touched."
    assert stays("not-enrolled") == "Has a seat and does not take the course."
