"""Sentences about marks that are true for none, one and many."""

import pytest

from plm.attendance import messages
from plm.attendance.actions import Kept, Outcome
from plm.attendance.model import Presence, State

ABSENT = Presence(State.ABSENT)


@pytest.mark.parametrize(
    ("number", "marked", "answer", "act"),
    [
        (0, 0, "Nobody has a seat. Add people first.", ""),
        (1, 0, "Nobody is marked yet. One person to go.", "Mark the one person here"),
        (1, 1, "The one person is marked. ", ""),
        (2, 1, "1 of 2 is marked. One to go.", "Mark the last one here"),
        (30, 0, "Nobody is marked yet. 30 people to go.", "Mark all 30 here"),
        (30, 27, "27 of 30 are marked. Three to go.", "Mark the other three here"),
        (30, 3, "3 of 30 are marked. 27 to go.", "Mark the other 27 here"),
        (30, 30, "Everybody is marked. ", ""),
    ],
)
def test_the_first_line_and_the_act_count_towards_the_end(number, marked, answer, act):
    assert " ".join(messages.groups(number, marked)) == answer
    assert messages.act(number, marked) == act


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(), "Nothing changed."),
        (Outcome(1), "One mark is saved."),
        (Outcome(12), "12 marks are saved."),
        (Outcome(0, (Kept("Ana Ruiz", "Dee", False, ABSENT),)), "Nothing else changed."),
    ],
)
def test_saving_says_how_much_changed(outcome, said):
    assert messages.saved(outcome) == said


def test_marks_of_others_are_named():
    outcome = Outcome(0, (Kept("Ana Ruiz", "Dee Alvarez", False, ABSENT), Kept("Bo Li", "Fern", True, ABSENT)))
    assert messages.kept(outcome) == (
        "Dee Alvarez marked Ana Ruiz absent meanwhile; that stands. "
        "You marked Bo Li absent from another page; that stands."
    )


@pytest.mark.parametrize(
    ("presence", "said"),
    [
        (Presence(), "Not marked"),
        (ABSENT, "Absent"),
        (Presence(State.HERE), "Here"),
        (Presence(State.HERE, came=22), "Here, 68 of 90 minutes"),
    ],
)
def test_presence_in_words(presence, said):
    assert messages.presence(presence, 90) == said
