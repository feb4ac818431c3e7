"""The first page of every role, and the pages that add things up."""

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from plm.access import Role
from plm.errors import NotFound
from plm.reports.actions import administration as administering
from plm.reports.actions import facilitating, learning
from plm.reports.actions import person as people
from plm.reports.actions import schools as districts
from plm.reports.actions import team as teams
from plm.reports.messages.schools import SORTS
from plm.reports.messages.team import STANDINGS
from plm.schools import sheets
from plm.web import context
from plm.web.sheet import download

pages = Blueprint("reports", __name__, template_folder="templates")


@pages.get("/")
def home() -> str:
    """The first page: each role's own answer."""
    visitor = context.visitor()
    role = visitor.role if visitor else Role.STAFF
    return _HOMES.get(role, _my_learning)()


@pages.get("/learning")
def my_learning() -> str:
    """My own learning, whatever else I am."""
    return _my_learning()


@pages.get("/schools/<school>")
def team(school: str) -> str:
    """A school as its principal sees it."""
    return _team(school)


@pages.get("/schools/<school>.csv")
def team_csv(school: str) -> Response:
    """People × courses as a file."""
    asked = _asked_of_team()
    head, rows = teams.team_sheet(context.db(), school, asked=asked, actor=context.actor(), now=context.now())
    return download(f"team-{school}-{context.today().isoformat()}", sheets.written(head, rows))


@pages.get("/people/<person>")
def person(person: str) -> str:
    """One person for those who lead them."""
    found = people.person(context.db(), person, actor=context.actor(), zone=context.settings().zone, now=context.now())
    return render_template("plm/reports/person.html", page=found)


@pages.get("/schools")
def schools() -> str:
    """Schools × courses."""
    return _schools()


@pages.get("/schools.csv")
def schools_csv() -> Response:
    """The same as a file, with every course."""
    head, rows = districts.schools_sheet(
        context.db(),
        asked=_asked_of_schools(),
        actor=context.actor(),
        zone=context.settings().zone,
        now=context.now(),
    )
    return download(f"schools-and-courses-{context.today().isoformat()}", sheets.written(head, rows))


@pages.get("/administration")
def administration() -> str:
    """Who is there, what runs, what was changed."""
    return _administration()


@pages.get("/changes")
def changes() -> AnyResponse | str:
    """Every change, by person and by what was done."""
    who, verb = request.args.get("q", "").strip()[:80], request.args.get("verb", "")[:60]
    actor, zone = context.actor(), context.zone()
    if request.args.get("as") == "csv":
        head, rows = administering.changes_sheet(context.db(), person=who, verb=verb, actor=actor, zone=zone)
        return download(f"changes-{context.today().isoformat()}", sheets.written(head, rows))
    found = administering.changes(
        context.db(), person=who, verb=verb, page=_page(), actor=actor, zone=zone, now=context.now()
    )
    return render_template("plm/reports/changes.html", page=found, q=who, verb=verb)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _my_learning() -> str:
    found = learning.my_learning(context.db(), actor=context.actor(), zone=context.zone(), now=context.now())
    return render_template("plm/reports/learning.html", page=found)


def _my_team() -> str:
    try:
        school = teams.own_school(context.actor())
    except NotFound:
        return _my_learning()
    return _team(school)


def _team(school: str) -> str:
    asked = _asked_of_team()
    found = teams.team(context.db(), school, asked=asked, actor=context.actor(), now=context.now())
    return render_template("plm/reports/team.html", page=found, asked=asked, standings=STANDINGS)


def _my_day() -> str:
    found = facilitating.my_day(context.db(), actor=context.actor(), zone=context.zone(), now=context.now())
    return render_template("plm/reports/day.html", page=found)


def _schools() -> str:
    asked = _asked_of_schools()
    found = districts.schools(
        context.db(), asked=asked, actor=context.actor(), zone=context.settings().zone, now=context.now()
    )
    return render_template("plm/reports/schools.html", page=found, asked=asked, sorts=SORTS)


def _administration() -> str:
    duties = [administering.Duty(job.name, job.every, job.why) for job in context.plm().jobs]
    found = administering.administration(
        context.db(), duties=duties, actor=context.actor(), zone=context.zone(), now=context.now()
    )
    return render_template("plm/reports/administration.html", page=found)


_HOMES: dict[Role, Callable[[], str]] = {
    Role.PRINCIPAL: _my_team,
    Role.FACILITATOR: _my_day,
    Role.DIRECTOR: _schools,
    Role.ADMINISTRATOR: _administration,
}


def _asked_of_team() -> teams.Asked:
    return teams.Asked(
        find=request.args.get("q", "")[:80],
        sort=request.args.get("sort", "")[:20],
        standing=request.args.get("standing", "")[:20],
        course=request.args.get("course", "")[:80],
        page=_page(),
    )


def _asked_of_schools() -> districts.Asked:
    return districts.Asked(request.args.get("q", "")[:80], request.args.get("sort", "")[:20], _page())


def _page() -> int:
    return max(1, request.args.get("page", default=1, type=int))
