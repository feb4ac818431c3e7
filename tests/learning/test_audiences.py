"""Who reads what somebody wrote: the rule by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.access import ALL_SCHOOLS, Actor, Grant, Role
from plm.catalog.kinds import Audience, Prompt
from plm.enrollment.model import enroll
from plm.errors import RuleBroken
from plm.learning.model import (
    MOST_REPLIES,
    Reflection,
    Reply,
    Writer,
    answers_for,
    may_read,
    narrower,
    seats_with,
    ties_to,
)
from plm.learning.store.written import reflection_from, reflection_to
from plm.sections.model import Seat
from tests.builders import edition, section
from tests.cast import ADA, DEE, ELIF, FERN, NADIA, NOW, PRIYA

PRIVATE, FACILITATOR, TEAM = Audience
ORDER = list(Audience)
ENROLLMENT = "mateo:foundations:2026-27"

prompts = st.lists(st.sampled_from(ORDER), min_size=1, max_size=3).map(
    lambda said: tuple(Prompt(f"p{place}", "What?", audience=one) for place, one in enumerate(said))
)
ids = st.sampled_from(["p0", "p1", "p2", "p9"])
acts = st.lists(
    st.one_of(
        st.tuples(st.just("choose"), st.dictionaries(ids, st.sampled_from(ORDER), max_size=3)),
        st.tuples(st.just("write"), st.dictionaries(ids, st.text("ab ", max_size=4), max_size=3)),
        st.tuples(st.just("old window"), st.dictionaries(ids, st.text("ab ", max_size=4), max_size=3)),
        st.tuples(st.just("hand in"), st.none()),
        st.tuples(st.just("edition"), prompts),
        st.tuples(st.just("keep"), st.none()),
        st.tuples(st.just("reply"), st.none()),
    ),
    max_size=20,
)


def blank() -> Reflection:
    return Reflection(ENROLLMENT, "think", "mateo")


def done(one: Reflection, act: str, what, asked) -> Reflection:
    match act:
        case "choose":
            return one.addressed(asked).choose(what, asked, now=NOW)
        case "write":
            return one.addressed(asked).write({**one.texts, **what}, revision=one.revision, over=False, now=NOW)
        case "old window":
            return one.addressed(asked).write({**one.texts, **what}, revision=0, over=False, now=NOW)
        case "hand in":
            return one.hand_in(now=NOW)
        case "keep":
            return reflection_from(reflection_to(one))
        case "reply":
            return one.replied(Reply("r", "fern", "Fern Whitaker", "Thank you.", NOW)).read_by("fern", now=NOW)
    return one.addressed(asked)


@given(prompts, acts)
@settings(deadline=None)
def test_after_handing_in_no_act_ever_opens_an_answer_to_more_readers(asked, happens):
    one = blank()
    for act, what in happens:
        asked = what if act == "edition" else asked
        before, one = one, done(one, act, what, asked)
        if before.handed_in_at:
            for prompt in ("p0", "p1", "p2", "p9"):
                was, stands = before.audience_of(prompt), one.audience_of(prompt)
                # An answer that nobody ever addressed is private, and stays so.
                assert narrower(was, stands) is stands, (act, what)


@given(prompts, acts)
@settings(deadline=None)
def test_no_answer_is_ever_open_to_more_readers_than_its_author_asked_for(asked, happens):
    one = blank()
    for act, what in happens:
        if act != "edition":
            one = done(one, act, what, asked)
    for prompt in asked:
        assert narrower(one.audience_of(prompt.id), prompt.audience) is one.audience_of(prompt.id)


@given(
    prompts, st.dictionaries(ids, st.text("ab", min_size=1, max_size=3)), st.dictionaries(ids, st.sampled_from(ORDER))
)
@settings(deadline=None)
def test_what_was_written_before_answers_had_readers_is_private(asked, texts, chosen):
    doc = reflection_to(replace(blank(), texts=texts, begun_at=NOW, saved_at=NOW, handed_in_at=NOW, writes=1))
    for later in ("audiences", "course", "school", "replies", "reads"):
        del doc[later]
    one = reflection_from(doc).addressed(asked).choose(chosen, asked, now=NOW)
    assert one.open_to is PRIVATE
    assert {one.audience_of(prompt.id) for prompt in asked} == {PRIVATE}


@given(prompts, st.dictionaries(ids, st.sampled_from(ORDER)))
@settings(deadline=None)
def test_what_is_offered_is_what_can_be_chosen(asked, chosen):
    for handed in (None, NOW):
        one = replace(blank(), handed_in_at=handed, begun_at=handed).addressed(asked).choose(chosen, asked, now=NOW)
        for prompt in asked:
            assert one.audience_of(prompt.id) in one.choices(prompt)
            assert one.choices(prompt)[0] is PRIVATE
            for offered in one.choices(prompt):
                assert one.choose({prompt.id: offered}, asked, now=NOW).audience_of(prompt.id) is offered


ties = st.sets(st.sampled_from([FACILITATOR, TEAM])).map(frozenset)
roles = st.lists(st.builds(Grant, st.sampled_from(Role), st.sampled_from([ALL_SCHOOLS, ("oak",)])), max_size=3).map(
    tuple
)


@given(roles, st.sampled_from(ORDER), ties, st.booleans())
@settings(deadline=None)
def test_who_may_read(grants, audience, has, handed):
    reader = Actor("somebody", "Somebody", "oak", grants)
    one = replace(blank(), texts={"p": "x"}, audiences={"p": audience}, handed_in_at=NOW if handed else None)
    may = may_read(reader, one, "p", has)
    leading = any(reader.is_a(role) for role in (Role.PRINCIPAL, Role.DIRECTOR, Role.ADMINISTRATOR))
    if not handed or leading or audience is PRIVATE:
        assert not may
    elif audience is FACILITATOR:
        assert may is (FACILITATOR in has)
    else:
        assert may is bool(has)
    assert may_read(replace(reader, person="mateo"), one, "p", frozenset())
    assert not may_read(Actor("", "Nobody"), replace(one, person=""), "p", frozenset())


def writer(**more) -> Writer:
    return Writer(
        **{"person": "mateo", "name": "Mateo", "school": "oak", "course": "foundations", "enrolled_at": NOW, **more}
    )


def seated(**more):
    return replace(section(**more), roster=(Seat("mateo", NOW),))


def test_a_facilitator_is_one_of_a_section_in_which_the_writer_has_a_seat():
    seats = seats_with(FERN.actor(), [seated()])
    assert ties_to(writer(), FERN.actor(), seats=seats) == {FACILITATOR}
    assert not ties_to(writer(course="circles"), FERN.actor(), seats=seats)
    assert not ties_to(writer(person="nadia"), FERN.actor(), seats=seats)
    assert not ties_to(writer(takes=False), FERN.actor(), seats=seats)
    # A section that was over before they began the course again is not theirs any more.
    assert not ties_to(writer(enrolled_at=NOW + timedelta(days=30)), FERN.actor(), seats=seats)
    assert not seats_with(FERN.actor(), [replace(seated(), cancelled_at=NOW)])
    assert not seats_with(FERN.actor(), [replace(seated(), facilitators=("somebody",))])
    for who in (DEE, PRIYA, ADA, NADIA):
        assert not seats_with(who.actor(), [seated(school="oak")])
        assert not seats_with(who.actor(), [replace(seated(school="oak"), facilitators=(who.id,))])


def test_a_colleague_works_at_the_same_school_and_takes_the_same_course():
    own = enroll("nadia", "oak", edition(), by="nadia", due_on=None, cycle="2026-27", now=NOW)
    assert ties_to(writer(), NADIA.actor(), own=own) == {TEAM}
    assert not ties_to(writer(), NADIA.actor(), own=own.withdraw("No time", now=NOW))
    assert not ties_to(writer(course="circles"), NADIA.actor(), own=own)
    assert not ties_to(writer(school="elm"), NADIA.actor(), own=own)
    assert not ties_to(writer(takes=False), NADIA.actor(), own=own)
    assert not ties_to(writer(), ELIF.actor(), own=own)  # an enrollment of somebody else makes nobody a colleague
    assert not ties_to(writer(), replace(NADIA.actor(), school=""), own=own)
    assert not ties_to(writer(school=""), replace(NADIA.actor(), school=""), own=own)
    assert not ties_to(writer(), NADIA.actor())


ASKED = (
    Prompt("mine", "?", audience=PRIVATE),
    Prompt("ours", "?", audience=FACILITATOR),
    Prompt("all", "?", audience=TEAM),
    Prompt("empty", "?", audience=TEAM),
)


def handed() -> Reflection:
    texts = {"mine": "a secret here", "ours": "for Fern", "all": "for all of us", "empty": ""}
    one = blank().addressed(ASKED).write(texts, revision=0, over=False, now=NOW)
    return one.hand_in(now=NOW)


def test_others_get_texts_only_where_they_may_and_words_elsewhere():
    to_fern = answers_for(FERN.actor(), handed(), ASKED, frozenset({FACILITATOR}))
    assert [(one.text, one.words, one.open) for one in to_fern] == [
        ("", 3, False),
        ("for Fern", 2, True),
        ("for all of us", 4, True),
        ("", 0, False),
    ]
    to_nadia = answers_for(NADIA.actor(), handed(), ASKED, frozenset({TEAM}))
    assert [one.text for one in to_nadia if one.open] == ["for all of us"]
    assert "secret" not in str(to_fern) + str(to_nadia)
    assert answers_for(NADIA.actor(), handed(), ASKED[:2], frozenset({TEAM})) == ()
    assert answers_for(DEE.actor(), handed(), ASKED, frozenset({TEAM, FACILITATOR})) == ()


def test_nothing_is_open_before_it_is_handed_in_and_narrowing_closes_it_at_once():
    draft = replace(handed(), handed_in_at=None)
    assert draft.open_to is PRIVATE
    assert handed().open_to is TEAM
    once = handed().choose({"all": FACILITATOR}, ASKED, now=NOW)
    assert once.open_to is FACILITATOR
    closed = once.choose({"all": PRIVATE, "ours": PRIVATE}, ASKED, now=NOW)
    assert closed.open_to is PRIVATE
    assert "open_to" not in reflection_to(closed)
    assert closed.choose({"all": TEAM}, ASKED, now=NOW) is closed


def test_an_audience_that_nobody_fills_with_words_opens_nothing():
    one = blank().addressed(ASKED).write({"mine": "x", "all": "  "}, revision=0, over=False, now=NOW).hand_in(now=NOW)
    assert one.open_to is PRIVATE


def test_a_choice_of_fewer_readers_holds_although_the_text_of_that_window_is_set_aside():
    one = blank().addressed(ASKED).write({"all": "newer"}, revision=0, over=False, now=NOW)
    old = one.write({"all": "older"}, revision=0, over=False, now=NOW).choose({"all": PRIVATE}, ASKED, now=NOW)
    assert old.texts == {"all": "newer"}
    assert old.audience_of("all") is PRIVATE


def test_a_reply_sent_twice_is_one_and_there_is_an_end_to_them():
    mine = Reply("once", "fern", "Fern", "Thank you.", NOW)
    one = handed().replied(mine)
    assert one.replied(mine) is one
    assert one.unseen == (mine,)
    assert one.seen(now=NOW).unseen == ()
    assert one.seen(now=NOW).seen(now=NOW + timedelta(hours=1)) == one.seen(now=NOW)
    for place in range(MOST_REPLIES - 1):
        one = one.replied(replace(mine, id=str(place)))
    with pytest.raises(RuleBroken, match="50 replies here already"):
        one.replied(replace(mine, id="one more"))


def test_a_read_mark_is_one_persons_and_is_set_anew_when_the_writer_wrote_on():
    later = NOW + timedelta(hours=1)
    one = handed().read_by("fern", now=NOW)
    assert one.read_by("fern", now=later) is one
    assert "somebody" not in one.reads
    written = one.write({**one.texts, "ours": "for Fern, and more"}, revision=1, over=False, now=later)
    assert written.reads["fern"] < written.saved_at
    assert written.read_by("fern", now=later).reads["fern"] == later
    assert one.unread_by("fern").reads == {}


def test_what_a_window_set_aside_and_then_put_in_place_is_not_kept_twice():
    one = blank().write({"p": "newer"}, revision=0, over=False, now=NOW)
    aside = one.write({"p": "mine"}, revision=0, over=False, window="w", now=NOW)
    placed = aside.write({"p": "mine"}, revision=1, over=True, window="w", now=NOW)
    assert placed.texts == {"p": "mine"}
    assert [version.texts for version in placed.earlier] == [{"p": "newer"}]
