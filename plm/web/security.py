"""What every answer of PLM carries, and who may come past the door."""

from flask import Blueprint, Flask, Response, current_app, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from plm.web import context
from plm.web.errors import sign_in_first

# No inline script or style, nothing from elsewhere, nobody may frame a page.
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}

# PLM checks the tokens of its own forms in the guard. `CSRFProtect.init_app` is not called, because it would decide
# for the host's pages as well; these are the settings it would make and its check reads.
csrf = CSRFProtect()
CSRF_SETTINGS: dict[str, object] = {
    "WTF_CSRF_METHODS": {"POST", "PUT", "PATCH", "DELETE"},
    "WTF_CSRF_FIELD_NAME": "csrf_token",
    "WTF_CSRF_HEADERS": ["X-CSRFToken", "X-CSRF-Token"],
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_CSRF_SSL_STRICT": True,
}

# How many tokens are kept: one for each browser that was here since the last time they were thrown away.
MOST_TOKENS = 10_000

# The largest form or file that a page of ours takes.
MOST_BYTES = 2 * 1024 * 1024


def install(blueprint: Blueprint) -> None:
    """Guard the pages of this blueprint; a host's own pages are left alone."""
    blueprint.before_request(_guard)
    blueprint.after_request(_headers)


def install_everywhere(app: Flask) -> None:
    """The same headers for addresses that lead to no page, when PLM is the whole application."""
    app.after_request(_headers_elsewhere)


def token() -> str:
    """The token that the forms of this visitor carry.

    One that does not run out is signed once for each session and kept: signing it costs a tenth of a short page.
    """
    field, key = current_app.config["WTF_CSRF_FIELD_NAME"], current_app.secret_key
    kept = context.plm().tokens
    secret = session.get(field)
    if secret and current_app.config["WTF_CSRF_TIME_LIMIT"] is None and (found := kept.get((key, secret))):
        return found
    made: str = generate_csrf()
    if len(kept) >= MOST_TOKENS:
        kept.clear()
    kept[key, session[field]] = made
    return made


def _guard() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint == "plm.static":
        return None
    if request.method in ("POST", "PUT", "PATCH", "DELETE"):
        request.max_content_length = min(request.max_content_length or MOST_BYTES, MOST_BYTES)
        # A long reflection is one field of a form; Flask would refuse one above 500 kB.
        request.max_form_memory_size = MOST_BYTES
        csrf.protect()
    if getattr(view, "plm_public", False):
        return None
    if context.visitor() is None:
        return sign_in_first()
    return None


def _headers(response: Response) -> Response:
    headers = HEADERS | {"Cache-Control": "no-store"}
    if context.settings().secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "plm.static":
        # The address carries a hash of the content, so it may be kept for a year.
        kept = "public, max-age=31536000, immutable" if request.args.get("v") else "public, max-age=300"
        response.headers["Cache-Control"] = kept
    # What the page has said itself stays as it is.
    said = {name.casefold() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in headers.items() if name.casefold() not in said])
    return response


def _headers_elsewhere(response: Response) -> Response:
    """PLM's own pages carry them already."""
    return response if "plm" in request.blueprints else _headers(response)
