"""A letter leaves once, and what it said is not kept."""

from datetime import timedelta

from pymongo.database import Database

from plm.jobs import Services
from plm.kernel import send_letters
from plm.mail.letters import LETTERS, post
from plm.mail.message import Mail
from plm.mail.senders import MAILBOX, Mailbox
from plm.settings import Settings
from tests.cast import NOW

LETTER = Mail("welcome:ana", "ana@alder.example", "Ana", "Welcome", "Open /welcome/abc", "<p>Open</p>", "/welcome/abc")


def services(db: Database) -> Services:
    return Services(db, Settings(), Mailbox(db), lambda: NOW + timedelta(seconds=1))


def test_a_letter_leaves_once_and_its_link_is_not_kept(db: Database) -> None:
    assert post(db, LETTER, expires_at=NOW + timedelta(days=14), now=NOW)
    assert not post(db, LETTER, expires_at=NOW + timedelta(days=14), now=NOW)
    assert send_letters(services(db)).sent == 1
    assert send_letters(services(db)).sent == 0
    row = LETTERS.of(db).find_one({"_id": LETTER.key})
    assert row is not None
    assert row["state"] == "sent"
    assert not {"text", "html", "link"} & set(row)
    assert MAILBOX.of(db).count_documents({}) == 1


def test_a_letter_that_expired_is_missed_and_forgotten(db: Database) -> None:
    post(db, LETTER, expires_at=NOW, now=NOW - timedelta(days=1))
    assert send_letters(services(db)).sent == 0
    row = LETTERS.of(db).find_one({"_id": LETTER.key})
    assert row is not None
    assert row["state"] == "missed"
    assert "text" not in row


def test_a_worker_that_stops_leaves_the_rest_for_others(db: Database) -> None:
    post(db, LETTER, expires_at=NOW + timedelta(days=14), now=NOW)
    stopping = services(db)
    stopping.stopping.set()
    assert send_letters(stopping).sent == 0
    assert send_letters(services(db)).sent == 1
