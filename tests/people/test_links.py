"""Invitations and resets by mailed links."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from plm.access import SYSTEM
from plm.errors import RuleBroken
from plm.mail.letters import LETTERS
from plm.people import actions
from plm.people.links import LINKS, LinkKind
from plm.people.sign_ins import SIGN_INS
from plm.people.store import People
from tests.cast import ADA, DEE, MATEO, NOW, OLU, PRIYA
from tests.people.conftest import PASSWORD

NEW = "twelve green umbrellas"


def test_an_invitation_leads_to_a_password_and_in(browse, cast, link):
    assert browse(ADA).post(f"/people/{MATEO.id}/invite").status_code == 303
    path = link(MATEO.email)
    guest = browse(None)
    assert "Mateo Ortiz" in guest.get(path).text
    answer = guest.post(path, data={"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Mateo Ortiz" in guest.get("/account").text
    assert cast["audit"].count_documents({"verb": "person.came-in", "actor": MATEO.id}) == 1


def test_looking_at_a_link_does_not_use_it_up(browse, known, link):
    known(MATEO)
    browse(None).post("/forgot", data={"email": MATEO.email})
    path = link(MATEO.email)
    for _ in range(3):
        assert browse(None).get(path).status_code == 200
        assert browse(None).head(path).status_code == 200
    assert browse(None).post(path, data={"password": NEW}).status_code == 303


def test_a_link_is_good_for_one_use(browse, known, link):
    known(MATEO)
    browse(None).post("/forgot", data={"email": MATEO.email})
    path = link(MATEO.email)
    browse(None).post(path, data={"password": NEW})
    for answer in (browse(None).get(path), browse(None).post(path, data={"password": "another long sentence"})):
        assert answer.status_code == 410
        assert "has been used already" in answer.text
        assert 'href="/forgot"' in answer.text


def test_many_who_use_one_link_at_once_choose_one_password(cast, known, link):
    known(MATEO)
    forgot(cast)
    token = link(MATEO.email).rpartition("/")[2]

    def choose(number):
        try:
            return actions.choose_password(
                cast, LinkKind.RESET, token, f"a long sentence {number}", forgot="f", district="d", now=NOW
            )
        except RuleBroken as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(choose, range(6)))
    assert len([one for one in done if not isinstance(one, str)]) == 1
    assert {one for one in done if isinstance(one, str)} <= {"link-used"}
    assert People(cast).get(MATEO.id).epoch == 1


def forgot(db, email=MATEO.email, now=NOW):
    actions.forgot(
        db,
        email,
        reset="http://localhost/reset/",
        welcome="http://localhost/welcome/",
        district="Alder County",
        network="10.0.0.1",
        now=now,
    )


@pytest.mark.parametrize(
    ("kind", "good", "said"),
    [("reset", timedelta(hours=1), "good for one hour"), ("welcome", timedelta(days=14), "good for 14 days")],
)
def test_a_link_expires(browse, cast, known, link, clock, kind, good, said):
    if kind == "reset":
        known(MATEO)
    forgot(cast)
    path = link(MATEO.email)
    assert path.startswith(f"/{kind}/")
    clock.now = NOW + good - timedelta(seconds=1)
    assert browse(None).get(path).status_code == 200
    clock.now = NOW + good
    answer = browse(None).get(path)
    assert answer.status_code == 410
    assert said in answer.text


def test_a_newer_link_replaces_an_older_one(browse, cast, known, link):
    known(MATEO)
    forgot(cast)
    older = link(MATEO.email)
    forgot(cast)
    assert "A newer link" in browse(None).get(older).text
    assert browse(None).get(link(MATEO.email)).status_code == 200


def test_a_link_is_void_when_the_account_has_changed(browse, cast, known, link):
    person = known(MATEO)
    forgot(cast)
    path = link(MATEO.email)
    People(cast).save(replace(person, email="mateo.ortiz@alder.example"))
    assert "the account has changed since" in browse(None).get(path).text
    People(cast).save(person)
    assert browse(None).get(path).status_code == 200
    People(cast).save(person.with_password("changed elsewhere"))
    assert browse(None).get(path).status_code == 410


def test_a_link_of_one_kind_does_not_open_the_other_page(browse, cast, known, link):
    known(MATEO)
    forgot(cast)
    assert browse(None).get(link(MATEO.email).replace("/reset/", "/welcome/")).status_code == 410
    assert "not complete" in browse(None).get("/welcome/nonsense").text


def test_a_reset_signs_out_everywhere(browse, cast, known, link):
    known(MATEO)
    elsewhere = browse(MATEO)
    assert elsewhere.get("/account").status_code == 200
    forgot(cast)
    browse(None).post(link(MATEO.email), data={"password": NEW})
    assert elsewhere.get("/account").status_code == 303
    assert LETTERS.of(cast).find_one({"subject": "Your password was changed"})["to"] == MATEO.email


def test_whether_an_address_is_known_cannot_be_told(browse, cast, known):
    known(MATEO)
    known_one = browse(None).post("/forgot", data={"email": MATEO.email})
    unknown = browse(None).post("/forgot", data={"email": "natheo@alder.example"})
    assert known_one.status_code == unknown.status_code == 200
    said = [
        answer.text.partition("<main")[2].replace(email, "x")
        for answer, email in ((known_one, MATEO.email), (unknown, "natheo@alder.example"))
    ]
    assert said[0] == said[1]
    assert [letter["to"] for letter in LETTERS.of(cast).find()] == [MATEO.email]


def test_resets_are_throttled_alike_for_known_and_unknown_addresses(browse, cast, known):
    known(MATEO)
    for email in (MATEO.email, "nobody@alder.example"):
        for _ in range(5):
            assert browse(None).post("/forgot", data={"email": email}).status_code == 200
        answer = browse(None).post("/forgot", data={"email": email})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
    assert LETTERS.of(cast).count_documents({}) == 5


def test_only_the_hash_of_a_token_is_kept_and_the_audit_knows_nothing(browse, cast, known, link):
    known(MATEO)
    forgot(cast)
    token = link(MATEO.email).rpartition("/")[2]
    browse(None).post(f"/reset/{token}", data={"password": NEW})
    for name in ("links", "audit", "people", "sign_ins"):
        kept = json.dumps(list(cast[name].find()), default=str)
        assert token not in kept
        assert NEW not in kept
    assert LINKS.of(cast).count_documents({}) == 1


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12 letters"),
        ("password1234", "Many people use this password"),
        ("aaaaaaaaaaaaaaa", "Many people use this password"),
        ("mateo@alder.example", "your own name or address"),
        ("x" * 201, "at most 200 letters"),
        ("", "Missing data"),
    ],
)
def test_a_password_that_is_guessed_is_refused_and_the_link_stays_good(browse, cast, known, link, password, said):
    known(MATEO)
    forgot(cast)
    path = link(MATEO.email)
    answer = browse(None).post(path, data={"password": password})
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert browse(None).get(path).status_code == 200


def test_who_may_invite(browse):
    assert browse(DEE).post(f"/people/{MATEO.id}/invite").status_code == 403
    assert browse(PRIYA).post(f"/people/{MATEO.id}/invite").status_code == 403
    assert browse(OLU).post(f"/people/{MATEO.id}/invite").status_code == 404
    assert browse(ADA).post("/people/nobody/invite").status_code == 404


def test_who_is_in_already_or_has_left_is_not_invited(cast, known):
    known(MATEO)
    with pytest.raises(RuleBroken, match="is in already"):
        actions.invite(cast, MATEO.id, welcome="w/", district="d", actor=SYSTEM, now=NOW)
    People(cast).save(PRIYA.leave(now=NOW))
    with pytest.raises(RuleBroken, match="has left"):
        actions.invite(cast, PRIYA.id, welcome="w/", district="d", actor=SYSTEM, now=NOW)
    assert LETTERS.of(cast).count_documents({}) == 0


def test_somebody_who_has_left_gets_no_link(cast, known):
    People(cast).save(known(MATEO).leave(now=NOW))
    forgot(cast)
    assert LETTERS.of(cast).count_documents({}) == 0


def test_a_letter_of_a_failed_action_is_not_written(cast):
    with pytest.raises(RuleBroken):
        actions.choose_password(cast, LinkKind.RESET, "nonsense", PASSWORD, forgot="f", district="d", now=NOW)
    assert LETTERS.of(cast).count_documents({}) == SIGN_INS.of(cast).count_documents({}) == 0
