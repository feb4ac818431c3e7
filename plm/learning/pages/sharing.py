"""What people wrote for their facilitator and for their team."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from plm.catalog.asking import said
from plm.errors import RuleBroken
from plm.learning.actions import sharing
from plm.learning.actions.sharing import Handed
from plm.learning.handing import parts_words, waiting_answer
from plm.learning.pages.blueprint import Shown, pages
from plm.learning.schemas import ReplySchema
from plm.web import context
from plm.web.forms import Form
from plm.web.words import first_name

MOST_SHOWN = 50


@pages.get("/reflections")
def reflections() -> Shown:
    """What waits to be read by the visitor, and what they have read."""
    found = sharing.to_read(context.db(), actor=context.actor(), now=context.now())
    courses = sorted({(one.course, one.title) for one in found}, key=lambda one: one[1])
    course, page = request.args.get("course", "")[:80], max(1, request.args.get("page", 1, type=int))
    shown = [one for one in found if course in ("", one.course)]
    strong, rest = waiting_answer(sum(one.unread for one in shown), len(shown))
    return render_template(
        "plm/learning/reflections.html",
        found=shown[(page - 1) * MOST_SHOWN : page * MOST_SHOWN],
        courses=courses,
        course=course,
        page=page,
        pages=-(-len(shown) // MOST_SHOWN),
        strong=strong,
        rest=rest,
        parts=parts_words,
    )


@pages.get("/reflections/<enrollment>/<module>")
def handed_in(enrollment: str, module: str) -> Shown:
    """What somebody handed in, as far as it is for the visitor."""
    return _show(sharing.read_one(context.db(), enrollment, module, actor=context.actor(), now=context.now()))


@pages.post("/reflections/<enrollment>/<module>/replies")
def reply_to_reflection(enrollment: str, module: str) -> Shown:
    """Answer its writer."""
    db, actor, now = context.db(), context.actor(), context.now()
    form = Form(ReplySchema())
    if not form.read(request.form):
        return _show(sharing.read_one(db, enrollment, module, actor=actor, now=now), form)
    try:
        handed = sharing.reply(db, enrollment, module, form.data["text"], once=form.once[:40], actor=actor, now=now)
    except RuleBroken as refusal:
        form.refuse(refusal, "text")
        return _show(sharing.read_one(db, enrollment, module, actor=actor, now=now), form)
    flash(f"{handed.name} reads your reply the next time the course is opened.")
    return redirect(url_for(".handed_in", enrollment=enrollment, module=module), code=303)


@pages.post("/reflections/<enrollment>/<module>/unread")
def unread_reflection(enrollment: str, module: str) -> Answer:
    """Put it back among what waits to be read."""
    handed = sharing.mark_unread(context.db(), enrollment, module, actor=context.actor(), now=context.now())
    flash(f"What {handed.name} wrote waits to be read again.")
    return redirect(url_for(".reflections"), code=303)


@pages.get("/enrollments/<enrollment>/colleagues")
def colleagues(enrollment: str) -> Shown:
    """What colleagues wrote for their team, prompt by prompt."""
    following, found = sharing.from_team(context.db(), enrollment, actor=context.actor())
    written: dict[tuple[str, str, str], list[tuple[Handed, str]]] = {}
    for one in found:
        for answer in one.open:
            written.setdefault((one.module, one.about, answer.prompt.text), []).append((one, answer.text))
    order = {module.id: place for place, module in enumerate(following.edition.modules)}
    return render_template(
        "plm/learning/colleagues.html",
        enrollment=following.enrollment,
        edition=following.edition,
        written=sorted(written.items(), key=lambda asked: order.get(asked[0][0], len(order))),
        people=len({one.person for one in found}),
        said=said,
    )


def _show(handed: Handed, form: Form | None = None) -> Shown:
    form = form or Form(ReplySchema())
    form["text"].label = f"A reply to {first_name(handed.name)}"
    form["text"].hint = "Only the two of you read it, and whoever runs the section with you."
    page = render_template("plm/learning/handed_in.html", one=handed, form=form, said=said, parts=parts_words)
    return page, form.status
