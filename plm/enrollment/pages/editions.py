"""Every course with its editions and the people on them, for those who publish."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.access import DISTRICT, Permission
from plm.catalog import actions as catalog
from plm.catalog.actions import Kept, State
from plm.enrollment import messages
from plm.enrollment.actions import editions
from plm.enrollment.actions.editions import PeopleOf
from plm.enrollment.messages.editions import HEAD, PEOPLE_HEAD, STANDINGS
from plm.enrollment.model import Status
from plm.enrollment.model.editions import NOBODY, OnEdition
from plm.enrollment.pages.blueprint import pages
from plm.schools import sheets
from plm.web import context
from plm.web.sheet import download

PER_PAGE = 50
MOST_PAGES = 10_000

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

Kepts = list[tuple[Kept, dict[int, OnEdition]]]


@pages.get("/courses/manage")
def standing() -> str | Response:
    """Every course: whether it takes newcomers, its editions, what changed in each, and how many are on it."""
    found = editions.kept(context.db(), actor=context.actor())
    q, sort = request.args.get("q", "").strip()[:80], request.args.get("sort", "title")
    shown = [pair for pair in found if q.casefold() in _said_of(pair[0])]
    order = _ORDERS.get(sort, _ORDERS["title"])
    shown.sort(key=lambda pair: order(pair[0]))
    if request.args.get("format") == "csv":
        return download(f"courses-{context.today().isoformat()}", sheets.written(HEAD, _rows(shown)))
    return render_template(
        "plm/enrollment/standing.html",
        evaluations=context.actor().may(Permission.EVALUATION_READ, DISTRICT),
        found=found,
        shown=shown,
        q=q,
        sort=sort,
        sorts=SORTS,
        states=STATES,
        State=State,
        said=messages,
    )


@pages.get("/courses/manage/<slug>")
def editions_of(slug: str) -> str | Response:
    """The editions of a course, and who is on which: search, edition, pages, CSV."""
    asked = {
        "q": request.args.get("q", "").strip()[:80],
        "edition": str(request.args.get("edition", 0, type=int) or ""),
        "who": request.args.get("who", ""),
    }
    as_csv = request.args.get("format") == "csv"
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = editions.people_of(
        context.db(),
        slug,
        number=int(asked["edition"] or 0),
        status={"way": Status.ACTIVE, "completed": Status.COMPLETED}.get(asked["who"]),
        words=asked["q"],
        skip=0 if as_csv else (page - 1) * PER_PAGE,
        limit=0 if as_csv else PER_PAGE,
        actor=context.actor(),
    )
    if as_csv:
        name = f"{slug}-editions-{context.today().isoformat()}"
        return download(name, sheets.written(PEOPLE_HEAD, [tuple(row.values()) for row in _people(found)]))
    return render_template(
        "plm/enrollment/editions.html",
        found=found,
        course=found.course,
        rows=_people(found),
        asked=asked,
        page=page,
        pages=-(-found.total // PER_PAGE),
        State=State,
        said=messages,
    )


@pages.route("/courses/<slug>/publish", methods=["GET", "POST"])
def publish(slug: str) -> str | AnyResponse:
    """Let newcomers begin a course, after saying what that means and for whom."""
    asked, on = editions.asked(context.db(), slug, actor=context.actor())
    if request.method == "GET":
        return _confirm(asked, on, opens=True)
    act = catalog.publish_new if asked.state is State.NEVER else catalog.reopen
    course = act(context.db(), slug, actor=context.actor(), now=context.now())
    whom = f" {messages.stays(on, asked.live)}" if any(one.way for one in on.values()) else ""
    flash(f"“{course.title}” takes newcomers from now on.{whom}")
    return redirect(url_for(".standing"), code=303)


@pages.route("/courses/<slug>/unpublish", methods=["GET", "POST"])
def unpublish(slug: str) -> str | AnyResponse:
    """Take a course from the catalogue, after saying what that means and for whom."""
    asked, on = editions.asked(context.db(), slug, actor=context.actor())
    if request.method == "GET":
        return _confirm(asked, on, opens=False)
    course = catalog.unpublish(context.db(), slug, actor=context.actor(), now=context.now())
    flash(f"“{course.title}” takes no newcomers from now on. Who began it can finish it.")
    return redirect(url_for(".standing"), code=303)


def _confirm(course: Kept, on: Mapping[int, OnEdition], *, opens: bool) -> str:
    way = sum(one.way for one in on.values())
    return render_template(
        "plm/enrollment/confirm.html", course=course, on=on, way=way, State=State, opens=opens, said=messages
    )


def _rows(shown: Kepts) -> list[tuple[object, ...]]:
    """A row for each edition; a course that was never published has one without any."""
    zone = context.zone()
    rows: list[tuple[object, ...]] = []
    for one, on in shown:
        for issue in one.history:
            edition = issue.edition
            day = edition.published_at.astimezone(zone).date().isoformat() if edition.published_at else ""
            is_live = "yes" if edition.number == one.live else ""
            there = on.get(edition.number, NOBODY)
            about = (edition.number, is_live, day, issue.by, " ".join(issue.changes), there.way, there.completed)
            rows.append((one.title, one.slug, STATES[one.state], *about))
        if not one.history:
            rows.append((one.title, one.slug, STATES[one.state], "", "", "", "", "", "", ""))
    return rows


def _people(found: PeopleOf) -> list[dict[str, object]]:
    """The people of a course as a table and a file show them."""
    today, zone, office = context.today(), context.zone(), context.settings().office
    rows: list[dict[str, object]] = []
    for one in found.people:
        standing = one.enrollment
        done = standing.completed_at
        rows.append(
            {
                "name": one.name,
                "email": one.email,
                "school": found.schools.get(one.school, one.school or office),
                "edition": found.numbers.get(standing.edition, ""),
                "standing": STANDINGS[standing.standing(today)],
                "due": standing.due_on.isoformat() if standing.due_on else "",
                "completed": done.astimezone(zone).date().isoformat() if done else "",
            }
        )
    return rows


def _said_of(course: Kept) -> str:
    return f"{course.title} {course.slug} {STATES[course.state]}".casefold()


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
