"""What will be sent, the development mailbox, and the nudge."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from plm.errors import NotAllowed
from plm.reminders import actions
from plm.reminders.actions import Ahead, Line
from plm.reminders.schemas import NudgeSchema
from plm.reminders.words import because, kept, named, safe_cell
from plm.web import context
from plm.web.context import public
from plm.web.forms import Form
from plm.web.words import capital, count, listed, moment

pages = Blueprint("reminders", __name__, template_folder="templates")

WEEKS = timedelta(days=13)
SAY_SCHOOLS = 2

# So many days are shown at once; those after them at a touch.
NEAR = 4

# And so many lines of a day; the rest at a touch.
MOST_LINES = 12

# The HTML part of a message is shown as it was sent, and may do nothing at all.
SANDBOX = "default-src 'none'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'none'"


@pages.get("/reminders")
def preview() -> str:
    """Two weeks of reminders, day by day, and what was kept back."""
    today = _district_today()
    found = _two_weeks(today)
    days = [today + timedelta(days=n) for n in range(WEEKS.days + 1)]
    told = {one: sum(line.people for line in found.on(one)) for one in days}
    shown = [(one, found.on(one), told[one]) for one in days if told[one] or (one == today and found.sent)]
    busiest = max(told.values())
    return render_template(
        "plm/reminders/preview.html",
        ahead=found,
        places={line: place for place, line in enumerate(found.lines)},
        most=MOST_LINES,
        today=today,
        until=days[-1],
        near=shown[:NEAR],
        far=shown[NEAR:],
        far_most=_mostly(shown[NEAR:]),
        circles=[(f"{one:%a} {one.day}", people) for one, people in told.items()],
        busiest=busiest if list(told.values()).count(busiest) == 1 and len(shown) > 1 else 0,
        sampled=_sampled_day(found, today),
        kept=[kept(state, code, people) for (state, code), people in sorted(found.kept.items())],
        hours=actions.hours_of(context.settings()),
        named=named,
        because=because,
        whom=_whom,
        zone=context.settings().zone,
    )


@pages.post("/reminders")
def send_samples() -> BaseResponse:
    """Send the viewer one of each message that leaves on the next day on which any does."""
    today = _district_today()
    found = _two_weeks(today)
    lines = found.on(_sampled_day(found, today) or today)
    sent, before = actions.send_samples(
        context.db(), context.settings(), lines, actor=context.actor(), now=context.now()
    )
    if sent:
        them = "it" if sent == 1 else "them"
        flash(f"{capital(count(sent, 'message is', 'messages are'))} on the way to you, as others will read {them}.")
    else:
        flash(f"You were sent {'it' if before == 1 else 'them'} already today.", "late")
    return redirect(url_for(".preview"), code=303)


@pages.get("/reminders/read/<int:place>")
def read_ahead(place: int) -> str:
    """One message that will be sent, as somebody reads it who has not begun."""
    today = _district_today()
    found = _two_weeks(today)
    if place >= len(found.lines):
        abort(404)
    line = found.lines[place]
    mail = actions.sample_for(context.db(), context.settings(), line, actor=context.actor(), today=today)
    return render_template("plm/reminders/read.html", line=line, mail=mail, named=named, whom=_whom)


@pages.get("/reminders.csv")
def preview_csv() -> Response:
    """The same two weeks as a table."""
    today = _district_today()
    found = _two_weeks(today)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("When", "What", "People", "Schools", "Why"))
    for line in found.lines:
        why = because(line.rule, line.about, line.place, context.settings().zone, today)
        cells = (f"{line.at:%Y-%m-%d %H:%M}", named(line.rule, line.title), line.people, "; ".join(line.schools), why)
        table.writerow([safe_cell(str(cell)) for cell in cells])
    name = f"reminders-{today}-to-{today + WEEKS}.csv"
    return Response(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@pages.get("/mailbox")
@public
def mailbox() -> str:
    """The messages that would have been sent, had a mail server been set."""
    to = _whose_mailbox()
    q = request.args.get("q", "").strip()[:100]
    found = actions.shown(context.db(), to=to, find=q if not to else "")
    return render_template("plm/reminders/mailbox.html", letters=found, everybodys=not to, q=q, most=actions.MOST_SHOWN)


@pages.get("/mailbox/<path:key>")
@public
def letter(key: str) -> str | Response:
    """One message: its text, or with ?part=html the HTML it would have carried."""
    found = actions.read(context.db(), key, to=_whose_mailbox())
    if request.args.get("part") == "html":
        return Response(found["html"], headers={"Content-Security-Policy": SANDBOX})
    return render_template("plm/reminders/letter.html", letter=found)


@pages.route("/schools/<school>/nudge", methods=["GET", "POST"])
def nudge(school: str) -> str | tuple[str, int] | BaseResponse:
    """Write a kind word to everybody at a school whose due date has passed."""
    db, settings, actor, now = context.db(), context.settings(), context.actor(), context.now()
    late = actions.late_ones(db, settings, school, actor=actor, now=now)
    form = Form(NudgeSchema(), {"said": _first_sentence(len(late.waiting))})
    if request.method == "POST" and form.read(request.form) and request.form.get("act") != "look":
        done = actions.nudge(db, settings, school, said=form.data["said"], actor=actor, now=now)
        for words, category in _outcome(done, late):
            flash(words, category)
        return redirect(url_for("plm.reports.team", school=school), code=303)
    said = form.data.get("said") or form["said"].value
    text = actions.nudge_text(settings, late, said=said, actor=actor, now=now)
    page = render_template(
        "plm/reminders/nudge.html",
        late=late,
        form=form,
        text=text,
        back=url_for("plm.reports.team", school=school),
        at_once=late.leaves_at <= now,
    )
    return page, form.status


def _whose_mailbox() -> str:
    visitor = context.visitor()
    to = actions.may_look(context.settings(), visitor.actor if visitor else None, visitor.email if visitor else "")
    # Nobody is signed in and may look at nothing: the door, and back here afterwards.
    if to is None:
        raise NotAllowed("Please sign in first.", code="signed-out")
    return to


def _two_weeks(today: date) -> Ahead:
    return actions.ahead(
        context.db(), context.settings(), until=today + WEEKS, actor=context.actor(), now=context.now()
    )


def _district_today() -> date:
    return context.now().astimezone(context.settings().zone).date()


def _sampled_day(found: Ahead, today: date) -> date | None:
    """Tomorrow, or the next day on which something with fixed words leaves."""
    days = sorted({line.at.date() for line in found.lines if line.edition})
    return next((one for one in days if one > today), days[0] if days else None)


def _mostly(days: list[tuple[date, tuple[Line, ...], int]]) -> str:
    """What more than half of the reminders of these days say; empty when no message does."""
    said: Counter[str] = Counter()
    for _, lines, _ in days:
        for line in lines:
            said[named(line.rule, line.title)] += line.people
    (words, people), *_ = said.most_common(1) or [("", 0)]
    return words if len(said) > 1 and 2 * people > said.total() else ""


def _whom(line: Line) -> str:
    """Who is told: “266 people at 11 schools”."""
    people = "1 person" if line.people == 1 else f"{line.people:,} people"
    if not line.schools:
        return people
    if len(line.schools) <= SAY_SCHOOLS:
        return f"{people} at {listed(line.schools)}"
    return f"{people} at {len(line.schools)} schools"


def _first_sentence(people: int) -> str:
    return (
        "I know how full these weeks are. Your course is still open, and I would be glad if you found the time for it."
        if people
        else ""
    )


def _outcome(done: actions.Nudged, late: actions.Late) -> list[tuple[str, str]]:
    said = []
    if done.sent:
        when = (
            "now"
            if done.leaves_at <= context.now()
            else f"on {moment(done.leaves_at, late.school.zone, context.today())}"
        )
        said.append((f"{_some(done.sent)} will be written to {when}.", "done"))
    if done.already:
        has = "has" if len(done.already) == 1 else "have"
        said.append(
            (f"{_some(done.already)} {has} had a nudge for that day already, so nothing more was sent.", "late")
        )
    return said


def _some(names: tuple[str, ...], most: int = 6) -> str:
    if len(names) <= most:
        return listed(names)
    return f"{listed((*names[: most - 1], f'{len(names) - most + 1} others'))}"
