"""What ends: certificates say until when they count, the record asks in time, and a repeat never touches what was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from pymongo.database import Database

from plm.access import SYSTEM
from plm.catalog.model import Edition
from plm.credentials import actions, messages
from plm.credentials.store import AWARDS, Awards
from plm.enrollment import actions as enrolling
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.people.model import Person
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import MATEO, NOW, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 24)


@pytest.fixture
def course(cast: Database) -> Edition:
    """A course that counts for three years."""
    return publish(cast, replace(edition(modules=(reading(), quiz(), reflection())), valid_months=36))


def earned(db: Database, course: Edition, *, until: date, cycle: str = "2023-24", code: str = CODE) -> None:
    """Mateo completed the course long ago, and it counts until this day."""
    taken = completed(db, MATEO, course, code=code)
    doc = ENROLLMENTS.of(db).find_one({"_id": taken.id})
    assert doc
    ENROLLMENTS.of(db).delete_one({"_id": taken.id})
    then = NOW - timedelta(days=1000)
    ENROLLMENTS.of(db).insert_one({**doc, "_id": f"mateo:foundations:{cycle}", "cycle": cycle, "completed_at": then})
    actions.write_due(db, zone=ZONE, now=NOW)
    AWARDS.of(db).update_one({"_id": code}, {"$set": {"valid_until": until.isoformat()}})


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, ""),
        (TODAY + timedelta(days=1), "Valid until November\u00a025, 2026."),
        (TODAY, "Valid until November\u00a024, 2026."),
        (TODAY - timedelta(days=1), "Expired on November\u00a023, 2026."),
    ],
)
def test_the_last_day_still_counts(until: date | None, said: str) -> None:
    assert messages.valid_sentence(until, TODAY) == said


@pytest.mark.parametrize(
    ("until", "said"),
    [(date(2029, 6, 30), "Valid until June\u00a030, 2029"), (date(2025, 6, 30), "Expired on June\u00a030, 2025")],
)
def test_everything_says_until_when_it_counts(
    browse: Browse, cast: Database, course: Edition, until: date, said: str
) -> None:
    earned(cast, course, until=until)
    assert said in browse(None).get(f"/verify/{CODE}").get_data(as_text=True)
    assert said in browse(MATEO).get("/record").get_data(as_text=True)
    page = browse(MATEO).get(f"/certificates/{CODE}").get_data(as_text=True)
    word, day = said.rsplit(" on ", 1) if " on " in said else said.split(" until ")
    assert f"<dt>{word} {'on' if ' on ' in said else 'until'}</dt><dd>{day}</dd>" in page
    assert until.isoformat() in browse(MATEO).get("/record.csv").get_data(as_text=True)


@pytest.mark.parametrize(
    ("days", "listed"), [(-400, True), (-1, True), (0, True), (120, True), (121, False), (900, False)]
)
def test_the_record_asks_a_hundred_and_twenty_days_ahead(
    browse: Browse, cast: Database, course: Edition, days: int, listed: bool
) -> None:
    earned(cast, course, until=TODAY + timedelta(days=days))
    page = browse(MATEO).get("/record").get_data(as_text=True)
    assert ("Take it again" in page) is listed


def test_what_counts_for_good_never_ends(cast: Database, course: Edition) -> None:
    completed(cast, MATEO, publish(cast, edition("short", title="Short", modules=(reading(), quiz(), reflection()))))
    actions.write_due(cast, zone=ZONE, now=NOW)
    assert actions.record(cast, actor=MATEO.actor(), zone=ZONE, now=NOW).ending == ()


def test_finished_this_school_year_it_can_be_taken_again_in_the_next(
    browse: Browse, cast: Database, course: Edition
) -> None:
    completed(cast, MATEO, course)
    actions.write_due(cast, zone=ZONE, now=NOW)
    AWARDS.of(cast).update_one({"_id": CODE}, {"$set": {"valid_until": (TODAY + timedelta(days=30)).isoformat()}})
    page = browse(MATEO).get("/record").get_data(as_text=True)
    assert "Take it again" not in page
    assert "again from July 1" in page


def test_a_repeat_makes_a_new_award_and_keeps_the_old_one(browse: Browse, cast: Database, course: Edition) -> None:
    earned(cast, course, until=TODAY + timedelta(days=60))
    before = AWARDS.of(cast).find_one({"_id": CODE})
    old = Enrollments(cast).get("mateo:foundations:2023-24")
    me = browse(MATEO)
    assert me.post("/courses/foundations/enroll").status_code == 303
    page = me.get("/record").get_data(as_text=True)
    assert "You are taking it again." in page
    assert "Take it again" not in page
    fresh = enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    assert (fresh.cycle, fresh.done, fresh.award) == ("2026-27", 0, "")
    ENROLLMENTS.of(cast).delete_one({"_id": fresh.id})
    completed(cast, MATEO, course, code="NEWC-ERTI-FICA")
    assert actions.write_due(cast, zone=ZONE, now=NOW) == 1
    assert AWARDS.of(cast).find_one({"_id": CODE}) == before
    assert Enrollments(cast).get("mateo:foundations:2023-24") == old
    new = Awards(cast).get("NEWC-ERTI-FICA")
    assert (new.completed_on, new.valid_until) == (TODAY, date(2029, 11, 24))
    record = actions.record(cast, actor=MATEO.actor(), zone=ZONE, now=NOW)
    assert [[entry.code for entry in year.entries] for year in record.years] == [["NEWC-ERTI-FICA"], [CODE]]
    # Renewed: the old one may expire in peace.
    assert record.ending == ()
    for code in (CODE, "NEWC-ERTI-FICA"):
        assert browse(None).get(f"/verify/{code}").status_code == 200
        assert me.get(f"/certificates/{code}.pdf").status_code == 200


def test_the_record_knows_the_last_day_before_the_job_has_come_round(
    browse: Browse, cast: Database, course: Edition
) -> None:
    completed(cast, MATEO, course)
    assert "Valid until November\u00a024, 2029." in browse(MATEO).get("/record").get_data(as_text=True)
    assert Awards(cast).find(CODE) is not None


def test_hours_of_a_revoked_certificate_are_not_counted(browse: Browse, cast: Database, course: Edition) -> None:
    completed(cast, MATEO, course)
    actions.write_due(cast, zone=ZONE, now=NOW)
    assert "3 hours this school year" in browse(MATEO).get("/record").get_data(as_text=True)
    actions.revoke(cast, CODE, reason="Issued by mistake.", actor=SYSTEM, now=NOW)
    record = actions.record(cast, actor=MATEO.actor(), zone=ZONE, now=NOW)
    assert (record.strong, record.sum) == ("Nothing on your record counts now.", "No course is finished yet.")
    assert [(year.hours, [one.state for one in year.entries]) for year in record.years] == [
        (0, ["Revoked on November\u00a024, 2026."])
    ]
    assert record.ending == ()
    # The home page and the page of a principal say the same.
    assert "No hours yet." in browse(MATEO).get("/learning").get_data(as_text=True)
    assert "Its certificate was revoked" in browse(PRIYA).get("/people/mateo").get_data(as_text=True)


def test_the_reason_of_a_revocation_is_shown_to_whoever_checks(browse: Browse, cast: Database, course: Edition) -> None:
    completed(cast, MATEO, course)
    actions.write_due(cast, zone=ZONE, now=NOW)
    actions.revoke(cast, CODE, reason="It was issued by mistake.", actor=SYSTEM, now=NOW)
    for who, path in ((None, f"/verify/{CODE}"), (MATEO, f"/certificates/{CODE}")):
        assert "It was issued by mistake." in browse(who).get(path).get_data(as_text=True)
