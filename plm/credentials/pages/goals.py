"""A person's own goals."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plm.credentials import actions
from plm.credentials.pages.blueprint import pages
from plm.credentials.schemas import GoalSchema
from plm.errors import NotFound, RuleBroken
from plm.web import context
from plm.web.forms import Form


@pages.route("/record/goal", methods=["GET", "POST"])
def goal() -> tuple[str, int] | Response:
    """Set what one needs of a kind of credit, and by when."""
    actor, db = context.actor(), context.db()
    kinds = actions.goal_kinds(db)
    if not kinds:
        raise NotFound("The district keeps no kinds of credit yet.")
    usual = next((one.key for one in kinds if one.goal), kinds[0].key)
    known, stands = actions.goal_of(db, request.args.get("kind") or usual, actor=actor, today=context.today())
    amount = format(known.amount.normalize(), "f") if known.amount else ""
    form = Form(
        GoalSchema(),
        {"kind": known.kind, "amount": amount, "starts": known.starts, "by": known.by},
        {"kind": [(one.key, one.name) for one in kinds]},
    )
    if request.method == "POST" and form.read(request.form):
        try:
            asked: dict[str, object] = form.data
            actions.set_goal(db, **form.data, actor=actor)
        except (NotFound, RuleBroken) as refusal:
            field = refusal.code if refusal.code in asked else "kind" if isinstance(refusal, NotFound) else ""
            form.refuse(refusal, field, status=422)
        else:
            flash("Your goal is set. Your record shows how far you are.")
            return redirect(url_for(".record"), code=303)
    return render_template("plm/credentials/goal.html", form=form, goal=known if stands else None), form.status


@pages.post("/record/goal/drop")
def drop_goal() -> Response:
    """Have no goal for a kind any more."""
    if actions.drop_goal(context.db(), request.form.get("kind", "")[:32], actor=context.actor()):
        flash("That goal is gone. What you have earned stays.")
    return redirect(url_for(".record"), code=303)
