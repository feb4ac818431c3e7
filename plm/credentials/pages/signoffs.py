"""Credit that waits for signatures, for those who sign it and for whose it is."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plm.access import DISTRICT, Permission
from plm.credentials import actions, messages
from plm.credentials.pages.blueprint import pages
from plm.credentials.schemas import SendBackSchema
from plm.errors import RuleBroken
from plm.web import context
from plm.web.forms import Form

Shown = str | tuple[str, int] | Response

MOST_SHOWN = 50
"""So many lines are shown at once; who has signed them sees the next."""


@pages.get("/credit")
def waiting() -> Shown:
    """What waits for the visitor's signature."""
    actor = context.actor()
    found = actions.waiting(context.db(), actor=actor)
    schools = len({one.award.school for one in found})
    strong, rest = messages.waiting_answer(len(found), schools)
    return render_template(
        "plm/credentials/waiting.html",
        found=found[:MOST_SHOWN],
        more=len(found) > MOST_SHOWN,
        schools=schools,
        strong=strong,
        rest=rest,
        keeps=actor.may(Permission.CREDIT_KEEP, DISTRICT),
        recognizes=actor.may(Permission.LEARNING_RECOGNIZE, DISTRICT),
        line_words=messages.line_words,
        signed_words=messages.signed_words,
    )


@pages.post("/credit")
def sign() -> Shown:
    """Sign what was chosen, or everything that was shown."""
    chosen = request.form.getlist("shown" if "all" in request.form else "item")
    done = actions.sign_many(context.db(), chosen[:MOST_SHOWN], actor=context.actor(), now=context.now())
    if not chosen:
        flash("Nothing was chosen. Choose what you want to sign.", "late")
    elif done.signed:
        flash(messages.outcome_words(done.signed, done.waits))
    for problem in done.problems:
        flash(problem, "stuck")
    return redirect(url_for(".waiting"), code=303)


@pages.route("/credit/<code>/<kind>/send-back", methods=["GET", "POST"])
def send_back(code: str, kind: str) -> Shown:
    """Do not sign a credit, and say why."""
    actor, db = context.actor(), context.db()
    award, line = actions.to_sign(db, code, kind, actor=actor)
    form = Form(SendBackSchema())
    if request.method == "POST" and form.read(request.form):
        try:
            actions.send_back(db, code, kind, words=form.data["words"], actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal, "words" if refusal.code == "no-words" else "")
        else:
            flash(f"Sent back. {award.name} reads what you wrote on their record, and can ask again.")
            return redirect(url_for(".waiting"), code=303)
    return render_template("plm/credentials/send_back.html", form=form, award=award, line=line), form.status


@pages.post("/record/<code>/<kind>/ask-again")
def ask_again(code: str, kind: str) -> Shown:
    """Let one's own credit wait for its signatures anew."""
    actions.ask_again(context.db(), code, kind, actor=context.actor(), now=context.now())
    flash("It waits for its signatures again.")
    return redirect(url_for(".record"), code=303)
