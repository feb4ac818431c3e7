"""Practice to read: what waits for a facilitator, and the answer to it."""

from flask import flash, redirect, render_template, request, url_for

from plm.access import SHARED, Permission
from plm.errors import RuleBroken
from plm.learning import log_messages as messages
from plm.learning.actions import judging as actions
from plm.learning.model.names import LikelyNames
from plm.learning.pages.blueprint import Shown, pages
from plm.learning.pages.practice import offer_names
from plm.learning.schemas.entries import ReplySchema
from plm.web import context
from plm.web.forms import Form

MOST_SHOWN = 50
"""So many entries stand on one page; who has read them sees the next."""


@pages.get("/practice")
def practice() -> Shown:
    """The entries that wait for the visitor."""
    found = actions.to_read(context.db(), actor=context.actor(), now=context.now())
    strong, rest = messages.to_read_words(len(found))
    return render_template(
        "plm/learning/practice.html",
        reads=context.actor().may(Permission.REFLECTION_READ, SHARED),
        found=found[:MOST_SHOWN],
        more=max(0, len(found) - MOST_SHOWN),
        strong=strong,
        rest=rest,
        now=context.now(),
        facts=lambda one: messages.facts_words(one, today=context.today()),
    )


@pages.post("/practice")
def accept() -> Shown:
    """Accept one entry, or those that were chosen."""
    one = request.form.get("one", "")
    chosen = [_read(value) for value in ([one] if one else request.form.getlist("entry")[:MOST_SHOWN])]
    done = actions.accept_many(context.db(), chosen, actor=context.actor(), now=context.now())
    if not chosen:
        flash("Nothing was chosen. Choose the entries you want to accept.", "late")
    elif done.names:
        flash(messages.accepted_words(done.names))
    for problem in done.problems:
        flash(problem, "late")
    return redirect(url_for(".practice"), code=303)


@pages.route("/practice/<entry>", methods=["GET", "POST"])
def practice_entry(entry: str) -> Shown:
    """Return an entry with a comment, or accept it with one."""
    db, actor, now = context.db(), context.actor(), context.now()
    one = actions.entry_to_judge(db, entry, actor=actor, now=now)
    form = Form(ReplySchema(), {"revision": one.entry.revision})
    if request.method == "POST" and form.read(request.form):
        act = actions.accept if request.form.get("act") == "accept" else actions.send_back
        try:
            act(
                db,
                entry,
                form.data["comment"],
                revision=form.data["revision"],
                confirmed=form.data["fine"],
                actor=actor,
                now=now,
            )
        except LikelyNames as refusal:
            offer_names(form, refusal)
        except RuleBroken as refusal:
            form.refuse(refusal, "comment" if refusal.code in ("no-comment", "too-long") else "")
            form["revision"].value = one.entry.revision
        else:
            flash(
                messages.accepted_words([one.name])
                if act is actions.accept
                else f"Returned. {one.name} reads your comment and can change the entry."
            )
            return redirect(url_for(".practice"), code=303)
    facts = messages.facts_words(one.entry, today=context.today())
    return render_template("plm/learning/practice_entry.html", one=one, form=form, facts=facts), form.status


def _read(value: str) -> tuple[str, int]:
    """An entry and the revision that was on the page."""
    entry, _, revision = value.rpartition(" ")
    return entry, int(revision) if revision.isdigit() and len(revision) < 9 else 0
