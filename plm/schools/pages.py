"""The pages on which the administrator keeps the schools."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.errors import RuleBroken
from plm.schools import actions, sheets
from plm.schools.model import School, school
from plm.schools.schemas import ChangeSchoolSchema, NewSchoolSchema
from plm.web import context
from plm.web.forms import Form

pages = Blueprint("schools", __name__, template_folder="templates")

SORTS: dict[str, Callable[[School], tuple[str, ...]]] = {
    "name": lambda one: (one.name.casefold(),),
    "code": lambda one: (one.code,),
    "level": lambda one: (one.level, one.name.casefold()),
    "area": lambda one: (one.area.casefold(), one.name.casefold()),
}


@pages.get("/schools/manage")
def all() -> str | Response:  # noqa: A001  # the endpoint reads schools.all
    """Every school, to be found, sorted, changed and taken away as CSV."""
    q, sort = request.args.get("q", "").strip(), request.args.get("sort", "name")
    found = [one for one in actions.every(context.db(), actor=context.actor()) if _matches(one, q)]
    found.sort(key=SORTS.get(sort.removeprefix("-"), SORTS["name"]), reverse=sort.startswith("-"))
    if request.args.get("format") == "csv":
        rows = [(one.code, one.name, one.level, one.area, one.time_zone) for one in found]
        return Response(
            sheets.written(actions.COLUMNS, rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": "attachment; filename=schools.csv"},
        )
    return render_template("plm/schools/all.html", schools=found, q=q, sort=sort)


@pages.route("/schools/new", methods=["GET", "POST"])
def new() -> tuple[str, int] | AnyResponse:
    """Add a school."""
    actor, db = context.actor(), context.db()
    actions.every(db, actor=actor)
    form = Form(NewSchoolSchema(), {"time_zone": context.settings().time_zone})
    if request.method == "POST" and form.read(request.form):
        try:
            added = actions.add(db, school(**form.data), actor=actor, now=context.now())
            flash(f"{added.name} is there now.")
            return redirect(url_for(".all"), code=303)
        except RuleBroken as error:
            form.refuse(error, _FIELD_OF.get(error.code, ""))
    return render_template("plm/schools/form.html", form=form, school=None), form.status


@pages.route("/schools/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> tuple[str, int] | AnyResponse:
    """Change a school; its code stays, because everything points to it."""
    actor, db = context.actor(), context.db()
    before = actions.show(db, code, actor=actor)
    form = Form(ChangeSchoolSchema(), vars(before))
    if request.method == "POST" and form.read(request.form):
        try:
            after = actions.change(db, school(before.code, **form.data), actor=actor, now=context.now())
            flash(f"{after.name} is saved.")
            return redirect(url_for(".all"), code=303)
        except RuleBroken as error:
            form.refuse(error, _FIELD_OF.get(error.code, ""))
    return render_template("plm/schools/form.html", form=form, school=before), form.status


_FIELD_OF = {"bad-code": "code", "code-taken": "code", "no-name": "name", "bad-level": "level", "bad-zone": "time_zone"}


def _matches(one: School, q: str) -> bool:
    return q.casefold() in f"{one.name} {one.code} {one.area}".casefold()
