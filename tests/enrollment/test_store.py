"""Enrollments against MongoDB: once, whatever races; evidence and verdict in one write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from pymongo.database import Database

from plm.enrollment import actions
from plm.enrollment.model import SessionWork, Status
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.errors import RuleBroken
from plm.people.model import Person
from plm.sections.store import Sections
from tests.builders import edition, publish, section
from tests.cast import FERN, MATEO, NOW, PRIYA


def test_an_enrollment_survives_the_way_to_mongodb_and_back(cast: Database) -> None:
    published = publish(cast, edition())
    made = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    actions.record_page(cast, made.id, "read", 1, read=True, actor=MATEO.actor(), now=NOW)
    found = Enrollments(cast).get(made.id)
    assert found.edition == published.id
    assert found.modules["read"].seen == (1,)
    assert found == Enrollments(cast).get(made.id)


def test_many_clicks_at_once_make_one_enrollment(cast: Database) -> None:
    publish(cast, edition())
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW), range(24))
        )
    assert len({one.id for one in made}) == 1
    assert ENROLLMENTS.of(cast).count_documents({}) == 1
    assert cast["audit"].count_documents({"verb": "enrollment.created"}) == 1


def test_pages_turned_at_once_from_two_devices_all_count(cast: Database) -> None:
    publish(cast, edition())
    made = actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda page: actions.record_page(cast, made.id, "read", page, read=True, actor=MATEO.actor(), now=NOW),
                (1, 2),
            )
        )
    assert Enrollments(cast).get(made.id).modules["read"].done


def test_the_last_piece_of_evidence_completes_in_the_same_write(cast: Database) -> None:
    publish(cast, edition())
    actor = MATEO.actor()
    made = actions.enroll_self(cast, "foundations", actor=actor, now=NOW)
    for page in (1, 2):
        actions.record_page(cast, made.id, "read", page, read=True, actor=actor, now=NOW)
    actions.record_answers(cast, made.id, "check", 1.0, key="first", actor=actor, now=NOW)
    actions.record_reflection(cast, made.id, "think", actor=actor, now=NOW)
    assert Enrollments(cast).get(made.id).verdict.missing == ("one session",)
    work = {MATEO.id: SessionWork("sec1", 85, 90, date(2026, 11, 24))}
    after = actions.record_attendance(cast, "foundations", "sec1-1", work, actor=FERN.actor(), now=NOW)
    assert after[MATEO.id].status is Status.COMPLETED
    doc = ENROLLMENTS.of(cast).find_one({"_id": made.id})
    assert doc is not None
    assert doc["award"] == after[MATEO.id].award
    assert doc["award_due"] is True
    assert "next_reminder_at" not in doc


def test_who_left_comes_back_with_what_was_done(cast: Database) -> None:
    publish(cast, edition())
    actor = MATEO.actor()
    made = actions.enroll_self(cast, "foundations", actor=actor, now=NOW)
    actions.record_page(cast, made.id, "read", 1, read=True, actor=actor, now=NOW)
    actions.withdraw(cast, made.id, reason="No time this fall", actor=actor, now=NOW)
    with pytest.raises(RuleBroken):
        actions.record_page(cast, made.id, "read", 2, read=True, actor=actor, now=NOW)
    again = actions.enroll_self(cast, "foundations", actor=actor, now=NOW)
    assert again.status is Status.ACTIVE
    assert again.modules["read"].seen == (1,)


def test_a_principal_hears_who_was_enrolled_and_who_already_was(cast: Database) -> None:
    publish(cast, edition())
    actions.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    outcome = actions.enroll_team(
        cast, ["mateo", "nadia", "priya"], "foundations", due_on=date(2026, 12, 18), actor=PRIYA.actor(), now=NOW
    )
    assert outcome.enrolled == ("Nadia Karim", "Priya Raman")
    assert outcome.already == ("Mateo Ortiz",)


def test_racing_for_the_last_seat_never_seats_one_too_many(cast: Database) -> None:
    publish(cast, edition())
    Sections(cast).add(section(capacity=1))

    def ask(who: Person) -> str:
        try:
            actions.take_seat(cast, "sec1", actor=who.actor(), now=NOW)
        except RuleBroken as refusal:
            return refusal.code
        return "seated"

    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(ask, [MATEO, PRIYA, MATEO, PRIYA]))
    assert len(Sections(cast).get("sec1").roster) == 1
    assert "full" in heard
