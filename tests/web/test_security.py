"""What every answer carries, who comes past the door, and what a refusal looks like."""

import gzip
import re

import pytest
from flask import Flask
from pymongo import MongoClient

from plm.errors import NotAllowed, NotFound, RuleBroken, Unavailable
from plm.web.context import public
from tests.cast import ADA, MATEO


def test_every_page_carries_a_strict_policy(browse) -> None:
    for path in ("/healthz", "/help", "/nothing-here"):
        answer = browse(MATEO).get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_comes_past_the_door_and_afterwards_they_are_where_they_wanted_to_be(browse) -> None:
    answer = browse(None).get("/help?x=1")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/help?x%3D1"


def test_a_program_that_is_not_signed_in_hears_401(browse) -> None:
    answer = browse(None).get("/help", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["code"] == "signed-out"


def test_a_form_without_our_token_changes_nothing_and_says_what_to_do(browse) -> None:
    answer = browse(MATEO).post("/sign-out", bare=True)
    assert answer.status_code == 400
    assert "Go back, reload the page and send it again. Nothing was changed." in answer.text


def test_an_unknown_address_is_a_page_in_our_frame(browse) -> None:
    answer = browse(MATEO).get("/nothing-here")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.text
    assert "Mateo Ortiz" in answer.text


def test_unknown_addresses_look_the_same_to_who_is_signed_out(browse) -> None:
    assert browse(None).get("/nothing-here").status_code == 404


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFound(), 404), (NotAllowed(), 403), (RuleBroken("No seat is left."), 409), (Unavailable("Not set up."), 503)],
)
def test_a_refusal_becomes_its_status_with_its_own_sentence(app: Flask, browse, error, status) -> None:
    @public
    def refuse() -> str:
        raise error

    app.add_url_rule("/refuse", "refuse_for_tests", refuse)
    client = browse(MATEO)
    page = client.get("/refuse")
    assert page.status_code == status
    assert error.message in page.text
    assert client.get("/refuse", headers={"Accept": "application/json"}).json["message"] == error.message


def test_a_bug_is_a_plain_page_with_a_number_and_no_traceback(app: Flask, browse) -> None:
    app.testing = False

    def fail() -> str:
        raise ZeroDivisionError("the secret inside")

    app.add_url_rule("/fail", "fail_for_tests", fail)
    answer = browse(ADA).get("/fail")
    assert answer.status_code == 500
    assert re.search(r"[0-9A-F]{8}", answer.text)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_our_files_are_kept_for_a_year_and_travel_compressed(browse) -> None:
    client = browse(None)
    page = client.get("/accessibility").text
    href = re.search(r'href="([^"]+face\.css[^"]*)"', page)
    assert href
    answer = client.get(href[1].replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = client.get(href[1].replace("&amp;", "&")).data
    assert gzip.decompress(answer.data) == plain
    assert len(answer.data) < len(plain) / 2


def test_a_database_that_does_not_answer_is_said_in_our_frame(app: Flask, browse) -> None:
    client = browse(MATEO)
    with MongoClient("mongodb://127.0.0.1:9", serverSelectionTimeoutMS=50) as nowhere:
        app.extensions["plm"].db = nowhere["plm"]
        for path in ("/", "/courses", "/readyz"):
            answer = client.get(path)
            assert answer.status_code == 503
        page = client.get("/")
    assert "The database does not answer at the moment." in page.text
    assert "face.css" in page.text
