"""A course as its learner walks through it: the thread of modules, readings, quizzes, reflections, sessions."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug import Response as Answer

from plm.access import Permission, Scope
from plm.catalog.markdown import render
from plm.catalog.model import Edition, Kind, Module
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment, Status, page_minutes
from plm.errors import NotFound, RuleBroken
from plm.learning import actions
from plm.learning.actions import Opened
from plm.learning.model import Reflection, answered, next_after, reading_at
from plm.learning.schemas import (
    ANSWER,
    TEXT,
    DraftSchema,
    answers_schema,
    options_of,
    reflection_schema,
    said,
)
from plm.web import context
from plm.web.forms import Form
from plm.web.words import capital, clock_time, count, moment

pages = Blueprint("learning", __name__, template_folder="templates")

Shown = str | tuple[str, int] | Answer


@pages.get("/enrollments/<enrollment>")
def course(enrollment: str) -> Shown:
    """The course as a thread of modules, and what is left of it."""
    db, actor = context.db(), context.actor()
    standing, edition = actions.open_course(db, enrollment, actor=actor)
    own = standing.person == actor.person
    may_change = actor.may(Permission.ENROLLMENT_WRITE, Scope(school=standing.school))
    return render_template(
        "plm/learning/course.html",
        enrollment=standing,
        edition=edition,
        own=own,
        name="" if own else enrollment_actions.name_of(db, standing.person),
        may_change=may_change,
        here=standing.next_module(edition),
        helpers=enrollment_actions.principals_of(db, standing.school) if own and standing.stuck else (),
        Status=Status,
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
    """A module: a page of a reading, a quiz or its result, a reflection, or the sessions."""
    opened = actions.open_module(context.db(), enrollment, module, actor=context.actor())
    match opened.module.kind:
        case Kind.READING:
            return _reading(opened)
        case Kind.QUIZ:
            return _quiz(opened)
        case Kind.REFLECTION:
            return _reflection(opened)
        case Kind.LIVE:
            return _live(opened)


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
    if onward and not _is_settled(after):
        return redirect(url_for(".module", enrollment=enrollment, module=module, page=onward), code=303)
    return _further(after, edition, module)


@pages.post("/enrollments/<enrollment>/modules/<module>/answers")
def answer(enrollment: str, module: str) -> Shown:
    """Answer a quiz."""
    db, actor = context.db(), context.actor()
    opened = actions.open_module(db, enrollment, module, actor=actor)
    quiz = opened.module.quiz
    if quiz is None:
        raise NotFound("This module has no questions.")
    form = _answers_form(opened.module)
    if not form.read(request.form):
        return _quiz(opened, form)
    chosen = {
        name.removeprefix(ANSWER): tuple(places) if isinstance(places, list) else (places,)
        for name, places in form.data.items()
    }
    key = form.once[:40]
    try:
        _, after = actions.answer(db, enrollment, module, chosen, key=key, actor=actor, now=context.now())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _quiz(opened, form)
    if _is_settled(after):
        _say_done(after)
    return redirect(url_for(".module", enrollment=enrollment, module=module, attempt=key), code=303)


@pages.post("/enrollments/<enrollment>/modules/<module>/draft")
def draft(enrollment: str, module: str) -> Shown:
    """Keep what was typed so far: asked by the page while somebody types, or by its Save button."""
    if request.is_json:
        return _autosave(enrollment, module)
    opened = actions.open_module(context.db(), enrollment, module, actor=context.actor())
    form, problem = _save_form(opened)
    if problem:
        return _reflection(opened, form, problem)
    flash(f"Saved at {clock_time(context.now(), context.zone())}.")
    return redirect(url_for(".module", enrollment=enrollment, module=module), code=303)


@pages.post("/enrollments/<enrollment>/modules/<module>/reflection")
def reflect(enrollment: str, module: str) -> Shown:
    """Hand a reflection in. What was typed is saved first, whatever is still missing."""
    db, actor = context.db(), context.actor()
    opened = actions.open_module(db, enrollment, module, actor=actor)
    form, problem = _save_form(opened)
    if problem:
        return _reflection(opened, form, problem)
    short = actions.read_reflection(db, opened, actor=actor).short(opened.module.prompts)
    if short:
        form.wrong({f"{TEXT}{prompt}": [words] for prompt, words in short.items()})
        wanting = count(len(short), "answer is", "answers are")
        return _reflection(opened, form, f"What you wrote is saved. {capital(wanting)} still too short to hand in.")
    try:
        after = actions.hand_in(db, enrollment, module, actor=actor, now=context.now())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _reflection(opened, form, f"What you wrote is saved. {refusal.message}")
    flash("Your reflection is handed in. You can still write on.")
    return _further(after, opened.edition, module)


# ── what each kind of module shows ────────────────────────────────────────────────────────────────


def _reading(opened: Opened) -> Shown:
    asked = request.args.get("page", 0, type=int)
    reading = reading_at(opened.module, opened.enrollment, asked)
    enrollment = _kept_place(opened, reading.page)
    page = opened.module.pages[reading.page - 1]
    return render_template(
        "plm/learning/reading.html",
        **_names(opened, enrollment),
        reading=reading,
        page=page,
        text=Markup(render(page.text)),  # noqa: S704  # render() has cleaned it
        takes=page_minutes(opened.module),
        follows=next_after(opened.edition, enrollment, opened.module.id),
    )


def _quiz(opened: Opened, form: Form | None = None) -> Shown:
    quiz = opened.module.quiz
    if quiz is None:
        raise NotFound("This module has no questions.")
    enrollment = _kept_place(opened) if form is None else opened.enrollment
    work = enrollment.modules.get(opened.module.id)
    may_try = opened.open and enrollment.may_try(opened.edition, opened.module.id)
    names = _names(opened, enrollment) | {
        "quiz": quiz,
        "work": work,
        "best": round(work.best * len(quiz.questions)) if work else 0,
        "tries_left": max(0, quiz.attempts + work.allowed - work.attempts) if work else quiz.attempts,
        "may_try": may_try,
        "numbers": {f"{ANSWER}{one.id}": number for number, one in enumerate(quiz.questions, 1)},
        "said": said,
        "follows": next_after(opened.edition, enrollment, opened.module.id),
    }
    if form is None and (key := request.args.get("attempt")):
        db, actor = context.db(), context.actor()
        attempt = actions.attempt(db, enrollment.id, opened.module.id, key, actor=actor)
        return render_template(
            "plm/learning/result.html",
            **names,
            attempt=attempt,
            answers=answered(quiz, attempt.chosen),
            passed=attempt.right >= quiz.needed,
            helpers=_helpers(enrollment, may_try=may_try),
        )
    done = work is not None and work.done
    asks = may_try and (form is not None or not done or "again" in request.args)
    shown = form or (_answers_form(opened.module) if asks else None)
    page = render_template(
        "plm/learning/quiz.html", **names, form=shown, done=done, helpers=_helpers(enrollment, may_try=may_try)
    )
    return page, form.status if form else 200


def _reflection(opened: Opened, form: Form | None = None, problem: str = "") -> Shown:
    written = actions.read_reflection(context.db(), opened, actor=context.actor())
    status = form.status if form else 200
    if form is None:
        form = Form(reflection_schema(opened.module.prompts), _values(written))
    work = opened.enrollment.modules.get(opened.module.id)
    page = render_template(
        "plm/learning/reflection.html",
        **_names(opened, opened.enrollment),
        form=form,
        written=written,
        problem=problem,
        done=work is not None and work.done,
        me=context.actor().person,
        now=context.now(),
        intro=Markup(render(opened.module.intro)),  # noqa: S704  # render() has cleaned it
        text=TEXT,
        said=said,
        follows=next_after(opened.edition, opened.enrollment, opened.module.id),
    )
    return page, status


def _live(opened: Opened) -> Shown:
    sections, waiting = enrollment_actions.sections_for(context.db(), opened.enrollment, now=context.now())
    return render_template(
        "plm/learning/live.html",
        **_names(opened, opened.enrollment),
        sections=sections,
        waiting=waiting,
        held=[one for one in sections if one.holds(context.actor().person)],
        me=context.actor().person,
        share=opened.edition.requirement.minutes_share,
        follows=next_after(opened.edition, opened.enrollment, opened.module.id),
    )


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _names(opened: Opened, enrollment: Enrollment) -> dict[str, Any]:
    return {
        "enrollment": enrollment,
        "edition": opened.edition,
        "module": opened.module,
        "open": opened.open,
        "place": opened.edition.place(opened.module.id),
        "standing": enrollment.module_standing(opened.edition, opened.module).value,
    }


def _kept_place(opened: Opened, page: int = 0) -> Enrollment:
    return enrollment_actions.keep_place(
        context.db(), opened.enrollment, opened.module, page, actor=context.actor(), now=context.now()
    )


def _helpers(enrollment: Enrollment, *, may_try: bool) -> tuple[str, ...]:
    return () if may_try else enrollment_actions.principals_of(context.db(), enrollment.school)


def _answers_form(module: Module) -> Form:
    if module.quiz is None:
        raise NotFound("This module has no questions.")
    return Form(answers_schema(module.quiz), choices=options_of(module.quiz))


def _values(written: Reflection) -> dict[str, Any]:
    texts: Mapping[str, str] = written.texts
    return {**{f"{TEXT}{prompt}": text for prompt, text in texts.items()}, "revision": written.revision}


def _save_form(opened: Opened) -> tuple[Form, str]:
    """Save what a form holds; gives what stands against it, in words: it holds too much, or a newer text stands."""
    form = Form(reflection_schema(opened.module.prompts))
    if not form.read(request.form):
        return form, "This is not saved yet; everything you typed stands below."
    texts = {
        prompt.id: form.data.get(f"{TEXT}{prompt.id}", "")
        for prompt in opened.module.prompts
        if f"{TEXT}{prompt.id}" in request.form
    }
    after, stands = actions.save_draft(
        context.db(),
        opened.enrollment.id,
        opened.module.id,
        texts,
        revision=form.data.get("revision", 0),
        over=form.data.get("over", False),
        window=form.once[:40],
        actor=context.actor(),
        now=context.now(),
    )
    form["revision"].value = after.revision
    if stands:
        return form, ""
    form["over"].value = "true"
    form.status = 409
    return form, f"{_newer(after)} Send it again to put this text in its place."


def _autosave(enrollment: str, module: str) -> Response:
    asked = DraftSchema().load(request.get_json())
    after, stands = actions.save_draft(
        context.db(), enrollment, module, **asked, actor=context.actor(), now=context.now()
    )
    if not stands:
        body = {"code": "newer", "message": _newer(after), "revision": after.revision}
        return make_response(jsonify(body), 409)
    said_at = clock_time(context.now(), context.zone())
    return jsonify({"revision": after.revision, "message": f"Saved at {said_at}"})


def _newer(written: Reflection) -> str:
    when = f" on {moment(written.saved_at, context.zone(), context.today())}" if written.saved_at else ""
    return (
        f"A newer text was saved in another window{when}. "
        "It stands; what you typed here is kept beside it, under “Earlier versions”."
    )


def _is_settled(after: Enrollment) -> bool:
    return after.completed_at == context.now()


def _say_done(after: Enrollment) -> None:
    flash(f"You are done with {after.title}. Your certificate is ready.")


def _further(after: Enrollment, edition: Edition, module_id: str) -> Answer:
    """To the next module, or to the course when it is done."""
    onward = next_after(edition, after, module_id)
    if _is_settled(after):
        _say_done(after)
    if onward is None or after.status is not Status.ACTIVE:
        return redirect(url_for(".course", enrollment=after.id), code=303)
    return redirect(url_for(".module", enrollment=after.id, module=onward.id), code=303)
