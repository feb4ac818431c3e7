"""Every route, every role of the cast, and what each one must meet.

A new route without a row here fails the first test, so that nobody forgets to say who may use it.
"""

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, url_for
from pymongo.database import Database
from werkzeug.test import TestResponse

from plm.catalog.course_files import CourseFiles
from plm.catalog.files.assets import Asset
from plm.catalog.kinds import Audience
from plm.catalog.model import Credit, Door, Page
from plm.credentials import actions as credentials
from plm.enrollment import actions as enrolling
from plm.enrollment.model.waiving import WaivedFor
from plm.learning import actions as learning
from plm.learning.actions.practice import write_entry
from plm.learning.model.entries import Told
from plm.people.model import Person
from plm.sections.store import Sections
from tests.builders import edition, live, practice, publish, quiz, reading, reflection, section
from tests.cast import ADA, DEE, FERN, MATEO, NADIA, NOW, OLU, PRIYA

COLUMNS: tuple[Person | None, ...] = (DEE, PRIYA, MATEO, FERN, OLU, ADA, None)

# One letter each for Dee (director), Priya (principal of Oak), Mateo (teaches at Oak), Fern (facilitator of the
# section), Olu (principal of Elm), Ada (administrator) and nobody:
# y may · n sees it but may not (403) · - nothing is there for them (404) · s is sent to the door
MATRIX = {
    "GET about.accessibility": "yyyyyyy",
    "GET about.help_page": "yyyyyys",
    "GET about.live": "yyyyyyy",
    "GET about.privacy": "yyyyyyy",
    "GET about.ready": "yyyyyyy",
    "GET attendance.history": "y--y-ns",
    "GET attendance.roster": "y--y-ns",
    "GET credentials.badge": "yyn--ys",
    "GET credentials.badge_achievement": "yyyyyyy",
    "GET credentials.badge_issuer": "yyyyyyy",
    "GET credentials.badge_key": "-------",
    "GET credentials.badge_keys": "yyyyyyy",
    "GET credentials.badge_status": "yyyyyyy",
    "GET credentials.badge_token": "yyn--ys",
    "GET catalog.file": "yyyyyys",
    "GET catalog.guide": "ynnynns",
    "GET catalog.takeaway": "yyyyyys",
    "GET credentials.certificate": "yyn--ys",
    "GET credentials.certificate_pdf": "yyn--ys",
    "GET credentials.record": "yyyyyys",
    "GET credentials.record_csv": "yyyyyys",
    "GET credentials.record_pdf": "yyyyyys",
    "GET credentials.verify": "yyyyyyy",
    "GET credentials.add_area": "ynnnnys",
    "GET credentials.add_kind": "ynnnnys",
    "GET credentials.change_area": "ynnnnys",
    "GET credentials.change_kind": "ynnnnys",
    "GET credentials.goal": "yyyyyys",
    "GET credentials.kinds": "ynnnnys",
    "GET credentials.recognize": "ynnnnns",
    "GET credentials.recognized": "ynnnnns",
    "GET credentials.send_back": "yyn--ns",
    "GET credentials.waiting": "yynyyns",
    "GET credentials.withdraw": "ynnnnns",
    "GET enrollment.course": "yyyyyys",
    "GET enrollment.courses": "yyyyyys",
    "GET enrollment.enroll_team": "yyn--ns",
    "GET enrollment.edition": "y--y-ns",
    "GET enrollment.editions_of": "ynnnnys",
    "GET enrollment.publish": "ynnnnys",
    "GET enrollment.standing": "ynnnnys",
    "GET enrollment.unpublish": "ynnnnys",
    "GET enrollment.admit": "ynnnnns",
    "GET enrollment.move_due": "yyn--ys",
    "GET enrollment.waive_module": "ynn--ns",
    "GET enrollment.withdraw": "yyy--ys",
    "GET learning.colleagues": "nny--ns",
    "GET learning.course": "yyy--ys",
    "GET learning.handed_in": "nnnynns",
    "GET learning.evaluate": "nny--ns",
    "GET learning.evaluation": "ynnynns",
    "GET learning.go_on": "yyy--ys",
    "GET learning.items": "ynnynys",
    "GET learning.module": "nny--ns",
    "GET learning.reflections": "nnnynns",
    "GET learning.entry": "nny--ns",
    "GET learning.practice": "ynnynns",
    "GET learning.practice_entry": "ynny-ns",
    "GET people.account": "yyyyyys",
    "GET people.add": "nnnnnys",
    "GET people.directory": "yynnyys",
    "GET people.edit": "nnn--ys",
    "GET people.forgot": "yyyyyyy",
    "GET people.import_people": "nnnnnys",
    "GET people.reset": "yyyyyyy",
    "GET people.sign_in": "yyyyyyy",
    "GET people.welcome": "yyyyyyy",
    "GET reminders.letter": "------s",
    "GET reminders.mailbox": "yyyyyys",
    "GET reminders.nudge": "yyn--ns",
    "GET reminders.preview": "ynnnnys",
    "GET reminders.preview_csv": "ynnnnys",
    "GET reminders.read_ahead": "-nnnn-s",
    "GET reports.administration": "nnnnnys",
    "GET reports.changes": "nnnnnys",
    "GET reports.home": "yyyyyys",
    "GET reports.my_learning": "yyyyyys",
    "GET reports.person": "yyy--ys",
    "GET reports.schools": "ynnnnys",
    "GET reports.schools_csv": "ynnnnys",
    "GET reports.team": "yyn--ys",
    "GET reports.team_csv": "yyn--ys",
    "GET schools.all": "nnnnnys",
    "GET schools.edit": "nnnnnys",
    "GET schools.new": "nnnnnys",
    "GET sections.calendar": "ynyynys",
    "GET sections.cancel": "y--y-ns",
    "GET sections.create": "ynnynns",
    "GET sections.edit": "y--y-ns",
    "GET sections.mine": "ynnynys",
    "GET sections.show": "yyyyyys",
    "GET static": "yyyyyyy",
    "POST attendance.add_person": "y--y-ns",
    "POST attendance.remove_person": "y--y-ns",
    "POST attendance.roster": "y--y-ns",
    "POST credentials.add_area": "ynnnnys",
    "POST credentials.add_kind": "ynnnnys",
    "POST credentials.ask_again": "------s",
    "POST credentials.change_area": "ynnnnys",
    "POST credentials.change_kind": "ynnnnys",
    "POST credentials.drop_goal": "yyyyyys",
    "POST credentials.goal": "yyyyyys",
    "POST credentials.recognize": "ynnnnns",
    "POST credentials.send_back": "yyn--ns",
    "POST credentials.sign": "yynyyns",
    "POST credentials.withdraw": "ynnnnns",
    "POST enrollment.admit": "ynnnnns",
    "POST enrollment.allow_try": "yyn--ys",
    "POST enrollment.edition": "y--y-ns",
    "POST enrollment.publish": "ynnnnys",
    "POST enrollment.unpublish": "ynnnnys",
    "POST enrollment.enroll": "yyyyyys",
    "POST enrollment.enroll_team": "yyn--ns",
    "POST enrollment.leave_seat": "yyyyyys",
    "POST enrollment.move_due": "yyn--ys",
    "POST enrollment.take_seat": "yyyyyys",
    "POST enrollment.waive_module": "ynn--ns",
    "POST enrollment.withdraw": "yyy--ys",
    "POST learning.answer": "nny--ns",
    "POST learning.accept": "ynnynns",
    "POST learning.draft": "nny--ns",
    "POST learning.entry": "nny--ns",
    "POST learning.give": "nny--ns",
    "POST learning.mark_read": "nny--ns",
    "POST learning.read": "nny--ns",
    "POST learning.reflect": "nny--ns",
    "POST learning.take_evaluation": "nny--ns",
    "POST learning.reply_to_reflection": "nnnynns",
    "POST learning.unread_reflection": "nnnynns",
    "POST learning.practice_entry": "ynny-ns",
    "POST learning.take_back": "nny--ns",
    "POST learning.write": "nny--ns",
    "POST people.add": "nnnnnys",
    "POST people.bring_back": "nnn--ys",
    "POST people.change_password": "yyyyyys",
    "POST people.edit": "nnn--ys",
    "POST people.end": "nnn--ys",
    "POST people.end_all": "yyyyyys",
    "POST people.end_sign_in": "yyyyyys",
    "POST people.end_sign_ins_of": "nnn--ys",
    "POST people.enter": "-------",
    "POST people.forgot": "yyyyyyy",
    "POST people.import_people": "nnnnnys",
    "POST people.invite": "nnn--ys",
    "POST people.reset": "yyyyyyy",
    "POST people.sign_in": "yyyyyyy",
    "POST people.sign_out": "sssssss",
    "POST people.welcome": "yyyyyyy",
    "POST reminders.nudge": "yyn--ns",
    "POST reminders.send_samples": "ynnnnys",
    "POST schools.edit": "nnnnnys",
    "POST schools.new": "nnnnnys",
    "POST sections.cancel": "y--y-ns",
    "POST sections.create": "ynnynns",
    "POST sections.edit": "y--y-ns",
}

