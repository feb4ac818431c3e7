"""A quiz: its questions, and what an attempt came to."""

from flask import redirect, render_template, request, url_for

from plm.catalog.kinds import Quiz
from plm.catalog.model import Module
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.errors import NotFound, RuleBroken
from plm.learning import actions
from plm.learning.actions import Opened
from plm.learning.model import answered
from plm.learning.pages.blueprint import Shown, is_settled, kept_place, names, pages, say_done
from plm.learning.schemas import ANSWER, answers_schema, options_of, said
from plm.web import context
from plm.web.forms import Form


def show(opened: Opened, form: Form | None = None) -> Shown:
    """The questions, or the result of an attempt."""
    quiz = opened.module.of(Quiz)
    if quiz is None:
        raise NotFound("This module has no questions.")
    enrollment = kept_place(opened) if form is None else opened.enrollment
    work = enrollment.modules.get(opened.module.id)
    may_try = opened.open and enrollment.may_try(opened.edition, opened.module.id)
    about = names(opened, enrollment) | {
        "quiz": quiz,
        "work": work,
        "best": round(work.best * len(quiz.questions)) if work else 0,
        "tries_left": max(0, quiz.attempts + work.allowed - work.attempts) if work else quiz.attempts,
        "may_try": may_try,
        "numbers": {f"{ANSWER}{one.id}": number for number, one in enumerate(quiz.questions, 1)},
        "said": said,
    }
    if form is None and (key := request.args.get("attempt")):
        db, actor = context.db(), context.actor()
        attempt = actions.attempt(db, enrollment.id, opened.module.id, key, actor=actor)
        return render_template(
            "plm/learning/kinds/result.html",
            **about,
            attempt=attempt,
            answers=answered(quiz, attempt.chosen),
            passed=attempt.right >= quiz.needed,
            helpers=_helpers(enrollment, may_try=may_try),
        )
    done = work is not None and work.done
    asks = may_try and (form is not None or not done or "again" in request.args)
    shown = form or (_answers_form(opened.module) if asks else None)
    page = render_template(
        "plm/learning/kinds/quiz.html", **about, form=shown, done=done, helpers=_helpers(enrollment, may_try=may_try)
    )
    return page, form.status if form else 200


@pages.post("/enrollments/<enrollment>/modules/<module>/answers")
def answer(enrollment: str, module: str) -> Shown:
    """Answer a quiz."""
    db, actor = context.db(), context.actor()
    opened = actions.open_module(db, enrollment, module, actor=actor)
    quiz = opened.module.of(Quiz)
    if quiz is None:
        raise NotFound("This module has no questions.")
    form = _answers_form(opened.module)
    if not form.read(request.form):
        return show(opened, form)
    chosen = {
        name.removeprefix(ANSWER): tuple(places) if isinstance(places, list) else (places,)
        for name, places in form.data.items()
    }
    key = form.once[:40]
    try:
        _, after = actions.answer(db, enrollment, module, chosen, key=key, actor=actor, now=context.now())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show(opened, form)
    if is_settled(after):
        say_done(after)
    return redirect(url_for(".module", enrollment=enrollment, module=module, attempt=key), code=303)


def _helpers(enrollment: Enrollment, *, may_try: bool) -> tuple[str, ...]:
    return () if may_try else enrollment_actions.principals_of(context.db(), enrollment.school)


def _answers_form(module: Module) -> Form:
    if (quiz := module.of(Quiz)) is None:
        raise NotFound("This module has no questions.")
    return Form(answers_schema(quiz), choices=options_of(quiz))
