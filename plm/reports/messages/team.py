"""What a principal reads about their people."""

from collections.abc import Mapping
from datetime import date

from plm.enrollment.messages import about
from plm.enrollment.model import Standing
from plm.reports.messages.learning import Said
from plm.reports.model import CourseLine, Place
from plm.web.words import capital, count, day, distance, due, figure_count, listed, number, short_day

STANDINGS = (
    ("", "Everybody"),
    ("need", "Who needs a hand"),
    ("late", "Late"),
    ("stuck", "Stuck"),
    ("way", "On the way"),
    ("done", "Done"),
    ("pale", "Enrolled in nothing"),
)


def team_answer(counts: Mapping[str, int], *, yours: bool = True) -> Said:
    """The first line: how the team stands. True for nobody, one person and many.

    Args:
        counts: people by their worst standing: done, way, late, stuck, pale (enrolled in nothing).
        yours: whether the reader leads them.
    """
    people, none = sum(counts.values()), counts.get("pale", 0)
    need = counts.get("late", 0) + counts.get("stuck", 0)
    fine = people - none - need
    your = "your " if yours else "the "
    if not people:
        return Said("", "Nobody is in this team yet.", "The office of professional learning adds people.")
    if people == 1:
        how = "on track" if fine else "late" if counts.get("late") else "stuck" if need else "enrolled in nothing yet"
        return Said("", f"{your.capitalize()}one person", f"is {how}.")
    if none == people:
        return Said("", f"None of {your}{number(people)} people", "takes a course yet. Choose what they begin with.")
    if fine == people:
        return Said(
            "", f"All {number(people)} of {your}people" if yours else f"All {number(people)} people", "are on track."
        )
    who = f"{fine or 'None'} of {your}{people} people"
    return Said("", who, " ".join((f"{'is' if fine <= 1 else 'are'} on track.", *_the_others(counts, need, none))))


def _the_others(counts: Mapping[str, int], need: int, none: int) -> list[str]:
    """Who is not on track, in sentences."""
    said = []
    parts = [_are(counts[kind], kind) for kind in ("late", "stuck") if counts.get(kind)]
    if len(parts) == 1:
        said.append(f"{capital(parts[0])}.")
    elif parts:
        said.append(f"{capital(number(need))} {'needs' if need == 1 else 'need'} a hand: {', '.join(parts)}.")
    if none:
        said.append(f"{capital(number(none))} {'is' if none == 1 else 'are'} enrolled in nothing.")
    return said


def picture_words(counts: Mapping[str, int]) -> str:
    """What the ring of people says."""
    names = (
        ("done", "done"),
        ("way", "on the way"),
        ("late", "late"),
        ("stuck", "stuck"),
        ("pale", "enrolled in nothing"),
    )
    said = [f"{counts[kind]} {name}" for kind, name in names if counts.get(kind)]
    people = sum(counts.values())
    return f"{figure_count(people, 'person', 'people')} in a circle: {', '.join(said)}" if people else "An empty circle"


def since_monday(monday: date, finished: int, behind: int, today: date) -> str:
    """What has changed since a Monday."""
    rose = f"{count(finished, 'person', 'people')} finished {'something' if finished else 'anything'}"
    fell = f"{count(behind, 'person', 'people')} fell behind"
    return f"Since {day(monday, today)}, {rose} and {fell}."


def nudge_words(late: int, overdue: int) -> str:
    """The main act.

    Args:
        late: people who are counted as late.
        overdue: people with something past its due date; who is stuck besides is among them.
    """
    if overdue != late:
        return (
            f"Nudge the {number(overdue)} whose due date has passed"
            if overdue > 1
            else "Nudge the one whose due date has passed"
        )
    return "Nudge the one who is late" if late == 1 else f"Nudge the {number(late)} who are late"


