"""What was completed stays as it was: no later act on a course, a section or a person touches it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pymongo.database import Database

from plm.catalog import actions as catalog
from plm.catalog import shelf
from plm.credentials import actions
from plm.credentials.store import AWARDS, Awards
from plm.enrollment.actions.moving import move_section
from plm.enrollment.model import SessionWork
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.people import actions as people
from plm.sections import actions as sections
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, live, publish, quiz, reading, section
from tests.cast import ADA, DEE, FERN, MATEO, NADIA, NOW
from tests.catalog.conftest import SMALL, written
from tests.credentials.conftest import CODE, completed

ZONE = ZoneInfo("America/New_York")
SEEN = (
    f"/certificates/{CODE}",
    f"/certificates/{CODE}/badge.json",
    f"/verify/{CODE}",
    "/record.csv",
)
"""What anybody sees of it, to the letter."""

STRICTER = replace(
    edition(title="Foundations anew", modules=(reading(pages=9), quiz(), reading("more"), live()), hours=1.0),
    valid_months=12,
)


@pytest.fixture
def done(cast: Database) -> Database:
    """Mateo has completed the course in Fern's section, which meets once more; his award is written."""
    held = section(starts_at=NOW - timedelta(days=6), sessions=2)
    Sections(cast).add(replace(held, roster=(Seat(NADIA.id, NOW), Seat(MATEO.id, NOW))))
    completed(cast, MATEO, publish(cast, edition()))
    actions.write_due(cast, zone=ZONE, now=NOW)
    return cast


def unpublished(db: Database) -> None:
    catalog.unpublish(db, "foundations", actor=DEE.actor(), now=NOW)


def published_anew(db: Database) -> None:
    catalog.publish(db, [STRICTER], actor=DEE.actor(), now=NOW)


def cancelled(db: Database) -> None:
    sections.cancel(db, "sec1", reason="Snow.", link="", district="Alder", actor=FERN.actor(), now=NOW)


def left(db: Database) -> None:
    people.end(db, FERN.id, actor=ADA.actor(), now=NOW)


def deleted(db: Database) -> None:
    """Nothing in PLM deletes these; somebody at the database did."""
    db["sections"].delete_many({})
    db["people"].delete_one({"_id": FERN.id})
    db["courses"].delete_many({})


def moved(db: Database) -> None:
    published_anew(db)
    made = catalog.course(db, "foundations", actor=DEE.actor()).edition
    came = move_section(db, "sec1", [MATEO.id, NADIA.id], edition=made, actor=FERN.actor(), now=NOW)
    assert came.others[0] == (MATEO.name, "already-completed")


def corrected(db: Database) -> None:
    """The facilitator takes the minutes back that the completion stood on."""
    one = Enrollments(db).with_award(CODE)
    absent = SessionWork("sec1", 0, 90, NOW.date())
    Enrollments(db).change(one.id, lambda it: it.attend(edition(), "sec1-0", absent, award="", now=NOW), now=NOW)


@pytest.mark.parametrize("act", [unpublished, published_anew, cancelled, left, deleted, moved])
def test_nothing_touches_what_was_completed(act: Callable[[Database], None], done: Database, browse) -> None:
    client = browse(MATEO)
    before = [client.get(path).data for path in SEEN]
    taken, award = ENROLLMENTS.of(done).find_one({"award": CODE}), AWARDS.of(done).find_one({"_id": CODE})
    act(done)
    assert ENROLLMENTS.of(done).find_one({"award": CODE}) == taken
    assert AWARDS.of(done).find_one({"_id": CODE}) == award
    assert [client.get(path).data for path in SEEN] == before
    record = client.get("/record").get_data(as_text=True)
    assert "Foundations" in record
    assert CODE in record or f"/certificates/{CODE}" in record


def test_the_folder_of_a_course_says_nothing_about_what_was_published(db: Database, tmp_path) -> None:
    """An edition is a copy: what becomes of the files it was read from is nothing to it."""
    folder = written(tmp_path / "small-circles", SMALL)
    catalog.publish(db, [shelf.read_course(folder).edition], actor=DEE.actor(), now=NOW)
    before = db["editions"].find_one({"number": 1})
    (folder / "01-why.md").write_text("## Why we sit\n\nNo more.\n")
    catalog.publish(db, [shelf.read_course(folder).edition], actor=DEE.actor(), now=NOW)
    shutil.rmtree(folder)
    assert db["editions"].find_one({"number": 1}) == before
    assert catalog.edition(db, "small-circles", 1, actor=DEE.actor()).id == before["_id"]


def test_an_award_carries_what_the_completion_froze(done: Database) -> None:
    decision = Enrollments(done).with_award(CODE).decision
    award = Awards(done).get(CODE)
    assert decision is not None
    assert (award.edition, award.rule, award.evidence) == (decision.edition, decision.rule, decision.evidence)


def test_an_award_written_late_carries_what_was_weighed_and_not_what_became_of_it(done: Database) -> None:
    AWARDS.of(done).delete_many({})
    frozen = Enrollments(done).with_award(CODE).decision
    corrected(done)
    ENROLLMENTS.of(done).update_one({"award": CODE}, {"$set": {"award_due": True}})
    published_anew(done)
    assert actions.write_due(done, zone=ZONE, now=NOW + timedelta(days=1)) == 1
    award = Awards(done).get(CODE)
    assert (award.edition, award.rule, award.evidence) == (frozen.edition, frozen.rule, frozen.evidence)
    assert (award.title, award.number, award.hours) == ("Foundations", 1, 3.0)


def test_a_completion_of_before_that_has_no_decision_gets_its_award(done: Database) -> None:
    AWARDS.of(done).delete_many({})
    ENROLLMENTS.of(done).update_one({"award": CODE}, {"$set": {"award_due": True}, "$unset": {"decision": ""}})
    actions.write_due(done, zone=ZONE, now=NOW)
    award = Awards(done).get(CODE)
    assert award.rule == edition().words()
    assert len(award.evidence) == 64
