"""What somebody reads about their own learning."""

from dataclasses import dataclass
from datetime import date, tzinfo

from plm.catalog.model import Edition, Module
from plm.credentials.model import Kind
from plm.enrollment.messages import about
from plm.enrollment.model import Enrollment, SessionWork, Standing, minutes_left
from plm.reports.model import SOON
from plm.sections.model import Section, Session
from plm.web.words import capital, count, day, distance, due, figure, figure_count, hours, number, span


@dataclass(frozen=True)
class Said:
    """A sentence whose middle stands in plum."""

    lead: str
    strong: str
    rest: str


def greeting(name: str, open_: list[Enrollment], today: date) -> Said:
    """The first line: what is due, and how long it takes. True for none, one and many."""
    hello = f"Hello {name}."
    if not open_:
        return Said(hello, "Nothing is due.", "You are free to choose something.")
    late = [one for one in open_ if one.due_on and one.due_on < today]
    if late:
        takes = about(sum(one.minutes_left for one in late))
        verb = "and it takes" if len(late) == 1 else "and together they take"
        return Said(hello, f"{capital(count(len(late), 'thing is', 'things are'))} late,", f"{verb} {takes}.")
    dated = sorted(one.due_on for one in open_ if one.due_on)
    soon = [one for one in open_ if one.due_on and (one.due_on - today).days <= SOON]
    if soon:
        last = max(one.due_on for one in soon if one.due_on)
        when = due(last, today).rsplit(", in ", 1)[0]
        by = when if when in ("today", "tomorrow") else f"by {when}"
        takes = about(sum(one.minutes_left for one in soon))
        verb = "and it takes" if len(soon) == 1 else "and together they take"
        return Said(hello, f"{capital(count(len(soon), 'thing is', 'things are'))} due", f"{by}, {verb} {takes}.")
    if dated:
        return Said(hello, "Nothing is due", f"before {day(dated[0], today)}. You are in good time.")
    return Said(
        hello, "Nothing is due.", f"{capital(count(len(open_), 'course is', 'courses are'))} open whenever you like."
    )


def where_stopped(one: Enrollment, edition: Edition, module: Module, today: date, zone: tzinfo) -> str:
    """Where to go on: course, module, page, since when, and how much is left of it."""
    place = f"{one.title}, module {edition.place(module.id)}."
    if module.content.by_sessions:
        return f"{place} What is left is {'a session' if edition.requirement.sessions == 1 else 'the sessions'}."
    work = one.modules.get(module.id)
    left = minutes_left(_only(edition, module), one.evidence)
    about = f"about {figure_count(left, 'minute', 'minutes')} {'is' if left == 1 else 'are'} left"
    if work is None:
        return f"{place} Not begun, {about}."
    since = _weekday(work.touched_at.astimezone(zone).date(), today)
    if module.content.pages and work.page:
        return f"{place} You stopped on page {work.page} of {len(module.content.pages)} {since}; {about}."
    return f"{place} You were here {since}; {about}."


def ring_words(one: Enrollment) -> str:
    """What the ring of modules says."""
    return f"{one.done} of {figure_count(one.total, 'module', 'modules')} done in {one.title}"


def why_due(one: Enrollment, standing: Standing, today: date) -> str:
    """Why a course stands on the list, and how it goes."""
    left = one.total - one.done
    togo = (
        f"{left} of {figure_count(one.total, 'module', 'modules')} to go, {about(one.minutes_left)}."
        if one.minutes_left
        else f"{left} of {figure_count(one.total, 'module', 'modules')} to go."
    )
    when = f"Due {due(one.due_on, today)}." if one.due_on else "No due date."
    match standing:
        case Standing.STUCK:
            return f"{when} Every try at a quiz is used. Your principal can give you another one."
        case Standing.LATE:
            return f"It was due {due(one.due_on or today, today)}. {togo}"
        case Standing.OPEN:
            return f"{when} Not begun. {capital(about(one.minutes_left))} in all."
        case _:
            ahead = (one.due_on - today).days if one.due_on else 0
            return f"{when} {togo}{' You are in good time.' if ahead > SOON else ''}"


def due_note(standings: list[Standing]) -> str:
    """The note beside the list of what is due."""
    late = standings.count(Standing.LATE)
    if not standings:
        return ""
    return "Soonest first. " + (
        f"{capital(number(late))} {'is' if late == 1 else 'are'} late." if late else "Nothing is late."
    )


def session_name(section: Section, session: Session) -> str:
    """Which meeting it is."""
    if len(section.sessions) == 1:
        return section.title
    return f"{section.title}, session {section.place(session.id)} of {len(section.sessions)}"


def session_why(session: Session, attended: int, asked: int, today: date, zone: tzinfo) -> str:
    """When, where, and how many sessions are still to come."""
    where = f", {session.place}" if session.place else ", online" if session.link else ""
    said = f"{span(session.starts_at, session.ends_at, zone, today)}{where}."
    if asked > 1:
        left = asked - attended
        said += f" You have been to {attended} of {asked} sessions: "
        said += f"{number(left)} more and you are done." if left > 0 else "that is enough."
    return said


def credit_words(earned: float, kind: Kind | None) -> Said:
    """How far it is to the next whole credit of this kind; without a kind, how many hours there are."""
    if not earned:
        return Said("", "No hours yet.", "They count from the moment a course is done.")
    if kind is None:
        return Said("", f"{capital(hours(earned))}.", "They count from the moment a course is done.")
    per = float(kind.per)
    whole = int(earned // per)
    short = (whole + 1) * per - earned
    missing = capital(number(int(short))) if short == int(short) else figure(short)
    unit = "hour makes" if short == 1 else "hours make"
    if whole:
        have = f"Your hours of this year make {count(whole, kind.one, kind.many)}. "
        return Said(have, f"{missing} more {unit}", "the next one.")
    return Said("", f"{missing} more {unit}", f"one {kind.one}.")


def converts(kind: Kind | None) -> str:
    """What the district counts as one of this kind; empty without a kind."""
    return f"Here {figure(float(kind.per))} clock hours make one {kind.one}." if kind else ""


def attended_words(work: SessionWork, today: date) -> str:
    """A session that was attended."""
    return f"Attended {day(work.held_on, today)}, {work.minutes} of {figure_count(work.of, 'minute', 'minutes')}."


def finished_words(on: date, earned: float, today: date) -> str:
    """A course that was finished. Every course gives hours, so none left means that the certificate was revoked."""
    return f"Finished {day(on, today)}. {capital(hours(earned)) if earned else 'Its certificate was revoked'}."


def _weekday(on: date, today: date) -> str:
    """A day in the past, as one says it."""
    days = (today - on).days
    if days <= 1:
        return ("earlier today", "yesterday")[max(days, 0)]
    return f"on {on:%A}" if days < 7 else f"on {day(on, today)}" if days < 28 else distance(on, today)


def _only(edition: Edition, module: Module) -> Edition:
    """The edition with this module alone, for the time it takes."""
    return Edition(
        course=edition.course,
        title=edition.title,
        summary="",
        audience="",
        hours=edition.hours,
        outcomes=(),
        modules=(module,),
        requirement=edition.requirement,
    )
