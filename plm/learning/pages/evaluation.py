"""The short evaluation of a course: the page that asks, and the page that shows what was answered."""

from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, request, url_for

from plm.errors import RuleBroken
from plm.learning.actions import evaluation as actions
from plm.learning.model.evaluation import FEWEST, QUESTIONS, SCALE, STATEMENTS, Results
from plm.learning.pages.blueprint import Shown, is_settled, pages, say_done
from plm.learning.schemas.evaluation import evaluation_schema
from plm.schools import sheets
from plm.web import context
from plm.web.forms import Form
from plm.web.sheet import download
from plm.web.words import number as spelled

NOT_SHOWN = f"Not shown: fewer than {spelled(FEWEST)} answers"

HEAD = ("Asked", "Answer", "Number", "Of", "Share")


@pages.get("/enrollments/<enrollment>/evaluation")
def evaluate(enrollment: str) -> Shown:
    """What the course asks about itself."""
    asking = actions.open_evaluation(context.db(), enrollment, actor=context.actor())
    return _asking(asking, _form())


@pages.post("/enrollments/<enrollment>/evaluation")
def take_evaluation(enrollment: str) -> Shown:
    """Take an answer; a second one changes nothing and says so."""
    db, actor = context.db(), context.actor()
    asking = actions.open_evaluation(db, enrollment, actor=actor)
    form = _form()
    if not form.read(request.form):
        return _asking(asking, form), form.status
    ratings = {one.id: form.data[one.id] for one in STATEMENTS if one.id in form.data}
    said = {one.id: form.data[one.id] for one in QUESTIONS if form.data.get(one.id)}
    if not ratings and not said:
        form.refuse(RuleBroken("Answer at least one of these. Everything else may be left out."), status=422)
        return _asking(asking, form), form.status
    after, first = actions.evaluate(db, enrollment, ratings, said, actor=actor, zone=context.zone(), now=context.now())
    if not first:
        flash("You answered before, so nothing was changed.", "warning")
    elif is_settled(after):
        say_done(after)
    else:
        flash("Thank you. Your answers are kept without your name.")
    return redirect(url_for(".course", enrollment=enrollment), code=303)


@pages.get("/courses/<slug>/evaluation")
def evaluation(slug: str) -> str | Response:
    """How many answered, how each statement was rated, and what was said, for nobody by name."""
    course, found = actions.read_evaluation(context.db(), slug, actor=context.actor())
    if request.args.get("format") == "csv":
        return download(f"evaluation-{slug}", sheets.written(HEAD, _rows(found)))
    return render_template(
        "plm/learning/evaluation.html",
        course=course,
        found=found,
        scale=SCALE,
        questions=QUESTIONS,
        not_shown=NOT_SHOWN,
        few=spelled(FEWEST),
    )


def _form() -> Form:
    return Form(evaluation_schema())


def _asking(asking: actions.Evaluating, form: Form) -> str:
    return render_template(
        "plm/learning/evaluate.html",
        enrollment=asking.enrollment,
        edition=asking.edition,
        asking=asking,
        opens=actions.when_open(asking),
        form=form,
        few=spelled(FEWEST),
    )


def _rows(found: Results) -> Iterator[tuple[object, ...]]:
    """How many answered, then a row for each step of each statement, then the open answers."""
    yield "Answered", "", found.number, found.offered, round(found.rate, 3)
    if not found.shown:
        yield NOT_SHOWN, "", "", "", ""
        return
    for one in found.ratings:
        if not one.shown:
            yield one.asked.text, NOT_SHOWN, "", "", ""
            continue
        for words, count in zip(SCALE.values(), one.counts, strict=True):
            yield one.asked.text, words, count, one.total, round(count / one.total, 3)
    for asked in QUESTIONS:
        for said in found.said[asked.id]:
            yield asked.text, said, "", "", ""
