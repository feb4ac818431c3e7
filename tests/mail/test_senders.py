"""Real conversations with a real mail server, which is not always kind."""

import time
from datetime import UTC, datetime

import pytest

from plm.mail import Mail
from plm.mail.senders import Mailbox, Outcome, Smtp, letter, newest
from tests.cast import MATEO, NOW
from tests.mail.relay import Relay, once, running

SENDER = "PLM <plm@alder.example>"


def mail(key="due-in-7:mateo", to=MATEO.email, **changes):
    return Mail(
        **(
            {
                "key": key,
                "to": to,
                "name": "Mateo Ortiz",
                "subject": "“Foundations” is due in a week",
                "text": "Hello Mateo,\n\n.hidden\nGrüße\n",
                "html": "<p>Hello Mateo,</p>",
                "link": "https://x",
            }
            | changes
        )
    )


@pytest.fixture
def relay(tmp_path):
    with running(Relay(log=tmp_path / "mail.log")) as one:
        (tmp_path / "mail.log").touch()
        yield one


@pytest.fixture
def smtp(relay):
    mailer = Smtp(relay.url, SENDER, log=relay.log, timeout=1)
    yield mailer
    mailer.close()


def yes():
    return True


def test_a_message_arrives_with_both_parts_and_the_headers_that_tell_what_it_is(relay, smtp):
    assert smtp.send(mail(), yes, now=NOW).outcome is Outcome.SENT
    [got] = relay.taken
    assert got["To"] == "Mateo Ortiz <mateo@alder.example>"
    assert got["From"] == SENDER
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Subject"] == "“Foundations” is due in a week"
    assert got["Message-ID"] == mail().message_id(SENDER)
    assert got.get_body(("plain",)).get_content().replace("\r\n", "\n") == "Hello Mateo,\n\n.hidden\nGrüße\n"
    assert got.get_body(("html",)).get_content().strip() == "<p>Hello Mateo,</p>"


def test_one_connection_carries_many_messages(relay, smtp):
    hellos = []
    relay.at["connect"] = lambda: hellos.append(1)
    for n in range(5):
        assert smtp.send(mail(f"k{n}"), yes, now=NOW).outcome is Outcome.SENT
    assert (len(relay.taken), len(hellos)) == (5, 1)


def test_a_connection_that_went_stale_is_replaced(relay, smtp):
    assert smtp.send(mail("one"), yes, now=NOW).outcome is Outcome.SENT
    smtp._idle[0].sock.close()
    assert smtp.send(mail("two"), yes, now=NOW).outcome is Outcome.SENT


def test_when_the_fence_is_down_nothing_is_handed_over(relay, smtp):
    assert smtp.send(mail(), lambda: False, now=NOW).outcome is Outcome.LOST
    assert relay.taken == []
    assert smtp.send(mail(), yes, now=NOW).outcome is Outcome.SENT


@pytest.mark.parametrize(
    ("moment", "said", "outcome"),
    [
        ("mail", "451 4.3.0 Try again later", Outcome.DOWN),
        ("mail", "550 5.7.1 You may not send as this address", Outcome.DOWN),
        ("mail", "530 5.7.0 Must issue a STARTTLS command first", Outcome.DOWN),
        ("rcpt", "450 4.2.1 The mailbox is busy", Outcome.LATER),
        ("rcpt", "550 5.1.1 No such user", Outcome.REFUSED),
        ("rcpt", "421 4.3.2 Shutting down", Outcome.DOWN),
        ("data", "451 4.3.0 Not now", Outcome.LATER),
        ("data", "554 5.5.1 No", Outcome.REFUSED),
        ("words", "452 4.3.1 The disk is full", Outcome.LATER),
        ("words", "552 5.3.4 Too large", Outcome.REFUSED),
    ],
)
def test_a_refusal_is_laid_at_the_right_door(relay, smtp, moment, said, outcome):
    relay.at[moment] = once(lambda: said)
    sent = smtp.send(mail(), yes, now=NOW)
    assert sent.outcome is outcome
    assert said[:3] in sent.why
    assert smtp.send(mail("next"), yes, now=NOW).outcome is Outcome.SENT


def test_a_server_that_is_not_there_is_down(relay):
    assert Smtp("smtp://127.0.0.1:1", SENDER, timeout=1).send(mail(), yes, now=NOW).outcome is Outcome.DOWN


def test_a_server_that_hangs_before_the_words_is_down_and_after_them_nobody_knows(relay, smtp):
    relay.at["rcpt"] = once(lambda: time.sleep(1.5))
    assert smtp.send(mail("before"), yes, now=NOW).outcome is Outcome.DOWN
    relay.at["words"] = once(lambda: time.sleep(1.5))
    assert smtp.send(mail("after"), yes, now=NOW).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("address", ["josé@alder.example", "mateo@@alder.example", "", "a b@alder.example"])
def test_an_address_that_is_none_is_refused_and_breaks_nothing(relay, smtp, address):
    assert smtp.send(mail(to=address), yes, now=NOW).outcome is Outcome.REFUSED
    assert smtp.send(mail(), yes, now=NOW).outcome is Outcome.SENT


def test_the_log_counts_what_was_queued_and_not_what_was_only_begun(relay, smtp):
    smtp.send(mail("whole"), yes, now=NOW)
    relay.at["words"] = once(lambda: "451 4.3.0 Not now")
    smtp.send(mail("begun"), yes, now=NOW)
    assert mail("begun").message_id(SENDER) in relay.log.read_text()
    assert smtp.accepted(["whole", "begun", "never"]) == {"whole"}


def test_a_log_that_was_rotated_last_night_is_read_too(relay, smtp):
    smtp.send(mail("yesterday"), yes, now=NOW)
    relay.log.rename(relay.log.with_name("mail.log.1"))
    relay.log.touch()
    assert smtp.accepted(["yesterday"]) == {"yesterday"}


def test_without_a_log_nobody_can_tell(relay, tmp_path):
    assert Smtp(relay.url, SENDER).accepted(["k"]) is None
    assert Smtp(relay.url, SENDER, log=tmp_path / "none.log").accepted(["k"]) is None


def test_the_mailbox_keeps_a_message_once_and_shows_the_newest_first(db):
    box = Mailbox(db)
    for key, hour in (("a", 8), ("b", 9), ("a", 10)):
        box.send(mail(key, subject=key), yes, now=datetime(2026, 11, 24, hour, tzinfo=UTC))
    assert [one["_id"] for one in newest(db)] == ["b", "a"]
    assert [one["_id"] for one in newest(db, to="nobody@alder.example")] == []
    assert box.accepted(["a", "c"]) == {"a"}
    found = letter(db, "a")
    assert found is not None
    assert found["html"] == "<p>Hello Mateo,</p>"