# Where only one kind of module will do.
MODULES = {
    "learning.answer": "check",
    "learning.draft": "think",
    "learning.entry": "log",
    "learning.handed_in": "think",
    "learning.reflect": "think",
    "learning.reply_to_reflection": "think",
    "learning.unread_reflection": "think",
    "learning.take_back": "log",
    "learning.write": "log",
}

# What a form must name for the question to be about something.
SENT = {"attendance.remove_person": {"person": "mateo"}}


@pytest.fixture
def values(cast: Database) -> dict[str, object]:
    """The things the routes are about: Mateo's enrollment, seat, reflection and practice, Nadia's certificate and her
    earlier learning, Fern's section, Oak."""
    kept = (Page("Keep this", "Sit in a ring.", 4),)
    modules = (reading(), quiz(), reflection(audience=Audience.FACILITATOR), live(), practice())
    publish(cast, replace(edition(modules=modules), takeaway=kept, door=Door(("short",))))
    credentials.begin_rules(cast)
    publish(cast, replace(edition("short", title="Short", modules=(reading(),)), credit=(Credit("cpd", 1.0),)))
    reason = WaivedFor.TESTED_OUT
    enrolling.admit(cast, "foundations", MATEO.email, reason=reason, words="Taught it.", actor=DEE.actor(), now=NOW)
    mine = enrolling.enroll_self(cast, "foundations", actor=MATEO.actor(), now=NOW)
    Sections(cast).add(section(starts_at=NOW + timedelta(minutes=10)))
    enrolling.take_seat(cast, "sec1", actor=MATEO.actor(), now=NOW)
    learning.save_draft(cast, mine.id, "think", {"moment": "Now"}, revision=0, actor=MATEO.actor(), now=NOW)
    learning.hand_in(cast, mine.id, "think", actor=MATEO.actor(), now=NOW)
    told = Told("circle", NOW.date(), 20, 30, "It was calm.", "A shorter round.")
    tried = write_entry(cast, mine.id, "log", told, key="a1b2c3d4", today=NOW.date(), actor=MATEO.actor(), now=NOW)
    hers = enrolling.enroll_self(cast, "short", actor=NADIA.actor(), now=NOW)
    for page in (1, 2):
        hers = enrolling.record_page(cast, hers.id, "read", page, read=True, actor=NADIA.actor(), now=NOW)
    picture = Asset("dot.svg", hashlib.sha256(b"<svg/>").hexdigest(), "svg", "image/svg+xml", b"<svg/>")
    CourseFiles(cast).add([picture], now=NOW)
    credentials.write_due(cast, zone=ZoneInfo("America/New_York"), now=NOW)
    prior = credentials.recognize(
        cast,
        NADIA.email,
        once="earlier",
        title="Circles elsewhere",
        done_on=NOW.date(),
        hours=Decimal(6),
        evidence="A certificate.",
        reason="It is the same.",
        today=NOW.date(),
        actor=DEE.actor(),
        now=NOW,
    )
    return {
        "entry": tried.id,
        "own_entry": tried.key,
        "kind": "cpd",
        "area": "english-learners",
        "recognition": prior.id,
        "slug": "foundations",
        "enrollment": mine.id,
        "module": "read",
        "page": 1,
        "section": "sec1",
        "session": "sec1-0",
        "school": "oak",
        "person": "mateo",
        "sign_in": "none",
        "key": "none",
        "token": "none",
        "place": 0,
        "filename": "face.css",
        "name": picture.file,
        "code": {"credentials": hers.award, "schools": "oak"},
    }


