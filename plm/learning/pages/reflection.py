"""A reflection: prompts to write to, saved while somebody types."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for

from plm.catalog import kinds
from plm.catalog.kinds import Audience
from plm.catalog.readers import readers_of
from plm.catalog.showing import shown
from plm.errors import NotFound, RuleBroken
from plm.learning import actions
from plm.learning.actions import Opened
from plm.learning.model import Reflection
from plm.learning.pages.blueprint import Shown, further, names, pages
from plm.learning.schemas import READERS, STOOD, TEXT, DraftSchema, reflection_schema, said
from plm.web import context
from plm.web.forms import Form
from plm.web.words import capital, clock_time, count, moment


def asked_in(opened: Opened) -> kinds.Reflection:
    """The prompts of the module.

    Raises:
        NotFound: it has none.
    """
    if (asked := opened.module.of(kinds.Reflection)) is None:
        raise NotFound("This module has no prompts.")
    return asked


def show(opened: Opened, form: Form | None = None, problem: str = "") -> Shown:
    """The prompts with what was written."""
    written = actions.read_reflection(context.db(), opened, actor=context.actor())
    status = form.status if form else 200
    if form is None:
        form = Form(reflection_schema(asked_in(opened).prompts), _values(written))
    if written.unseen:
        actions.see_replies(context.db(), opened, actor=context.actor(), now=context.now())
    work = opened.enrollment.modules.get(opened.module.id)
    readers = {one: readers_of(one, meets=opened.edition.has_live) for one in Audience}
    page = render_template(
        "plm/learning/kinds/reflection.html",
        **names(opened, opened.enrollment),
        form=form,
        written=written,
        problem=problem,
        done=work is not None and work.done,
        me=context.actor().person,
        now=context.now(),
        intro=shown(asked_in(opened).intro),
        text=TEXT,
        choice=READERS,
        stood=STOOD,
        readers=readers,
        said=said,
    )
    return page, status


@pages.post("/enrollments/<enrollment>/modules/<module>/draft")
def draft(enrollment: str, module: str) -> Shown:
    """Keep what was typed so far: asked by the page while somebody types, or by its Save button."""
    if request.is_json:
        return _autosave(enrollment, module)
    opened = actions.open_module(context.db(), enrollment, module, actor=context.actor())
    form, problem = _save_form(opened)
    if problem:
        return show(opened, form, problem)
    flash(f"Saved at {clock_time(context.now(), context.zone())}.")
    return redirect(url_for(".module", enrollment=enrollment, module=module), code=303)


@pages.post("/enrollments/<enrollment>/modules/<module>/reflection")
def reflect(enrollment: str, module: str) -> Shown:
    """Hand a reflection in. What was typed is saved first, whatever is still missing."""
    db, actor = context.db(), context.actor()
    opened = actions.open_module(db, enrollment, module, actor=actor)
    form, problem = _save_form(opened)
    if problem:
        return show(opened, form, problem)
    short = actions.read_reflection(db, opened, actor=actor).short(asked_in(opened).prompts)
    if short:
        form.wrong({f"{TEXT}{prompt}": [words] for prompt, words in short.items()})
        wanting = count(len(short), "answer is", "answers are")
        return show(opened, form, f"What you wrote is saved. {capital(wanting)} still too short to hand in.")
    try:
        after = actions.hand_in(db, enrollment, module, actor=actor, now=context.now())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show(opened, form, f"What you wrote is saved. {refusal.message}")
    flash("Your reflection is handed in. You can still write on.")
    return further(after, opened.edition, module)


def _values(written: Reflection) -> dict[str, Any]:
    texts: Mapping[str, str] = written.texts
    return {**{f"{TEXT}{prompt}": text for prompt, text in texts.items()}, "revision": written.revision}


def _save_form(opened: Opened) -> tuple[Form, str]:
    """Save what a form holds; gives what stands against it, in words: it holds too much, or a newer text stands."""
    form = Form(reflection_schema(asked_in(opened).prompts))
    if not form.read(request.form):
        return form, "This is not saved yet; everything you typed stands below."
    texts = {
        prompt.id: form.data.get(f"{TEXT}{prompt.id}", "")
        for prompt in asked_in(opened).prompts
        if f"{TEXT}{prompt.id}" in request.form
    }
    chosen = {
        prompt.id: audience
        for prompt in asked_in(opened).prompts
        if (audience := form.data.get(f"{READERS}{prompt.id}")) and audience is not form.data.get(f"{STOOD}{prompt.id}")
    }
    after, stands = actions.save_draft(
        context.db(),
        opened.enrollment.id,
        opened.module.id,
        texts,
        revision=form.data.get("revision", 0),
        over=form.data.get("over", False),
        window=form.once[:40],
        audiences=chosen,
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
    body = {"revision": after.revision, "audiences": after.audiences}
    if not stands:
        return make_response(jsonify(body | {"code": "newer", "message": _newer(after), "texts": after.texts}), 409)
    said_at = clock_time(context.now(), context.zone())
    return jsonify(body | {"message": f"Saved at {said_at}"})


def _newer(written: Reflection) -> str:
    when = f" on {moment(written.saved_at, context.zone(), context.today())}" if written.saved_at else ""
    return (
        f"A newer text was saved in another window{when}. "
        "It stands; what you typed here is kept beside it, under “Earlier versions”."
    )
