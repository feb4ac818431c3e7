"""Sections for people: plan one, look at it, change it, call it off, put a session into a calendar."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.access import Permission, Role
from plm.errors import RuleBroken
from plm.sections import actions, messages
from plm.sections.model import Section
from plm.sections.schemas import MOST_ROWS, ROWS, CancelSchema, plan_schema
from plm.web import context
from plm.web.forms import Form
from plm.web.words import slug

pages = Blueprint("sections", __name__, template_folder="templates")

View = str | tuple[str, int] | AnyResponse


@pages.route("/sections")
def mine() -> View:
    """The sections somebody runs; for directors all of them."""
    words = request.args.get("q", "").strip()[:80]
    actor, now = context.actor(), context.now()
    found = actions.mine(context.db(), words=words, actor=actor, now=now)
    coming = [one for one in found if one.section.ends_at > now and not one.section.cancelled_at]
    past = [one for one in reversed(found) if one.section.ends_at <= now or one.section.cancelled_at]
    return render_template(
        "plm/sections/mine.html", coming=coming, past=past, q=words, all=actor.district_wide, plans=_plans()
    )


@pages.route("/sections/new", methods=["GET", "POST"])
def create() -> View:
    """Plan a section of a published course."""
    actor = context.actor()
    found = actions.choices(context.db(), actor=actor)
    form = _form(found, rows=_rows(ROWS), values={"capacity": 30, "course": request.args.get("course", "")}, new=True)
    if request.method == "POST" and _read(form):
        try:
            section = actions.create(
                context.db(),
                form.data["course"],
                _plan(form),
                once=form.once,
                time_zone=context.settings().time_zone,
                actor=actor,
                now=context.now(),
            )
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            flash(f"“{section.title}” is planned. People can take a seat now.")
            return redirect(url_for(".show", section=section.id), code=303)
    return _shown(form, "plm/sections/create.html")


@pages.route("/sections/<section>")
def show(section: str) -> View:
    """What, when, where, how many seats; who comes, for those who run it."""
    actor = context.actor()
    shown = actions.show(context.db(), section, actor=actor)
    one = shown.section
    return render_template(
        "plm/sections/show.html",
        shown=shown,
        section=one,
        now=context.now(),
        today=context.now().astimezone(one.zone).date(),
        runs=actor.may(Permission.SECTION_WRITE, one.scope),
        marks=actor.may(Permission.ATTENDANCE_MARK, one.scope),
        seated=one.holds(actor.person),
    )


@pages.route("/sections/<section>/edit", methods=["GET", "POST"])
def edit(section: str) -> View:
    """Move sessions, change seats, title or host."""
    actor, now = context.actor(), context.now()
    before = actions.to_change(context.db(), section, actor=actor)
    if before.cancelled_at:
        flash("This section was cancelled. Plan a new one instead.", "error")
        return redirect(url_for(".show", section=section), code=303)
    found = actions.choices(context.db(), actor=actor)
    values = _values(before)
    form = _form(found, rows=_rows(len(before.open(now=now)) + 1), values=values, new=False)
    version = request.form.get("version", type=int, default=before.version)
    if request.method == "POST" and _read(form):
        try:
            actions.change(
                context.db(),
                section,
                _plan(form),
                version=version,
                time_zone=context.settings().time_zone,
                link=_full(url_for(".show", section=section)),
                district=context.settings().district,
                actor=actor,
                now=now,
            )
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            flash("The section is changed.")
            return redirect(url_for(".show", section=section), code=303)
    return _shown(form, "plm/sections/edit.html", section=before, version=version, fixed=before.fixed(now=now))


@pages.route("/sections/<section>/cancel", methods=["GET", "POST"])
def cancel(section: str) -> View:
    """Call a section off, with a reason."""
    actor, now = context.actor(), context.now()
    before = actions.to_change(context.db(), section, actor=actor)
    form = Form(CancelSchema())
    if request.method == "POST" and form.read(request.form):
        try:
            actions.cancel(
                context.db(),
                section,
                reason=form.data["reason"],
                link=_full(url_for("plm.enrollment.course", slug=before.course)),
                district=context.settings().district,
                actor=actor,
                now=now,
            )
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            flash(f"“{before.title}” is cancelled. Everybody with a seat gets a letter.")
            return redirect(url_for(".show", section=section), code=303)
    return render_template("plm/sections/cancel.html", section=before, form=form), form.status


@pages.route("/sections/<section>/sessions/<session>.ics")
def calendar(section: str, session: str) -> Response:
    """One session as a file for a calendar."""
    found, meeting = actions.invitation(context.db(), section, session, actor=context.actor())
    link = _full(url_for(".show", section=section))
    answer = make_response(messages.invitation(found, meeting, link=link, now=context.now()))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug(found.title)}.ics"'
    return answer


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _plans() -> bool:
    return any(context.actor().is_a(role) for role in (Role.FACILITATOR, Role.DIRECTOR))


def _form(found: actions.Choices, *, rows: int, values: Mapping[str, Any], new: bool) -> Form:
    director = bool(found.facilitators) or context.actor().is_a(Role.DIRECTOR)
    lead = ("", "I run it myself") if new else ("", "As before")
    form = Form(
        plan_schema(rows, new=new, director=director),
        values,
        {
            "course": found.courses,
            "school": (("", context.settings().office), *found.schools),
            "facilitator": (lead, *found.facilitators),
        },
    )
    if new:
        # A section has at least one session, so the first row is drawn as what must be filled.
        for part in ("day_1", "starts_1", "ends_1"):
            form[part].required = True
    return form


def _rows(least: int) -> int:
    """How many rows the form has: as many as were sent, and two more when somebody asks for more."""
    asked = request.form.get("rows", type=int, default=least)
    return max(1, min(asked + (2 if "more" in request.form else 0), MOST_ROWS))


def _read(form: Form) -> bool:
    """Take the form; asked for more rows, keep what was typed and find nothing wrong yet."""
    right = form.read(request.form)
    if "more" in request.form:
        form.status = 200
        form.general = []
        for one in form.fields:
            one.errors = []
        return False
    return right


def _plan(form: Form) -> actions.Plan:
    return actions.Plan(
        title=form.data.get("title", ""),
        school=form.data.get("school", ""),
        capacity=form.data["capacity"],
        meetings=form.data["meetings"],
        facilitator=form.data.get("facilitator", ""),
    )


def _values(section: Section) -> dict[str, Any]:
    """What the form of a planned section shows first."""
    values: dict[str, Any] = {"title": section.title, "school": section.school, "capacity": section.capacity}
    for row, session in enumerate(section.open(now=context.now()), 1):
        starts, ends = (at.astimezone(section.zone) for at in (session.starts_at, session.ends_at))
        values |= {
            f"id_{row}": session.id,
            f"day_{row}": starts.date(),
            f"starts_{row}": f"{starts:%H:%M}",
            f"ends_{row}": f"{ends:%H:%M}",
            f"place_{row}": session.place,
            f"link_{row}": session.link,
        }
    return values


def _shown(form: Form, template: str, **more: Any) -> tuple[str, int]:
    rows = sum(one.name.startswith("day_") for one in form.fields)
    plain = [one.name for one in form.fields if one.name.rpartition("_")[0] not in _ROW]
    return render_template(template, form=form, rows=rows, plain=plain, **more), form.status


def _full(path: str) -> str:
    return context.settings().base_url + path


_ROW = ("id", "day", "starts", "ends", "place", "link")
