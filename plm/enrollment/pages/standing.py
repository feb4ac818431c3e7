"""What people do about an enrollment that stands: leave it, move its due date, give another try."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plm.access import Permission, Scope
from plm.enrollment import actions
from plm.enrollment.model import Enrollment
from plm.enrollment.pages.blueprint import Shown, pages, whose
from plm.enrollment.schemas import DueSchema, WithdrawSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form
from plm.web.words import short_day


@pages.route("/enrollments/<enrollment>/withdraw", methods=["GET", "POST"])
def withdraw(enrollment: str) -> Shown:
    """Leave a course, or take somebody out of it, with a reason."""
    db, actor = context.db(), context.actor()
    standing = actions.show(db, enrollment, actor=actor)
    actor.must(Permission.ENROLLMENT_WRITE, standing.scope)
    form = Form(WithdrawSchema())
    if request.method == "POST" and form.read(request.form):
        try:
            actions.withdraw(db, enrollment, **form.data, actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return _withdrawn(standing)
    return render_template("plm/enrollment/withdraw.html", form=form, **whose(standing)), form.status


@pages.route("/enrollments/<enrollment>/due", methods=["GET", "POST"])
def move_due(enrollment: str) -> Shown:
    """Move the due date of somebody's enrollment."""
    db, actor = context.db(), context.actor()
    standing = actions.show(db, enrollment, actor=actor)
    actor.must(Permission.ENROLLMENT_WRITE, Scope(school=standing.school))
    form = Form(DueSchema(), {"due_on": standing.due_on})
    if request.method == "POST" and form.read(request.form):
        try:
            after = actions.move_due(db, enrollment, **form.data, actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal, "due_on" if refusal.code.startswith("due-") else "")
        else:
            moved = f"now due on {short_day(after.due_on, context.today())}" if after.due_on else "no longer due"
            flash(f"{after.title} is {moved}. Reminders follow.")
            return redirect(url_for("plm.learning.course", enrollment=enrollment), code=303)
    return render_template("plm/enrollment/due.html", form=form, **whose(standing)), form.status


@pages.post("/enrollments/<enrollment>/modules/<module>/try")
def allow_try(enrollment: str, module: str) -> Shown:
    """Give another try at a quiz to somebody who has used them all."""
    try:
        actions.allow_try(context.db(), enrollment, module, actor=context.actor(), now=context.now())
    except RuleBroken as refusal:
        flash(refusal.message, "late")
    else:
        flash("They have another try at the quiz.")
    return redirect(url_for("plm.learning.course", enrollment=enrollment), code=303)


def _withdrawn(standing: Enrollment) -> Response:
    own = standing.person == context.actor().person
    if own:
        flash(f"You have left {standing.title}. What you did is kept.")
        return redirect(url_for(".course", slug=standing.course), code=303)
    flash(f"{actions.name_of(context.db(), standing.person)} has left {standing.title}. What they did is kept.")
    return redirect(url_for("plm.learning.course", enrollment=standing.id), code=303)
