"""The letters about a section, compared with saved texts so that a reviewer sees a change."""

from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from plm.mail import Mail
from plm.sections import messages
from tests import builders
from tests.cast import NOW

SAVED = Path(__file__).parents[1] / "messages" / "sections"


def letters() -> dict[str, Mail]:
    ends = {"district": "Alder County", "now": NOW}
    section = "https://learning.example/sections/sec1"
    course = "https://learning.example/courses/foundations"
    many, one = builders.section(sessions=3), builders.section()
    to, name = "mateo@alder.example", "Mateo Ortiz"
    begun = builders.section(sessions=2, starts_at=NOW - timedelta(days=1))
    return {
        "moved": messages.moved(many, to, name, link=section, **ends),
        "moved-one": messages.moved(one, to, name, link=section, **ends),
        "cancelled": messages.cancelled(many.cancel("the building is closed", now=NOW), to, name, link=course, **ends),
        "cancelled-rest": messages.cancelled(
            begun.cancel("The facilitator is ill.", now=NOW), to, name, link=course, **ends
        ),
    }


@pytest.mark.parametrize("name", ["moved", "moved-one", "cancelled", "cancelled-rest"])
def test_the_letter_reads_as_saved(name: str):
    letter = letters()[name]
    assert f"Subject: {letter.subject}\n\n{letter.text}" == (SAVED / f"{name}.txt").read_text(encoding="utf-8")


def test_a_moved_session_keeps_its_name_in_calendars_and_raises_its_sequence():
    section = builders.section(sessions=2)
    for version in (0, 4):
        again = section.__class__(**{**vars(section), "version": version})
        file = messages.invitation(again, again.sessions[1], link="https://learning.example/sections/sec1", now=NOW)
        (event,) = Calendar.from_ical(file).walk("VEVENT")
        assert str(event["UID"]) == "sec1-1@plm"
        assert event["SEQUENCE"] == version
        assert event.start == section.sessions[1].starts_at
        assert event["SUMMARY"] == "Foundations, session 2 of 2"


def test_a_cancelled_section_says_so_in_calendars():
    off = builders.section().cancel("Snow.", now=NOW)
    file = messages.invitation(off, off.sessions[0], link="https://learning.example/sections/sec1", now=NOW)
    assert b"STATUS:CANCELLED" in file
