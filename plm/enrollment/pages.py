"""The catalogue, enrolling oneself and others, leaving, due dates, seats."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plm.access import SHARED, Permission, Scope
from plm.catalog.model import Course
from plm.enrollment import actions
from plm.enrollment.actions import Offer, Team
from plm.enrollment.model import Enrollment, Status, cycle_of
from plm.enrollment.model.waiving import REASONS
from plm.enrollment.schemas import AdmitSchema, DueSchema, EnrollTeamSchema, WaiveSchema, WithdrawSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form
from plm.web.words import short_day

pages = Blueprint("enrollment", __name__, template_folder="templates")

Shown = str | tuple[str, int] | Response

_REASONS = [(reason.value, words) for reason, words in REASONS.items()]

SORTS = (("title", "By title"), ("short", "Shortest first"), ("hours", "Most hours first"))


@pages.get("/courses")
def courses() -> Shown:
    """Everything that can be taken, and where the visitor stands in it."""
    listed = actions.catalogue(context.db(), actor=context.actor())
    words, sort = request.args.get("q", "").strip(), request.args.get("sort", "title")
    shown = _sorted([pair for pair in listed if _mentions(pair[0], words)], sort)
    return render_template(
        "plm/enrollment/courses.html", listed=listed, shown=shown, q=words, sort=sort, sorts=SORTS, Status=Status
    )


@pages.get("/courses/<slug>")
def course(slug: str) -> Shown:
    """One course: what it is, what it asks, when it meets, and the act to take it."""
    offer = actions.offer(context.db(), slug, actor=context.actor(), now=context.now())
    return render_template("plm/enrollment/course.html", **_offered(offer))


@pages.post("/courses/<slug>/enroll")
def enroll(slug: str) -> Shown:
    """Take a course; asking twice gives the enrollment that stands."""
    made = actions.enroll_self(context.db(), slug, actor=context.actor(), now=context.now())
    flash(f"You are enrolled in {made.title}. Begin whenever you like.")
    return redirect(url_for("plm.learning.course", enrollment=made.id), code=303)


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
    return render_template("plm/enrollment/withdraw.html", form=form, **_whose(standing)), form.status


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
    return render_template("plm/enrollment/due.html", form=form, **_whose(standing)), form.status


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


@pages.route("/enrollments/<enrollment>/modules/<module>/waive", methods=["GET", "POST"])
def waive_module(enrollment: str, module: str) -> Shown:
    """Let a module count that somebody need not do."""
    db, actor = context.db(), context.actor()
    standing = actions.show(db, enrollment, actor=actor)
    actor.must(Permission.COMPLETION_WAIVE, standing.scope)
    title = actions.edition_of(db, standing).title_of(module)
    form = Form(WaiveSchema(), choices={"reason": _REASONS})
    if request.method == "POST" and form.read(request.form):
        try:
            after = actions.waive_module(db, enrollment, module, **form.data, actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            done = after.completed_at == context.now()
            flash(f"“{title}” counts as done now.{' The course is completed with it.' if done else ''}")
            return redirect(url_for("plm.learning.course", enrollment=enrollment), code=303)
    return render_template("plm/enrollment/waive.html", form=form, title=title, **_whose(standing)), form.status


@pages.route("/courses/<slug>/admit", methods=["GET", "POST"])
def admit(slug: str) -> Shown:
    """Let somebody take a course before they have completed what opens it."""
    db, actor = context.db(), context.actor()
    edition = actions.door_of(db, slug, actor=actor)
    form = Form(AdmitSchema(), choices={"reason": _REASONS})
    if request.method == "POST" and form.read(request.form):
        try:
            person = actions.admit(db, slug, **form.data, actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal, "email" if refusal.code in ("no-such-person", "open-already") else "")
        else:
            flash(f"{person.name} can take {edition.title} now.")
            return redirect(url_for(".course", slug=slug), code=303)
    return render_template("plm/enrollment/admit.html", form=form, edition=edition), form.status


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


def _offered(offer: Offer) -> dict[str, Any]:
    return {
        "offer": offer,
        "course": offer.course,
        "edition": offer.edition,
        "enrollment": offer.enrollment,
        "again": bool(offer.enrollment and offer.enrollment.cycle < cycle_of(context.today())),
        "may_admit": context.actor().may(Permission.COMPLETION_WAIVE, SHARED),
        "me": context.actor().person,
        "Status": Status,
    }


def _withdrawn(standing: Enrollment) -> Response:
    own = standing.person == context.actor().person
    if own:
        flash(f"You have left {standing.title}. What you did is kept.")
        return redirect(url_for(".course", slug=standing.course), code=303)
    flash(f"{actions.name_of(context.db(), standing.person)} has left {standing.title}. What they did is kept.")
    return redirect(url_for("plm.learning.course", enrollment=standing.id), code=303)


def _whose(standing: Enrollment) -> dict[str, Any]:
    own = standing.person == context.actor().person
    return {
        "enrollment": standing,
        "own": own,
        "name": "" if own else actions.name_of(context.db(), standing.person),
    }


def _picked(team: Team, position: str) -> list[str]:
    return [one.id for one in team.people if position and one.position == position and one.id not in team.already]


def _mentions(course_: Course, words: str) -> bool:
    said = f"{course_.title} {course_.summary} {course_.audience}".casefold()
    return all(word in said for word in words.casefold().split())


def _sorted(shown: list[tuple[Course, Enrollment | None]], sort: str) -> list[tuple[Course, Enrollment | None]]:
    if sort == "short":
        return sorted(shown, key=lambda pair: (pair[0].minutes, pair[0].title))
    if sort == "hours":
        return sorted(shown, key=lambda pair: (-pair[0].hours, pair[0].title))
    return shown
