"""The files of a course, its guide for those who run sessions, and the page that everybody may take away."""

from flask import Blueprint, Response, render_template

from plm.catalog import actions
from plm.catalog.showing import shown as shown_text
from plm.web import context
from plm.web.ranges import sent

pages = Blueprint("catalog", __name__, template_folder="templates")


@pages.get("/courses/files/<name>")
def file(name: str) -> Response:
    """A file that a course shows: a picture, a film, its captions."""
    found, content = actions.file(context.db(), name, actor=context.actor())
    return sent(content, size=found.size, media_type=found.media_type, etag=found.hash)


@pages.get("/courses/<slug>/take-away")
def takeaway(slug: str) -> str:
    """What to keep at hand after the course, on a sheet of paper."""
    edition = actions.takeaway(context.db(), slug, actor=context.actor())
    return render_template("plm/catalog/takeaway.html", edition=edition, text=shown_text)


@pages.get("/courses/<slug>/guide")
def guide(slug: str) -> str:
    """How to run the sessions of a course, for those who run them."""
    course = actions.course(context.db(), slug, actor=context.actor())
    modules = actions.guide(context.db(), slug, actor=context.actor())
    return render_template("plm/catalog/guide.html", course=course, modules=modules, text=shown_text)
