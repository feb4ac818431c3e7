"""Enrolling several people of a school at once."""

from flask import render_template, request

from plm.enrollment import actions
from plm.enrollment.actions import Team
from plm.enrollment.pages.blueprint import Shown, pages
from plm.enrollment.schemas import EnrollTeamSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form


@pages.route("/schools/<school>/enroll", methods=["GET", "POST"])
def enroll_team(school: str) -> Shown:
    """Enroll several people of a school at once."""
    db, actor = context.db(), context.actor()
    chosen = request.args.get("course", "")
    team = actions.team_of(db, school, course=chosen, actor=actor)
    form = Form(
        EnrollTeamSchema(),
        {"course": chosen, "people": _picked(team, request.args.get("position", ""))},
        {
            "course": [(one.slug, one.title) for one in team.courses],
            "people": [(one.id, one.name) for one in team.people],
        },
    )
    if request.method == "POST" and form.read(request.form):
        asked = form.data
        try:
            outcome = actions.enroll_team(
                db, asked["people"], asked["course"], due_on=asked["due_on"], actor=actor, now=context.now()
            )
        except RuleBroken as refusal:
            form.refuse(refusal, "due_on" if refusal.code.startswith("due-") else "")
        else:
            # Shown as the answer to the form, because it names everybody; sent again, it enrolls nobody twice.
            return render_template("plm/enrollment/enrolled.html", outcome=outcome, team=team, due_on=asked["due_on"])
    return render_template("plm/enrollment/team.html", form=form, team=team, chosen=chosen), form.status


def _picked(team: Team, position: str) -> list[str]:
    return [one.id for one in team.people if position and one.position == position and one.id not in team.already]
