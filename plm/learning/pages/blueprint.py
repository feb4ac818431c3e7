"""What the pages of a course share."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug import Response as Answer

from plm.catalog.model import Edition
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment, Status
from plm.learning.actions import Opened
from plm.learning.model import next_after
from plm.learning.pages.thread import Thread
from plm.web import context

pages = Blueprint("learning", __name__, template_folder="../templates")

Shown = str | tuple[str, int] | Answer


def names(opened: Opened, enrollment: Enrollment) -> dict[str, Any]:
    """What the template of every kind is given."""
    return {
        "enrollment": enrollment,
        "edition": opened.edition,
        "module": opened.module,
        "open": opened.open,
        "place": opened.edition.place(opened.module.id),
        "standing": enrollment.module_standing(opened.edition, opened.module).value,
        "thread": Thread(opened, enrollment, url_for("plm.reports.home")),
        "follows": next_after(opened.edition, enrollment, opened.module.id),
    }


def kept_place(opened: Opened, page: int = 0) -> Enrollment:
    """Keep that the module was opened, at this page of a reading (0 in a module without pages)."""
    return enrollment_actions.keep_place(
        context.db(), opened.enrollment, opened.module, page, actor=context.actor(), now=context.now()
    )


def is_settled(after: Enrollment) -> bool:
    """Whether this very request completed the course."""
    return after.completed_at == context.now()


def say_done(after: Enrollment) -> None:
    """Say that the course is completed."""
    flash(f"You are done with {after.title}. Your certificate is ready.")


def further(after: Enrollment, edition: Edition, module_id: str) -> Answer:
    """To the next module, or to the course when it is done."""
    onward = next_after(edition, after, module_id)
    if is_settled(after):
        say_done(after)
    if onward is None or after.status is not Status.ACTIVE:
        return redirect(url_for(".course", enrollment=after.id), code=303)
    return redirect(url_for(".module", enrollment=after.id, module=onward.id), code=303)
