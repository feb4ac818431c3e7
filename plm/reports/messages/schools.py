"""What a director reads about the schools."""

from collections.abc import Sequence
from datetime import date

from plm.reports.messages.learning import Said
from plm.reports.model import SMALLEST, SOON, Cell, Lookout, SchoolLine
from plm.schools.model import School
from plm.web.words import capital, count, distance, due, figure_count, listed, number

SORTS = (("", "Most to do first"), ("name", "By name"), ("size", "By size"))


def schools_answer(lines: Sequence[SchoolLine]) -> Said:
    """The first line: where to help first. True for no school, one and many."""
    seen = [line for line in lines if line.lookout not in (Lookout.NOBODY, Lookout.SMALL)]
    if not lines:
        return Said("", "There is no school yet.", "Import the schools, then their people.")
    if not seen:
        few = any(line.lookout is Lookout.SMALL for line in lines)
        why = f"Groups of fewer than {SMALLEST} people are not counted here." if few else "Enroll a first team."
        return Said("", "No school can be shown yet." if few else "Nobody is enrolled yet.", why)
    fine = [line for line in seen if line.lookout is Lookout.FINE]
    if len(fine) == len(seen):
        whole = "The one school" if len(seen) == 1 else f"All {number(len(seen))} schools"
        return Said("", f"{whole} with people enrolled {'is' if len(seen) == 1 else 'are'} on track.", "")
    first = min(seen, key=lambda line: line.urgency).school.short
    if len(seen) == 1:
        return Said("", f"{first} needs a hand.", "")
    verb = "is" if len(fine) == 1 else "are"
    lead = f"{capital(number(len(fine), 'none'))} of {len(seen)} schools {verb} on track."
    return Said(lead, f"Start with {first}.", "")


def what_comes_next(lines: Sequence[SchoolLine], today: date) -> str:
    """What is said where no school needs a hand."""
    coming = [line.next_due for line in lines if line.next_due]
    return f"The next due date is {due(min(coming), today)}." if coming else ""


def why_school(worst: Cell, today: date) -> str:
    """Why a school needs a hand: its heaviest course."""
    said = [f"{worst.people - worst.done} of {worst.people} have not finished {worst.title}"]
    late = worst.late(today)
    trouble = [
        f"{number(n)} {'is' if n == 1 else 'are'} {what}" for n, what in ((late, "late"), (worst.stuck, "stuck")) if n
    ]
    if trouble:
        said.append(listed(trouble))
    words = "; ".join(said) + "."
    if (coming := worst.next_due(today)) and (coming[0] - today).days <= SOON:
        words += f" {capital(count(coming[1], 'more is', 'more are'))} due {distance(coming[0], today)}."
    if worst.stuck >= 5 and worst.stuck > late:
        words += " The quiz may be the trouble, not the school."
    return words


def circle_words(lines: Sequence[SchoolLine]) -> str:
    """What the ring of schools says."""
    names = (
        (Lookout.FINE, "on track"),
        (Lookout.WATCH, "late"),
        (Lookout.FIRST, "to help first"),
        (Lookout.SMALL, "too small to show"),
        (Lookout.NOBODY, "with nobody enrolled"),
    )
    counts = [(sum(line.lookout is kind for line in lines), name) for kind, name in names]
    said = ", ".join(f"{n} {name}" for n, name in counts if n)
    return f"{figure_count(len(lines), 'school', 'schools')} in a circle: {said}" if lines else "An empty circle"


def people_words(line: SchoolLine) -> str:
    """How many learn there this year."""
    return figure_count(line.people, "person", "people") if line.people else "nobody enrolled"


def cell_row(school: School, cell: Cell, today: date) -> tuple[object, ...]:
    """A cell for a spreadsheet; of a small group nothing is told."""
    head = (school.name, school.level.value, school.area, cell.title)
    if cell.people < SMALLEST:
        return (*head, f"fewer than {SMALLEST}", "not shown", "not shown", "not shown", "not shown")
    late = cell.late(today)
    return (*head, cell.people, cell.done, cell.begun + cell.open - late, late, cell.stuck)


def columns_note(shown: int, every: int) -> str:
    """What the margin of the table says."""
    note = "Share of people who have finished. The stronger the color, the more is left to do."
    if every > shown:
        note += f" These are the {number(shown)} courses with the most people; the file has all {every}."
    return note
