"""Days as credentials count them: months later, school years."""

from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue  # February and the months of thirty days.
    return date(year, month, 28)


def school_year(day: date) -> tuple[date, date]:
    """The first and the last day of the school year a day belongs to."""
    first = day.year if day.month >= 7 else day.year - 1
    return date(first, 7, 1), date(first + 1, 6, 30)
