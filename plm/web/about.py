"""Pages that belong to no feature: health, help, accessibility, privacy."""

from flask import Blueprint, Response, jsonify, make_response, render_template
from pymongo.errors import PyMongoError

from plm.web import context
from plm.web.context import public

pages = Blueprint("about", __name__, template_folder="templates")


@pages.get("/healthz")
@public
def live() -> Response:
    """Whether the process answers."""
    return jsonify({"ok": True})


@pages.get("/readyz")
@public
def ready() -> Response:
    """Whether the process can do its work: the database answers."""
    try:
        context.db().client.admin.command("ping")
    except PyMongoError:
        return make_response(jsonify({"ok": False, "why": "The database does not answer."}), 503)
    return jsonify({"ok": True})


@pages.get("/help")
def help_page() -> str:
    """How to find one's way, by role."""
    return render_template("plm/about/help.html", office=context.settings().office)


@pages.get("/accessibility")
@public
def accessibility() -> str:
    """What PLM does so that everybody can use it, and what to do when it fails."""
    return render_template("plm/about/accessibility.html", office=context.settings().office)


@pages.get("/privacy")
@public
def privacy() -> str:
    """What is kept about a person, for how long, and who sees it."""
    return render_template("plm/about/privacy.html", office=context.settings().office)