def _met(answer: TestResponse) -> str:
    if answer.status_code == 303 and answer.location.startswith("/sign-in"):
        return "s"
    return {403: "n", 404: "-", 401: "s", 500: "500"}.get(answer.status_code, "y")


def _rows(app: Flask) -> list[str]:
    rows = {
        f"{method} {rule.endpoint.removeprefix('plm.')}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("plm.")
    }
    return sorted(rows)


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    assert _rows(app) == sorted(MATRIX)


@pytest.mark.parametrize("row", sorted(MATRIX))
def test_a_route_is_open_to_whom_it_is_meant_for(row: str, app: Flask, browse, values: dict[str, object]) -> None:
    method, endpoint = row.split()
    # Every address of the endpoint that this method reaches is tried.
    addresses = []
    for rule in app.url_map.iter_rules(f"plm.{endpoint}"):
        if method in (rule.methods or ()):
            asked = {name: values[name] for name in rule.arguments}
            if endpoint in MODULES:
                asked["module"] = MODULES[endpoint]
            if isinstance(codes := asked.get("code"), dict):
                asked["code"] = codes[endpoint.split(".")[0]]
            with app.test_request_context():
                addresses.append(url_for(f"plm.{endpoint}", **asked))
    for address in addresses:
        met = ""
        for who in COLUMNS:
            client = browse(who)
            met += _met(client.get(address) if method == "GET" else client.post(address, data=SENT.get(endpoint)))
        assert met == MATRIX[row], f"{method} {address}: met {met}, must be {MATRIX[row]}"
