"""What a principal or director reads about one person."""

from datetime import date

from plm.enrollment.messages import about
from plm.enrollment.model import Enrollment, Standing, Status
from plm.reports.messages.learning import Said
from plm.web.words import capital, count, day, due, figure_count, hours, listed, number


def person_answer(name: str, standings: list[Standing], earned: float) -> Said:
    """The first line: how somebody stands. True for nothing, one and many."""
    if not standings:
        return Said("", name, "is enrolled in nothing yet.")
    stuck, late = standings.count(Standing.STUCK), standings.count(Standing.LATE)
    open_ = sum(one in (Standing.WAY, Standing.OPEN) for one in standings)
    if stuck:
        return Said("", name, f"is stuck at {'a quiz' if stuck == 1 else f'{number(stuck)} quizzes'}.")
    if late:
        return Said("", name, f"is late in {count(late, 'course', 'courses')}.")
    if open_:
        return Said("", name, f"is on the way in {count(open_, 'course', 'courses')}.")
    return Said("", name, f"has done everything: {hours(earned)} this school year." if earned else "has nothing open.")


def entry_words(one: Enrollment, standing: Standing, today: date) -> str:
    """How one course stands, and what is missing, about somebody else."""
    modules = f"{one.done} of {figure_count(one.total, 'module', 'modules')} done"
    missing = f" Missing: {listed(one.verdict.missing)}." if one.verdict.missing else ""
    match standing:
        case Standing.STUCK:
            said = f"{modules}. Every try at a quiz is used."
        case Standing.LATE:
            said = f"{modules}. It was due {due(one.due_on or today, today)}."
        case Standing.OPEN:
            said = "Not begun."
        case _:
            said = f"{modules}, {about(one.minutes_left)} to go."
    when = f" Due {due(one.due_on, today)}." if one.due_on and one.due_on >= today else ""
    return f"{said}{when}{missing}"


def done_words(one: Enrollment, on: date, today: date) -> str:
    """A finished course."""
    attended = sum(work.minutes for work in one.sessions.values())
    there = f", {figure_count(attended, 'minute', 'minutes')} attended" if attended else ""
    gave = capital(hours(one.hours)) if one.hours else "Its certificate was revoked"
    return f"Finished {day(on, today)}. {gave}{there}."


def left_words(one: Enrollment, on: date, today: date) -> str:
    """A course that was left."""
    why = f" Because: {one.reason}" if one.reason else ""
    return f"Left on {day(on, today)}, {one.done} of {figure_count(one.total, 'module', 'modules')} done.{why}"


def owes(enrollments: list[Enrollment]) -> int:
    """How many courses are open."""
    return sum(one.status is Status.ACTIVE for one in enrollments)
