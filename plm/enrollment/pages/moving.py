"""Moving a section to the live edition of its course, after a look at what that means for each person."""

from flask import flash, redirect, render_template, request, url_for

from plm.enrollment.actions.moving import move_section, moving
from plm.enrollment.messages.moving import moved_words, others_words, stays, told
from plm.enrollment.pages.blueprint import Shown, pages
from plm.errors import RuleBroken
from plm.web import context


@pages.route("/sections/<section>/edition", methods=["GET", "POST"])
def edition(section: str) -> Shown:
    """What the live edition means for each person with a seat; and moving those who are chosen."""
    db, actor, now = context.db(), context.actor(), context.now()
    wrong = ""
    if request.method == "POST":
        chosen = request.form.getlist("people")[:1_000]
        try:
            came = move_section(db, section, chosen, edition=request.form.get("edition", ""), actor=actor, now=now)
        except RuleBroken as refusal:
            if refusal.code not in ("nobody", "stale"):
                raise
            wrong = refusal.message
        else:
            flash(moved_words(came.to.number, came.moved, came.completed), "" if came.moved else "late")
            if came.others:
                flash(others_words(came.others), "late")
            return redirect(url_for("plm.sections.show", section=section), code=303)
    found = moving(db, section, actor=actor, now=now)
    page = render_template("plm/enrollment/moving.html", found=found, told=told, stays=stays, wrong=wrong)
    return page, 409 if wrong else 200
