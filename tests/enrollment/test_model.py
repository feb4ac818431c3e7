"""The rules of an enrollment, over all evidence there can be."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from plm.catalog.kinds import KINDS
from plm.catalog.model import Edition, ModuleWork
from plm.enrollment.model import (
    Enrollment,
    SessionWork,
    Standing,
    Status,
    check_due,
    cycle_of,
    enroll,
)
from plm.enrollment.model.weighing import closed_by, done_in, sessions_met
from plm.errors import RuleBroken
from tests.builders import edition, live, quiz, reading, reflection
from tests.cast import NOW

TODAY = NOW.date()
WHOLE = edition(modules=(reading(pages=3), quiz(), reflection(), live()), sessions=2)
LATER = edition(modules=(reading(pages=3), quiz(), reflection(), live(), reading("more")), sessions=4, hours=9.0)
CHAINED = replace(
    WHOLE,
    modules=tuple(
        replace(module, requires=tuple(one.id for one in WHOLE.modules[:place]))
        for place, module in enumerate(WHOLE.modules)
    ),
)

# One act of evidence: (what, where, how much).
PAGES = st.tuples(st.just("page"), st.integers(1, 3), st.booleans())
ANSWERS = st.tuples(st.just("answer"), st.text("abc", min_size=1, max_size=3), st.sampled_from([0.0, 0.5, 1.0]))
REFLECTS = st.tuples(st.just("reflect"), st.just(""), st.just(0))
ATTENDS = st.tuples(st.just("attend"), st.sampled_from(["s1", "s2", "s3"]), st.integers(0, 90))
ACTS = st.one_of(PAGES, ANSWERS, REFLECTS, ATTENDS)


def fresh(what: Edition = WHOLE, due_on: date | None = None) -> Enrollment:
    return enroll("mateo", "oak", what, by="mateo", due_on=due_on, cycle="2026-27", now=NOW)


def act(one: Enrollment, what: Edition, done: tuple[str, Any, Any]) -> Enrollment:
    match done:
        case ("page", page, read):
            return one.turn_page(what, "read", page, read=read, award="AWARD", now=NOW)
        case ("answer", key, share):
            return one.answer(what, "check", share, key=key, award="AWARD", now=NOW)
        case ("reflect", _, _):
            return one.reflect(what, "think", award="AWARD", now=NOW)
        case ("attend", session, minutes):
            return one.attend(what, session, SessionWork("sec", minutes, 90, TODAY), award="AWARD", now=NOW)
    raise AssertionError(done)


def after(acts: Iterable[tuple[str, Any, Any]], what: Edition = WHOLE, start: Enrollment | None = None) -> Enrollment:
    one = start or fresh(what)
    for done in acts:
        one = act(one, what, done)
    return one


def once_each(acts: list[tuple[str, Any, Any]]) -> list[tuple[str, Any, Any]]:
    """The acts without corrections: each session is recorded once, each attempt sent once."""
    return list({(done[0], done[1]) if done[0] in ("attend", "answer") else done: done for done in acts}.values())


def complete(what: Edition = WHOLE) -> Enrollment:
    acts = [("page", page, True) for page in (1, 2, 3)] + [("answer", "k", 1.0), ("reflect", "", 0)]
    return after(acts + [("attend", f"s{place}", 90) for place in range(what.requirement.sessions)], what)


# ── the verdict ───────────────────────────────────────────────────────────────────────────────────


@given(st.lists(ACTS, max_size=14).map(once_each), st.data())
def test_the_order_of_evidence_does_not_matter(acts, data):
    straight = after(acts)
    shuffled = after(data.draw(st.permutations(acts)))
    for what in ("verdict", "done", "minutes_left", "status", "award", "stuck"):
        assert getattr(straight, what) == getattr(shuffled, what)


@given(st.lists(ACTS, min_size=1, max_size=14).map(once_each))
def test_more_evidence_never_makes_the_verdict_worse(acts):
    one = fresh()
    for done in acts:
        more = act(one, WHOLE, done)
        assert one.verdict.met <= more.verdict.met
        assert len(more.verdict.missing) <= len(one.verdict.missing)
        assert more.sessions_left(WHOLE) <= one.sessions_left(WHOLE)
        assert one.done <= more.done
        assert one.minutes_left >= more.minutes_left
        one = more


@given(st.lists(ACTS, max_size=10), st.booleans())
def test_a_completion_is_never_taken_back(acts, another_edition):
    done = complete()
    assert done.status is Status.COMPLETED
    onwards = after(acts, WHOLE, done)
    if another_edition:
        onwards = onwards.weighed(LATER, now=NOW + timedelta(days=1), award="OTHER")
    for what in ("status", "award", "completed_at", "hours", "verdict", "done", "total", "stuck", "minutes_left"):
        assert getattr(onwards, what) == getattr(done, what)


def test_there_is_no_completion_without_its_certificate():
    nothing_asked = edition(modules=(live(),), sessions=0)
    assert fresh(nothing_asked).status is Status.ACTIVE
    settled = fresh(nothing_asked).weighed(nothing_asked, now=NOW, award="AWARD")
    assert settled.status is Status.COMPLETED
    assert settled.award == "AWARD"


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 1000))
def test_the_share_of_minutes_is_compared_exactly(minutes, of, thousandths):
    met = SessionWork("sec", minutes, of, TODAY).met(thousandths / 1000)
    assert met == (of > 0 and Fraction(minutes, of) >= Fraction(thousandths, 1000))


def test_nine_tenths_of_seventy_minutes_are_sixty_three():
    assert SessionWork("sec", 63, 70, TODAY).met(0.9)  # 0.9 * 70 is a little more than 63 in floats
    assert not SessionWork("sec", 62, 70, TODAY).met(0.9)


@given(st.lists(st.tuples(st.just("attend"), st.sampled_from(["s1", "s2"]), st.integers(0, 90)), max_size=12))
def test_a_session_counts_once_and_its_last_correction_holds(acts):
    one = after(acts)
    last = {session: minutes for _, session, minutes in acts}
    assert one.sessions_left(WHOLE) == 2 - sum(minutes >= 81 for minutes in last.values())


# ── quizzes ───────────────────────────────────────────────────────────────────────────────────────


@given(
    st.integers(1, 4),
    st.lists(st.one_of(st.tuples(st.text("ab", min_size=1), st.sampled_from([0.0, 0.5])), st.none()), max_size=16),
)
def test_attempts_never_exceed_what_is_allowed(attempts, tries):
    what = edition(modules=(quiz(attempts=attempts),))
    one, granted = fresh(what), 0
    for tried in tries:
        with suppress(RuleBroken):
            if tried is None:
                one = one.allow_try(what, "check", now=NOW)
                granted += 1
            else:
                one = one.answer(what, "check", tried[1], key=tried[0], award="A", now=NOW)
    work = one.modules.get("check")
    used = work.attempts if work else 0
    assert used <= attempts + granted
    assert used <= len({tried[0] for tried in tries if tried})
    assert (one.stuck == "check") == (used == attempts + granted)


def test_who_has_passed_needs_no_further_try():
    what = edition(modules=(quiz(attempts=1), reading()))
    one = fresh(what).answer(what, "check", 1.0, key="k", award="A", now=NOW)
    with pytest.raises(RuleBroken) as refused:
        one.allow_try(what, "check", now=NOW)
    assert refused.value.code == "passed"
    assert one.stuck == ""


def test_the_best_attempt_counts():
    what = edition(modules=(quiz(), reading()))
    one = fresh(what).answer(what, "check", 1.0, key="a", award="A", now=NOW)
    worse = one.answer(what, "check", 0.0, key="b", award="A", now=NOW)
    assert worse.modules["check"].best == 1.0
    assert worse.modules["check"].done


# ── time ──────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(ACTS, max_size=8), st.dates(), st.one_of(st.none(), st.dates()), st.booleans())
def test_every_enrollment_has_a_standing_on_every_day(acts, today, due_on, leaves):
    one = after(acts, start=fresh(due_on=due_on))
    if leaves and one.status is Status.ACTIVE:
        one = one.withdraw("No time", now=NOW)
    standing = one.standing(today)
    assert standing in Standing
    assert (standing is Standing.LATE) <= (due_on is not None and due_on < today)
    assert (standing is Standing.DONE) == (one.status is Status.COMPLETED)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(-900, 900))
def test_a_due_date_lies_between_today_and_two_years_from_now(today, days):
    day = today + timedelta(days=days)
    if 0 <= days <= 730:
        assert check_due(day, today=today) == day
    else:
        with pytest.raises(RuleBroken) as refused:
            check_due(day, today=today)
        assert refused.value.code == ("due-in-past" if days < 0 else "due-too-far")


def test_no_due_date_is_a_due_date_too():
    assert check_due(None, today=TODAY) is None


@given(st.dates(date(1, 7, 1), date(9998, 6, 30)))
def test_every_day_belongs_to_the_school_year_it_lies_in(day):
    first, _, last = cycle_of(day).partition("-")
    assert date(int(first), 7, 1) <= day <= date(int(first) + 1, 6, 30)
    assert int(last) == (int(first) + 1) % 100


def test_a_school_year_begins_in_july():
    assert cycle_of(date(2026, 6, 30)) == "2025-26"
    assert cycle_of(date(2026, 7, 1)) == "2026-27"
    assert cycle_of(date(1999, 12, 31)) == "1999-00"


# ── the place, and what is left ───────────────────────────────────────────────────────────────────


@given(st.integers(1, 12), st.integers(0, 200))
def test_the_pages_of_a_reading_take_as_long_as_the_reading(pages, minutes):
    assert sum(reading(pages=pages, minutes=minutes).content.takes(minutes)) == minutes


@given(st.lists(ACTS, max_size=12))
def test_something_is_left_as_long_as_something_is_missing(acts):
    one = after(acts)
    assert (one.minutes_left == 0) == one.verdict.met
    assert (one.modules_left(WHOLE) + one.sessions_left(WHOLE) == 0) == one.verdict.met or one.completed_at


@given(st.lists(ACTS, max_size=12))
def test_what_is_seen_at_once_is_what_is_seen_module_by_module(acts):
    one, evidence = after(acts), after(acts).evidence
    for what in (CHAINED, LATER, CHAINED):  # a new edition asks anew
        for module in what.modules:
            assert one.closed_by(what, module) == closed_by(what, module, evidence)
            assert (one.module_standing(what, module) is Standing.DONE) == done_in(what, module, evidence)
        left = [module for module in what.modules if not done_in(what, module, evidence)]
        assert one.modules_left(what) == sum(module.kind != "live" for module in left)
        assert one.sessions_left(what) == max(0, what.requirement.sessions - sessions_met(what, evidence))


def test_visiting_keeps_the_place_and_is_no_evidence():
    module = WHOLE.modules[0]
    there = fresh().visit(module, 2, now=NOW)
    assert there.modules["read"].page == 2
    assert there.modules["read"].seen == ()
    assert there.verdict == fresh().verdict
    assert there.visit(module, 2, now=NOW + timedelta(hours=1)) is there
    assert there.withdraw("No time", now=NOW).visit(module, 3, now=NOW).modules["read"].page == 2


def test_who_has_read_a_page_goes_on_at_the_next_one():
    one = after([("page", 1, True)])
    assert one.modules["read"].page == 2
    assert after([("page", 3, True)]).modules["read"].page == 3


def test_going_on_leads_to_the_module_last_touched():
    one = after([("page", 1, True)])
    later = NOW + timedelta(minutes=5)
    visited = one.visit(WHOLE.modules[1], now=later)
    assert visited.next_module(WHOLE) == WHOLE.modules[1]
    assert one.next_module(WHOLE) == WHOLE.modules[0]
    assert complete().next_module(WHOLE) is None


# ── a whole life ──────────────────────────────────────────────────────────────────────────────────


class Life(RuleBasedStateMachine):
    """Whatever people do, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.what = edition(modules=(reading(pages=3), quiz(attempts=2), reflection(), live()), sessions=1)
        self.now = NOW
        self.one = fresh(self.what)
        self.settled: Enrollment | None = None

    def do(self, change: Any) -> None:
        self.now += timedelta(minutes=1)
        with suppress(RuleBroken):
            self.one = change(self.one)
        if self.one.status is Status.COMPLETED and self.settled is None:
            self.settled = self.one

    @rule(done=ACTS)
    def evidence(self, done):
        self.do(lambda one: act(one, self.what, done))

    @rule(key=st.integers(0, 9))
    def pass_the_quiz(self, key):
        self.do(lambda one: one.answer(self.what, "check", 1.0, key=f"pass-{key}", award="AWARD", now=self.now))

    @rule()
    def visit(self):
        self.do(lambda one: one.visit(self.what.modules[0], 2, now=self.now))

    @rule()
    def leave(self):
        self.do(lambda one: one.withdraw("No time this fall", now=self.now))

    @rule()
    def come_back(self):
        self.do(lambda one: one.rejoin(by="mateo", due_on=None, now=self.now))

    @rule(days=st.one_of(st.none(), st.integers(0, 90)))
    def move_due(self, days):
        self.do(lambda one: one.due(None if days is None else TODAY + timedelta(days=days)))

    @precondition(lambda self: self.one.stuck)
    @rule()
    def another_try(self):
        self.do(lambda one: one.allow_try(self.what, "check", now=self.now))

    @invariant()
    def its_parts_agree(self):
        one = self.one
        assert 0 <= one.done <= one.total == 4
        assert (one.status is Status.COMPLETED) == (one.completed_at is not None) == bool(one.award)
        assert (one.withdrawn_at is not None) == (one.status is Status.WITHDRAWN)
        assert one.standing(TODAY) in Standing
        assert one.verdict.met == (not one.verdict.missing)
        work: ModuleWork | None = one.modules.get("check")
        assert work is None or work.attempts <= 2 + work.allowed
        assert all(1 <= page <= 3 for page in one.modules.get("read", ModuleWork(NOW, NOW)).seen)
        assert all(one.module_standing(self.what, module) in Standing for module in self.what.modules)

    @invariant()
    def what_was_completed_stays(self):
        if self.settled is not None:
            for what in ("status", "award", "completed_at", "hours", "verdict"):
                assert getattr(self.one, what) == getattr(self.settled, what)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_only_the_asked_kind_of_evidence_is_taken():
    assert {module.kind for module in WHOLE.modules} == {"reading", "quiz", "reflection", "live"} <= set(KINDS)
    for module, do in (
        ("check", lambda one: one.turn_page(WHOLE, "check", 1, read=True, award="", now=NOW)),
        ("read", lambda one: one.answer(WHOLE, "read", 1.0, key="k", award="", now=NOW)),
        ("read", lambda one: one.reflect(WHOLE, "read", award="", now=NOW)),
        ("nowhere", lambda one: one.begin(WHOLE, "nowhere", now=NOW)),
    ):
        with pytest.raises(RuleBroken) as refused:
            do(fresh())
        assert refused.value.code == "no-such-module", module


def test_who_was_only_marked_absent_has_not_begun():
    given = edition(modules=(reading(), live()))
    fresh = enroll("mateo", "oak", given, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    absent = fresh.attend(given, "one", SessionWork("sec1", 0, 90, NOW.date()), award="A", now=NOW)
    assert absent.standing(NOW.date()) is Standing.OPEN
    came = absent.attend(given, "one", SessionWork("sec1", 5, 90, NOW.date()), award="A", now=NOW)
    assert came.standing(NOW.date()) is Standing.WAY
