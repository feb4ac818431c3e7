"""Moving somebody to another edition, over random editions and random evidence: nothing done is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.catalog.kinds import Act, Practice, Quiz
from plm.catalog.model import Edition, Evaluated, Group, Module, Modules, ModuleWork, Passed, Sessions, Waiver
from plm.enrollment.model import Enrollment, SessionWork, Status, done_in, enroll, weigh
from plm.enrollment.model.moving import move, moved
from plm.enrollment.store.documents import enrollment_from, enrollment_to
from plm.errors import RuleBroken
from tests.builders import edition, live, quiz, reading, reflection
from tests.cast import NOW

LATER = NOW + timedelta(days=3)
DAY = NOW.date()
IDS = ("one", "two", "three", "four")


def a_quiz(module_id: str, pass_share: float, attempts: int) -> Module:
    plain = quiz(module_id, attempts)
    content = plain.content
    assert isinstance(content, Quiz)
    return replace(plain, content=replace(content, pass_share=pass_share))


def a_log(module_id: str, entries: int) -> Module:
    return Module(module_id, "My circles", 30, Practice("", entries, 1, (Act("circle", "I ran a circle"),)))


MODULES = st.sampled_from(IDS).flatmap(
    lambda one: st.one_of(
        st.builds(reading, st.just(one), st.integers(1, 4), st.integers(5, 30)),
        st.builds(a_quiz, st.just(one), st.sampled_from([0.5, 1.0]), st.integers(0, 3)),
        st.builds(reflection, st.just(one)),
        st.builds(a_log, st.just(one), st.integers(1, 3)),
    )
)
ENDS = st.one_of(
    st.none(),
    st.builds(lambda number, share: Group((Modules(), Sessions(number, share)), 2), st.integers(1, 3), st.just(0.5)),
    st.just(Group((Modules(), Evaluated()), 2)),
    st.just(Group((Modules(), Sessions(1, 0.9)), 1)),
)


@st.composite
def editions(draw) -> Edition:
    modules = draw(st.lists(MODULES, min_size=1, max_size=4, unique_by=lambda one: one.id))
    rule = draw(ENDS)
    if rule and any(isinstance(part, Sessions) for part in rule.parts):
        modules.append(live())
    return replace(edition(modules=tuple(modules), sessions=sum(one.id == "meet" for one in modules)), rule=rule)


@st.composite
def works(draw) -> ModuleWork:
    return ModuleWork(
        NOW,
        NOW,
        done_at=NOW if draw(st.booleans()) else None,
        seen=tuple(sorted(draw(st.sets(st.integers(1, 4))))),
        attempts=(attempts := draw(st.integers(0, 3))),
        best=draw(st.sampled_from([0.0, 0.5, 1.0])) if attempts else 0.0,
        tries=tuple(f"key-{one}" for one in range(attempts)),
        accepted=tuple(DAY for _ in range(draw(st.integers(0, 3)))),
        waiting=draw(st.integers(0, 2)),
        waived=Waiver("tested-out", "Taught it.", "dee", NOW) if draw(st.integers(0, 6)) == 0 else None,
    )


@st.composite
def standing(draw, what: Edition) -> Enrollment:
    """Somebody on their way in this edition."""
    own = [module.id for module in what.modules if not module.content.by_sessions]
    sessions = st.builds(SessionWork, st.just("sec"), st.integers(0, 70), st.just(60), st.just(DAY))
    one = enroll("mateo", "oak", what, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    return replace(
        one,
        modules=draw(st.dictionaries(st.sampled_from(own), works(), max_size=4)),
        sessions=draw(st.dictionaries(st.sampled_from(["s1", "s2"]), sessions)),
        evaluated_at=NOW if draw(st.booleans()) else None,
    ).weighed(what, now=NOW)


def everything(one: Enrollment, what: Edition) -> dict[str, ModuleWork]:
    """All work on the record, by module and kind."""
    kinds = {module.id: module.kind for module in what.modules}
    return {**one.aside, **{f"{module}:{kinds[module]}": work for module, work in one.modules.items()}}


def but_when_done(work: ModuleWork) -> ModuleWork:
    return replace(work, done_at=None)


@settings(max_examples=60)
@given(st.data(), editions(), editions())
def test_nothing_that_was_done_is_lost(data, old, new):
    before = data.draw(standing(old))
    after = moved(before, old, new, award="AWARD", now=LATER)
    was, comes = everything(before, old), everything(after, new)
    assert set(was) == set(comes)
    for key, work in was.items():
        assert but_when_done(comes[key]) == but_when_done(work)
        assert work.done_at is None or comes[key].done_at == work.done_at
    kept = ("person", "course", "cycle", "school", "due_on", "enrolled_at", "sessions", "evaluated_at", "version")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    for module in new.modules:
        same = old.module(module.id)
        if same and same.kind == module.kind and not module.content.by_sessions:
            assert done_in(old, same, before.evidence) <= done_in(new, module, after.evidence)


@settings(max_examples=60)
@given(st.data(), editions(), editions())
def test_there_and_back_keeps_the_evidence(data, old, new):
    before = data.draw(standing(old))
    there = moved(before, old, new, award="", now=LATER)
    back = moved(there, new, old, award="", now=LATER)
    assert set(back.modules) == set(before.modules)
    for module, work in before.modules.items():
        assert but_when_done(back.modules[module]) == but_when_done(work)
        assert work.done_at is None or back.modules[module].done_at == work.done_at
    assert (back.sessions, back.evaluated_at, back.edition) == (before.sessions, before.evaluated_at, before.edition)


@settings(max_examples=60)
@given(st.data(), editions(), editions())
def test_the_verdict_is_that_of_the_new_edition(data, old, new):
    before = data.draw(standing(old))
    after = moved(before, old, new, award="AWARD", now=LATER)
    assert (after.edition, after.title, after.total) == (new.id, new.title, len(new.modules))
    if before.edition == new.id:
        assert after == before
        return
    assert after.verdict == weigh(new, after.evidence)
    assert (after.status is Status.COMPLETED) == after.verdict.met
    if after.verdict.met:
        assert (after.award, after.completed_at, after.hours) == ("AWARD", LATER, new.hours)
        assert after.decision is not None
        assert (after.decision.edition, after.decision.rule) == (new.id, new.words())


@settings(max_examples=60)
@given(st.data(), editions(), editions())
def test_the_preview_says_what_the_move_does(data, old, new):
    before = data.draw(standing(old))
    said = move(before, old, new, now=LATER)
    after = moved(before, old, new, award="AWARD", now=LATER)
    assert replace(said.after, award="") == replace(after, award="")
    assert said.completes == (after.status is Status.COMPLETED)
    if before.edition == new.id:
        return
    there = {module.id for module in new.modules if done_in(new, module, after.evidence)}
    assert {module.id for module in (*said.done, *said.gained)} == there
    assert not there & {module.id for module in said.begun}
    assert (said.new == ()) or not said.completes
    gone = {f"{module.id}:{module.kind}" for module in said.falls}
    assert {key for key in after.aside if key not in before.aside} <= gone


@settings(max_examples=60)
@given(st.data(), editions(), editions())
def test_it_is_safe_to_repeat_and_reads_back_from_its_document(data, old, new):
    after = moved(data.draw(standing(old)), old, new, award="AWARD", now=LATER)
    assert moved(after, new, new, award="OTHER", now=LATER) == after
    assert enrollment_from(enrollment_to(after)) == after


@settings(max_examples=60)
@given(st.data(), editions(), editions())
def test_a_completion_is_never_touched(data, old, new):
    before = replace(data.draw(standing(old)), status=Status.COMPLETED, completed_at=NOW, award="AWARD")
    if old.id == new.id:
        return
    for refused in (before, replace(before, status=Status.WITHDRAWN)):
        with pytest.raises(RuleBroken):
            moved(refused, old, new, award="OTHER", now=LATER)


def on(what: Edition, **modules: ModuleWork) -> Enrollment:
    one = enroll("mateo", "oak", what, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    return replace(one, modules=modules).weighed(what, now=NOW)


DONE = ModuleWork(NOW, NOW, done_at=NOW)


def test_what_is_new_to_do_is_said_once_and_only_what_is_new():
    old = edition(modules=(reading("one"), a_quiz("two", 1.0, 0), live()), sessions=1)
    new = edition(modules=(reading("one", pages=3), a_quiz("two", 1.0, 0), reflection("four"), live()), sessions=1)
    stricter = replace(new, rule=Group((Modules(), Passed("two", 1.0), Sessions(2), Evaluated()), 4))
    said = move(on(old, one=DONE), old, stricter, now=LATER)
    assert said.new == (
        "the reflection “Think back”",
        "one more session",
        "the quiz “Check yourself” with at least 100% right",
        "the evaluation",
    )
    assert [module.id for module in said.done] == ["one"]


def test_a_module_of_another_kind_is_another_module():
    old = edition(modules=(reading("one"), reading("two")), sessions=0)
    new = edition(modules=(a_quiz("one", 1.0, 0), reading("two")), sessions=0)
    said = move(on(old, one=DONE), old, new, now=LATER)
    assert (said.falls, said.new, said.done) == ((old.modules[0],), ("the quiz “Check yourself”",), ())
    assert dict(said.after.aside) == {"one:reading": DONE}
    assert moved(said.after, new, old, award="", now=LATER).modules["one"] == DONE


def test_a_lower_pass_mark_passes_who_reached_it_and_nobody_stays_stuck():
    old = edition(modules=(a_quiz("one", 1.0, 1), reading("two")), sessions=0)
    new = edition(modules=(a_quiz("one", 0.5, 1), reading("two")), sessions=0)
    stuck = on(old, one=ModuleWork(NOW, NOW, attempts=1, best=0.5, tries=("key",)))
    assert stuck.stuck == "one"
    said = move(stuck, old, new, now=LATER)
    assert (said.gained, said.after.stuck, said.after.done) == ((new.modules[0],), "", 1)


def test_a_shorter_reading_can_still_be_finished():
    old = edition(modules=(reading("one", pages=4),), sessions=0)
    new = edition(modules=(reading("one", pages=2),), sessions=0)
    before = on(old, one=ModuleWork(NOW, NOW, page=4, seen=(2, 3)))
    after = moved(before, old, new, award="", now=LATER)
    assert after.modules["one"].done_at is None
    assert after.turn_page(new, "one", 1, read=True, award="AWARD", now=LATER).status is Status.COMPLETED


def test_an_edition_of_another_course_is_refused():
    old, new = edition(), edition("other")
    with pytest.raises(RuleBroken, match="another course"):
        moved(on(old), old, new, award="", now=LATER)
