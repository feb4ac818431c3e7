"""The roster import: choose a file, look at what it changes, apply it."""

from flask import flash, make_response, redirect, render_template, request, url_for
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from plm.errors import NotFound, RuleBroken
from plm.people import actions
from plm.people.actions import Applied
from plm.people.pages.blueprint import pages
from plm.people.roster import Plan
from plm.web import context
from plm.web.forms import Form
from plm.web.words import count, listed


class _FileSchema(Schema):
    """The file is read from the request's files; the schema only brings its words."""

    file = fields.Raw(
        required=True,
        metadata={
            "label": "Roster file",
            "widget": "file",
            "hint": "CSV in UTF-8, 2 MB at most, with the columns email, name, school, position, role.",
        },
    )


@pages.route("/people/import", methods=["GET", "POST"])
def import_people() -> AnyResponse:
    """Look at a roster file, then apply it. The file is sent once and kept for an hour."""
    actions.places(context.db(), actor=context.actor())
    if request.method == "POST":
        return _apply() if request.form.get("file") else _look()
    if key := request.args.get("file"):
        try:
            name, data = actions.kept(context.db(), key, actor=context.actor(), now=context.now())
            return _preview(key, name, actions.preview(context.db(), data, actor=context.actor()))
        except NotFound as error:
            return _choose(error)
    return _choose()


def _look() -> AnyResponse:
    """Take a file. A good one is kept, and its preview has an address of its own; a bad one says what is wrong."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise RuleBroken("Choose a file first.", code="no-file")
        data = sent.read()
        plan = actions.preview(context.db(), data, actor=context.actor())
    except RuleBroken as error:
        return _choose(error)
    if plan.problems:
        return _preview("", sent.filename, plan, status=422)
    key = Form(_FileSchema()).once
    actions.keep(context.db(), key, sent.filename[:200], data, actor=context.actor(), now=context.now())
    return redirect(url_for(".import_people", file=key), code=303)


def _apply() -> AnyResponse:
    key = request.form["file"]
    db, actor, now = context.db(), context.actor(), context.now()
    try:
        name, data = actions.kept(db, key, actor=actor, now=now)
    except NotFound as error:
        return _choose(error)
    try:
        done = actions.apply(
            db,
            data,
            fingerprint=request.form.get("fingerprint", ""),
            end_missing=bool(request.form.get("end_missing")),
            actor=actor,
            now=now,
        )
    except RuleBroken as error:
        return _preview(key, name, actions.preview(db, data, actor=actor), refused=error.message, status=409)
    flash(in_words(done))
    return redirect(url_for(".directory"), code=303)


def in_words(done: Applied) -> str:
    """What an import did, in a sentence."""
    did = [
        f"{count(number, 'person', 'people')} {what}"
        for number, what in ((done.added, "added"), (done.changed, "changed"), (done.ended, "ended"))
        if number
    ]
    if not did:
        return "Everybody in the file is in the directory as the file says. Nothing had to be changed."
    return f"The roster is applied: {listed(did)}."


def _choose(error: RuleBroken | NotFound | None = None) -> AnyResponse:
    form = Form(_FileSchema())
    if error is not None:
        form.refuse(error, "file")
    return make_response(render_template("plm/people/import.html", form=form), form.status)


def _preview(key: str, name: str, plan: Plan, *, refused: str = "", status: int = 200) -> AnyResponse:
    page = render_template("plm/people/preview.html", key=key, name=name, plan=plan, refused=refused, most=40)
    return make_response(page, status)
