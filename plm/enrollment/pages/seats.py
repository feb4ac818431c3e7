"""Taking a seat in a section, and giving it back."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from plm.enrollment import actions
from plm.enrollment.pages.blueprint import Shown, pages
from plm.errors import RuleBroken
from plm.web import context
from plm.web.words import short_day


@pages.post("/sections/<section>/seat")
def take_seat(section: str) -> Shown:
    """Take a seat in a section."""
    try:
        taken = actions.take_seat(context.db(), section, actor=context.actor(), now=context.now())
    except RuleBroken as refusal:
        flash(refusal.message, "late")
        return _back()
    flash(f"Your seat on {short_day(taken.starts_at.astimezone(taken.zone), context.today())} is kept for you.")
    return _back(taken.course)


@pages.post("/sections/<section>/leave")
def leave_seat(section: str) -> Shown:
    """Give a seat back."""
    try:
        actions.leave_seat(context.db(), section, actor=context.actor(), now=context.now())
    except RuleBroken as refusal:
        flash(refusal.message, "late")
    else:
        flash("Your seat is given back. Somebody else can take it now.")
    return _back()


def _back(course_slug: str = "") -> Response:
    """To the page that asked: a module, or else the course."""
    sent = request.form
    if sent.get("enrollment") and sent.get("module"):
        return redirect(url_for("plm.learning.module", enrollment=sent["enrollment"], module=sent["module"]), code=303)
    slug = sent.get("course") or course_slug
    return redirect(url_for(".course", slug=slug) if slug else url_for(".courses"), code=303)
