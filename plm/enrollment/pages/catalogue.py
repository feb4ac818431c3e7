"""The catalogue, a course in it, and taking it oneself."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from plm.access import SHARED, Permission
from plm.catalog.model import Course
from plm.enrollment import actions
from plm.enrollment.actions import Offer
from plm.enrollment.model import Enrollment, Status, cycle_of
from plm.enrollment.pages.blueprint import Shown, pages
from plm.web import context

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


def _mentions(course_: Course, words: str) -> bool:
    said = f"{course_.title} {course_.summary} {course_.audience}".casefold()
    return all(word in said for word in words.casefold().split())


def _sorted(shown: list[tuple[Course, Enrollment | None]], sort: str) -> list[tuple[Course, Enrollment | None]]:
    if sort == "short":
        return sorted(shown, key=lambda pair: (pair[0].minutes, pair[0].title))
    if sort == "hours":
        return sorted(shown, key=lambda pair: (-pair[0].hours, pair[0].title))
    return shown
