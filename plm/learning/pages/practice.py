"""A practice log as its learner keeps it: what is asked, the entries with their state, the form for one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from plm.catalog.showing import shown
from plm.enrollment import actions as enrollment_actions
from plm.errors import RuleBroken
from plm.learning import log_messages as messages
from plm.learning.actions import Opened, open_module
from plm.learning.actions import practice as actions
from plm.learning.model.entries import BACK, Entry, Told
from plm.learning.model.names import LikelyNames
from plm.learning.pages.blueprint import Shown, kept_place, names, pages
from plm.learning.schemas.entries import entry_schema
from plm.web import context
from plm.web.forms import Form

_FIELD = {"day": "held_on", "no-such-act": "act", "figures": "people"}
"""Where a refusal of the rule is shown."""


def show(opened: Opened, form: Form | None = None) -> Shown:
    """The log: what is asked, one's own entries, and the form for another."""
    enrollment = kept_place(opened) if form is None else opened.enrollment
    form = form or _form(opened)
    entries = actions.entries_in(context.db(), opened, actor=context.actor())
    about = {**_about(opened, entries), **names(opened, enrollment)}
    return render_template("plm/learning/kinds/practice.html", form=form, **about), form.status


@pages.post("/enrollments/<enrollment>/modules/<module>/entries")
def write(enrollment: str, module: str) -> Shown:
    """Write an entry; the same form sent twice is one."""
    opened = _opened(enrollment, module)
    form = _form(opened)
    if not form.read(request.form) or not _write(opened, form, form.once):
        return show(opened, form)
    return redirect(url_for(".module", enrollment=enrollment, module=module), code=303)


@pages.route("/enrollments/<enrollment>/modules/<module>/entries/<own_entry>", methods=["GET", "POST"])
def entry(enrollment: str, module: str, own_entry: str) -> Shown:
    """Change an entry that is not accepted."""
    opened = _opened(enrollment, module)
    standing = actions.own_entry(context.db(), opened, own_entry, actor=context.actor())
    form = _form(opened, standing)
    if request.method == "POST" and form.read(request.form) and _write(opened, form, own_entry):
        return redirect(url_for(".module", enrollment=enrollment, module=module), code=303)
    if request.method == "GET" and not standing.open:
        return redirect(url_for(".module", enrollment=enrollment, module=module), code=303)
    about = {**_about(opened, [standing]), **names(opened, opened.enrollment)}
    return render_template("plm/learning/entry.html", form=form, entry=standing, **about), form.status


@pages.post("/enrollments/<enrollment>/modules/<module>/entries/<own_entry>/taken-back")
def take_back(enrollment: str, module: str, own_entry: str) -> Shown:
    """Let an entry wait no longer."""
    actions.take_back(context.db(), enrollment, module, own_entry, actor=context.actor(), now=context.now())
    flash("Taken back. It is kept for you alone; change it to send it again.")
    return redirect(url_for(".module", enrollment=enrollment, module=module), code=303)


def offer_names(form: Form, refusal: LikelyNames) -> None:
    """Show the names that were found at their fields, and offer to say that they are none of a student's."""
    form.wrong({field: [messages.names_words(found)] for field, found in refusal.found.items()})
    every = dict.fromkeys((*form.data["fine"], *refusal.names))
    form["fine"].choices = [(name, name) for name in every]


def _opened(enrollment: str, module: str) -> Opened:
    opened = open_module(context.db(), enrollment, module, actor=context.actor())
    actions.practice_in(opened)
    return opened


def _form(opened: Opened, entry: Entry | None = None) -> Form:
    practice, today = actions.practice_in(opened), context.today()
    earliest = entry.earliest() if entry else today - BACK
    values: dict[str, Any] = {"revision": entry.revision if entry else 1}
    if entry:
        told = entry.told
        values |= {"act": told.act, "held_on": told.held_on, "people": told.people, "minutes": told.minutes}
        values |= {"happened": told.happened, "ahead": told.ahead}
    elif len(practice.acts) == 1:
        values["act"] = practice.acts[0].id
    return Form(entry_schema(practice, earliest=earliest, today=today), values)


def _write(opened: Opened, form: Form, key: str) -> bool:
    """Keep what a form holds; false when something stands against it, which the form then says."""
    asked = dict(form.data)
    confirmed, revision = asked.pop("fine"), asked.pop("revision")
    try:
        written = actions.write_entry(
            context.db(),
            opened.enrollment.id,
            opened.module.id,
            Told(**asked),
            key=key,
            revision=revision,
            confirmed=confirmed,
            today=context.today(),
            actor=context.actor(),
            now=context.now(),
        )
    except LikelyNames as refusal:
        offer_names(form, refusal)
        return False
    except RuleBroken as refusal:
        form.refuse(refusal, _FIELD.get(refusal.code, ""))
        if refusal.code == "newer":
            standing = actions.own_entry(context.db(), opened, key, actor=context.actor())
            form["revision"].value = standing.revision
        if refusal.code == "accepted":
            # What was typed can still become an entry of its own.
            form.once = Form(
                entry_schema(actions.practice_in(opened), earliest=context.today(), today=context.today())
            ).once
        return False
    flash(
        "Your entry is sent. It counts once it is accepted."
        if written.revision == 1
        else "Your entry is changed and sent again."
    )
    return True


def _about(opened: Opened, entries: list[Entry]) -> dict[str, Any]:
    practice = actions.practice_in(opened)
    readers = enrollment_actions.readers_of(context.db(), opened.enrollment, now=context.now())
    work = opened.enrollment.modules.get(opened.module.id)
    return {
        "entries": entries,
        "asked": messages.asked_words(practice),
        "so_far": messages.so_far_words(practice, entries),
        "readers": messages.readers_words(readers),
        "done": work is not None and work.done,
        "intro": shown(practice.intro) if practice.intro else "",
        "me": context.actor().person,
        "known": {one.key: one.revision for one in entries},
        "mark": messages.state_mark,
        "says": lambda one: messages.state_words(one, now=context.now(), zone=context.zone()),
        "facts": lambda one: messages.facts_words(one, today=context.today()),
    }
