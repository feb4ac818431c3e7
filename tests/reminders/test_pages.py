"""The preview, the mailbox and the nudge, as people meet them."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from click.testing import CliRunner
from flask import Flask

from plm.__main__ import plm
from plm.app import create_app
from plm.cli import Console
from plm.enrollment.store import ENROLLMENTS
from plm.kernel import send_letters
from plm.mail import Mail
from plm.mail.letters import post
from plm.mail.senders import Mailbox
from plm.reminders import actions
from plm.reminders.store import REMINDERS
from plm.sections.store import Sections
from tests.builders import section
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.reminders.stage import Stage

DUE = date(2026, 12, 2)  # eight days ahead: a week before is tomorrow


@pytest.fixture
def stage(cast, settings):
    return Stage(cast, settings)


def words(page):
    """What a page says, without its markup."""
    text = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", page.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(text).replace("\u00a0", " ").split())


def put(stage, who):
    """A message in somebody's mailbox."""
    key = f"hello:{who.id}"
    one = Mail(
        key, who.email, who.name, f"For {who.id}", "Hello.\n\nTwo\nlines.\n", "<p>Hello.</p>", "http://localhost/x"
    )
    Mailbox(stage.db).send(one, lambda: True, now=NOW)
    return key


# ── the preview ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "status"), [(DEE, 200), (ADA, 200), (PRIYA, 403), (MATEO, 403), (FERN, 403), (None, 303)]
)
@pytest.mark.parametrize("path", ["/reminders", "/reminders.csv"])
def test_directors_and_administrators_see_what_will_be_sent(browse, who, status, path):
    assert browse(who).get(path).status_code == status


def test_the_preview_is_true_for_none(browse, stage):
    said = words(browse(DEE).get("/reminders"))
    assert "No reminders are due in the next two weeks." in said
    assert "Nothing was kept back" in said
    assert "to me first" not in said


def test_the_preview_counts_who_is_told_what_day_by_day(browse, stage):
    for who in (MATEO, NADIA, ELIF):
        stage.enroll(who, DUE)
    stage.beat()
    one = replace(section(starts_at=datetime(2026, 12, 3, 20, tzinfo=UTC)), created_at=NOW)
    Sections(stage.db).add(one)
    Sections(stage.db).seat(one.id, MATEO.id, now=NOW)
    stage.beat()
    said = words(browse(DEE).get("/reminders"))
    # Each a week before, the day before and the day after; and one session.
    assert "10 reminders will go out in the next two weeks. None leaves before 7:00 am." in said
    assert "7:00 am, 3 people at Elm Elementary and Oak Middle: “Foundations” is due in a week" in said
    assert "Because the due date is December 2 and it is not done yet. Rule: 7 days before." in said
    assert "7:00 am, 1 person: Tomorrow: “Foundations”" in said
    assert "Because a session of theirs begins on Thursday, December 3, 3:00 pm." in said


def test_what_is_planned_and_waits_for_the_morning_is_in_the_preview_once(browse, stage):
    stage.enroll(MATEO, date(2026, 11, 27))
    evening = datetime(2026, 11, 25, 1, tzinfo=UTC)
    before = words(browse(DEE).get("/reminders"))
    stage.now = evening
    ENROLLMENTS.of(stage.db).update_one({}, {"$set": {"next_reminder_at": evening}})
    stage.beat()
    assert [row["state"] for row in stage.rows.values()] == ["due"]
    assert "4 reminders will go out" in before
    assert "4 reminders will go out" in words(browse(DEE).get("/reminders"))


def test_a_reminder_leaves_the_preview_the_moment_the_person_is_done(browse, stage):
    one = stage.enroll(MATEO, DUE)
    stage.beat()
    assert "3 reminders will go out" in words(browse(DEE).get("/reminders"))
    ENROLLMENTS.of(stage.db).update_one({"_id": one.id}, {"$set": {"status": "completed"}})
    assert "No reminders are due" in words(browse(DEE).get("/reminders"))


