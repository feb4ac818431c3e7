"""What a director reads about the schools."""

from datetime import date

from plm.reports.messages.learning import Said
from plm.reports.model import SMALLEST, SOON, Cell, District, Lookout
from plm.schools.model import School
from plm.web.words import capital, count, distance, due, figure_count, listed, number

SORTS = (("", "Most to do first"), ("name", "By name"), ("size", "By size"))


def schools_answer(district: District) -> Said:
    """The first line: where to help first. True for no school, one and many."""
    seen, fine = district.seen, district.counts.get(Lookout.FINE, 0)
    if not district.schools:
        return Said("", "There is no school yet.", "Import the schools, then their people.")
    if not seen:
        few = bool(district.counts.get(Lookout.SMALL))
        why = f"Groups of fewer than {SMALLEST} people are not counted here." if few else "Enroll a first team."
        return Said("", "No school can be shown yet." if few else "Nobody is enrolled yet.", why)
    if not district.first:
        whole = "The one school" if seen == 1 else f"All {number(seen)} schools"
        return Said("", f"{whole} with people enrolled {'is' if seen == 1 else 'are'} on track.", "")
    first = district.first[0].school.short
    if seen == 1:
        return Said("", f"{first} needs a hand.", "")
    verb = "is" if fine == 1 else "are"
    lead = f"{capital(number(fine, 'none'))} of {seen} schools {verb} on track."
    return Said(lead, f"Start with {first}.", "")


def what_comes_next(district: District, today: date) -> str:
    """What is said where no school needs a hand."""
    return f"The next due date is {due(district.next_due, today)}." if district.next_due else ""


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


def circle_words(district: District) -> str:
    """What the ring of schools says."""
    names = (
        (Lookout.FINE, "on track"),
        (Lookout.WATCH, "late"),
        (Lookout.FIRST, "to help first"),
        (Lookout.SMALL, "too small to show"),
        (Lookout.NOBODY, "with nobody enrolled"),
    )
    said = ", ".join(f"{district.counts[kind]} {name}" for kind, name in names if district.counts.get(kind))
    return f"{figure_count(district.schools, 'school', 'schools')} in a circle: {said}" if said else "An empty circle"


def people_words(people: int) -> str:
    """How many learn there this year."""
    return figure_count(people, "person", "people") if people else "nobody enrolled"


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
