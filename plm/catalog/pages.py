"""The pages for those who publish courses, and the page that everybody may take away."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.catalog import actions
from plm.catalog.actions import Kept, State
from plm.catalog.messages import HEAD
from plm.catalog.showing import shown as shown_text
from plm.errors import NotFound
from plm.schools import sheets
from plm.web import context
from plm.web.ranges import sent
from plm.web.sheet import download

pages = Blueprint("catalog", __name__, template_folder="templates")

STATES = {State.PUBLISHED: "Published", State.CLOSED: "Takes no newcomers", State.NEVER: "Never published"}

SORTS: tuple[tuple[str, str], ...] = (
    ("title", "By title"),
    ("state", "Never published first"),
    ("newest", "Newest edition first"),
)
_ORDERS: dict[str, Callable[[Kept], tuple[object, ...]]] = {
    "title": lambda one: (one.title.casefold(),),
    "state": lambda one: (-list(State).index(one.state), one.title.casefold()),
    "newest": lambda one: (-_seconds(one.newest), one.title.casefold()),
}


@pages.get("/courses/manage")
def standing() -> str | Response:
    """Every course: whether it takes newcomers, its editions, and what changed in each."""
    found = actions.kept(context.db(), actor=context.actor())
    q, sort = request.args.get("q", "").strip()[:80], request.args.get("sort", "title")
    shown = [one for one in found if q.casefold() in f"{one.title} {one.slug} {STATES[one.state]}".casefold()]
    shown.sort(key=_ORDERS.get(sort, _ORDERS["title"]))
    if request.args.get("format") == "csv":
        return download(f"courses-{context.today().isoformat()}", sheets.written(HEAD, _rows(shown)))
    return render_template(
        "plm/catalog/standing.html", found=found, shown=shown, q=q, sort=sort, sorts=SORTS, states=STATES, State=State
    )


@pages.route("/courses/<slug>/publish", methods=["GET", "POST"])
def publish(slug: str) -> str | AnyResponse:
    """Let newcomers begin a course, after saying what that means."""
    asked = _asked(slug)
    if request.method == "GET":
        return render_template("plm/catalog/confirm.html", course=asked, State=State, opens=True)
    act = actions.publish_new if asked.state is State.NEVER else actions.reopen
    course = act(context.db(), slug, actor=context.actor(), now=context.now())
    flash(f"“{course.title}” takes newcomers from now on.")
    return redirect(url_for(".standing"), code=303)


@pages.route("/courses/<slug>/unpublish", methods=["GET", "POST"])
def unpublish(slug: str) -> str | AnyResponse:
    """Take a course from the catalogue, after saying what that means."""
    asked = _asked(slug)
    if request.method == "GET":
        return render_template("plm/catalog/confirm.html", course=asked, State=State, opens=False)
    course = actions.unpublish(context.db(), slug, actor=context.actor(), now=context.now())
    flash(f"“{course.title}” takes no newcomers from now on. Who began it can finish it.")
    return redirect(url_for(".standing"), code=303)


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


def _asked(slug: str) -> Kept:
    """The course that is asked about, for those who publish."""
    found = next((one for one in actions.kept(context.db(), actor=context.actor()) if one.slug == slug), None)
    if found is None:
        raise NotFound("There is no such course.")
    return found


def _rows(shown: list[Kept]) -> list[tuple[object, ...]]:
    """A row for each edition; a course that was never published has one without any."""
    zone = context.zone()
    rows: list[tuple[object, ...]] = []
    for one in shown:
        for issue in one.history:
            edition = issue.edition
            day = edition.published_at.astimezone(zone).date().isoformat() if edition.published_at else ""
            is_live = "yes" if edition.number == one.live else ""
            said = " ".join(issue.changes)
            rows.append((one.title, one.slug, STATES[one.state], edition.number, is_live, day, issue.by, said))
        if not one.history:
            rows.append((one.title, one.slug, STATES[one.state], "", "", "", "", ""))
    return rows


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
