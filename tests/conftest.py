"""A real MongoDB for every test, the cast in it, and a browser-like client for each of them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from pymongo import MongoClient
from pymongo.database import Database
from werkzeug.test import TestResponse

from plm.app import create_app, make_ready
from plm.catalog import store as catalog_store
from plm.mongo import connect, embedded
from plm.people.model import Person
from plm.people.sign_ins import SignIns
from plm.people.store import People
from plm.schools.store import Schools
from plm.settings import Settings
from tests.cast import CAST, NOW, SCHOOLS


@pytest.fixture(scope="session")
def mongod() -> Iterator[embedded.Running]:
    """One real server for the tests of this process."""
    folder = Path(tempfile.mkdtemp(prefix="plm-mongod-"))
    with embedded.start(folder, ephemeral=True) as running:
        # The tests live at NOW; MongoDB must not remove what has expired on the wall.
        with MongoClient(running.uri) as client:
            client.admin.command("setParameter", 1, ttlMonitorEnabled=False)
        yield running


@pytest.fixture(scope="session")
def prepared(mongod: embedded.Running) -> Iterator[Database]:
    """A database with every collection and index, made once."""
    db = connect(mongod.uri, "plm_test")
    make_ready(db)
    yield db
    db.client.close()


@pytest.fixture
def db(prepared: Database) -> Database:
    """The database, empty but for its migrations."""
    for name in prepared.list_collection_names():
        if name != "migrations" and not name.startswith("system."):
            prepared[name].delete_many({})
    catalog_store._kept.clear()
    return prepared


@pytest.fixture
def cast(db: Database) -> Database:
    """The database with the cast and their schools."""
    for school in SCHOOLS:
        Schools(db).save(school)
    for person in CAST:
        People(db).add(person)
    return db


@pytest.fixture
def now() -> datetime:
    """The moment of the tests."""
    return NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """How PLM is set up in tests."""
    return Settings(
        secret_key="a key for tests only",  # signs nothing that leaves the test
        instance=tmp_path,
        district="Alder County",
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Compiled templates, kept for the applications of all tests of this process."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(cast: Database, settings: Settings, compiled: FileSystemBytecodeCache) -> Flask:
    """PLM as an application; its clock stands at NOW."""
    app = create_app(settings, cast, clock=lambda: NOW)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled
    return app


CHROMIUM = os.environ.get("PLM_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one real browser of this process: Playwright's plain interface starts only once in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Browser(FlaskClient):
    """A client that fills in the CSRF token as a page would."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and read the whole answer at once, so that no file of ours is left open."""
        return super().open(*args, **{"buffered": True, **kwargs})

    def post(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Post with the token of the session; `bare=True` leaves it out."""
        if not kwargs.pop("bare", False):
            headers = dict(kwargs.pop("headers", {}) or {})
            headers.setdefault("X-CSRFToken", self.token())
            kwargs["headers"] = headers
        return super().post(*args, **kwargs)

    def token(self) -> str:
        """The CSRF token, from a page that carries it."""
        page = self.get("/healthz-csrf")
        return page.get_data(as_text=True)


@pytest.fixture
def browse(app: Flask, cast: Database) -> Callable[[Person | None], Browser]:
    """A client signed in as somebody, or as nobody."""
    app.test_client_class = Browser
    # Pages carry the token in their forms; tests fetch it from one address of their own.
    if "csrf_for_tests" not in app.view_functions:
        app.add_url_rule("/healthz-csrf", "csrf_for_tests", lambda: app.jinja_env.globals["csrf_token"]())

    def client(who: Person | None) -> Browser:
        browser: Browser = app.test_client()  # type: ignore[assignment]
        if who is not None:
            sign_in = SignIns(cast).begin(who, "tests", now=NOW)
            with browser.session_transaction() as session:
                session["_user_id"] = sign_in.id
                session["_fresh"] = True
        return browser

    return client
