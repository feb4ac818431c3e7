"""Recognizing what somebody learned before or elsewhere."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plm.credentials import actions, messages
from plm.credentials.pages.blueprint import pages
from plm.credentials.schemas import RecognizeSchema, WithdrawSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form

Shown = str | tuple[str, int] | Response


@pages.get("/credit/recognized")
def recognized() -> Shown:
    """What was recognized lately."""
    found = actions.newest(context.db(), actor=context.actor())
    return render_template("plm/credentials/recognized.html", found=found, prior_words=messages.prior_words)


@pages.route("/credit/recognized/new", methods=["GET", "POST"])
def recognize() -> Shown:
    """Recognize learning of before or elsewhere."""
    actor, db = context.actor(), context.db()
    offered = actions.choices(db, actor=actor)
    form = Form(
        RecognizeSchema(),
        {"email": request.args.get("email", "")[:254]},
        {"course": offered.courses, "kinds": [(one.key, one.name) for one in offered.kinds]},
    )
    if request.method == "POST" and form.read(request.form):
        try:
            made = actions.recognize(
                db, **form.data, once=form.once, today=context.today(), actor=actor, now=context.now()
            )
        except RuleBroken as refusal:
            field = "email" if refusal.code == "person" else refusal.code
            form.refuse(refusal, field if field in form.data else "", status=422)
        else:
            flash(f"“{made.title}” is recognized. It stands on the record, and makes no certificate.")
            return redirect(url_for(".recognized"), code=303)
    return render_template("plm/credentials/recognize.html", form=form, months=offered.months), form.status


@pages.route("/credit/recognized/<recognition>/withdraw", methods=["GET", "POST"])
def withdraw(recognition: str) -> Shown:
    """Take a recognition back."""
    actor, db = context.actor(), context.db()
    found = actions.recognition(db, recognition, actor=actor)
    form = Form(WithdrawSchema())
    if request.method == "POST" and form.read(request.form):
        try:
            actions.withdraw_recognition(db, recognition, why=form.data["why"], actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal, "why" if refusal.code == "no-reason" else "")
        else:
            flash("It is taken back. The line stays on the record, with your reason.")
            return redirect(url_for(".recognized"), code=303)
    return render_template("plm/credentials/withdraw.html", form=form, one=found), form.status
