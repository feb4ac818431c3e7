"""One table turns refusals into HTTP; everything else is a bug, noted with a reference number."""

import secrets

import structlog
from flask import Blueprint, Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from pymongo.errors import ConnectionFailure
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from plm.errors import NotAllowed, NotFound, Refusal, RuleBroken, Unavailable
from plm.web import context

log = structlog.get_logger()

STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    RuleBroken: 409,
    ValidationError: 422,
    Unavailable: 503,
}


def install(blueprint: Blueprint) -> None:
    """Let the pages of this blueprint answer refusals as people or programs understand them."""
    blueprint.register_error_handler(Refusal, _refused)
    blueprint.register_error_handler(ValidationError, _invalid)
    blueprint.register_error_handler(CSRFError, _stale)
    blueprint.register_error_handler(RequestEntityTooLarge, _too_large)
    blueprint.register_error_handler(ConnectionFailure, _no_database)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Exception, _bug)


def install_everywhere(app: Flask) -> None:
    """The same for addresses that lead to no page, when PLM is the whole application."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(ConnectionFailure, _no_database)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def _refused(error: Refusal) -> Response:
    if error.code == "signed-out":
        return sign_in_first()
    return shown(STATUS[type(error)], error.message, code=error.code)


def _invalid(error: ValidationError) -> Response:
    return shown(422, "What was sent is not complete.", code="invalid", fields=error.normalized_messages())


def _stale(_: CSRFError) -> Response:
    return shown(
        400,
        "This page stood open for too long, or was opened before you signed in.",
        todo="Go back, reload the page and send it again. Nothing was changed.",
        code="stale-page",
    )


def _too_large(_: RequestEntityTooLarge) -> Response:
    return shown(413, "The file is too large. Nothing was changed.", todo="Send at most 2 MB.", code="too-large")


def _http(error: HTTPException) -> Response:
    if error.code is not None and 300 <= error.code < 400:
        return Response(error.get_response().get_data(), error.code, dict(error.get_response().headers))
    return shown(error.code or 500, "", code=error.name.lower().replace(" ", "-"))


def _no_database(error: ConnectionFailure) -> Response:
    log.error("database does not answer", path=request.path, error=str(error)[:300])
    g.setdefault("plm_visitor", None)  # asking who this is would wait for the database once more
    return shown(
        503,
        "The database does not answer at the moment.",
        todo="Try again in a minute. What you sent may not have been saved; sending it again does no harm.",
        code="no-database",
    )


def _bug(error: Exception) -> Response:
    g.setdefault("plm_visitor", None)  # whatever broke, this page must be drawn
    reference = secrets.token_hex(4).upper()
    log.error("bug", reference=reference, path=request.path, method=request.method, exc_info=error)
    return shown(500, "", code="bug", reference=reference)


def sign_in_first() -> Response:
    """Where somebody who is not signed in is sent: to the door, and back here afterwards."""
    door = context.plm().door
    if _wants_json() or request.headers.get("HX-Request"):
        return shown(401, "Please sign in first. What you typed is kept on this device.", code="signed-out")
    if not door:
        return shown(401, "Please sign in first.", code="signed-out")
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    if not back and request.referrer:
        # A form sent after the sign-in had ended: come back to the page that held it.
        back = request.referrer.removeprefix(request.host_url.rstrip("/"))
    return make_response(redirect(url_for(door, next=back) if back.startswith("/") else url_for(door), code=303))


def shown(
    status: int, sentence: str, *, todo: str = "", code: str = "", reference: str = "", **more: object
) -> Response:
    """The answer to something that did not go as asked, as a page or as JSON."""
    if _wants_json():
        body = {"code": code, "message": sentence, **({"reference": reference} if reference else {}), **more}
        return make_response(jsonify(body), status)
    page = render_template("plm/error.html", status=status, sentence=sentence, todo=todo, act=None, reference=reference)
    return make_response(page, status)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
