"""Requests straight into the application: what a server does, without the network."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from pymongo.database import Database
from werkzeug.test import create_environ

from plm.people.sign_ins import SIGN_INS, SignIns
from plm.people.store import People

Act = Callable[[], bytes]

_TOKEN = "/bench-token"
# MongoDB takes expired sign-ins away by its own clock, which may be far ahead of the bench's.
_FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)


class Failed(AssertionError):
    """A request was answered with something else than was expected."""


class Browser:
    """Somebody at a browser, whoever is asked for."""

    def __init__(self, app: Flask, db: Database, *, now: datetime) -> None:
        self._app = app
        self._db = db
        self._now = now
        self._cookies: dict[str, tuple[str, str]] = {}
        app.add_url_rule(_TOKEN, "bench_token", lambda: app.jinja_env.globals["csrf_token"]())

    def get(self, who: str, path: str) -> Act:
        """Opening a page."""
        cookie, _ = self._signed_in(who)
        environ = create_environ(path, headers={"Cookie": cookie})
        return lambda: self._answer(environ, b"", 200)

    def post(self, who: str, path: str, form: Callable[[], dict[str, str]]) -> Act:
        """Sending a form, made anew each time; it leads on to another page."""
        cookie, token = self._signed_in(who)
        headers = {"Cookie": cookie, "X-CSRFToken": token}
        environ = create_environ(path, method="POST", headers=headers, content_type="application/x-www-form-urlencoded")
        return lambda: self._answer(environ, urlencode(form()).encode(), 303)

    def _answer(self, environ: dict[str, Any], body: bytes, expected: int) -> bytes:
        return answer(self._app, environ, body, expected)

    def _signed_in(self, who: str) -> tuple[str, str]:
        if who not in self._cookies:
            sign_in = SignIns(self._db).begin(People(self._db).get(who), "bench", now=self._now)
            SIGN_INS.of(self._db).update_one({"_id": sign_in.id}, {"$set": {"expires_at": _FOR_EVER}})
            client = self._app.test_client()
            with client.session_transaction() as session:
                session["_user_id"] = sign_in.id
                session["_fresh"] = True
            token = client.get(_TOKEN).get_data(as_text=True)
            kept = client.get_cookie(self._app.config["SESSION_COOKIE_NAME"])
            if kept is None:
                raise Failed("The application keeps no session.")
            self._cookies[who] = f"{kept.key}={kept.value}", token
        return self._cookies[who]


def answer(app: Flask, environ: dict[str, Any], body: bytes = b"", expected: int = 200) -> bytes:
    """Call the application as a server would, and read its answer to the end.

    Raises:
        Failed: another status than expected.
    """
    told: list[str] = []

    def start_response(status: str, _headers: list[tuple[str, str]], _trouble: object = None) -> Callable[..., object]:
        told.append(status)
        return told.append

    asked = environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    parts = app.wsgi_app(asked, start_response)
    try:
        read = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    if int(told[0][:3]) != expected:
        raise Failed(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {told[0]} instead of {expected}")
    return read
