"""A live module: the sessions at which it is done."""

from flask import render_template

from plm.enrollment import actions as enrollment_actions
from plm.learning.actions import Opened
from plm.learning.pages.blueprint import Shown, names
from plm.web import context


def show(opened: Opened) -> Shown:
    """The sessions they may go to."""
    sections, waiting = enrollment_actions.sections_for(context.db(), opened.enrollment, now=context.now())
    return render_template(
        "plm/learning/kinds/live.html",
        **names(opened, opened.enrollment),
        sections=sections,
        waiting=waiting,
        closed_by=opened.closed_by,
        held=[one for one in sections if one.holds(context.actor().person)],
        me=context.actor().person,
        share=opened.edition.requirement.minutes_share,
    )
