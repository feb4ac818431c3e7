"""What reminders say, compared with saved letters.

Write them anew with `PLM_SAVE_LETTERS=1 pytest tests/reminders/test_messages.py`, and read the change.
"""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from plm.catalog.model import ModuleWork
from plm.enrollment.model import enroll
from plm.reminders import messages
from plm.reminders.messages import House
from plm.sections.model import Session
from tests.builders import edition, quiz, reading, reflection, section
from tests.cast import MATEO, NOW

LETTERS = Path(__file__).parents[1] / "messages" / "reminders"
HOUSE = House("Alder County", "https://learning.alder.example")
DUE = date(2026, 12, 1)
COURSE = edition(title="Foundations of restorative practices")
ALONE = edition("sel", title="SEL for adults", modules=(reading(), quiz(attempts=1), reflection()))


def fresh(what=COURSE, due_on=DUE):
    return enroll(MATEO.id, "oak", what, by="priya", due_on=due_on, cycle="2026-27", now=NOW)


def halfway(what=ALONE):
    one = fresh(what)
    for page in (1, 2):
        one = one.turn_page(what, "read", page, read=True, award="", now=NOW)
    return one.answer(what, "check", 1.0, key="k", award="", now=NOW)


def stuck():
    return fresh(ALONE).answer(ALONE, "check", 0.0, key="k", award="", now=NOW)


def long_one():
    names = "abcdef"
    return fresh(edition("long", title="A long one", modules=tuple(reading(name, minutes=20) for name in names)))


def meeting(**changes):
    return section(starts_at=NOW + timedelta(days=1, hours=5, minutes=30), **changes)


ONLINE = replace(
    meeting(), sessions=(replace(meeting().sessions[0], place="", link="https://meet.alder.example/circle"),)
)

CASES = {
    "due-in-a-week": lambda: messages.due_soon("k", MATEO, fresh(), today=DUE - timedelta(days=7), house=HOUSE),
    "due-in-a-week-half-done": lambda: messages.due_soon(
        "k", MATEO, halfway(), today=DUE - timedelta(days=7), house=HOUSE
    ),
    "due-in-a-week-told-late": lambda: messages.due_soon(
        "k", MATEO, fresh(), today=DUE - timedelta(days=3), house=HOUSE
    ),
    "due-in-a-week-long": lambda: messages.due_soon("k", MATEO, long_one(), today=DUE - timedelta(days=7), house=HOUSE),
    "due-tomorrow": lambda: messages.due_tomorrow("k", MATEO, halfway(), today=DUE - timedelta(days=1), house=HOUSE),
    "due-today": lambda: messages.due_tomorrow("k", MATEO, stuck(), today=DUE, house=HOUSE),
    "overdue-since-yesterday": lambda: messages.overdue(
        "k", MATEO, halfway(), 1, today=DUE + timedelta(days=1), house=HOUSE
    ),
    "overdue-for-the-last-time": lambda: messages.overdue(
        "k", MATEO, fresh(), 4, today=DUE + timedelta(days=22), house=HOUSE
    ),
    "session-tomorrow": lambda: messages.session_tomorrow(
        "k", MATEO, meeting(), meeting().sessions[0], today=NOW.date(), house=HOUSE
    ),
    "session-tomorrow-second-of-three": lambda: messages.session_tomorrow(
        "k", MATEO, meeting(sessions=3), meeting(sessions=3).sessions[1], today=date(2026, 12, 1), house=HOUSE
    ),
    "session-today-online": lambda: messages.session_tomorrow(
        "k", MATEO, ONLINE, ONLINE.sessions[0], today=date(2026, 11, 25), house=HOUSE
    ),
    "nudge": lambda: messages.nudge(
        "k", MATEO, [halfway()], "I know how full these weeks are.", by="Priya Raman",
        today=DUE + timedelta(days=9), house=HOUSE,
    ),
    "nudge-two-courses": lambda: messages.nudge(
        "k", MATEO, [fresh(), halfway()], "I know how full these weeks are.", by="Priya Raman",
        today=DUE + timedelta(days=9), house=HOUSE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_letter_reads_as_it_was_saved(name):
    mail = CASES[name]()
    written = f"Subject: {mail.subject}\nLink: {mail.link}\n\n{mail.text}\n──── HTML ────\n{mail.html}\n"
    path = LETTERS / f"{name}.txt"
    if os.environ.get("PLM_SAVE_LETTERS"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_every_letter_gives_its_reason_and_a_link_that_leads_straight_there(name):
    mail = CASES[name]()
    assert "You get this because" in mail.text
    assert "You get this because" in mail.html
    assert mail.link.startswith("https://learning.alder.example/")
    assert mail.link in mail.text
    assert mail.link in mail.html
    assert "!" not in mail.text


def test_the_link_leads_to_where_somebody_stopped():
    assert CASES["due-in-a-week"]().link == "https://learning.alder.example/enrollments/mateo:foundations:2026-27/go-on"


def test_what_somebody_named_cannot_become_markup_or_a_header():
    course = edition(title="Ice\nBcc: all@alder.example <script>")
    mail = messages.due_soon("k", MATEO, fresh(course), today=DUE - timedelta(days=7), house=HOUSE)
    assert "<script>" not in mail.html
    assert "\n" not in mail.subject
    assert mail.email("PLM <plm@alder.example>", now=NOW)["Bcc"] is None


def test_a_session_without_a_place_says_nothing_of_one():
    bare = replace(meeting(), sessions=(Session("x", NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)),))
    mail = messages.session_tomorrow("k", MATEO, bare, bare.sessions[0], today=NOW.date(), house=HOUSE)
    assert "Place" not in mail.text


def test_somebody_who_has_begun_goes_on_and_somebody_who_has_not_begins():
    begun = replace(fresh(), modules={"read": ModuleWork(NOW, NOW)})
    week = DUE - timedelta(days=7)
    assert "Go on where you stopped" in messages.due_soon("k", MATEO, begun, today=week, house=HOUSE).text
    assert "Begin:" in messages.due_soon("k", MATEO, fresh(), today=week, house=HOUSE).text
