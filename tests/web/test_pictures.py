"""Where the marks of a picture stand."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.web import pictures

KINDS = st.sampled_from(pictures.ORDER)


def test_the_team_of_42_stands_as_it_was_drawn():
    circle = pictures.seats_of({"done": 19, "way": 15, "late": 5, "stuck": 3})
    assert (circle.box, circle.hoop, circle.font) == (320, 118, 38)
    first, late, stuck = circle.marks[0], circle.marks[34], circle.marks[39]
    assert (first.kind, first.x, first.y, first.r) == ("done", 168.8, 42.3, 7.4)
    assert (late.kind, late.x, late.y) == ("late", pytest.approx(43.8, abs=0.2), pytest.approx(104, abs=0.2))
    assert (stuck.kind, stuck.x, stuck.y) == ("stuck", pytest.approx(108.9, abs=0.2), pytest.approx(29.7, abs=0.2))


def test_a_team_keeps_the_order_of_its_seats():
    circle = pictures.seats_of(["done", "gap", "done", "way", "done"], size="team")
    assert [mark.kind for mark in circle.marks] == ["done", "gap", "done", "way", "done"]
    assert (circle.marks[0].x, circle.marks[0].y, circle.marks[0].r) == (164.4, 47.0, 17)


def test_nobody_is_an_empty_circle():
    assert pictures.seats_of({}).marks == ()


@given(st.lists(KINDS, min_size=1, max_size=50))
def test_who_needs_a_hand_sits_outside_and_the_others_on_the_hoop(kinds):
    circle = pictures.seats_of(kinds)
    middle = (circle.middle, circle.middle)
    for mark in circle.marks:
        away = dist(middle, (mark.x, mark.y)) - circle.hoop
        assert abs(away) < 0.2 if mark.kind not in ("late", "stuck") else away > 10
        assert mark.x - mark.r >= 0
        assert mark.x + mark.r <= circle.box


@given(st.lists(KINDS, min_size=2, max_size=50))
def test_marks_never_cover_each_other(kinds):
    marks = pictures.seats_of(kinds).marks
    pairs = zip(marks, marks[1:] + marks[:1], strict=True)
    assert all(dist((a.x, a.y), (b.x, b.y)) > a.r + b.r for a, b in pairs)


def test_a_large_school_is_shown_in_shares():
    circle = pictures.seats_of({"done": 300, "way": 100, "late": 2, "stuck": 1})
    assert len(circle.marks) == pictures.MOST_SEATS
    assert circle.each == 8
    assert {mark.kind for mark in circle.marks} == {"done", "way", "late", "stuck"}


@given(st.dictionaries(KINDS, st.integers(0, 5000), min_size=1), st.integers(9, 60))
def test_shares_add_up_and_lose_no_kind(counts, places):
    shares = pictures.shares_of(counts, places)
    present = {kind for kind, n in counts.items() if n}
    assert set(shares) == present
    assert sum(shares.values()) == (places if present else 0)
    assert all(n >= 1 for n in shares.values())


def test_more_kinds_than_places_cannot_be_shared():
    with pytest.raises(ValueError, match="do not fit"):
        pictures.shares_of({"done": 1, "late": 1}, 1)


@pytest.mark.parametrize(("words", "font"), [("34 of 42", 38), ("", 38)])
def test_short_words_keep_their_size(words, font):
    assert pictures.seats_of({"done": 42}).font_for(words) == font


def test_long_words_grow_smaller_until_they_fit():
    circle = pictures.seats_of({"done": 42})
    assert circle.font_for("1,400 of 1,403") < circle.font_for("34 of 42")


@given(st.lists(KINDS, max_size=130))
def test_every_person_has_one_chair(kinds):
    rows = pictures.chairs_of(kinds)
    assert [mark.kind for row in rows for mark in row.marks] == kinds
    assert all(len(row.marks) <= pictures.PER_ROW and row.width == 336 for row in rows)


def test_a_tally_leaves_out_what_does_not_occur():
    assert pictures.tally_of(["late", "done", "done"]) == {"done": 2, "late": 1}


@pytest.mark.parametrize(
    ("value", "goal", "filled"), [(11.5, 15, 308.3), (0, 15, 0), (20, 15, 402.1), (3, 0, 0), (-1, 15, 0)]
)
def test_a_ring_is_never_more_than_full(value, goal, filled):
    arc = pictures.arc_of(value, goal)
    assert arc.around == 402.1
    assert arc.filled == pytest.approx(filled, abs=0.1)


@pytest.mark.parametrize(
    ("share", "css", "percent", "word"),
    [
        (0, "h4", "0%", "nobody"),
        (9 / 38, "h4", "24%", "few"),
        (3 / 11, "h3", "27%", "under half"),
        (2 / 5, "h3", "40%", "under half"),
        (51 / 120, "h2", "42%", "about half"),
        (35 / 59.5, "h2", "59%", "about half"),
        (3 / 5, "h1", "60%", "most"),
        (38 / 44, "h1", "86%", "most"),
        (35 / 40, "h0", "88%", "nearly all"),
        (1, "h0", "100%", "everyone"),
        (None, "hx", "", "Not shown: fewer than 10"),
    ],
)
def test_heat_says_in_words_what_its_color_says(share, css, percent, word):
    assert pictures.heat_of(share) == pictures.Heat(css, percent, word)


def test_days_stand_in_rows_of_seven_and_grow_with_their_number():
    days = pictures.weeks_of([("Mon 23", 21), ("Tue 24", 274), ("Wed 25", None), ("Thu 26", 0)] + [("x", 284)] * 4)
    assert [(day.x, day.y) for day in (days[0], days[1], days[7])] == [(26, 46), (80, 46), (26, 134)]
    assert [day.r for day in days[:5]] == [pytest.approx(11.4, abs=0.1), 22.7, None, None, 23.0]
    assert [day.closed for day in days[:4]] == [False, False, True, False]


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=14))
def test_every_number_fits_into_its_circle(numbers):
    for day in pictures.weeks_of([("x", n) for n in numbers]):
        if day.r:
            assert 2 * day.r >= 7.5 * len(str(day.n))
            assert day.r <= 24


def test_a_qr_code_is_one_path_within_its_quiet_zone():
    code = pictures.qr_of("https://learning.alder.example/check/7F3K-92QD-MX4T")
    corners = [stroke.split("h")[0].split() for stroke in code.path.split("M")[1:]]
    assert all(4 <= int(number) < code.box - 4 for corner in corners for number in corner)
    assert code.path.startswith("M4 4h7v1h-7z")  # the first finder pattern begins with seven dark modules


def test_a_certificate_marks_one_seat():
    circle = pictures.certificate_seats_of(24, 4)
    assert [mark.kind for mark in circle.marks].index("accent") == 4
    assert len(circle.marks) == 24
    assert (circle.marks[4].x, circle.marks[4].y, circle.marks[4].r) == (228.5, pytest.approx(82.1, abs=0.1), 8)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_certificate_has_a_seat_for_its_holder_in_any_crowd(seats, yours):
    kinds = [mark.kind for mark in pictures.certificate_seats_of(seats, yours).marks]
    assert kinds.count("accent") == 1
