"""A quiz: the questions of an attempt, and what it came to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for

from plm.catalog import asking
from plm.catalog.asking import Asked
from plm.catalog.kinds import Quiz
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.errors import RuleBroken
from plm.learning import actions
from plm.learning.actions import MOVED, OVER, Opened
from plm.learning.model import Paper, number_of_next
from plm.learning.pages.blueprint import Shown, is_settled, kept_place, names, pages, say_done
from plm.learning.schemas import ANSWER, EDITION, NUMBER, asked_in, said
from plm.web import context
from plm.web.forms import Form
from plm.web.words import clock_time, day

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ENDS = {1: "st", 2: "nd", 3: "rd"}

NOT_ASKED = "There came an answer to a question that does not stand here. Nothing is counted yet; please look again."


@dataclass(frozen=True)
class Sheet:
    """The questions of an attempt, to be filled in."""

    paper: Paper
    asks: tuple[Asked, ...]
    form: Form

    @property
    def wanting(self) -> list[Asked]:
        """The questions that still need something."""
        return [one for one in self.asks if any(self.form[name].errors for name in one.names)]

    @property
    def chosen(self) -> dict[str, tuple[int, ...]]:
        """What was chosen, by question id."""
        return {name.removeprefix(ANSWER): places for name, places in asking.kept(self.form, self.asks).items()}


def show(opened: Opened, sheet: Sheet | None = None) -> Shown:
    """The questions, when the next attempt opens, or the result of an attempt."""
    quiz = actions.quiz_in(opened)
    if sheet is None and (key := request.args.get("attempt")):
        return _result(opened, key)
    enrollment = kept_place(opened) if sheet is None else opened.enrollment
    about = _about(opened, quiz, enrollment)
    if sheet is None and about["can_try"] and (not about["done"] or "again" in request.args):
        sheet = _sheet(actions.paper_of(opened))
    page = render_template("plm/learning/kinds/quiz.html", **about, sheet=sheet)
    return page, sheet.form.status if sheet else 200


@pages.post("/enrollments/<enrollment>/modules/<module>/answers")
def answer(enrollment: str, module: str) -> Shown:
    """Answer a quiz."""
    db, actor = context.db(), context.actor()
    opened = actions.open_module(db, enrollment, module, actor=actor)
    actions.quiz_in(opened)
    current = number_of_next(opened.enrollment.modules.get(module))
    number = request.form.get(NUMBER, current, type=int)
    edition = request.form.get(EDITION, "")
    sheet = _sheet(actions.paper_of(opened, number if 0 < number < current else current))
    fine = asking.read(sheet.form, sheet.asks, request.form)
    known = {name for one in sheet.asks for name in one.names}
    if any(name.startswith(ANSWER) and name not in known for name in request.form):
        sheet.form.wrong({"": [NOT_ASKED]})
        fine = False
    if not fine and (number != current or edition in ("", opened.edition.id)):
        return show(opened, sheet) if number == current else _late(opened, sheet)
    chosen, key = sheet.chosen, sheet.form.once[:40]
    try:
        _, after = actions.answer(
            db, enrollment, module, chosen, key=key, number=number, edition=edition, actor=actor, now=context.now()
        )
    except RuleBroken as refusal:
        if refusal.code == OVER:
            return _late(opened, sheet)
        if refusal.code == MOVED:
            opened = actions.open_module(db, enrollment, module, actor=actor)
            sheet = _sheet(actions.paper_of(opened))
        sheet.form.refuse(refusal)
        return show(opened, sheet)
    if is_settled(after):
        say_done(after)
    return redirect(url_for(".module", enrollment=enrollment, module=module, attempt=key), code=303)


def _sheet(paper: Paper, chosen: dict[str, tuple[int, ...]] | None = None) -> Sheet:
    asks = asked_in(paper)
    named = {f"{ANSWER}{question}": places for question, places in (chosen or {}).items()}
    return Sheet(paper, asks, asking.form_of(asks, named))


def _late(opened: Opened, sheet: Sheet) -> Shown:
    """A form whose attempt is counted already: what was chosen is kept where it can still be used."""
    quiz = actions.quiz_in(opened)
    about = _about(opened, quiz, opened.enrollment)
    place = _place(sheet.paper.number)
    words = f"This was the form of your {place} try, which is counted already; these answers are not counted."
    if about["can_try"]:
        sheet = _sheet(actions.paper_of(opened), sheet.chosen)
        words += f" Here is your {_place(sheet.paper.number)} try. What you chose is kept where it asks the same."
    for one in sheet.form.fields:
        one.errors = []
    sheet.form.general = [words]
    sheet.form.status = 409
    return show(opened, sheet)


def _result(opened: Opened, key: str) -> Shown:
    attempt, quiz = actions.attempt(context.db(), opened, key, actor=context.actor())
    return render_template(
        "plm/learning/kinds/result.html",
        **_about(opened, quiz, kept_place(opened)),
        attempt=attempt,
        answers=attempt.answers(quiz),
        passed=attempt.right >= quiz.needed,
    )


def _about(opened: Opened, quiz: Quiz, enrollment: Enrollment) -> dict[str, Any]:
    work = enrollment.modules.get(opened.module.id)
    opens_at = quiz.opens_at(work, now=context.now())
    may_try = opened.open and quiz.may_try(work)
    return names(opened, enrollment) | {
        "quiz": quiz,
        "work": work,
        "done": work is not None and work.done,
        "best": round(work.best * quiz.size) if work else 0,
        "tries_left": max(0, quiz.attempts + work.allowed - work.attempts) if work else quiz.attempts,
        "may_try": may_try,
        "can_try": may_try and opens_at is None,
        "opens": _when(opens_at) if may_try and opens_at else "",
        "helpers": () if may_try else enrollment_actions.principals_of(context.db(), enrollment.school),
        "said": said,
        "number_field": NUMBER,
        "edition_field": EDITION,
    }


def _when(opens_at: datetime) -> str:
    """A moment to come, as people say it, never before it is true: "today at 3:40 pm"."""
    minute = (opens_at + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)
    local = minute.astimezone(context.zone())
    ahead = (local.date() - context.today()).days
    on = ("today", "tomorrow")[ahead] if 0 <= ahead < 2 else f"on {day(local, context.today())}"
    return f"{on} at {clock_time(local, context.zone())}"


def _place(number: int) -> str:
    """A number as the place in a row: "second", "21st"."""
    if number <= len(_PLACES):
        return _PLACES[number - 1]
    return f"{number}{'th' if number % 100 in (11, 12, 13) else _ENDS.get(number % 10, 'th')}"
