"""The roster of a session: one act for all, then the exceptions; and who has a seat."""

import csv
import io
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.attendance import actions, messages
from plm.attendance.actions import Sheet
from plm.attendance.model import Group, State, Wanted, held_on
from plm.attendance.schemas import PersonSchema
from plm.errors import RuleBroken
from plm.sections import actions as sections
from plm.web import context
from plm.web.forms import ONCE, Form
from plm.web.words import slug

pages = Blueprint("attendance", __name__, template_folder="templates")

View = str | tuple[str, int] | AnyResponse

_MARK, _SHOWN, _CAME, _LEFT = "mark_", "shown_", "came_", "left_"


@pages.route("/sections/<section>/sessions/<session>/attendance", methods=["GET", "POST"])
def roster(section: str, session: str) -> View:
    """Who is here: the sheet, and the one form that saves all of it."""
    if request.method == "POST":
        return _save(section, session)
    sheet = actions.sheet(context.db(), section, session, actor=context.actor(), now=context.now())
    if request.args.get("as") == "csv":
        return _csv(sheet)
    settle = context.settings().settle_minutes
    short = actions.falling_short(context.db(), sheet, now=context.now())
    return render_template(
        "plm/attendance/roster.html", form=Form(PersonSchema()), settle=settle, short=short, **_names(sheet)
    )


@pages.route("/sections/<section>/sessions/<session>/attendance/<person>")
def history(section: str, session: str, person: str) -> View:
    """Who marked somebody when, what it was before, and why."""
    past = actions.history(context.db(), section, session, person, actor=context.actor())
    return render_template("plm/attendance/history.html", past=past, says=messages.presence)


@pages.route("/sections/<section>/people", methods=["POST"])
def add_person(section: str) -> View:
    """Give somebody a seat, by e-mail address."""
    actor, form = context.actor(), Form(PersonSchema())
    if form.read(request.form):
        try:
            name = actions.add_person(context.db(), section, form.data["email"], actor=actor, now=context.now())
        except RuleBroken as refusal:
            form.refuse(refusal, "email")
        else:
            flash(f"{name} has a seat.")
            return redirect(url_for("plm.sections.show", section=section), code=303)
    found = sections.to_change(context.db(), section, actor=actor)
    return render_template("plm/attendance/add.html", section=found, form=form), form.status


@pages.route("/sections/<section>/people/remove", methods=["POST"])
def remove_person(section: str) -> View:
    """Take somebody's seat back."""
    name = sections.unseat(
        context.db(), section, request.form.get("person", ""), actor=context.actor(), now=context.now()
    )
    flash(f"{name} has no seat any more. Attendance already taken stays. Add them again if that was a slip.")
    return redirect(url_for("plm.sections.show", section=section), code=303)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _save(section: str, session: str) -> AnyResponse:
    """Do what the pressed button says, and show the roster as it stands then."""
    actor, now, once = context.actor(), context.now(), request.form.get(ONCE, "")
    act = request.form.get("act", "save")
    if act == "undo":
        outcome = actions.undo(
            context.db(), section, session, request.form.get("batch", ""), once=once, actor=actor, now=now
        )
    else:
        why = request.form.get("why", "").strip()[:500]
        wanted = _wanted(everybody=act == "all")
        settle = timedelta(minutes=context.settings().settle_minutes)
        outcome = actions.mark(
            context.db(), section, session, wanted, once=once, why=why, settle=settle, actor=actor, now=now
        )
    flash(messages.saved(outcome))
    for words in (messages.kept(outcome), messages.refused(outcome)):
        if words:
            flash(words, "warning")
    return redirect(url_for(".roster", section=section, session=session), code=303)


def _wanted(*, everybody: bool) -> list[Wanted]:
    """What the form says about each person it showed.

    Args:
        everybody: whoever has no mark in the form is meant to be here.
    """
    sent = request.form
    wanted = []
    for name, shown in sent.items():
        if not name.startswith(_SHOWN):
            continue
        person = name.removeprefix(_SHOWN)
        said = sent.get(_MARK + person, State.HERE if everybody else State.OPEN)
        if said not in set(State):
            raise RuleBroken("This page is not complete. Load it again and send it once more.", code="bad-mark")
        if said == State.OPEN and not shown.startswith(State.OPEN):
            continue
        wanted.append(Wanted(person, State(said), shown, sent.get(_CAME + person, ""), sent.get(_LEFT + person, "")))
    return wanted


def _names(sheet: Sheet) -> dict[str, Any]:
    """What the page shows of a sheet."""
    section, session, now = sheet.section, sheet.session, context.now()
    held = held_on(section, session)
    opened = session.opens_at <= now and not (section.cancelled_at and session.starts_at > section.cancelled_at)
    bold, rest = messages.groups(len(sheet.lines), sheet.marked)
    return {
        "sheet": sheet,
        "section": section,
        "session": session,
        "opened": opened,
        "bold": bold,
        "rest": rest,
        "act": messages.act(len(sheet.lines), sheet.marked),
        "later": now.astimezone(section.zone).date() > held,
        "groups": (
            ("Not marked yet", sheet.group(Group.OPEN)),
            ("Exceptions", sheet.group(Group.EXCEPTION)),
            ("Here from the start", sheet.group(Group.WHOLE)),
        ),
        "says": messages.presence,
        "clock": _clock_of(sheet),
    }


def _clock_of(sheet: Sheet) -> Any:
    """Minutes after the session began as a time on the wall, as time fields write it."""
    zone = sheet.section.zone
    start = sheet.session.starts_at

    def clock(minutes: int) -> str:
        moment = start.timestamp() + 60 * minutes
        return f"{start.fromtimestamp(moment, tz=zone):%H:%M}"

    return clock


def _csv(sheet: Sheet) -> Response:
    """The sheet as a file for a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("Name", "School", "E-mail", "Mark", "Minutes", "Of", "Marked by", "Marked at"))
    for line in sheet.lines:
        told: tuple[object, ...] = ("Not marked", "", sheet.session.minutes, "", "")
        if record := line.record:
            at = record.last.at.astimezone(sheet.section.zone)
            said = messages.presence(record.presence, record.of)
            told = (said, record.minutes, record.of, record.last.name, f"{at:%Y-%m-%d %H:%M}")
        rows.writerow([_plain(cell) for cell in (line.person.name, line.person.school, line.person.email, *told)])
    answer = make_response("\ufeff" + out.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = f"attendance-{slug(sheet.section.title)}-{held_on(sheet.section, sheet.session)}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
