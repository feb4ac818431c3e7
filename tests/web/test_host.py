"""PLM inside a portal that has its own pages, its own sign-in and its own page frame."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_wtf.csrf import CSRFProtect

from plm.app import create_app
from plm.people.store import People
from tests.cast import ADA, MATEO, NOW, PRIYA
from tests.web.host_app import create_portal


@pytest.fixture
def portal(cast, settings) -> Flask:
    """The portal with PLM in it."""
    return create_portal(cast, settings, clock=lambda: NOW)


@pytest.fixture
def visit(portal):
    """A browser in which the portal has signed somebody in."""

    def client(email=""):
        browser = portal.test_client()
        if email:
            assert browser.post("/login", data={"email": email}).status_code == 302
        return browser

    return client


def test_the_portals_own_pages_stay_as_they_were(visit):
    answer = visit(MATEO.email).get("/")
    assert answer.status_code == 200
    assert "Welcome to the portal, mateo@alder.example" in answer.text
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        assert name not in answer.headers
    assert "face.css" not in answer.text


def test_the_portals_own_forms_need_no_token_of_ours_and_have_its_own_limits(visit):
    browser = visit()
    assert browser.post("/login", data={"email": "somebody@alder.example"}).status_code == 302
    assert browser.post("/upload", data=b"x" * 3_000_000).text == "3000000 bytes"


def test_the_portals_own_mistakes_and_missing_pages_stay_its_own(visit):
    browser = visit(MATEO.email)
    for path, status in (("/nothing-here", 404), ("/broken", 500)):
        answer = browser.get(path)
        assert answer.status_code == status
        assert "face.css" not in answer.text
        assert "Content-Security-Policy" not in answer.headers


def test_a_portal_that_checks_its_own_tokens_goes_on_doing_so(cast, settings):
    before = Flask("before")
    before.secret_key = "x"
    CSRFProtect(before)
    after = create_portal(cast, settings, clock=lambda: NOW)
    CSRFProtect(after)
    assert before.config["WTF_CSRF_CHECK_DEFAULT"] is True
    assert after.test_client().post("/login", data={"email": MATEO.email}).status_code == 400


def test_a_page_of_plm_stands_in_the_frame_of_the_portal(visit):
    answer = visit(MATEO.email).get("/learning/account")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.title.text == "My account · Alder portal"
    assert page.find("nav", {"aria-label": "Portal"})
    assert "You are here as Mateo Ortiz." in page.find("h1").text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_every_link_of_a_page_carries_the_prefix(visit):
    browser = visit(ADA.email)
    for path in ("/learning/account", "/learning/people", "/learning/schools/manage", "/learning/help"):
        page = BeautifulSoup(browser.get(path).text, "html.parser").find("div", class_="plm")
        found = [link.get(name) for name in ("href", "action") for link in page.find_all(attrs={name: True})]
        assert len(found) > 4
        assert [url for url in found if url and not url.startswith(("/learning/", "#", "?"))] == []


def test_static_files_are_served_under_the_prefix(visit):
    browser = visit(MATEO.email)
    page = browser.get("/learning/account").text
    style = re.search(r'href="(/learning/static/face\.css\?v=\w+)"', page)
    assert style
    with browser.get(style[1]) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_without_a_sign_in_of_the_portal_there_is_a_page_that_says_so(visit):
    answer = visit().get("/learning/account")
    assert answer.status_code == 401
    assert "Please sign in first." in answer.text
    assert 'aria-label="Portal"' in answer.text


def test_somebody_the_portal_knows_and_plm_does_not_gets_a_page_that_says_what_to_do(visit, cast):
    People(cast).save(PRIYA.leave(now=NOW))
    for email in ("stranger@alder.example", PRIYA.email):
        answer = visit(email).get("/learning/account")
        assert answer.status_code == 403
        assert f"{email} has no account for professional learning yet." in answer.text
        assert 'aria-label="Portal"' in answer.text


@pytest.mark.parametrize("words", ["no address", "a@b", "x" * 400])
def test_an_identity_that_is_no_address_is_no_account(visit, words):
    answer = visit(words).get("/learning/account")
    assert answer.status_code == 403
    assert "has no account for professional learning yet." in answer.text


def test_a_form_of_plm_still_asks_for_its_token(visit, cast):
    browser = visit(ADA.email)
    data = {"name": "Ines", "email": "ines@alder.example", "school": "oak", "position": "", "role": "staff"}
    assert browser.post("/learning/people/new", data=data).status_code == 400
    page = BeautifulSoup(browser.get("/learning/people/new").text, "html.parser")
    token = page.find("input", {"name": "csrf_token"})["value"]
    answer = browser.post("/learning/people/new", data={**data, "invite": "true", "csrf_token": token})
    assert answer.location == "/learning/people?q=ines@alder.example"
    assert cast["letters"].count_documents({}) == 0  # the portal lets people in; there is nothing to invite to


def test_plms_own_door_is_closed(visit):
    browser = visit(MATEO.email)
    for path in ("/learning/sign-in", "/learning/forgot", "/learning/welcome/x", "/learning/reset/x"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "Sign in with the portal around this page" in answer.text
    page = browser.get("/learning/account").text
    assert "password" not in page.lower()
    assert "Sign out" not in page


def test_two_applications_in_one_process_do_not_know_of_each_other(cast, settings):
    one = create_portal(cast, settings, name="One", clock=lambda: NOW)
    two = create_portal(cast, settings, name="Two", prefix="/pd", clock=lambda: NOW)
    alone = create_app(settings, cast, clock=lambda: NOW)
    first, second = one.test_client(), two.test_client()
    first.post("/login", data={"email": MATEO.email})
    second.post("/login", data={"email": ADA.email})
    assert "Mateo Ortiz" in first.get("/learning/account").text
    assert "Ada Lindqvist" in second.get("/pd/account").text
    assert second.get("/learning/account").status_code == 404
    assert alone.test_client().get("/account").location == "/sign-in?next=/account"
