"""Rules of completion, over random trees and random evidence."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plm.catalog.kinds import Act, Practice
from plm.catalog.model import (
    Edition,
    Evaluated,
    Group,
    Minutes,
    Module,
    Modules,
    ModuleWork,
    Passed,
    Practiced,
    Sessions,
    Waiver,
)
from plm.enrollment.model import Evidence, SessionWork, Status, closed_by, enroll, minutes_left, panel, weigh
from plm.enrollment.model.weighing import lacking, met
from tests.builders import edition, live, quiz, reading, reflection
from tests.cast import NOW

DAY = NOW.date()
LOG = Module("log", "My circles", 30, Practice("", 2, 2, (Act("circle", "I ran a circle"),)))
MODULES = (reading(pages=2), quiz(attempts=3), reflection(), LOG, live(minutes=60))
IDS = tuple(module.id for module in MODULES if not module.content.by_sessions)

LEAVES = st.one_of(
    st.just(Modules()),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True).map(lambda ids: Modules(tuple(ids))),
    st.builds(Sessions, st.integers(1, 4), st.sampled_from([0.5, 0.8, 0.9, 1.0])),
    st.builds(Minutes, st.sampled_from([0.25, 0.5, 0.9, 1.0])),
    st.builds(Passed, st.just("check"), st.sampled_from([0.5, 0.8, 1.0])),
    st.builds(Practiced, st.just("log"), st.integers(1, 4), st.integers(1, 3)),
    st.just(Evaluated()),
)


def groups(inner):
    """Groups of all kinds over these parts."""
    return st.lists(inner, min_size=1, max_size=4).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda least: Group(tuple(parts), least))
    )


RULES = groups(st.recursive(LEAVES, groups, max_leaves=8))


@st.composite
def works(draw) -> ModuleWork:
    done = draw(st.booleans())
    days = draw(st.lists(st.integers(0, 4), max_size=4))
    return ModuleWork(
        NOW,
        NOW,
        done_at=NOW if done else None,
        seen=tuple(draw(st.sets(st.integers(1, 2)))),
        attempts=draw(st.integers(0, 3)),
        best=draw(st.sampled_from([0.0, 0.5, 0.8, 1.0])),
        accepted=tuple(DAY + timedelta(days=one) for one in days),
        waived=Waiver("tested-out", "Taught it.", "dee", NOW) if draw(st.integers(0, 6)) == 0 else None,
    )


EVIDENCE = st.builds(
    Evidence,
    st.dictionaries(st.sampled_from(IDS), works(), max_size=4),
    st.dictionaries(
        st.sampled_from(["s1", "s2", "s3", "s4"]),
        st.builds(SessionWork, st.just("sec"), st.integers(0, 70), st.just(60), st.just(DAY)),
    ),
    st.booleans(),
)


def asking(rule: Group) -> Edition:
    return replace(edition(modules=MODULES, sessions=2), rule=rule)


@st.composite
def more(draw, evidence: Evidence) -> Evidence:
    """The evidence with something added to it, nothing taken away."""
    match draw(st.sampled_from(["done", "session", "minutes", "best", "accepted", "evaluated", "waived"])):
        case "evaluated":
            return replace(evidence, evaluated=True)
        case "session":
            work = SessionWork("sec", draw(st.integers(0, 60)), 60, DAY)
            return replace(evidence, sessions={**evidence.sessions, "new": work})
        case "minutes":
            longer = {one: replace(work, minutes=work.minutes + 5) for one, work in evidence.sessions.items()}
            return replace(evidence, sessions=longer)
        case what:
            module = draw(st.sampled_from(IDS))
            work = evidence.modules.get(module, ModuleWork(NOW, NOW))
            match what:
                case "done":
                    work = replace(work, done_at=work.done_at or NOW)
                case "best":
                    work = replace(work, best=min(1.0, work.best + 0.2))
                case "accepted":
                    work = replace(work, accepted=(*work.accepted, DAY + timedelta(days=draw(st.integers(0, 9)))))
                case _:
                    work = replace(work, waived=Waiver("other", "Known.", "dee", NOW))
            return replace(evidence, modules={**evidence.modules, module: work})


@given(RULES, EVIDENCE)
def test_the_words_always_agree_with_the_verdict(rule, evidence):
    what = asking(rule)
    verdict = weigh(what, evidence)
    assert verdict.met == met(rule, what, evidence)
    assert verdict.met == (verdict.missing == ())
    assert all(words and words == words.strip() for words in verdict.missing)
    asked = panel(what, evidence)
    assert verdict.met == all(one.met for one in asked)
    for one in asked:
        assert one.met == (one.left == ())
        assert one.words
        assert one.minutes >= 0
    assert what.words()


@given(RULES, EVIDENCE, st.data())
def test_more_evidence_never_hurts(rule, evidence, data):
    what = asking(rule)
    richer = data.draw(more(evidence))
    assert met(rule, what, evidence) <= met(rule, what, richer)
    for part in rule.parts:
        assert met(part, what, evidence) <= met(part, what, richer)


@given(RULES, EVIDENCE, st.data())
def test_a_completion_never_goes_backwards(rule, evidence, data):
    what = asking(rule)
    one = replace(
        enroll("mateo", "oak", what, by="mateo", due_on=None, cycle="2026-27", now=NOW),
        modules=evidence.modules,
        sessions=evidence.sessions,
        evaluated_at=NOW if evidence.evaluated else None,
    ).weighed(what, now=NOW, award="AWARD")
    assert (one.status is Status.COMPLETED) == met(rule, what, evidence)
    poorer = replace(one, modules={}, sessions={}).weighed(what, now=NOW + timedelta(days=1), award="OTHER")
    stricter = poorer.weighed(replace(what, rule=Group((Sessions(50),), 1)), now=NOW, award="OTHER")
    for later in (poorer, stricter):
        assert (later.status, later.award, later.decision) == (one.status, one.award, one.decision) or not one.award


@given(RULES, EVIDENCE)
def test_nothing_is_left_exactly_when_it_is_met(rule, evidence):
    what = asking(rule)
    if met(rule, what, evidence):
        assert minutes_left(what, evidence) == 0
    assert minutes_left(what, evidence) >= 0


def test_what_is_frozen_says_edition_rule_and_evidence():
    what = edition(modules=(reading(pages=1),), sessions=0)
    begun = enroll("mateo", "oak", what, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    done = begun.turn_page(what, "read", 1, read=True, award="AWARD", now=NOW)
    assert done.decision is not None
    assert (done.decision.edition, done.decision.rule, done.decision.at) == (what.id, "every module", NOW)
    assert len(done.decision.evidence) == 64
    again = begun.turn_page(what, "read", 1, read=True, award="AWARD", now=NOW)
    assert again.decision == done.decision


def test_a_choice_is_said_as_one():
    either = Group((Modules(("read",)), Group((Passed("check", 0.9), Sessions(2, 0.9, 3)), 1)), 2)
    what = asking(either)
    assert what.words() == (
        "“Why it matters” and (the quiz “Check yourself” with at least 90% right or "
        "two of the three planned sessions with at least 90% of the minutes)"
    )
    assert lacking(either, what, Evidence()) == [
        "the reading “Why it matters”",
        "the quiz “Check yourself” with at least 90% right or 2 sessions",
    ]


def test_entries_must_fall_on_enough_days():
    rule = Group((Practiced("log", 2, 2),), 1)
    what = asking(rule)
    same_day = Evidence({"log": ModuleWork(NOW, NOW, accepted=(DAY, DAY))})
    assert lacking(rule, what, same_day) == ["an accepted entry on one other day in “My circles”"]
    two_days = Evidence({"log": ModuleWork(NOW, NOW, accepted=(DAY, date(2026, 1, 2)))})
    assert met(rule, what, two_days)


def test_a_door_opens_once_what_it_requires_is_done_or_waived():
    second = replace(quiz(), requires=("read",))
    what = edition(modules=(reading(), second), sessions=0)
    assert closed_by(what, second, Evidence()) == (what.modules[0],)
    done = ModuleWork(NOW, NOW, done_at=NOW)
    waived = ModuleWork(NOW, NOW, waived=Waiver("tested-out", "Taught it.", "dee", NOW))
    for work in (done, waived):
        assert closed_by(what, second, Evidence({"read": work})) == ()
