"""Goals and ledgers: what somebody needs, what they have, and what waits, true for none, one and many."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.database import Database

from plm.catalog.model import Credit
from plm.credentials import actions, messages
from plm.credentials.model import (
    AREAS,
    DEFAULTS,
    CreditLine,
    Goal,
    GoalState,
    Signer,
    hours_line,
    totals,
    toward,
)
from plm.credentials.store import Goals
from plm.enrollment.store import ENROLLMENTS
from plm.errors import NotFound, RuleBroken
from plm.people.model import Person
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import ADA, DEE, MATEO, NADIA, NOW, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
CPD = next(one for one in DEFAULTS if one.key == "cpd")
TODAY = date(2026, 11, 24)
GOAL = Goal("mateo", "cpd", Decimal(6), date(2023, 7, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    ("have", "waits", "said"),
    [
        ("0", "0", "You have none so far."),
        ("0", "1", "You have none so far. 1 more waits for signatures."),
        ("1", "0", "You have 1 so far, 5 to go."),
        ("4", "0", "You have 4 so far, 2 to go."),
        ("4", "1.5", "You have 4 so far, 2 to go. 1.5 more wait for signatures."),
        ("6", "0", "You have 6: that is reached."),
        ("7.5", "3", "You have 7.5: that is reached."),
    ],
)
def test_how_far_a_goal_is_reads_true(have: str, waits: str, said: str) -> None:
    found = messages.goal_words(GOAL, CPD, Decimal(have), Decimal(waits), TODAY)
    assert found == f"You need 6 CPD credits by June\u00a030, 2028. {said}"


@pytest.mark.parametrize(("have", "had"), [("0", "none"), ("4", "4")])
def test_a_goal_whose_day_has_passed_says_what_there_was(have: str, had: str) -> None:
    goal = replace(GOAL, by=date(2026, 6, 30))
    assert messages.goal_words(goal, CPD, Decimal(have), Decimal(0), TODAY) == (
        f"You needed 6 CPD credits by June\u00a030, 2026, and had {had}. Set a new day if it has moved."
    )


def test_one_of_a_kind_is_said_as_one() -> None:
    goal = replace(GOAL, amount=Decimal(1))
    assert messages.goal_words(goal, CPD, Decimal(0), Decimal(0), TODAY).startswith("You need 1 CPD credit by")


amounts = st.decimals(min_value=0, max_value=40, places=2)


@given(
    have=amounts,
    waits=amounts,
    needed=st.decimals(min_value="0.01", max_value=40, places=2),
    days=st.integers(-900, 900),
)
def test_the_words_of_a_goal_agree_with_how_it_stands(
    have: Decimal, waits: Decimal, needed: Decimal, days: int
) -> None:
    goal = replace(GOAL, amount=needed, starts=date(2015, 1, 1), by=TODAY + timedelta(days=days))
    said, state = messages.goal_words(goal, CPD, have, waits, TODAY), goal.state(have, TODAY)
    assert ("that is reached" in said) == (state is GoalState.REACHED) == (have >= needed)
    assert said.startswith("You needed") == (state is GoalState.PASSED)
    assert ("to go" in said) == (state is GoalState.OPEN and have > 0)
    assert ("for signatures" in said) == (waits > 0 and state is not GoalState.REACHED)


dated = st.lists(
    st.tuples(
        st.dates(date(2022, 1, 1), date(2030, 1, 1)),
        st.builds(
            lambda kind, amount, needs: CreditLine(kind, kind, "one", "many", amount, needs=needs),
            st.sampled_from(["cpd", "pdp"]),
            amounts,
            st.sampled_from([(), (Signer.DIRECTOR,)]),
        ),
    ),
    max_size=12,
)


@given(dated)
def test_what_counts_toward_a_goal_lies_within_its_days_and_waits_apart(found: list[tuple[date, CreditLine]]) -> None:
    have, waits = toward(GOAL, found)
    inside = [line for on, line in found if line.kind == "cpd" and GOAL.starts <= on <= GOAL.by]
    assert have == sum(one.amount for one in inside if not one.needs)
    assert waits == sum(one.amount for one in inside if one.needs)
    assert sum(one.granted + one.waiting for one in totals(line for _, line in found)) == sum(
        line.amount for _, line in found
    )


def _cpd(amount: int, *needs: Signer) -> CreditLine:
    return CreditLine("cpd", "CPD", "CPD credit", "CPD credits", Decimal(amount), needs=needs)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "nothing that counts yet"),
        ((hours_line(1),), "1 hour"),
        ((hours_line(3), _cpd(1)), "3 hours and 1 CPD credit"),
        ((hours_line(3), _cpd(1, Signer.DIRECTOR)), "3 hours; 1 CPD credit waits for signatures"),
        ((_cpd(2, Signer.DIRECTOR),), "nothing that counts yet; 2 CPD credits wait for signatures"),
    ],
)
def test_sums_read_true_for_none_one_and_many(lines: tuple[CreditLine, ...], said: str) -> None:
    assert messages.total_words(totals(lines)) == said


@pytest.mark.parametrize(
    ("earned", "least", "said"),
    [
        ("0", "1", "Nothing yet; at least 1 hour is asked."),
        ("0", "2", "Nothing yet; at least 2 hours are asked."),
        ("1", "2", "1 hour; at least 2 hours are asked."),
        ("3", "1", "3 hours. That is enough: at least 1 hour is asked."),
        ("3", "0", "3 hours."),
    ],
)
def test_an_area_reads_true_for_none_some_and_enough(earned: str, least: str, said: str) -> None:
    assert messages.area_words(replace(AREAS[0], least=Decimal(least)), Decimal(earned)) == said


# ── setting one ──


@pytest.fixture
def earned(cast: Database) -> Database:
    """Mateo has 15 hours, 15 renewal points and one CPD credit that waits, in an area."""
    actions.begin_rules(cast)
    made = edition(modules=(reading(), quiz(), reflection()), hours=15.0)
    what = publish(cast, replace(made, credit=(Credit("pdp"), Credit("cpd")), areas=("english-learners",)))
    completed(cast, MATEO, what)
    actions.write_due(cast, zone=ZONE, now=NOW)
    return cast


def test_a_goal_that_cannot_be_is_refused_at_its_field(earned: Database) -> None:
    for change, field in (
        ({"amount": Decimal(0)}, "amount"),
        ({"by": date(2023, 7, 1)}, "by"),
        ({"by": date(2090, 1, 1)}, "by"),
    ):
        asked = {"amount": Decimal(6), "starts": date(2023, 7, 1), "by": date(2028, 6, 30)} | change
        with pytest.raises(RuleBroken) as refusal:
            actions.set_goal(earned, "cpd", **asked, actor=MATEO.actor())
        assert refusal.value.code == field
    with pytest.raises(NotFound):
        actions.set_goal(earned, "none", amount=Decimal(1), starts=TODAY, by=GOAL.by, actor=MATEO.actor())


def test_a_goal_begins_with_what_is_usual(earned: Database) -> None:
    goal, stands = actions.goal_of(earned, "pdp", actor=MATEO.actor(), today=TODAY)
    assert not stands
    assert (goal.amount, goal.starts, goal.by) == (Decimal(90), date(2022, 7, 1), date(2027, 6, 30))


def test_the_record_says_how_far_a_goal_is_and_only_to_its_owner(browse: Browse, earned: Database) -> None:
    mateo = browse(MATEO)
    sent = {"kind": "cpd", "amount": "6", "starts": "2023-07-01", "by": "2028-06-30"}
    assert mateo.post("/record/goal", data=sent).status_code == 303
    page = mateo.get("/record").get_data(as_text=True)
    assert "You need 6 CPD credits by June\u00a030, 2028. You have none so far. 1 more waits for signatures." in page
    assert "15 hours and 15 renewal points; 1 CPD credit waits for signatures together." in page
    for who in (PRIYA, DEE):
        actions.sign(earned, CODE, "cpd", actor=who.actor(), now=NOW)
    assert "You have 1 so far, 5 to go." in mateo.get("/record").get_data(as_text=True)
    assert "You need" not in browse(NADIA).get("/record").get_data(as_text=True)
    assert mateo.post("/record/goal", data={**sent, "amount": "0"}).status_code == 422
    assert mateo.post("/record/goal", data={**sent, "by": "2020-01-01"}).status_code == 422
    assert mateo.post("/record/goal", data={**sent, "kind": "none"}).status_code == 422
    assert mateo.get("/record/goal?kind=none").status_code == 404
    mateo.post("/record/goal/drop", data={"kind": "cpd"})
    assert Goals(earned).of("mateo") == {}


def test_areas_are_counted_within_the_days_of_the_goal(browse: Browse, earned: Database) -> None:
    mateo = browse(MATEO)
    page = mateo.get("/record").get_data(as_text=True)
    assert "15 hours. That is enough: at least 1 hour is asked." in page
    assert "Nothing yet; at least 1 hour is asked." in page
    actions.set_goal(
        earned, "pdp", amount=Decimal(90), starts=date(2027, 1, 1), by=date(2031, 12, 31), actor=MATEO.actor()
    )
    page = mateo.get("/record").get_data(as_text=True)
    assert "15 hours. That is enough: at least 1 hour is asked." not in page
    assert "Counted from January\u00a01, 2027 to December\u00a031, 2031" in page


def test_what_was_revoked_counts_nowhere_and_what_expired_keeps_its_credit(earned: Database) -> None:
    def has() -> dict[str, str]:
        found = actions.record(earned, actor=MATEO.actor(), zone=ZONE, now=NOW)
        return {one.kind: one.has for one in found.ledgers}

    earned["awards"].update_one({"_id": CODE}, {"$set": {"valid_until": "2026-11-23"}})
    assert has()["pdp"] == "15 renewal points."
    actions.revoke(earned, CODE, reason="A mistake.", actor=ADA.actor(), now=NOW)
    assert has() == {}
    assert ENROLLMENTS.of(earned).count_documents({}) == 1


def test_the_table_has_a_column_for_each_kind_and_says_what_waits(browse: Browse, earned: Database) -> None:
    text = browse(MATEO).get("/record.csv").get_data(as_text=True)
    assert text.startswith("\ufeffCourse")
    head, row = text.removeprefix("\ufeff").splitlines()[:2]
    assert head.endswith("Renewal points,CPD credit,Credit not counted yet,Remarks")
    assert row.endswith('15,,"1 CPD credit, waiting for two signatures",')
