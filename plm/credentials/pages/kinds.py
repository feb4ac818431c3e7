"""The district's kinds of credit and renewal areas."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plm.credentials import actions, messages
from plm.credentials.model import Area, Kind, Signer
from plm.credentials.pages.blueprint import pages
from plm.credentials.schemas import ChangeAreaSchema, ChangeKindSchema, NewAreaSchema, NewKindSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form

Shown = str | tuple[str, int] | Response


@pages.get("/credit/kinds")
def kinds() -> Shown:
    """Every kind of credit and every renewal area."""
    found = actions.rules(context.db(), actor=context.actor())
    return render_template("plm/credentials/kinds.html", rules=found, rule_words=messages.rule_words)


@pages.route("/credit/kinds/new", methods=["GET", "POST"])
def add_kind() -> Shown:
    """Add a kind of credit."""
    actor, db = context.actor(), context.db()
    place = len(actions.rules(db, actor=actor).kinds)
    form = Form(NewKindSchema(), {"per": 1, "step": "0.25", "repeat_percent": 100, "prior_months": 60, "active": True})
    if request.method == "POST" and form.read(request.form):
        try:
            added = actions.add_kind(db, _kind(form.data["key"], form.data, place), actor=actor, now=context.now())
        except RuleBroken as refusal:
            _refuse(form, refusal)
        else:
            flash(f"{added.name} is there now. Courses can give it.")
            return redirect(url_for(".kinds"), code=303)
    return render_template("plm/credentials/kind.html", form=form, kind=None), form.status


@pages.route("/credit/kinds/<kind>", methods=["GET", "POST"])
def change_kind(kind: str) -> Shown:
    """Change a kind of credit for what is earned from now on."""
    actor, db = context.actor(), context.db()
    before = actions.kind(db, kind, actor=actor)
    first, second = (*before.signers, "", "")[:2]
    shown = {name: _plain(value) for name, value in vars(before).items()}
    form = Form(
        ChangeKindSchema(),
        {**shown, "first": first, "second": second, "repeat_percent": int(before.repeat_share * 100)},
    )
    if request.method == "POST" and form.read(request.form):
        try:
            after = actions.change_kind(db, _kind(before.key, form.data, before.place), actor=actor, now=context.now())
        except RuleBroken as refusal:
            _refuse(form, refusal)
        else:
            flash(f"{after.name} is saved. What was earned before stays as it was given.")
            return redirect(url_for(".kinds"), code=303)
    return render_template("plm/credentials/kind.html", form=form, kind=before), form.status


@pages.route("/credit/areas/new", methods=["GET", "POST"])
def add_area() -> Shown:
    """Add a renewal area."""
    actor, db = context.actor(), context.db()
    place = len(actions.rules(db, actor=actor).areas)
    form = Form(NewAreaSchema(), {"least": 1})
    if request.method == "POST" and form.read(request.form):
        try:
            added = actions.add_area(db, Area(**form.data, place=place), actor=actor, now=context.now())
        except RuleBroken as refusal:
            _refuse(form, refusal)
        else:
            flash(f"{added.name} is there now. Courses can count in it.")
            return redirect(url_for(".kinds"), code=303)
    return render_template("plm/credentials/area.html", form=form, area=None), form.status


@pages.route("/credit/areas/<area>", methods=["GET", "POST"])
def change_area(area: str) -> Shown:
    """Change a renewal area."""
    actor, db = context.actor(), context.db()
    before = actions.area(db, area, actor=actor)
    form = Form(ChangeAreaSchema(), {"name": before.name, "least": _plain(before.least)})
    if request.method == "POST" and form.read(request.form):
        try:
            after = actions.change_area(
                db, Area(before.key, **form.data, place=before.place), actor=actor, now=context.now()
            )
        except RuleBroken as refusal:
            _refuse(form, refusal)
        else:
            flash(f"{after.name} is saved.")
            return redirect(url_for(".kinds"), code=303)
    return render_template("plm/credentials/area.html", form=form, area=before), form.status


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _kind(key: str, asked: dict[str, Any], place: int) -> Kind:
    kept = {name: value for name, value in asked.items() if name not in ("key", "first", "second", "repeat_percent")}
    return Kind(
        key=key,
        **kept,
        signers=tuple(Signer(one) for one in (asked["first"], asked["second"]) if one),
        repeat_share=Decimal(asked["repeat_percent"]) / 100,
        place=place,
    )


def _plain(value: Any) -> Any:
    """A number as a form shows it."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _refuse(form: Form, refusal: RuleBroken) -> None:
    field = {"repeat_share": "repeat_percent", "signers": "second"}.get(refusal.code, refusal.code)
    form.refuse(refusal, field if field in {one.name for one in form.fields} else "", status=422)
