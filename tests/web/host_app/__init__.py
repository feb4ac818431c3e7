"""A small district portal with pages, a sign-in and a page frame of its own, in which PLM is mounted.

It is what docs/embed.md describes, and nothing more.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, redirect, render_template, request, session, url_for
from pymongo.database import Database
from werkzeug.wrappers import Response

from plm import PLM
from plm.settings import Settings


def create_portal(
    db: Database,
    settings: Settings,
    *,
    name: str = "Alder portal",
    prefix: str = "/learning",
    clock: Callable[[], datetime],
) -> Flask:
    """The portal, with PLM under a prefix."""
    portal = Flask(__name__, template_folder="templates")
    portal.config.update(SECRET_KEY=f"the key of {name}", SESSION_COOKIE_NAME="portal", PORTAL=name)

    @portal.get("/")
    def home() -> str:
        return render_template("home.html", email=session.get("email", ""))

    @portal.post("/login")
    def login() -> Response:
        # A real portal asks for a password here; who may come in is its own affair.
        session["email"] = request.form["email"]
        return redirect(url_for("home"))

    @portal.post("/upload")
    def upload() -> str:
        return f"{len(request.get_data())} bytes"

    @portal.get("/broken")
    def broken() -> str:
        raise LookupError("a mistake of the portal's own")

    PLM(
        portal,
        url_prefix=prefix,
        identify=lambda: session.get("email"),
        base_template="portal.html",
        settings=settings,
        db=db,
        clock=clock,
    )
    return portal
