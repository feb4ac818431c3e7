"""Awards: written once, whoever writes; never edited; checked by anybody with the code."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies
from pymongo.database import Database

from plm.access import SYSTEM
from plm.credentials import actions
from plm.credentials.model import code_from, evidence_hash, months_after, seat_of
from plm.credentials.store import AWARDS, Awards
from plm.enrollment.actions import new_award
from plm.enrollment.store import ENROLLMENTS
from plm.errors import NotAllowed, RuleBroken
from plm.people.model import Person
from plm.people.store import People
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
def done(cast: Database) -> Database:
    """Mateo has completed the course with a session; nothing is certified yet."""
    held = section(starts_at=NOW - timedelta(days=6))
    Sections(cast).add(replace(held, roster=(Seat(NADIA.id, NOW), Seat(MATEO.id, NOW), Seat(ELIF.id, NOW))))
    completed(cast, MATEO, publish(cast, edition()))
    return cast


def test_the_job_writes_what_is_due_and_takes_the_mark_away(done: Database) -> None:
    assert actions.write_due(done, zone=ZONE, now=NOW) == 1
    award = Awards(done).get(CODE)
    assert (award.name, award.title, award.hours, award.minutes, award.of) == (
        "Mateo Ortiz",
        "Foundations",
        3.0,
        85,
        90,
    )
    assert award.completed_on == date(2026, 11, 24)
    assert award.facilitators == (FERN.name,)
    assert (award.circle, award.seat) == (3, 1)
    assert len(award.evidence) == 64
    assert actions.write_due(done, zone=ZONE, now=NOW) == 0


def test_a_job_killed_before_the_mark_is_taken_away_writes_the_same_award_again(done: Database) -> None:
    actions.write_due(done, zone=ZONE, now=NOW)
    first = AWARDS.of(done).find_one({"_id": CODE})
    ENROLLMENTS.of(done).update_one({"award": CODE}, {"$set": {"award_due": True}})
    People(done).save(replace(MATEO, name="Mateo Another"))
    assert actions.write_due(done, zone=ZONE, now=NOW + timedelta(days=1)) == 1
    assert AWARDS.of(done).find_one({"_id": CODE}) == first


def test_the_day_of_completion_is_the_schools_day(cast: Database) -> None:
    taken = completed(cast, MATEO, publish(cast, edition(modules=(reading(), quiz(), reflection()))))
    late = replace(taken, completed_at=NOW.replace(hour=3))  # 10 in the evening of the day before in New York
    ENROLLMENTS.of(cast).update_one({"_id": taken.id}, {"$set": {"completed_at": late.completed_at}})
    actions.write_due(cast, zone=ZONE, now=NOW)
    assert Awards(cast).get(CODE).completed_on == date(2026, 11, 23)


def test_evidence_that_changes_later_is_seen_in_its_hash(done: Database) -> None:
    actions.write_due(done, zone=ZONE, now=NOW)
    taken = completed(done, NADIA, edition(), code="AAAA-BBBB-CCCC")
    changed = completed(done, ELIF, edition(), code="DDDD-EEEE-FFFF", minutes=90)
    assert evidence_hash(taken) != evidence_hash(changed)
    assert evidence_hash(taken) == evidence_hash(taken)


@pytest.mark.parametrize(
    ("who", "status"), [(MATEO, 200), (PRIYA, 200), (DEE, 200), (ADA, 200), (NADIA, 403), (OLU, 404), (FERN, 404)]
)
def test_a_certificate_is_for_its_owner_and_those_who_lead_them(
    browse: Browse, done: Database, who: Person, status: int
) -> None:
    assert browse(who).get(f"/certificates/{CODE}").status_code == status


def test_a_certificate_is_there_the_moment_the_course_is_done(browse: Browse, done: Database) -> None:
    page = browse(MATEO).get(f"/certificates/{CODE}").get_data(as_text=True)
    for words in (
        "Mateo Ortiz",
        "Foundations",
        "3 hours",
        "85 of 90 minutes",
        "Fern Whitaker",
        CODE,
        "November\u00a024, 2026",
    ):
        assert words in page
    assert Awards(done).find(CODE) is not None


def test_an_unknown_certificate_is_not_found(browse: Browse, done: Database) -> None:
    assert browse(MATEO).get("/certificates/NOPE").status_code == 404


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "7f3k92qdmx4t", " 7F3K 92QD MX4T ", "7F3K–92QD–MX4T"])
def test_anybody_checks_a_code_however_it_is_typed(browse: Browse, done: Database, typed: str) -> None:
    answer = browse(None).get("/verify", query_string={"code": typed}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Mateo Ortiz" in page
    assert "Foundations" in page


def test_the_public_check_shows_name_course_hours_and_date_and_nothing_else(browse: Browse, done: Database) -> None:
    page = browse(None).get(f"/verify/{CODE}").get_data(as_text=True)
    for words in ("Mateo Ortiz", "Foundations", "3 hours", "November\u00a024, 2026"):
        assert words in page
    # The head names files by hashes and the form its token: letters and figures that mean nothing.
    page = page[page.index("<main") : page.index("</main>")]
    for words in ("85", "Oak", "oak", "Fern", "mateo@", "Teacher", "minutes"):
        assert words not in page


@pytest.mark.parametrize("typed", ["AAAA-AAAA-AAAA", "x", "$ne", "../etc"])
def test_an_unknown_code_is_answered_in_a_sentence(browse: Browse, done: Database, typed: str) -> None:
    answer = browse(None).get("/verify", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code == 404
    assert "no certificate" in answer.get_data(as_text=True)


def test_the_form_of_the_check_needs_no_sign_in(browse: Browse) -> None:
    assert browse(None).get("/verify").status_code == 200


def test_a_revoked_certificate_says_so_everywhere_and_keeps_its_line(browse: Browse, done: Database) -> None:
    actions.write_due(done, zone=ZONE, now=NOW)
    actions.revoke(done, "7f3k 92qd mx4t", reason="Issued by mistake.", actor=SYSTEM, now=NOW)
    for who, path in ((None, f"/verify/{CODE}"), (MATEO, f"/certificates/{CODE}")):
        assert "revoked on November\u00a024, 2026" in browse(who).get(path).get_data(as_text=True)
    assert Awards(done).get(CODE).name == "Mateo Ortiz"
    with pytest.raises(RuleBroken):
        actions.revoke(done, CODE, reason="Again.", actor=SYSTEM, now=NOW)


def test_a_principal_revokes_nothing(done: Database) -> None:
    actions.write_due(done, zone=ZONE, now=NOW)
    with pytest.raises(NotAllowed):
        actions.revoke(done, CODE, reason="No.", actor=PRIYA.actor(), now=NOW)


def test_a_correction_of_attendance_after_the_award_does_not_touch_it(done: Database) -> None:
    actions.write_due(done, zone=ZONE, now=NOW)
    before = Awards(done).get(CODE)
    ENROLLMENTS.of(done).update_one({"award": CODE}, {"$set": {"award_due": True}})
    actions.write_due(done, zone=ZONE, now=NOW)
    assert Awards(done).get(CODE) == before


def test_without_sessions_the_circle_is_of_those_who_came_before() -> None:
    assert seat_of("ana", [], before=0) == (1, 0)
    assert seat_of("ana", [], before=23) == (24, 23)
    assert seat_of("ana", [], before=900)[0] == 50


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 24), 36, date(2029, 11, 24)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_a_certificate_that_ends_does_so_on_the_same_day_of_a_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


@given(strategies.text(max_size=60))
def test_whatever_is_typed_becomes_a_code_that_is_one_already(words: str) -> None:
    assert code_from(code_from(words)) == code_from(words)


def test_every_code_that_is_drawn_is_its_own_spelling() -> None:
    for _ in range(50):
        code = new_award()
        assert code_from(code.lower().replace("-", " ")) == code
