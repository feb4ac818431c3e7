"""Kinds of credit: conversion, rounding, repeats; kept by the district, and frozen into what was given."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymongo.database import Database

from plm import audit
from plm.app import make_ready
from plm.catalog.model import Credit, Edition
from plm.credentials import actions, messages
from plm.credentials.model import (
    AREAS,
    DEFAULTS,
    HOURS,
    Area,
    Before,
    Kind,
    Signer,
    State,
    lines_for,
    months_after,
)
from plm.credentials.store import Areas, Awards, Kinds
from plm.enrollment.store import ENROLLMENTS
from plm.errors import NotAllowed, RuleBroken
from plm.people.model import Person
from plm.people.store import People
from plm.sections.model import Seat
from plm.sections.store import Sections
from tests.builders import edition, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, FERN, MATEO, NOW, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
BY_KEY = {one.key: one for one in DEFAULTS}
DAY = date(2026, 11, 24)


def course(*credit: Credit, hours: float = 15.0, slug: str = "foundations", areas: tuple[str, ...] = ()) -> Edition:
    """A course without sessions that gives this credit."""
    made = edition(slug, modules=(reading(), quiz(), reflection()), hours=hours)
    return replace(made, credit=credit, areas=areas)


@pytest.fixture
def ready(cast: Database) -> Database:
    """The cast, and the kinds a new installation begins with."""
    actions.begin_rules(cast)
    return cast


# ── conversion and rounding ──


hours_of = st.decimals(min_value=0, max_value=200, places=2)


@given(
    hours=hours_of,
    per=st.decimals(min_value="0.01", max_value=100, places=2),
    step=st.sampled_from([Decimal(one) for one in ("0.01", "0.1", "0.25", "0.5", "1", "3")]),
)
def test_an_amount_is_a_multiple_of_the_step_never_more_than_the_hours_and_less_than_a_step_short(
    hours: Decimal, per: Decimal, step: Decimal
) -> None:
    amount = Kind("k", "K", "one", "many", per=per, step=step).amount_for(hours)
    assert amount % step == 0
    assert 0 <= amount * per <= hours
    assert (amount + step) * per > hours


@given(less=hours_of, more=hours_of, kind=st.sampled_from(DEFAULTS))
def test_more_hours_never_give_less(less: Decimal, more: Decimal, kind: Kind) -> None:
    assume(less <= more)
    assert kind.amount_for(less) <= kind.amount_for(more)


@pytest.mark.parametrize(
    ("key", "hours", "amount"),
    [
        ("pdp", "1", "1"),
        ("pdp", "6.8", "6.75"),
        ("cpd", "14.99", "0"),
        ("cpd", "15", "1"),
        ("cpd", "44", "2"),
        ("cpd", "45", "3"),
        ("ceu", "10", "1"),
        ("ceu", "3", "0.3"),
    ],
)
def test_the_conversions_a_new_installation_begins_with(key: str, hours: str, amount: str) -> None:
    assert BY_KEY[key].amount_for(Decimal(hours)) == Decimal(amount)


def test_a_courses_own_amount_goes_before_the_conversion_and_what_gives_nothing_has_no_line() -> None:
    asked = (Credit("pdp"), Credit("cpd", 2.0), Credit("ceu"), Credit("unknown", 5.0), Credit(HOURS))
    lines = lines_for(asked, BY_KEY, hours=Decimal("0.5"), completed_on=DAY)
    assert [(one.kind, one.amount) for one in lines] == [("pdp", Decimal("0.5")), ("cpd", Decimal(2))]


def test_a_kind_that_courses_give_no_more_gives_nothing() -> None:
    kinds = {"pdp": replace(BY_KEY["pdp"], active=False)}
    assert lines_for((Credit("pdp"),), kinds, hours=Decimal(9), completed_on=DAY) == ()


# ── repeats ──


@given(
    months=st.integers(0, 80),
    share=st.sampled_from([Decimal(one) for one in ("0", "0.25", "0.5", "1")]),
    window=st.integers(0, 60),
)
def test_a_repeat_gives_the_share_inside_the_window_and_all_of_it_from_its_last_day_on(
    months: int, share: Decimal, window: int
) -> None:
    kind = replace(BY_KEY["pdp"], repeat_months=window, repeat_share=share)
    on = months_after(DAY, months)
    assume(on > DAY)
    before = (Before(DAY, frozenset({"pdp"})),)
    (line,) = lines_for((Credit("pdp", 10.0),), {"pdp": kind}, hours=Decimal(1), completed_on=on, before=before)
    inside = months < window and share < 1
    assert line.amount == (10 * share if inside else 10)
    assert (line.repeat_of, line.full_from) == ((DAY, months_after(DAY, window)) if inside else (None, None))


def test_a_repeat_that_gave_half_does_not_put_off_full_credit() -> None:
    first, half = Before(date(2023, 5, 1), frozenset({"pdp"})), Before(date(2025, 5, 1), frozenset())
    asked = {"hours": Decimal(4), "completed_on": date(2026, 5, 2), "before": (first, half)}
    (line,) = lines_for((Credit("pdp"),), BY_KEY, **asked)
    assert (line.amount, line.repeat_of) == (Decimal(4), None)


def test_the_reason_for_half_credit_is_said_with_both_days() -> None:
    before = (Before(date(2025, 5, 1), frozenset({"pdp"})),)
    (line,) = lines_for((Credit("pdp"),), BY_KEY, hours=Decimal(4), completed_on=DAY, before=before)
    assert messages.repeat_words(line, Decimal("0.5")) == (
        "Half credit for a repeat: it gave full credit on May\u00a01, 2025, and does again from May\u00a01, 2028."
    )
    assert messages.repeat_words(line, Decimal(0)).startswith("No credit for a repeat")
    assert messages.repeat_words(line, Decimal("0.25")).startswith("25% of the credit for a repeat")


def test_a_repeat_makes_a_new_award_with_half_and_keeps_the_old_with_all(ready: Database) -> None:
    what = publish(ready, course(Credit("pdp"), hours=6.0))
    completed(ready, MATEO, what, code="AAAA-AAAA-AAAA")
    year_ago = NOW - timedelta(days=365)
    ENROLLMENTS.of(ready).update_one(
        {"award": "AAAA-AAAA-AAAA"}, {"$set": {"completed_at": year_ago, "_was": 1, "cycle": "2025-26"}}
    )
    actions.write_due(ready, zone=ZONE, now=NOW)
    ENROLLMENTS.of(ready).delete_many({})
    completed(ready, MATEO, what, code="BBBB-BBBB-BBBB")
    actions.write_due(ready, zone=ZONE, now=NOW)
    old, new = Awards(ready).get("AAAA-AAAA-AAAA"), Awards(ready).get("BBBB-BBBB-BBBB")
    assert [one.credit[0].amount for one in (old, new)] == [Decimal(6), Decimal(3)]
    assert "Half credit" in new.credit[0].why
    assert not old.credit[0].why


def test_a_revoked_award_is_no_first_time(ready: Database) -> None:
    what = publish(ready, course(Credit("pdp"), hours=6.0))
    completed(ready, MATEO, what, code="AAAA-AAAA-AAAA")
    ENROLLMENTS.of(ready).update_one({}, {"$set": {"completed_at": NOW - timedelta(days=365)}})
    actions.write_due(ready, zone=ZONE, now=NOW)
    actions.revoke(ready, "AAAA-AAAA-AAAA", reason="A mistake.", actor=ADA.actor(), now=NOW)
    ENROLLMENTS.of(ready).delete_many({})
    completed(ready, MATEO, what, code="BBBB-BBBB-BBBB")
    actions.write_due(ready, zone=ZONE, now=NOW)
    assert Awards(ready).get("BBBB-BBBB-BBBB").credit[0].amount == 6


# ── frozen ──


def test_an_award_carries_its_credit_and_a_change_of_the_kind_leaves_it(ready: Database) -> None:
    what = publish(ready, course(Credit("pdp"), Credit("cpd"), areas=("english-learners",)))
    completed(ready, MATEO, what)
    actions.write_due(ready, zone=ZONE, now=NOW)
    before = Awards(ready).get(CODE)
    assert [(one.kind, one.amount, one.state) for one in before.credit] == [
        ("pdp", Decimal(15), State.GRANTED),
        ("cpd", Decimal(1), State.WAITING),
    ]
    assert before.areas == ("english-learners",)
    changed = replace(Kinds(ready).get("cpd"), name="Another", per=Decimal(1), signers=())
    actions.change_kind(ready, changed, actor=DEE.actor(), now=NOW)
    assert Awards(ready).get(CODE) == before


def test_where_nobody_else_leads_the_school_or_ran_sessions_a_director_signs(ready: Database) -> None:
    Kinds(ready).save(replace(BY_KEY["cpd"], signers=(Signer.PRINCIPAL, Signer.PROVIDER)))
    what = publish(ready, course(Credit("cpd")))
    People(ready).save(replace(MATEO, school=""))
    for code, who in (("AAAA-AAAA-AAAA", replace(MATEO, school="")), ("BBBB-BBBB-BBBB", PRIYA)):
        completed(ready, who, what, code=code)
    actions.write_due(ready, zone=ZONE, now=NOW)
    for code in ("AAAA-AAAA-AAAA", "BBBB-BBBB-BBBB"):
        assert Awards(ready).get(code).credit[0].needs == (Signer.DIRECTOR, Signer.DIRECTOR)


def test_who_ran_the_sessions_signs_as_provider(ready: Database) -> None:
    Kinds(ready).save(replace(BY_KEY["cpd"], signers=(Signer.PROVIDER,)))
    Sections(ready).add(replace(section(starts_at=NOW - timedelta(days=6)), roster=(Seat(MATEO.id, NOW),)))
    completed(ready, MATEO, publish(ready, replace(edition(hours=15.0), credit=(Credit("cpd"),))))
    actions.write_due(ready, zone=ZONE, now=NOW)
    assert Awards(ready).get(CODE).ran_by == (FERN.id,)
    assert [one.award.code for one in actions.waiting(ready, actor=FERN.actor())] == [CODE]
    assert not actions.sign(ready, CODE, "cpd", actor=FERN.actor(), now=NOW).open


# ── kept by the district ──


def test_the_kinds_are_written_once_and_what_was_changed_stays(db: Database) -> None:
    make_ready(db)
    assert tuple(Kinds(db).all()) == tuple(one.key for one in DEFAULTS)
    assert tuple(Areas(db).all()) == tuple(one.key for one in AREAS)
    Kinds(db).save(replace(BY_KEY["cpd"], per=Decimal(12)))
    make_ready(db)
    assert Kinds(db).get("cpd").per == 12
    assert Kinds(db).get("pdp") == BY_KEY["pdp"]


def test_a_change_says_before_and_after_in_the_audit_and_no_change_says_nothing(ready: Database) -> None:
    kind = Kinds(ready).get("cpd")
    actions.change_kind(ready, kind, actor=DEE.actor(), now=NOW)
    assert not audit.newest(ready, subject="cpd")
    actions.change_kind(ready, replace(kind, per=Decimal(12)), actor=DEE.actor(), now=NOW)
    (line,) = audit.newest(ready, subject="cpd")
    assert (line["verb"], line["facts"]) == (
        "credit-kind.changed",
        {"before": {"per": "15.0"}, "after": {"per": "12"}},
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"per": Decimal(0)}, "per"),
        ({"step": Decimal("0.001")}, "step"),
        ({"signers": (Signer.DIRECTOR,) * 3}, "signers"),
        ({"goal": Decimal(6), "goal_years": 0}, "goal_years"),
        ({"repeat_share": Decimal(2)}, "repeat_share"),
        ({"name": " "}, "name"),
        ({"key": "No key"}, "key"),
    ],
)
def test_a_kind_that_cannot_be_is_refused_at_its_field(change: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        replace(BY_KEY["cpd"], **change).checked()
    assert refusal.value.code == field


@pytest.mark.parametrize(
    "change", [{"per": Decimal(2)}, {"signers": (Signer.DIRECTOR,)}, {"active": False}, {"repeat_months": 12}]
)
def test_clock_hours_stay_the_time_itself(change: dict) -> None:
    with pytest.raises(RuleBroken, match="the time itself"):
        replace(BY_KEY[HOURS], **change).checked()


def test_a_key_is_taken_once(ready: Database) -> None:
    for act, what in ((actions.add_kind, BY_KEY["cpd"]), (actions.add_area, AREAS[0])):
        with pytest.raises(RuleBroken) as refusal:
            act(ready, what, actor=DEE.actor(), now=NOW)
        assert refusal.value.code == "key"


def test_a_principal_keeps_no_rules(ready: Database) -> None:
    for act in (
        lambda: actions.rules(ready, actor=PRIYA.actor()),
        lambda: actions.change_kind(ready, BY_KEY["cpd"], actor=PRIYA.actor(), now=NOW),
        lambda: actions.change_area(ready, Area("english-learners", "X"), actor=PRIYA.actor(), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_courses_name_and_nobody_keeps_is_said(browse: Browse, cast: Database) -> None:
    publish(cast, course(Credit("acre", 1.0), areas=("arts",)))
    page = browse(DEE).get("/credit/kinds").get_data(as_text=True)
    assert "Foundations names “acre”" in page
    assert "Foundations names “arts”" in page


def test_every_default_reads_as_true_sentences(browse: Browse) -> None:
    page = browse(ADA).get("/credit/kinds").get_data(as_text=True)
    for words in (
        "<b>Five kinds of credit</b> are given here.",
        "15 hours make one CPD credit. Rounded down to 1. Counts once the principal and a director have signed.",
        "Counts for license renewal and salary. Usually 6 CPD credits in five years.",
        "A repeat within 36 months gives 50%.",
        "The time itself. Rounded down to 0.25. Counts without a signature.",
        "Counts once the principal has signed.",
        "At least 1 hour.",
    ):
        assert words in page


def test_a_kind_is_added_and_changed_on_pages(browse: Browse, cast: Database) -> None:
    dee = browse(DEE)
    sent = {
        "key": "acre", "name": "Academy credit", "one": "credit", "many": "credits", "per": "12", "step": "0.5",
        "first": "director", "second": "", "goal": "", "goal_years": "", "repeat_months": "24",
        "repeat_percent": "50", "prior_months": "36", "active": "true", "salary": "true",
    }  # fmt: skip
    answer = dee.post("/credit/kinds/new", data=sent)
    assert answer.status_code == 303
    made = Kinds(cast).get("acre")
    assert made == Kind(
        "acre", "Academy credit", "credit", "credits", Decimal(12), Decimal("0.5"), (Signer.DIRECTOR,), False, True,
        repeat_months=24, repeat_share=Decimal("0.5"), prior_months=36, place=5,
    )  # fmt: skip
    page = dee.get("/credit/kinds/acre").get_data(as_text=True)
    assert 'value="12"' in page
    assert 'value="50"' in page
    dee.post("/credit/kinds/acre", data={**sent, "per": "0"})
    assert Kinds(cast).get("acre") == made
    assert dee.post("/credit/kinds/new", data=sent).status_code == 422
    assert dee.post("/credit/kinds/acre", data={**sent, "active": ""}).status_code == 303
    assert not Kinds(cast).get("acre").active


def test_an_area_is_added_and_changed_on_pages(browse: Browse, cast: Database) -> None:
    dee = browse(DEE)
    assert dee.post("/credit/areas/new", data={"key": "arts", "name": "Arts", "least": "2"}).status_code == 303
    assert dee.post("/credit/areas/arts", data={"name": "The arts", "least": ""}).status_code == 303
    assert Areas(cast).get("arts") == Area("arts", "The arts", Decimal(0), place=4)
    assert dee.post("/credit/areas/new", data={"key": "arts", "name": "Arts"}).status_code == 422
