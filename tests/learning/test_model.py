"""The rules of readings, quizzes and reflections."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from plm.catalog.kinds import Prompt, answered
from plm.enrollment.model import enroll
from plm.learning.model import KEPT, Reflection, next_after, reading_at
from tests.builders import edition, live, quiz, reading, reflection
from tests.cast import NOW

EDITION = edition(modules=(reading(pages=4), quiz(), reflection(), live()))
READ, CHECK, THINK, MEET = EDITION.modules


def begun(*pages: int):
    one = enroll("mateo", "oak", EDITION, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    for page in pages:
        one = one.turn_page(EDITION, "read", page, read=True, award="A", now=NOW)
    return one


def blank() -> Reflection:
    return Reflection("mateo:foundations:2026-27", "think", "mateo")


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def test_a_reading_opens_where_one_stopped():
    assert reading_at(READ, begun()).page == 1
    assert reading_at(READ, begun(1, 2)).page == 3
    assert reading_at(READ, begun(1, 2), 1).page == 1


def test_a_page_that_does_not_exist_is_the_nearest_one():
    assert reading_at(READ, begun(), 99).page == 4
    assert reading_at(READ, begun(), -3).page == 1


def test_what_was_skipped_is_named_at_the_end():
    last = reading_at(READ, begun(1, 3), 4)
    assert last.unread == (2, 4)
    assert last.onward == 2
    assert reading_at(READ, begun(1, 2, 3), 4).onward == 0
    assert reading_at(READ, begun(1, 2, 4), 3).onward == 0
    assert reading_at(READ, begun(1), 2).onward == 3


@given(st.sets(st.integers(1, 4)), st.integers(1, 4))
@settings(deadline=None)
def test_onward_always_ends_with_everything_read(seen, page):
    seen = set(seen)
    for _ in range(5):
        at = reading_at(READ, begun(*seen), page)
        seen.add(page)
        if not at.onward:
            break
        page = at.onward
    for _ in range(5):
        at = reading_at(READ, begun(*seen), page)
        if not at.unread:
            return
        page = at.unread[0]
        seen.add(page)
    raise AssertionError("never done")


def test_only_pages_up_to_the_first_new_one_can_be_chosen():
    assert reading_at(READ, begun()).open_until == 1
    assert reading_at(READ, begun(1, 2), 1).open_until == 3
    assert reading_at(READ, begun(1, 2, 3, 4), 1).open_until == 4


def test_after_a_module_comes_the_next_that_is_not_done():
    assert next_after(EDITION, begun(), "read") == CHECK
    assert next_after(EDITION, begun(), "meet") == READ
    assert next_after(EDITION, begun(1, 2, 3, 4), "meet") == CHECK
    alone = edition(modules=(reading(),))
    one = enroll("mateo", "oak", alone, by="mateo", due_on=None, cycle="2026-27", now=NOW)
    assert next_after(alone, one, "read") is None


# ── quizzes ───────────────────────────────────────────────────────────────────────────────────────


def test_each_chosen_option_teaches():
    one, two = answered(CHECK.content.questions, {"one": (1,), "two": (0,)})
    assert [option.feedback for option in one.chosen] == ["No."]
    assert not one.right
    assert not two.right
    assert two.more == 1


def test_a_wrong_option_among_the_right_ones_is_not_right():
    assert [one.right for one in answered(CHECK.content.questions, {"one": (0,), "two": (0, 1)})] == [True, True]
    assert [one.right for one in answered(CHECK.content.questions, {"one": (0,), "two": (0, 1, 2)})] == [True, False]
    assert [one.right for one in answered(CHECK.content.questions, {})] == [False, False]


# ── reflections ───────────────────────────────────────────────────────────────────────────────────


def test_an_older_window_never_overwrites_a_newer_text():
    first = blank().write({"moment": "one"}, revision=0, over=False, now=NOW)
    second = first.write({"moment": "one two"}, revision=1, over=False, now=NOW)
    old = second.write({"moment": "from an old window"}, revision=1, over=False, now=NOW)
    assert old.texts == {"moment": "one two"}
    assert old.revision == 2
    assert [version.texts["moment"] for version in old.earlier if version.aside] == ["from an old window"]


def test_a_window_that_keeps_sending_is_one_version():
    one = blank().write({"moment": "newer"}, revision=0, over=False, now=NOW)
    for typed in ("a", "ab", "abc"):
        one = one.write({"moment": typed}, revision=0, over=False, now=NOW, window="one")
    assert [version.texts["moment"] for version in one.earlier] == ["abc"]
    other = one.write({"moment": "from a third"}, revision=0, over=False, now=NOW, window="two")
    assert [version.texts["moment"] for version in other.earlier] == ["abc", "from a third"]


def test_who_was_told_may_put_their_text_in_place_and_both_are_kept():
    one = blank().write({"moment": "theirs"}, revision=0, over=False, now=NOW)
    mine = one.write({"moment": "mine"}, revision=1, over=True, now=NOW)
    assert mine.texts == {"moment": "mine"}
    assert [version.texts["moment"] for version in mine.earlier] == ["theirs"]


def test_the_same_text_again_changes_nothing():
    one = blank().write({"moment": "same\r\ntext"}, revision=0, over=False, now=NOW)
    assert one.write({"moment": "same\ntext"}, revision=0, over=False, now=NOW) is one


def test_what_was_deleted_at_once_is_kept():
    long = "word " * 40
    one = blank().write({"moment": long}, revision=0, over=False, now=NOW)
    gone = one.write({"moment": "w"}, revision=1, over=False, now=NOW)
    assert gone.earlier[-1].texts["moment"] == long


def test_plain_typing_keeps_a_version_every_ten_minutes():
    one = blank()
    for minute in range(60):
        later = NOW + timedelta(minutes=minute)
        one = one.write({"moment": "word " * (minute + 1)}, revision=minute, over=False, now=later)
    assert 4 <= len(one.earlier) <= 6


WRITES = st.lists(st.tuples(st.text("ab \r\n", max_size=6), st.integers(0, 6), st.booleans()), max_size=40)


@given(WRITES)
@settings(deadline=None)
def test_nothing_that_was_sent_is_lost_and_no_old_window_wins(writes):
    one, kept = blank(), []
    for text, revision, over in writes:
        before = one
        one = one.write({"moment": text}, revision=revision, over=over, now=NOW)
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        everything = [one.texts.get("moment", "")] + [version.texts["moment"] for version in one.earlier]
        assert plain in everything or plain == ""
        if revision < before.revision:
            assert one.texts == before.texts
        assert one.revision >= before.revision
        assert len(one.earlier) <= KEPT
        kept = everything
    assert len(kept) <= KEPT + 1


def test_versions_together_stay_far_below_what_a_document_may_hold():
    one = blank()
    for turn in range(120):
        one = one.write({"moment": str(turn) + "x" * 19_990}, revision=0, over=False, now=NOW)
        one = one.write({"moment": str(turn) + "y" * 19_990}, revision=one.revision, over=True, now=NOW)
    assert len(one.earlier) <= KEPT


def test_what_is_too_short_to_hand_in_is_said_in_words():
    prompts = (Prompt("a", "Why?", least_words=1), Prompt("b", "How?", least_words=5), Prompt("c", "When?"))
    short = Reflection("e", "m", "p", texts={"b": "only one"}).short(prompts)
    assert short == {
        "a": "At least one word is asked for; there are none yet.",
        "b": "At least 5 words are asked for; there are 2 so far.",
        "c": "At least one word is asked for; there are none yet.",
    }
    assert Reflection("e", "m", "p", texts={"b": "one"}).short(prompts[1:2])["b"].endswith("there is one so far.")
    assert Reflection("e", "m", "p", texts={"a": "x", "b": "a b c d e", "c": "x"}).short(prompts) == {}
