"""The rules of a quiz: what an attempt draws, how it is laid out, what is right, and when the next one opens."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from plm.catalog import asking
from plm.catalog.kinds import Option, Pool, Question, Quiz, answered, marked
from plm.catalog.model import ModuleWork
from plm.errors import RuleBroken
from tests.cast import NOW

HOUR = timedelta(hours=1)


def lines(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(text, False, f"Why {text}.") for text in texts)


def ordering(name: str = "steps", count: int = 4, pool: str = "") -> Question:
    return Question(name, "In which order?", False, lines(*"ABCDEFGH"[:count]), ordered=True, pool=pool)


def matching(name: str = "pairs", count: int = 3, extra: int = 1) -> Question:
    options = tuple(Option(text, False, f"Why {text}.", match=text.lower()) for text in "ABCDEFGH"[:count])
    return Question(name, "What belongs together?", False, options, extra=tuple("xyz"[:extra]))


def single(name: str = "one", pool: str = "", scene: str = "") -> Question:
    options = (Option("This", True, "Yes."), Option("That", False, "No."), Option("Else", False, "No."))
    return Question(name, "Which one?", False, options, scene=scene, pool=pool)


def multiple(name: str = "some") -> Question:
    options = (Option("A", True, "Yes."), Option("B", True, "Yes."), Option("C", False, "No."))
    return Question(name, "Which ones?", True, options)


EACH = (single(), single("scene", scene="It is late."), multiple(), ordering(), matching())

questions = st.one_of(
    st.just(single()),
    st.just(single(scene="It is ten to eight.")),
    st.just(multiple()),
    st.integers(2, 8).map(lambda count: ordering(count=count)),
    st.tuples(st.integers(2, 8), st.integers(0, 3)).map(lambda sizes: matching(count=sizes[0], extra=sizes[1])),
)
seeds = st.text(max_size=30)


# ── what an attempt asks ──────────────────────────────────────────────────────────────────────────


@st.composite
def pooled(draw) -> Quiz:
    """A quiz with a few pools, its questions in any order."""
    asked, pools = [single(f"always-{place}") for place in range(draw(st.integers(0, 3)))], []
    for place in range(draw(st.integers(1, 3))):
        size = draw(st.integers(2, 6))
        pools.append(Pool(f"pool-{place}", draw(st.integers(1, size - 1))))
        asked += [single(f"q-{place}-{at}", pool=f"pool-{place}") for at in range(size)]
    return Quiz(tuple(draw(st.permutations(asked))), draw(st.sampled_from([0.5, 0.8, 1.0])), pools=tuple(pools))


@given(pooled(), seeds)
def test_an_attempt_draws_as_many_as_are_asked_for_and_none_twice(quiz, seed):
    asked = quiz.asked(seed)
    assert asked == quiz.asked(seed)
    assert len({one.id for one in asked}) == len(asked) == quiz.size
    for pool in quiz.pools:
        assert sum(one.pool == pool.name for one in asked) == pool.draws
    assert [one for one in quiz.questions if one in asked] == list(asked)
    assert all(one in asked for one in quiz.questions if not one.pool)
    assert 1 <= quiz.needed <= quiz.size
    assert quiz.passed(quiz.needed / quiz.size)
    assert not quiz.passed((quiz.needed - 1) / quiz.size)


def test_every_question_of_a_pool_is_drawn_about_as_often_as_the_others():
    quiz = Quiz(tuple(single(f"q{place}", pool="p") for place in range(6)), pools=(Pool("p", 2),))
    drawn = [one.id for attempt in range(3_000) for one in quiz.asked(str(attempt))]
    assert all(850 < drawn.count(f"q{place}") < 1_150 for place in range(6))


def test_what_was_drawn_stays_so_in_every_version_of_plm():
    quiz = Quiz(tuple(single(f"q{place}", pool="p") for place in range(6)), pools=(Pool("p", 3),))
    assert [one.id for one in quiz.asked("mateo:foundations:2026-27:check:1")] == ["q2", "q3", "q5"]
    assert ordering(count=6).laid_out("mateo:foundations:2026-27:check:1") == (4, 1, 0, 5, 3, 2)


def test_without_pools_everything_is_asked():
    quiz = Quiz(EACH, 0.8)
    assert quiz.asked("any") == EACH
    assert (quiz.size, quiz.needed) == (5, 4)
    assert quiz.sized() == "five questions, four right to pass"


# ── how it is laid out ────────────────────────────────────────────────────────────────────────────


@given(questions, seeds)
def test_lines_and_partners_are_shuffled_the_same_way_and_never_stand_right(question, seed):
    layout = question.laid_out(seed)
    assert layout == question.laid_out(seed)
    assert sorted(layout) == list(range(len(question.partners or question.options)))
    own = [place for place in layout if place < len(question.options)]
    assert (own == sorted(own)) == (not question.in_lines)


def test_orders_come_out_in_every_way_but_the_right_one():
    seen = {ordering(count=3).laid_out(str(seed)) for seed in range(500)}
    assert seen == set(permutations(range(3))) - {(0, 1, 2)}


# ── what is right ─────────────────────────────────────────────────────────────────────────────────


@given(questions)
def test_what_is_right_is_an_answer_and_is_right(question):
    assert question.can_be(question.answer)
    assert question.right_with(question.answer)
    assert marked(question, question.answer).right


@given(st.permutations(range(5)))
def test_an_order_is_right_only_when_each_line_stands_where_it_belongs(chosen):
    got = marked(ordering(count=5), tuple(chosen))
    assert got.right == (list(chosen) == sorted(chosen))
    assert [line.option.text for line in got.lines] == ["ABCDE"[place] for place in chosen]
    assert [line.right for line in got.lines] == [line.place == line.belongs for line in got.lines]
    assert got.right == all(line.right for line in got.lines)
    assert sorted(line.belongs for line in got.lines) == [line.place for line in got.lines]


@given(st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_a_matching_is_right_only_when_each_line_has_its_partner(chosen):
    got = marked(matching(), tuple(chosen))
    assert got.right == (chosen == [0, 1, 2])
    assert [line.partner for line in got.lines] == ["abcx"[place] for place in chosen]
    assert [line.right for line in got.lines] == [line.partner == line.option.match for line in got.lines]


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        (single(), ()),
        (single(), (0, 1)),
        (single(), (3,)),
        (single(), (-1,)),
        (multiple(), ()),
        (multiple(), (0, 0)),
        (multiple(), (0, 3)),
        (ordering(), (0, 1, 2)),
        (ordering(), (0, 1, 2, 2)),
        (ordering(), (1, 2, 3, 4)),
        (matching(), (0, 1)),
        (matching(), (0, 1, 4)),
        (matching(), (0, 1, 2, 3)),
    ],
)
def test_what_is_no_answer_is_not_right(question, chosen):
    assert not question.can_be(chosen)
    got = marked(question, chosen)
    assert (got.right, got.chosen, got.lines) == (False, (), ())


def test_each_chosen_option_teaches():
    one, some = answered([single(), multiple()], {"one": (1,), "some": (0,)})
    assert [option.feedback for option in one.chosen] == ["No."]
    assert (one.right, some.right, some.more) == (False, False, 1)
    assert [option.text for option in some.others] == ["B", "C"]


# ── the form ──────────────────────────────────────────────────────────────────────────────────────


def asks(seed: str, *some: Question):
    return asking.asked(some, seed, [f"q-{one.id}" for one in some])


@given(questions, seeds, st.data())
@settings(deadline=None)
def test_a_form_gives_back_what_was_chosen_in_it(question, seed, data):
    if question.ordered:
        chosen = tuple(data.draw(st.permutations(range(len(question.options)))))
    elif question.in_lines:
        places = st.integers(0, len(question.partners) - 1)
        chosen = tuple(data.draw(places) for _ in question.options)
    else:
        most = len(question.options) if question.many else 1
        chosen = tuple(sorted(data.draw(st.sets(st.integers(0, len(question.options) - 1), min_size=1, max_size=most))))
    (one,) = asks(seed, question)
    sent = MultiDict(one.values(chosen))
    form = asking.form_of([one])
    assert asking.read(form, [one], sent)
    assert one.chosen(form.data) == chosen
    assert asking.kept(form, [one]) == {one.name: chosen}


def test_a_form_never_tells_what_is_right():
    for one in asks("seed", ordering(), matching()):
        shown = asking.form_of([one])
        first = {name: shown[name].choices[0][0] for name in one.names}
        in_order = {name: str(place + (one.kind == "ordering")) for place, name in enumerate(one.names)}
        for guess in (first, in_order):
            form = asking.form_of([one])
            asking.read(form, [one], MultiDict(guess))
            assert not one.question.right_with(one.chosen(form.data))


def test_an_id_that_looks_like_the_line_of_another_question_is_no_line_of_it():
    some = asks("seed", ordering("a"), single("a-1"))
    names = [name for one in some for name in one.names]
    assert len(set(names)) == len(names) == 5


ORDER, PAIRS, ONE, SOME = asks("seed", ordering(count=3), matching(), single(), multiple())
FULL = {f"q-steps_{line}": str(line + 1) for line in range(3)} | {f"q-pairs_{line}": "0" for line in range(3)}
FULL |= {"q-one": "0", "q-some": "1"}


@pytest.mark.parametrize(
    ("changed", "where", "said"),
    [
        ({"q-steps_1": "1"}, "q-steps_0", "Place 1 is given to 2 lines. Each place is for one of them."),
        ({"q-steps_1": ""}, "q-steps_0", "Give each line its place."),
        ({"q-steps_2": "4"}, "q-steps_2", asking.NONE_SUCH),
        ({"q-steps_2": "zwei"}, "q-steps_2", asking.NONE_SUCH),
        ({"q-steps_2": ["3", "1"]}, "q-steps_2", asking.TWICE),
        ({"q-pairs_2": ""}, "q-pairs_0", "Choose a partner for each line."),
        ({"q-pairs_2": "4"}, "q-pairs_2", asking.NONE_SUCH),
        ({"q-pairs_2": "-1"}, "q-pairs_2", asking.NONE_SUCH),
        ({"q-one": ""}, "q-one", "Choose one answer."),
        ({"q-one": "3"}, "q-one", asking.NONE_SUCH),
        ({"q-one": ["0", "1"]}, "q-one", asking.TWICE),
        ({"q-some": ["0", "7"]}, "q-some", asking.NONE_SUCH),
        ({"q-some": ["1", "1"]}, "q-some", asking.TWICE),
        ({"q-some": []}, "q-some", "Choose at least one answer."),
    ],
)
def test_what_is_wrong_in_a_form_is_said_where_it_is(changed, where, said):
    some = [ORDER, PAIRS, ONE, SOME]
    form = asking.form_of(some)
    assert not asking.read(form, some, MultiDict(FULL | changed))
    assert form.status == 422
    assert form.errors[where] == [said]


@given(
    st.dictionaries(st.sampled_from(sorted(FULL)), st.lists(st.text(max_size=3) | st.sampled_from("0123"), max_size=3))
)
@settings(deadline=None)
def test_whatever_is_sent_is_read_or_refused_in_words(sent):
    some = [ORDER, PAIRS, ONE, SOME]
    form = asking.form_of(some)
    fine = asking.read(form, some, MultiDict(sent))
    assert fine == (not form.errors)
    kept = asking.kept(form, some)
    assert all(one.question.can_be(kept[one.name]) for one in some if one.name in kept)
    assert not fine or len(kept) == len(some)


# ── attempts and the time between them ────────────────────────────────────────────────────────────

WAITS = Quiz(EACH, 0.8, attempts=3, wait_hours=12)


def work(**changed) -> ModuleWork:
    return replace(ModuleWork(begun_at=NOW, touched_at=NOW), **changed)


def test_the_next_attempt_opens_so_many_hours_after_one_that_did_not_pass():
    assert WAITS.opens_at(None, now=NOW) is None
    assert WAITS.opens_at(work(), now=NOW) is None
    tried = WAITS.tried(work(), 0.4, key="a", now=NOW)
    assert WAITS.opens_at(tried, now=NOW) == NOW + 12 * HOUR
    assert WAITS.opens_at(tried, now=NOW + 11 * HOUR) == NOW + 12 * HOUR
    assert WAITS.opens_at(tried, now=NOW + 12 * HOUR) is None
    for left, words in ((1, "The next try opens in one hour."), (0.5, "The next try opens in 30 minutes.")):
        with pytest.raises(RuleBroken, match=words) as refused:
            WAITS.tried(tried, 1.0, key="b", now=NOW + (12 - left) * HOUR)
        assert refused.value.code == "too-early"
    assert WAITS.tried(tried, 1.0, key="b", now=NOW + 12 * HOUR).done
    # Sent twice, the first one still counts once.
    assert WAITS.tried(tried, 0.4, key="a", now=NOW) == tried


def test_nobody_waits_after_a_pass_or_for_an_attempt_that_was_allowed():
    passed = WAITS.tried(work(), 1.0, key="a", now=NOW)
    assert WAITS.opens_at(passed, now=NOW) is None
    assert WAITS.tried(passed, 0.2, key="b", now=NOW).best == 1.0
    used = work(attempts=3, tried_at=NOW, best=0.2)
    assert WAITS.opens_at(used, now=NOW) is None
    assert WAITS.stuck(used)
    allowed = WAITS.allowed_more(used)
    assert WAITS.opens_at(allowed, now=NOW) is None
    assert WAITS.tried(allowed, 0.8, key="d", now=NOW).done


def test_who_waits_is_not_stuck():
    tried = WAITS.tried(work(), 0.4, key="a", now=NOW)
    assert WAITS.may_try(tried)
    assert not WAITS.stuck(tried)


@given(st.integers(0, 168), st.integers(-400, 400), st.integers(1, 2))
def test_a_clock_that_jumps_makes_nobody_wait_longer_than_the_waiting_time(hours, jump, attempts):
    quiz = replace(WAITS, wait_hours=hours)
    tried = work(attempts=attempts, tried_at=NOW)
    now = NOW - jump * HOUR
    opens = quiz.opens_at(tried, now=now)
    assert opens is None or now < opens <= now + hours * HOUR
    if 0 >= jump > -hours:
        assert opens == NOW + hours * HOUR
    # Whoever waits gets through, whatever the clock did.
    assert opens is None or quiz.opens_at(tried, now=now + 2 * hours * HOUR) is None


def test_what_changed_between_editions_is_said():
    now = replace(WAITS, wait_hours=0, attempts=0)
    assert now.differs(WAITS) == (
        "any number of attempts allowed, not 3 attempts",
        "nothing between attempts, not 12 hours",
    )
    two = Quiz(tuple(single(f"q{place}", pool="p") for place in range(4)), pools=(Pool("p", 2),))
    assert replace(two, pools=(Pool("p", 3),)).differs(two) == ("an attempt asks three questions, not two",)
