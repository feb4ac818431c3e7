"""A reading, page by page."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from plm.catalog.showing import shown
from plm.enrollment import actions as enrollment_actions
from plm.errors import NotFound
from plm.learning.actions import Opened
from plm.learning.model import reading_at
from plm.learning.pages.blueprint import Shown, further, is_settled, kept_place, names, pages
from plm.web import context


def show(opened: Opened) -> Shown:
    """One page of it."""
    asked = request.args.get("page", 0, type=int)
    reading = reading_at(opened.module, opened.enrollment, asked)
    enrollment = kept_place(opened, reading.page)
    page = opened.module.content.pages[reading.page - 1]
    return render_template(
        "plm/learning/kinds/reading.html",
        **names(opened, enrollment),
        reading=reading,
        page=page,
        text=shown(page.text),
        takes=reading.takes,
    )


@pages.post("/enrollments/<enrollment>/modules/<module>/pages/<int:page>")
def read(enrollment: str, module: str, page: int) -> Answer:
    """The page was read: keep that, and go on to the next."""
    db, actor = context.db(), context.actor()
    after = enrollment_actions.record_page(db, enrollment, module, page, read=True, actor=actor, now=context.now())
    edition = enrollment_actions.edition_of(db, after)
    place = edition.module(module)
    if place is None:
        raise NotFound("Your edition of the course has no such module.")
    onward = reading_at(place, after, page).onward
    if onward and not is_settled(after):
        return redirect(url_for(".module", enrollment=enrollment, module=module, page=onward), code=303)
    return further(after, edition, module)


@pages.post("/enrollments/<enrollment>/modules/<module>/read")
def mark_read(enrollment: str, module: str) -> Answer:
    """The whole reading is marked as read by whoever knows it."""
    db, actor = context.db(), context.actor()
    after = enrollment_actions.record_read(db, enrollment, module, actor=actor, now=context.now())
    edition = enrollment_actions.edition_of(db, after)
    flash(f"“{edition.title_of(module)}” is marked as done.")
    return further(after, edition, module)
