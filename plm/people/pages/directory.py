"""The directory, and the forms with which the administrator keeps it."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.access import Role
from plm.errors import NotFound, RuleBroken
from plm.people import actions
from plm.people.pages.blueprint import our_door, pages, with_token
from plm.people.schemas import AddPersonSchema, EditPersonSchema
from plm.schools import sheets
from plm.web import context
from plm.web.forms import Form
from plm.web.words import count, first_name

PER_PAGE = 50
MOST_PAGES = 10_000
CSV_COLUMNS = ("email", "name", "school", "position", "role")
WHO = {"here": True, "left": False}


@pages.get("/people")
def directory() -> AnyResponse:
    """People: search, school, who has left, sort, pages, CSV."""
    asked = {
        "q": request.args.get("q", "").strip()[:100],
        "school": request.args.get("school", ""),
        "who": request.args.get("who", "here"),
        "sort": request.args.get("sort", "name"),
    }
    as_csv = request.args.get("format") == "csv"
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = actions.directory(
        context.db(),
        words=asked["q"],
        school=asked["school"],
        active=WHO.get(asked["who"], True),
        sort=asked["sort"],
        skip=0 if as_csv else (page - 1) * PER_PAGE,
        limit=0 if as_csv else PER_PAGE,
        actor=context.actor(),
    )
    if as_csv:
        # The columns of the roster, so that what was taken away can be brought back.
        rows = [(one.email, one.name, one.school, one.position, one.role.value) for one in found.people]
        return Response(
            sheets.written(CSV_COLUMNS, rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f"attachment; filename=people-{context.today()}.csv"},
        )
    pages_in_all = -(-found.total // PER_PAGE)
    return make_response(
        render_template(
            "plm/people/directory.html",
            found=found,
            asked=asked,
            page=page,
            pages=pages_in_all,
            office=context.settings().office,
            hosted=not context.plm().door,
        )
    )


@pages.route("/people/new", methods=["GET", "POST"])
def add() -> AnyResponse:
    """Add somebody, and invite them at once."""
    db, actor, now = context.db(), context.actor(), context.now()
    form = Form(AddPersonSchema(), {"role": Role.STAFF.value, "invite": True}, {"school": _schools()})
    hosted = not context.plm().door
    if request.method == "POST" and form.read(request.form):
        invited = form.data.pop("invite") and not hosted
        role = Role(form.data.pop("role"))
        try:
            person = actions.add(db, **form.data, role=role, once=form.once, actor=actor, now=now)
            if invited and not person.password:
                _invite(person.id)
            flash(
                f"{person.name} is in the directory"
                + (f", and an invitation is on its way to {person.email}." if invited else ".")
            )
            return redirect(url_for(".directory", q=person.email), code=303)
        except (RuleBroken, NotFound) as error:
            form.refuse(error, _FIELD_OF.get(error.code, ""))
    page = render_template("plm/people/add.html", form=form, hosted=hosted)
    return make_response(page, form.status)


@pages.route("/people/<person>/edit", methods=["GET", "POST"])
def edit(person: str) -> AnyResponse:
    """Change what is known about somebody."""
    db, actor, now = context.db(), context.actor(), context.now()
    before = actions.show(db, person, actor=actor)
    values = {
        "name": before.name,
        "email": before.email,
        "school": before.school,
        "position": before.position,
        "role": before.role.value,
        "seen": actions.version(before),
    }
    form = Form(EditPersonSchema(), values, {"school": _schools()})
    if request.method == "POST" and form.read(request.form):
        role = Role(form.data.pop("role"))
        try:
            after = actions.change(db, before.id, **form.data, role=role, actor=actor, now=now)
            flash(f"{after.name} is saved.")
            return redirect(url_for(".directory", q=after.email), code=303)
        except (RuleBroken, NotFound) as error:
            form.refuse(error, _FIELD_OF.get(error.code, ""))
    page = render_template(
        "plm/people/edit.html",
        form=form,
        person=before,
        first=first_name(before.name),
        mine=before.id == actor.person,
        hosted=not context.plm().door,
    )
    return make_response(page, form.status)


@pages.post("/people/<person>/invite")
def invite(person: str) -> AnyResponse:
    """Mail an invitation, or a new one."""
    our_door()
    invited = _invite(person)
    flash(f"An invitation is on its way to {invited}.")
    return redirect(url_for(".edit", person=person), code=303)


@pages.post("/people/<person>/sign-ins/end")
def end_sign_ins_of(person: str) -> AnyResponse:
    """End all sign-ins of somebody."""
    who, ended = actions.end_sign_ins_of(context.db(), person, actor=context.actor(), now=context.now())
    flash(f"{who.name} is signed out everywhere: {count(ended, 'sign-in', 'sign-ins')} ended.")
    return redirect(url_for(".edit", person=person), code=303)


@pages.post("/people/<person>/end")
def end(person: str) -> AnyResponse:
    """End somebody's account."""
    who = actions.end(context.db(), person, actor=context.actor(), now=context.now())
    flash(f"The account of {who.name} has ended. Everything they did stays on the books.")
    return redirect(url_for(".edit", person=person), code=303)


@pages.post("/people/<person>/come-back")
def bring_back(person: str) -> AnyResponse:
    """Let somebody in again."""
    who = actions.bring_back(context.db(), person, actor=context.actor(), now=context.now())
    flash(f"{who.name} can sign in again.")
    return redirect(url_for(".edit", person=person), code=303)


_FIELD_OF = {
    "bad-email": "email",
    "email-taken": "email",
    "no-name": "name",
    "no-school": "school",
    "not-found": "school",
}


def _schools() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in actions.places(context.db(), actor=context.actor())]


def _invite(person: str) -> str:
    invited = actions.invite(
        context.db(),
        person,
        welcome=with_token(".welcome"),
        district=context.settings().district,
        actor=context.actor(),
        now=context.now(),
    )
    return invited.email