def need_words(name: str, place: Place, today: date, quiz: str) -> tuple[str, str]:
    """Who needs the principal, and why.

    Args:
        quiz: title of the quiz at which they are stuck, or empty.
    """
    modules = f"{place.done} of {figure_count(place.total, 'module', 'modules')} done"
    match place.standing:
        case Standing.STUCK:
            return (
                f"{name} is stuck at a quiz",
                f"{place.title}: every try at “{quiz}” is used. Another try opens it again.",
            )
        case Standing.LATE:
            days = place.days_late(today)
            return (
                f"{name} is {count(days, 'day', 'days')} late",
                f"{place.title}: {modules}, {about(place.minutes_left)} to go.",
            )
        case _:
            when = due(place.due_on, today) if place.due_on else ""
            return (
                f"{name} has not begun {place.title}",
                f"Because it is due {when}, and takes {about(place.minutes_left)}.",
            )


def course_due(line: CourseLine, today: date) -> str:
    """When a course is due in a team."""
    if line.first_due is None or line.last_due is None:
        return "no due date"
    if line.first_due == line.last_due:
        away = (line.first_due - today).days
        near = f", {distance(line.first_due, today)}" if -60 <= away <= 14 else ""
        return f"due {short_day(line.first_due, today)}{near}"
    return f"due {short_day(line.first_due, today)} to {short_day(line.last_due, today)}"


def courses_note(courses: int, shown: int, people: int, chairs: int) -> str:
    """What the margin beside the courses says."""
    note = "One mark is one person." if people <= chairs else f"One mark is one person; above {chairs} people, a share."
    return (
        note if courses <= shown else f"{note} The {number(shown)} that most people take; the table has all {courses}."
    )


def course_words(line: CourseLine) -> str:
    """What a row of chairs says."""
    names = {"done": "done", "way": "on the way", "late": "late", "stuck": "stuck"}
    return f"{line.title}: " + ", ".join(f"{n} {names[kind]}" for kind, n in line.counts.items())


def cell_words(place: Place, today: date) -> str:
    """How somebody stands in a course, in few words: for a cell."""
    match place.standing:
        case Standing.DONE:
            return "done"
        case Standing.STUCK:
            return f"stuck, {place.done} of {place.total}"
        case Standing.LATE:
            return f"{figure_count(place.days_late(today), 'day', 'days')} late, {place.done} of {place.total}"
        case Standing.OPEN:
            return "not begun"
        case _:
            return f"{place.done} of {place.total}"


def missing_words(place: Place, today: date) -> str:
    """What is missing in a course, in a sentence."""
    if not place.missing:
        return f"{place.title}: nothing is missing."
    when = f" Due {due(place.due_on, today)}." if place.due_on and place.due_on >= today else ""
    if place.due_on and place.due_on < today:
        when = f" It was due {due(place.due_on, today)}."
    return f"{place.title}: {listed(place.missing)}.{when}"


def and_more(courses: int) -> str:
    """How many courses more there are of which something is missing."""
    return f"And {count(courses, 'course', 'courses')} more; the name leads to all of them." if courses > 0 else ""


def plain_words(place: Place, today: date) -> str:
    """The same for a spreadsheet, where a word must stand alone."""
    match place.standing:
        case Standing.WAY:
            return f"on the way, {cell_words(place, today)}"
        case _:
            return cell_words(place, today)


def others_words(others: Mapping[str, int]) -> str:
    """How somebody stands in the courses that have no column: "12 done, 1 late"."""
    names = {"done": "done", "way": "on the way", "open": "not begun", "late": "late", "stuck": "stuck"}
    return ", ".join(f"{others[kind]} {name}" for kind, name in names.items() if others.get(kind))


def found_words(shown: int, people: int) -> str:
    """How many people a search has found."""
    if shown == people:
        return f"{capital(count(people, 'person', 'people'))}."
    return f"{capital(count(shown, 'person', 'people'))} of {people}."


def _are(n: int, what: str) -> str:
    return f"{number(n)} {'is' if n == 1 else 'are'} {what}"
