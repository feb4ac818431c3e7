"""Letting somebody past the door of a course, and letting a module count that was not done."""

from flask import flash, redirect, render_template, request, url_for

from plm.access import Permission
from plm.enrollment import actions
from plm.enrollment.pages.blueprint import REASON_CHOICES, Shown, pages, whose
from plm.enrollment.schemas import AdmitSchema, WaiveSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form


@pages.route("/enrollments/<enrollment>/modules/<module>/waive", methods=["GET", "POST"])
def waive_module(enrollment: str, module: str) -> Shown:
    """Let a module count that somebody need not do."""
    db, actor = context.db(), context.actor()
    standing = actions.show(db, enrollment, actor=actor)
    actor.must(Permission.COMPLETION_WAIVE, standing.scope)
    title = actions.edition_of(db, standing).title_of(module)
    form = Form(WaiveSchema(), choices={"reason": REASON_CHOICES})
    if request.method == "POST" and form.read(request.form):
        try:
            after = actions.waive_module(db, enrollment, module, **form.data, actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            done = after.completed_at == context.now()
            flash(f"“{title}” counts as done now.{' The course is completed with it.' if done else ''}")
            return redirect(url_for("plm.learning.course", enrollment=enrollment), code=303)
    return render_template("plm/enrollment/waive.html", form=form, title=title, **whose(standing)), form.status


@pages.route("/courses/<slug>/admit", methods=["GET", "POST"])
def admit(slug: str) -> Shown:
    """Let somebody take a course before they have completed what opens it."""
    db, actor = context.db(), context.actor()
    edition = actions.door_of(db, slug, actor=actor)
    form = Form(AdmitSchema(), choices={"reason": REASON_CHOICES})
    if request.method == "POST" and form.read(request.form):
        try:
            person = actions.admit(db, slug, **form.data, actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal, "email" if refusal.code in ("no-such-person", "open-already") else "")
        else:
            flash(f"{person.name} can take {edition.title} now.")
            return redirect(url_for(".course", slug=slug), code=303)
    return render_template("plm/enrollment/admit.html", form=form, edition=edition), form.status