def test_what_was_sent_today_and_what_was_kept_back_is_told(browse, stage):
    stage.enroll(MATEO, date(2026, 11, 27))
    stage.enroll(NADIA, date(2026, 11, 27))
    stage.db.people.update_one({"_id": "nadia"}, {"$set": {"active": False}})
    stage.beat()
    said = words(browse(DEE).get("/reminders"))
    assert "1 already sent" in said
    assert "1 reminder was for people who no longer work here" in said


def test_the_preview_costs_few_commands_however_many_there_are(app, browse, stage):
    for who in stage.staff(30):
        stage.enroll(who, DUE)
    stage.beat()
    page = browse(DEE).get("/reminders")
    assert "7:00 am, 30 people at Oak Middle" in words(page)


def test_a_message_can_be_read_before_it_is_sent(browse, stage):
    stage.enroll(MATEO, DUE)
    stage.beat()
    page = words(browse(DEE).get("/reminders/read/0"))
    assert "Hello Dee," in page
    assert "is due on Wednesday, December 2, in a week." in page
    assert browse(DEE).get("/reminders/read/99").status_code == 404


def test_tomorrows_mail_can_be_sent_to_oneself_first_and_twice_sends_it_once(browse, stage):
    stage.enroll(MATEO, DUE)
    stage.beat()
    dee = browse(DEE)
    assert "Send tomorrow’s mail to me first" in words(dee.get("/reminders"))
    said = words(dee.post("/reminders", follow_redirects=True))
    assert "One message is on the way to you, as others will read it." in said
    assert "You were sent it already today." in words(dee.post("/reminders", follow_redirects=True))
    send_letters(stage.services)
    assert [(to, subject) for _, to, subject in stage.mails] == [(DEE.email, "“Foundations” is due in a week")]


def test_without_anything_to_send_a_sample_is_refused_in_a_sentence(browse, stage):
    page = browse(DEE).post("/reminders")
    assert page.status_code == 409
    assert "there is no sample" in words(page)


