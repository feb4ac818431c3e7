"""Earlier learning that is recognized: on the record with its own mark, never a certificate, and it opens doors."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pymongo.database import Database

from plm import audit
from plm.credentials import actions
from plm.credentials.store import AWARDS, Kinds
from plm.enrollment.actions.recognising import recognised, recognitions_of
from plm.enrollment.model.recognition import Recognition
from plm.errors import NotAllowed, RuleBroken
from plm.people.model import Person
from tests.builders import edition, publish
from tests.cast import ADA, DEE, FERN, MATEO, NADIA, NOW, PRIYA
from tests.conftest import Browser

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ready(cast: Database) -> Database:
    """The cast, the kinds, and a course to stand for."""
    actions.begin_rules(cast)
    publish(cast, edition())
    return cast


def recognize(db: Database, who: Person = DEE, **changes: Any) -> Recognition:
    """Mateo's earlier course of 20 hours, with CPD credit."""
    asked: dict[str, Any] = {
        "email": MATEO.email,
        "once": "form-1",
        "course": "foundations",
        "done_on": TODAY - timedelta(days=400),
        "hours": Decimal(20),
        "kinds": ["cpd"],
        "evidence": "The provider’s certificate, October 2025.",
        "reason": "It covers the same outcomes.",
    } | changes
    return actions.recognize(db, asked.pop("email"), **asked, today=TODAY, actor=who.actor(), now=NOW)


def test_it_opens_what_the_course_opens_until_it_is_too_old_or_taken_back(ready: Database) -> None:
    made = recognize(ready)
    assert (made.title, made.counts_until) == ("Foundations", date(2030, 10, 20))
    assert recognised(ready, "mateo", today=TODAY) == {"foundations"}
    assert recognised(ready, "mateo", today=made.counts_until) == {"foundations"}
    assert recognised(ready, "mateo", today=made.counts_until + timedelta(days=1)) == set()
    assert recognised(ready, "nadia", today=TODAY) == set()
    actions.withdraw_recognition(ready, made.id, why="It was another person’s.", actor=DEE.actor(), now=LATER)
    assert recognised(ready, "mateo", today=TODAY) == set()
    with pytest.raises(RuleBroken, match="taken back before"):
        actions.withdraw_recognition(ready, made.id, why="Again.", actor=DEE.actor(), now=NOW)
    assert [one["verb"] for one in audit.newest(ready, subject=made.id)] == [
        "learning.recognition-withdrawn",
        "learning.recognized",
    ]


def test_without_a_course_it_opens_nothing(ready: Database) -> None:
    recognize(ready, course="", title="Circle keeping elsewhere")
    assert recognised(ready, "mateo", today=TODAY) == set()


def test_the_same_form_sent_twice_recognizes_once(ready: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: recognize(ready), range(4)))
    assert len(recognitions_of(ready, "mateo")) == 1
    assert len(audit.newest(ready, subject="form-1")) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody@alder.example"}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": DEE.email}, "person"),
        ({"course": "", "title": " "}, "title"),
        ({"course": "unknown"}, "course"),
        ({"hours": Decimal(0), "kinds": []}, "hours"),
        ({"hours": Decimal(501)}, "hours"),
        ({"done_on": TODAY + timedelta(days=1)}, "done_on"),
        ({"done_on": TODAY - timedelta(days=1900), "kinds": []}, "done_on"),
        ({"done_on": TODAY - timedelta(days=1900)}, "kinds"),
        ({"hours": Decimal(5)}, "kinds"),
        ({"evidence": " "}, "evidence"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_recognized_is_refused_at_its_field(ready: Database, changes: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        recognize(ready, **changes)
    assert refusal.value.code == field
    assert recognitions_of(ready, "mateo") == []


def test_the_age_limit_is_the_districts(ready: Database) -> None:
    hours = Kinds(ready).get("hours")
    actions.change_kind(ready, type(hours)(**{**vars(hours), "prior_months": 12}), actor=DEE.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="too long ago"):
        recognize(ready, kinds=[])


@pytest.mark.parametrize("who", [PRIYA, FERN, ADA, MATEO])
def test_only_a_director_recognizes(ready: Database, who: Person) -> None:
    with pytest.raises(NotAllowed):
        recognize(ready, who)


def test_it_stands_on_the_record_with_its_credit_and_makes_no_certificate(ready: Database) -> None:
    made = recognize(ready)
    found = actions.record(ready, actor=MATEO.actor(), zone=ZONE, now=NOW)
    assert [(year.name, [one.recognition.title for one in year.prior]) for year in found.years] == [
        ("2025 to 2026", ["Foundations"])
    ]
    assert {one.kind: one.has for one in found.ledgers} == {"hours": "20 hours.", "cpd": "1 CPD credit."}
    assert found.strong == "Nothing is finished here yet."
    assert AWARDS.of(ready).count_documents({}) == 0
    actions.withdraw_recognition(ready, made.id, why="It was another person’s.", actor=DEE.actor(), now=NOW)
    found = actions.record(ready, actor=MATEO.actor(), zone=ZONE, now=NOW)
    assert found.ledgers == ()
    assert "Taken back: It was another person’s." in found.years[0].prior[0].what


def test_a_director_recognizes_and_takes_back_on_pages(browse: Browse, ready: Database) -> None:
    dee, mateo = browse(DEE), browse(MATEO)
    assert "Nothing is <b>recognized yet.</b>" in dee.get("/credit/recognized").get_data(as_text=True)
    sent = {
        "email": MATEO.email, "course": "foundations", "done_on": "2025-10-20", "hours": "20", "kinds": "cpd",
        "evidence": "<i>A certificate.</i>", "reason": "The same outcomes.",
    }  # fmt: skip
    assert dee.post("/credit/recognized/new", data={**sent, "hours": "0"}).status_code == 422
    assert dee.post("/credit/recognized/new", data=sent).status_code == 303
    assert "Mateo Ortiz: Foundations" in dee.get("/credit/recognized").get_data(as_text=True)
    page = mateo.get("/record").get_data(as_text=True)
    assert "recognized by Dee Alvarez." in page
    assert "20 hours and 1 CPD credit." in page
    assert "&lt;i&gt;A certificate.&lt;/i&gt;" in page
    assert "See the certificate" not in page
    text = mateo.get("/record.csv").get_data(as_text=True)
    assert "Foundations,,recognized,2025-10-20,20.0" in text
    (one,) = recognitions_of(ready, "mateo")
    path = f"/credit/recognized/{one.id}/withdraw"
    assert dee.post(path, data={"why": ""}).status_code == 422
    assert dee.post(path, data={"why": "Another person’s."}).status_code == 303
    assert "Taken back: Another person’s." in mateo.get("/record").get_data(as_text=True)
    assert browse(NADIA).get("/credit/recognized").status_code == 403
