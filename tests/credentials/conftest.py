"""Completions to certify, and the application on a real port."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from pymongo.database import Database
from werkzeug.serving import make_server

from plm.catalog.model import Edition
from plm.enrollment.model import Enrollment, SessionWork, enroll
from plm.enrollment.store import Enrollments
from plm.people.model import Person
from tests.cast import NOW

CODE = "7F3K-92QD-MX4T"


def completed(
    db: Database, person: Person, edition: Edition, *, code: str = CODE, section: str = "sec1", minutes: int = 85
) -> Enrollment:
    """An enrollment in the edition of `tests.builders`, done to the end an hour ago."""
    at = NOW - timedelta(hours=1)
    one = enroll(person.id, person.school, edition, by="x", due_on=None, cycle="2026-27", now=NOW - timedelta(days=9))
    for page in (1, 2):
        one = one.turn_page(edition, "read", page, read=True, award=code, now=at)
    one = one.answer(edition, "check", 1.0, key="k", award=code, now=at)
    one = one.reflect(edition, "think", award=code, now=at)
    if edition.has_live:
        met = SessionWork(section, minutes, 90, date(2026, 11, 18))
        one = one.attend(edition, f"{section}-0", met, award=code, now=at)
    Enrollments(db).add(one, now=at)
    return one


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a real port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
