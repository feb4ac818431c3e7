"""The course as its learner walks through it, and the door to each of its modules."""

from collections.abc import Callable, Mapping

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from plm.access import Permission, Scope
from plm.enrollment import actions as enrollment_actions
from plm.enrollment import messages
from plm.enrollment.model import Status
from plm.enrollment.model.waiving import REASONS
from plm.learning import actions
from plm.learning.actions import Opened, sharing
from plm.learning.actions.evaluation import evaluating
from plm.learning.pages import film, live, practice, quiz, reading, reflection
from plm.learning.pages.blueprint import Shown, further, kept_place, names, pages
from plm.web import context

SHOWS: dict[str, Callable[[Opened], Shown]] = {
    "reading": reading.show,
    "quiz": quiz.show,
    "reflection": reflection.show,
    "live": live.show,
    "practice": practice.show,
    "video": film.show,
}
"""The kinds with pages of their own; any other kind is shown by its template alone."""


@pages.get("/enrollments/<enrollment>")
def course(enrollment: str) -> Shown:
    """The course as a thread of modules, and what is left of it."""
    db, actor = context.db(), context.actor()
    following = sharing.follow(db, enrollment, actor=actor)
    standing, edition = following.enrollment, following.edition
    own = standing.person == actor.person
    may_change = actor.may(Permission.ENROLLMENT_WRITE, Scope(school=standing.school))
    return render_template(
        "plm/learning/course.html",
        enrollment=standing,
        edition=edition,
        own=own,
        answered=following.answered,
        team_wrote=following.team_wrote,
        name="" if own else enrollment_actions.name_of(db, standing.person),
        may_change=may_change,
        may_waive=actor.may(Permission.COMPLETION_WAIVE, standing.scope),
        waived_for={reason.value: words for reason, words in REASONS.items()},
        here=standing.next_module(edition),
        asked=standing.panel(edition),
        stands={one.id: standing.module_standing(edition, one).value for one in edition.modules},
        step=messages.step,
        reach=enrollment_actions.reach_of(db, standing, edition, now=context.now()),
        helpers=enrollment_actions.principals_of(db, standing.school) if own and standing.stuck else (),
        Status=Status,
        evaluation=evaluating(standing, edition) if own else None,
    )


@pages.get("/enrollments/<enrollment>/go-on")
def go_on(enrollment: str) -> Answer:
    """To where they stopped."""
    standing, edition = actions.open_course(context.db(), enrollment, actor=context.actor())
    where = standing.next_module(edition)
    if where is None or standing.status is not Status.ACTIVE:
        return redirect(url_for(".course", enrollment=enrollment), code=303)
    return redirect(url_for(".module", enrollment=enrollment, module=where.id), code=303)


@pages.get("/enrollments/<enrollment>/modules/<module>")
def module(enrollment: str, module: str) -> Shown:
    """A module, in the way of its kind; or what must be done before it opens."""
    opened = actions.open_module(context.db(), enrollment, module, actor=context.actor())
    # A seat is taken long before the session: its page is open, and says what to do first.
    if opened.closed_by and not opened.module.content.by_sessions:
        page = render_template(
            "plm/learning/closed.html", **names(opened, opened.enrollment), closed_by=opened.closed_by
        )
        return page, 200
    return SHOWS.get(opened.module.kind, _plain)(opened)


@pages.post("/enrollments/<enrollment>/modules/<module>/given")
def give(enrollment: str, module: str) -> Answer:
    """Take what was done in a module of a kind that needs no page of its own: from its form, or from its script."""
    db, actor = context.db(), context.actor()
    sent = request.get_json() if request.is_json else request.form
    given = {name: str(value) for name, value in sent.items()} if isinstance(sent, Mapping) else {}
    after = actions.give(db, enrollment, module, given, actor=actor, now=context.now())
    if request.is_json:
        work = after.modules.get(module)
        return jsonify({"done": work is not None and work.done})
    return further(after, enrollment_actions.edition_of(db, after), module)


def _plain(opened: Opened) -> Shown:
    enrollment = kept_place(opened)
    work = enrollment.modules.get(opened.module.id)
    return render_template(
        f"plm/learning/kinds/{opened.module.kind}.html",
        **names(opened, enrollment),
        work=work,
        **opened.module.content.shown(work),
    )