def test_the_table_of_the_preview_opens_in_a_spreadsheet_and_runs_nothing(browse, stage):
    stage.enroll(MATEO, DUE, course="evil", title="=cmd()")
    stage.beat()
    page = browse(DEE).get("/reminders.csv")
    assert page.content_type == "text/csv; charset=utf-8"
    assert "reminders-2026-11-24-to-2026-12-07.csv" in page.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(page.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["When", "What", "People", "Schools", "Why"]
    assert len(rows) == 4
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


# ── the mailbox ───────────────────────────────────────────────────────────────────────────────────


def test_everybody_reads_their_own_messages_and_an_administrator_all(browse, stage):
    hers, his = put(stage, NADIA), put(stage, MATEO)
    assert "For mateo" in words(browse(MATEO).get("/mailbox"))
    assert "For nadia" not in words(browse(MATEO).get("/mailbox"))
    assert browse(MATEO).get(f"/mailbox/{his}").status_code == 200
    assert browse(MATEO).get(f"/mailbox/{hers}").status_code == 404
    assert "Two messages stand" in words(browse(ADA).get("/mailbox"))
    assert browse(ADA).get(f"/mailbox/{hers}").status_code == 200
    assert browse(None).get("/mailbox").status_code == 303
    assert browse(None).get(f"/mailbox/{hers}").status_code == 303


def test_a_message_is_shown_as_text_and_as_html_that_can_do_nothing(browse, stage):
    key = put(stage, MATEO)
    page = browse(MATEO).get(f"/mailbox/{key}")
    assert "Two<br>lines." in page.get_data(as_text=True)
    assert 'href="http://localhost/x"' in page.get_data(as_text=True)
    html = browse(MATEO).get(f"/mailbox/{key}?part=html")
    assert html.get_data(as_text=True) == "<p>Hello.</p>"
    assert "sandbox" in html.headers["Content-Security-Policy"]


def test_an_empty_mailbox_says_so(browse):
    assert "No message has been written yet." in words(browse(ADA).get("/mailbox"))


def changed(cast, settings, **more) -> Flask:
    app = create_app(replace(settings, **more), cast, clock=lambda: NOW)
    app.testing = True
    return app


def test_in_the_demo_whoever_looks_around_finds_the_messages(cast, settings, stage):
    key = put(stage, NADIA)
    client = changed(cast, settings, demo=True).test_client()
    assert "For nadia" in words(client.get("/mailbox"))
    assert client.get(f"/mailbox/{key}").status_code == 200


def test_with_a_mail_server_there_is_no_mailbox(cast, settings, stage):
    put(stage, NADIA)
    client = changed(cast, settings, demo=True, smtp_url="smtp://mail.alder.example").test_client()
    assert client.get("/mailbox").status_code == 404


# ── the nudge ─────────────────────────────────────────────────────────────────────────────────────

LATE = date(2026, 11, 20)


@pytest.fixture
def late(stage):
    """Mateo and Nadia are late at Oak, Elif at Elm."""
    stage.now = datetime(2026, 11, 19, 15, tzinfo=UTC)
    for who in (MATEO, NADIA, ELIF):
        stage.enroll(who, LATE)
    stage.now = NOW
    ENROLLMENTS.of(stage.db).update_many({}, {"$unset": {"next_reminder_at": ""}})
    return stage


@pytest.mark.parametrize(
    ("who", "status"), [(PRIYA, 200), (DEE, 200), (ADA, 403), (MATEO, 403), (FERN, 404), (OLU, 404), (None, 303)]
)
def test_the_principal_of_the_school_and_a_director_may_nudge(browse, who, status):
    assert browse(who).get("/schools/oak/nudge").status_code == status


def test_nobody_to_nudge_is_said_and_asks_for_nothing(browse, stage):
    page = browse(PRIYA).get("/schools/oak/nudge")
    assert "Nobody is late. There is nobody to nudge." in words(page)
    assert "<textarea" not in page.get_data(as_text=True)


def test_a_nudge_reaches_those_who_are_late_once_a_day_whoever_sends_it(browse, late):
    said = "I know you are close. Ten quiet minutes will do."
    page = words(browse(PRIYA).get("/schools/oak/nudge"))
    assert "Two people are late and can be nudged." in page
    assert "What is left takes about" in page
    assert browse(PRIYA).post("/schools/oak/nudge", data={"said": said}).status_code == 303
    late.beat()
    assert sorted(to for _, to, _ in late.mails) == [MATEO.email, NADIA.email]
    letter = late.db.mailbox.find_one({"to": MATEO.email})
    assert said in letter["text"]
    assert "Priya Raman asked us to write" in letter["text"]
    assert letter["link"] == "http://localhost/enrollments/mateo:foundations:2026-27/go-on"
    # Again, and by the director: nobody is written to twice on a day.
    for who in (PRIYA, DEE):
        assert browse(who).post("/schools/oak/nudge", data={"said": said}).status_code == 303
        assert "Everybody who is late has had a nudge already." in words(browse(who).get("/schools/oak/nudge"))
    late.beat()
    assert len(late.mails) == 2
    assert [line["verb"] for line in late.db.audit.find()] == ["team.nudged"]


def test_who_finishes_before_it_leaves_is_not_nudged(browse, late):
    browse(PRIYA).post("/schools/oak/nudge", data={"said": "It is not too late at all."})
    ENROLLMENTS.of(late.db).update_one({"person": "mateo"}, {"$set": {"status": "completed"}})
    late.beat()
    assert [to for _, to, _ in late.mails] == [NADIA.email]


def test_a_nudge_in_the_evening_waits_for_the_morning(settings, late):
    late.now = datetime(2026, 11, 25, 1, tzinfo=UTC)
    done = actions.nudge(late.db, settings, "oak", said="A kind word.", actor=PRIYA.actor(), now=late.now)
    assert done.leaves_at == datetime(2026, 11, 25, 12, tzinfo=UTC)
    late.beat()
    assert late.mails == []
    late.live(datetime(2026, 11, 25, 13, tzinfo=UTC))
    assert len(late.mails) == 2


def test_too_short_a_sentence_is_asked_for_again_and_nothing_is_sent(browse, late):
    page = browse(PRIYA).post("/schools/oak/nudge", data={"said": "Hey"})
    assert page.status_code == 422
    assert "Please write a sentence" in words(page)
    assert late.rows == {}


def test_looking_at_it_first_sends_nothing(browse, late):
    page = browse(PRIYA).post("/schools/oak/nudge", data={"said": "A kind word before you go on.", "act": "look"})
    assert page.status_code == 200
    assert "A kind word before you go on. “Foundations” was due on November 20." in words(page)
    assert late.rows == {}


def test_what_a_principal_writes_is_words_and_never_markup(browse, late):
    browse(PRIYA).post("/schools/oak/nudge", data={"said": "<img src=x> is not a picture"})
    late.beat()
    assert "<img" not in late.db.mailbox.find_one()["html"]


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def command(stage, *words, now=NOW):
    class At(Console):
        def now(self):
            return now

    console = At(stage.settings, lambda _: None)
    console.__dict__["db"] = stage.db
    return CliRunner().invoke(plm, ["reminders", *words], obj=console)


def test_the_command_lists_what_to_whom_when_and_why(stage):
    stage.enroll(MATEO, DUE)
    stage.beat()
    done = command(stage, "preview", "--until", "2026-12-07")
    said = done.output.replace("\u00a0", " ")
    assert done.exit_code == 0, done.output
    assert (
        "Wednesday, November 25, 7:00 am  Mateo Ortiz <mateo@alder.example>: “Foundations” is due in a week\n"
        "    Because the due date is December 2 and it is not done yet. Rule: 7 days before.\n"
    ) in said
    assert said.endswith("Three reminders by then, as things stand now.\n")
    assert stage.rows == {}


def test_the_command_can_look_at_one_person_and_make_a_table(stage):
    stage.enroll(MATEO, DUE)
    stage.enroll(NADIA, DUE)
    one = replace(section(starts_at=NOW + timedelta(days=4)), created_at=NOW)
    Sections(stage.db).add(one)
    Sections(stage.db).seat(one.id, NADIA.id, now=NOW)
    done = command(stage, "preview", "--until", "2026-11-30", "--person", "Nadia@alder.example", "--csv")
    rows = list(csv.reader(io.StringIO(done.output)))
    assert [(row[0], row[2]) for row in rows[1:]] == [
        ("2026-11-25 07:00", "Nadia Karim"),
        ("2026-11-27 07:00", "Nadia Karim"),
    ]
    assert command(stage, "preview", "--until", "2026-11-30", "--person", "x@y.example").exit_code == 1


def test_the_preview_says_what_then_comes_true(stage):
    for place, who in enumerate((MATEO, NADIA, ELIF)):
        stage.enroll(who, DUE + timedelta(days=place))
    stage.zone("elm", "America/Los_Angeles")
    foretold = command(stage, "preview", "--until", "2026-12-15", "--csv").output
    stage.live(datetime(2026, 12, 16, 4, tzinfo=UTC))
    told = [(row[0], row[3]) for row in list(csv.reader(io.StringIO(foretold)))[1:]]
    zones = {MATEO.email: -5, NADIA.email: -5, ELIF.email: -8}
    came = [(f"{moment + timedelta(hours=zones[to]):%Y-%m-%d %H:%M}", to) for moment, to, _ in stage.mails]
    assert sorted(told) == sorted(came)


def test_what_failed_can_be_sent_again_once_the_trouble_is_over(stage):
    stage.enroll(MATEO, date(2026, 11, 27))
    stage.beat()
    REMINDERS.of(stage.db).update_many({}, {"$set": {"state": "review"}})
    done = command(stage, "again")
    assert (done.exit_code, done.output) == (0, "One reminder is due again.\n")
    assert [row["state"] for row in stage.rows.values()] == ["due"]
    assert command(stage, "again").output == "No reminder is due again.\n"


def test_a_letter_and_a_reminder_share_the_mailbox(stage):
    post(stage.db, Mail("k", ADA.email, "Ada", "S", "t", "h"), expires_at=NOW + timedelta(days=1), now=NOW)
    send_letters(stage.services)
    assert len(stage.mails) == 1
