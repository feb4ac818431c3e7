"""Marking, taking back, carrying: against a real database."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plm.access import SYSTEM
from plm.attendance import actions
from plm.attendance.model import Mark, Presence, State, Wanted
from plm.attendance.store import ATTENDANCE, MARKS, Attendance, Marks
from plm.audit import AUDIT
from plm.enrollment.model import Status
from plm.enrollment.store import Enrollments
from plm.errors import NotAllowed, NotFound, RuleBroken
from plm.sections.store import Sections
from tests.attendance.conftest import HOUR, ONCE, fern
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA

OPEN = Presence().sign
WHERE = ("sec1", "sec1-0")


def here(*people, shown=OPEN, **times):
    return [Wanted(person.id, State.HERE, shown, **times) for person in people]


def absent(*people, shown=OPEN):
    return [Wanted(person.id, State.ABSENT, shown) for person in people]


def mark(db, wanted, *, once=ONCE, actor=None, now=NOW, why=""):
    return actions.mark(db, *WHERE, wanted, once=once, why=why, actor=actor or fern(), now=now)


def taken(db, person) -> int | None:
    work = Enrollments(db).in_course([person.id], "foundations")[person.id].sessions.get("sec1-0")
    return work.minutes if work else None


def test_marking_writes_marks_records_and_the_minutes_of_each_enrollment(course, held):
    outcome = mark(course, [*here(MATEO), *here(NADIA, came="08:22"), *absent(ELIF)])
    assert outcome.changed == 3
    records = Attendance(course).of_session(*WHERE)
    assert {one: record.minutes for one, record in records.items()} == {"mateo": 90, "nadia": 68, "elif": 0}
    assert [taken(course, one) for one in (MATEO, NADIA, ELIF)] == [90, 68, 0]
    done = Enrollments(course).in_course(["mateo", "nadia"], "foundations")
    assert done["mateo"].status is Status.COMPLETED
    assert done["nadia"].status is Status.ACTIVE
    assert done["mateo"].sessions["sec1-0"].held_on == held.starts_at.astimezone(held.zone).date()
    assert MARKS.of(course).count_documents({"carried": True}) == 3
    line = AUDIT.of(course).find_one({"verb": "attendance.marked"})
    assert line["actor"] == FERN.id
    assert sorted(line["facts"]["people"]) == ["elif", "mateo", "nadia"]


def test_the_same_form_sent_twice_changes_nothing(course, held):
    mark(course, here(MATEO, NADIA))
    again = mark(course, here(MATEO, NADIA), now=NOW + timedelta(seconds=3))
    assert again.changed == 0
    assert not again.kept
    assert MARKS.of(course).count_documents({}) == 2


def test_only_what_changed_is_written(course, held):
    mark(course, here(MATEO, NADIA))
    shown = Presence(State.HERE).sign
    outcome = mark(course, [*here(MATEO, shown=shown), *absent(NADIA, shown=shown)], once="b" * 24)
    assert outcome.changed == 1
    assert MARKS.of(course).count_documents({}) == 3
    assert Attendance(course).of_session(*WHERE)["nadia"].count == 2


def test_a_stale_page_keeps_what_somebody_else_marked_and_names_them(course, held):
    mark(course, absent(MATEO), actor=DEE.actor())
    outcome = mark(course, here(MATEO, NADIA), once="b" * 24)
    assert outcome.changed == 1
    (kept,) = outcome.kept
    assert (kept.person, kept.by, kept.yours, kept.presence) == (
        MATEO.name,
        DEE.name,
        False,
        Presence(State.ABSENT),
    )
    assert Attendance(course).of_session(*WHERE)["mateo"].presence.state is State.ABSENT


def test_whoever_agrees_with_the_other_hears_nothing(course, held):
    mark(course, here(MATEO), actor=DEE.actor())
    outcome = mark(course, here(MATEO), once="b" * 24)
    assert (outcome.changed, outcome.kept) == (0, ())


def test_the_same_page_changed_and_sent_again_counts(course, held):
    mark(course, here(MATEO))
    # The browser's back button brings the page of before, with its key and what it showed.
    outcome = mark(course, absent(MATEO), now=NOW + timedelta(seconds=9))
    assert (outcome.changed, outcome.kept) == (1, ())
    assert taken(course, MATEO) == 0


def test_a_correction_is_dated_after_what_it_corrects_whatever_the_clocks_say(course, held):
    mark(course, here(MATEO))
    mark(course, absent(MATEO, shown=Presence(State.HERE).sign), once="b" * 24, now=NOW - timedelta(minutes=5))
    assert Attendance(course).of_session(*WHERE)["mateo"].presence.state is State.ABSENT


def test_undo_takes_back_the_marks_of_one_form_and_restores_what_was_before(course, held):
    mark(course, absent(MATEO), once="1" * 24)
    mark(course, [*here(MATEO, shown=Presence(State.ABSENT).sign), *here(NADIA)], once="2" * 24)
    sheet = actions.sheet(course, *WHERE, actor=fern(), now=NOW)
    assert sheet.undo == "2" * 24
    for _ in range(2):
        actions.undo(course, *WHERE, sheet.undo, once="3" * 24, actor=fern(), now=NOW)
    # What was taken back is not offered again, and neither is what is old.
    assert actions.sheet(course, *WHERE, actor=fern(), now=NOW).undo == ""
    records = Attendance(course).of_session(*WHERE)
    assert records["mateo"].presence == Presence(State.ABSENT)
    assert records["nadia"].presence == Presence()
    assert taken(course, NADIA) == 0
    assert MARKS.of(course).count_documents({}) == 5


def test_only_what_the_actor_marked_within_half_a_day_is_offered_for_undo(course, held):
    mark(course, here(MATEO))
    assert actions.sheet(course, *WHERE, actor=fern(), now=NOW + 11 * HOUR).undo == ONCE
    assert actions.sheet(course, *WHERE, actor=fern(), now=NOW + 12 * HOUR).undo == ""
    assert actions.sheet(course, *WHERE, actor=DEE.actor(), now=NOW).undo == ""


def test_undo_leaves_alone_whom_somebody_marked_since(course, held):
    mark(course, here(MATEO, NADIA))
    mark(course, absent(NADIA, shown=Presence(State.HERE).sign), once="b" * 24, actor=DEE.actor())
    assert actions.undo(course, *WHERE, ONCE, once="c" * 24, actor=fern(), now=NOW).changed == 1
    assert Attendance(course).of_session(*WHERE)["nadia"].presence == Presence(State.ABSENT)


def test_minutes_count_when_the_session_is_over_and_not_before(course, running):
    mark(course, here(MATEO))
    assert taken(course, MATEO) is None
    assert actions.carry_due(course, actor=SYSTEM, now=NOW) == 0
    # Corrected before the end: nobody ever completed by mistake.
    mark(course, here(MATEO, shown=Presence(State.HERE).sign, left="09:20"), once="b" * 24)
    assert actions.carry_due(course, actor=SYSTEM, now=NOW + HOUR) == 1
    assert taken(course, MATEO) == 20
    assert Enrollments(course).in_course(["mateo"], "foundations")["mateo"].status is Status.ACTIVE
    assert actions.carry_due(course, actor=SYSTEM, now=NOW + HOUR) == 0


def test_times_that_cannot_be_leave_the_mark_as_it_was_and_the_others_saved(course, held):
    outcome = mark(course, [*here(MATEO, came="09:00", left="08:30"), *here(NADIA)])
    assert outcome.changed == 1
    assert outcome.refused == ((MATEO.name, "leaving comes before arriving"),)


def test_somebody_without_a_seat_is_not_marked(course, held):
    assert mark(course, here(PRIYA)).changed == 0
    assert MARKS.of(course).count_documents({}) == 0


def test_people_who_gave_their_seat_back_stay_on_the_roster(course, held):
    mark(course, here(MATEO))
    Sections(course).unseat("sec1", MATEO.id)
    Sections(course).unseat("sec1", NADIA.id)
    sheet = actions.sheet(course, *WHERE, actor=fern(), now=NOW)
    assert [(line.person.name, line.seated) for line in sheet.lines] == [(ELIF.name, True), (MATEO.name, False)]


def test_history_tells_every_change_with_what_it_replaced(course, held):
    mark(course, here(MATEO))
    mark(course, absent(MATEO, shown=Presence(State.HERE).sign), once="b" * 24, actor=DEE.actor(), why="Mixed up.")
    past = actions.history(course, *WHERE, MATEO.id, actor=fern())
    assert [(one.name, before.state, one.presence.state, one.why) for one, before in past.changes] == [
        (DEE.name, State.HERE, State.ABSENT, "Mixed up."),
        (FERN.name, State.OPEN, State.HERE, ""),
    ]
    with pytest.raises(NotFound):
        actions.history(course, *WHERE, OLU.id, actor=fern())


@pytest.mark.parametrize(("who", "refusal"), [(PRIYA, NotFound), (MATEO, NotFound), (OLU, NotFound), (ADA, NotAllowed)])
def test_only_who_runs_the_section_and_directors_mark(course, held, who, refusal):
    with pytest.raises(refusal):
        mark(course, here(MATEO), actor=who.actor())
    assert MARKS.of(course).count_documents({}) == 0


def test_two_who_mark_at_once_are_both_in_the_history_and_everything_agrees(course, held):
    barrier = Barrier(8)
    failed: list[Exception] = []

    def one(number: int) -> None:
        barrier.wait()
        for turn in range(4):
            state = State.HERE if (number + turn) % 2 else State.ABSENT
            now = NOW + timedelta(seconds=turn, milliseconds=number)
            stands = Attendance(course).of_session(*WHERE).get("mateo")
            shown = stands.presence.sign if stands else OPEN
            try:
                mark(course, [Wanted("mateo", state, shown)], once=f"{number}{turn}" * 8, now=now)
            except RuleBroken as refusal:
                failed.append(refusal)

    threads = [Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    marks = Marks(course).of_session(*WHERE)
    record = Attendance(course).of_session(*WHERE)["mateo"]
    assert record.last == marks[-1]
    assert record.count == len(marks)
    assert taken(course, MATEO) == record.minutes
    assert MARKS.of(course).count_documents({"carried": False}) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["mateo", "nadia"]), st.sampled_from(State), st.integers(0, 90), st.integers(0, 3)),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
def test_marks_in_any_order_and_number_of_parts_come_to_the_same(course, held, made, data):
    marks = [
        Mark(f"m{number}", *WHERE, person, Presence(state, came), "fern", "Fern", NOW + timedelta(seconds=after))
        for number, (person, state, came, after) in enumerate(made)
    ]
    ends = []
    for order in (marks, data.draw(st.permutations(marks))):
        for collection in (MARKS, ATTENDANCE):
            collection.of(course).delete_many({})
        for one in order:
            Marks(course).add([one], due_at=NOW)
            actions.recompute(course, *WHERE, people=[one.person], actor=SYSTEM, now=NOW)
        Marks(course).add(order, due_at=NOW)
        actions.recompute(course, *WHERE, actor=SYSTEM, now=NOW)
        ends.append((Attendance(course).of_session(*WHERE), taken(course, MATEO), taken(course, NADIA)))
    assert ends[0][0] == ends[1][0]
    people = {one.person for one in marks}
    assert all(ends[0][place] == ends[1][place] for place, one in ((1, "mateo"), (2, "nadia")) if one in people)


def test_marks_rest_a_while_so_that_an_exception_can_follow_before_anything_is_earned(course, held):
    over = NOW + timedelta(hours=3)
    rest = timedelta(minutes=10)
    actions.mark(course, *WHERE, here(MATEO, NADIA), once="1" * 24, settle=rest, actor=fern(), now=over)
    later = over + timedelta(minutes=5)
    slip = absent(NADIA, shown=Presence(State.HERE).sign)
    actions.mark(course, *WHERE, slip, once="2" * 24, settle=rest, actor=fern(), now=later)
    assert actions.carry_due(course, actor=SYSTEM, now=over + timedelta(minutes=9)) == 0
    actions.carry_due(course, actor=SYSTEM, now=over + timedelta(minutes=10))
    assert [taken(course, one) for one in (MATEO, NADIA)] == [90, 0]
