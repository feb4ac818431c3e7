"""How a reminder that will be sent is named, and why it is sent, in a line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plm.reminders.model import MOST_OVERDUE, Rule
from plm.web.words import moment, number, short_day

About = date | datetime | None


def named(rule: Rule, title: str) -> str:
    """What is sent."""
    match rule:
        case Rule.DUE_SOON:
            return f"“{title}” is due in a week"
        case Rule.DUE_TOMORROW:
            return f"“{title}” is due tomorrow"
        case Rule.OVERDUE:
            return f"“{title}” was due"
        case Rule.SESSION:
            return f"Tomorrow: “{title}”"
        case Rule.NUDGE:
            return "A word from their principal or director"


def because(rule: Rule, about: About, place: int, zone: ZoneInfo, today: date) -> str:
    """Why it is sent."""
    on = short_day(about, today) if about is not None and not isinstance(about, datetime) else ""
    match rule:
        case Rule.DUE_SOON:
            return f"Because the due date is {on} and it is not done yet. Rule: 7 days before."
        case Rule.DUE_TOMORROW:
            return f"Because the due date is {on} and it is not done yet. Rule: the day before."
        case Rule.OVERDUE:
            last = ", the last" if place >= MOST_OVERDUE else ""
            which = ("first", "second", "third", "fourth")[min(max(place, 1), MOST_OVERDUE) - 1]
            return (
                f"Because the due date was {on}: the {which} weekly reminder{last} of at most {number(MOST_OVERDUE)}."
            )
        case Rule.SESSION if isinstance(about, datetime):
            return f"Because a session of theirs begins on {moment(about, zone, today)}. Rule: the day before."
        case _:
            return "Because somebody who leads the school asked for it."


def kept(state: str, code: str, people: int) -> tuple[str, str, str]:
    """Why some were kept back: the mark, the sentence and its reason."""
    were = "reminder was" if people == 1 else "reminders were"
    many = f"{people:,}"
    match state, code:
        case _, "done":
            who = "1 person" if people == 1 else f"{many} people"
            return "done", f"{who} had finished in time", "They finished after it was planned, so nothing was sent."
        case _, "moved":
            return "pause", f"{many} {were} about a date that was moved", "Another one follows the new date."
        case _, "withdrawn":
            return "pause", f"{many} {were} about a course they have left", "Nothing more is sent about it."
        case _, "left-seat" | "cancelled":
            return "pause", f"{many} {were} about a seat or a section that is no more", "Nothing was sent."
        case _, "left":
            return "pause", f"{many} {were} for people who no longer work here", "Nothing more is sent to them."
        case "missed", _:
            return "late", f"{many} {were} too late to be of use", "PLM or the mail server stood still at the time."
        case "failed", _:
            return "stuck", f"{many} {were} refused by the mail server", "Check the addresses of these people."
        case "review", _:
            return (
                "stuck",
                f"{many} {were} stopped because nobody can tell whether they left",
                "Look into the mail server, then run: plm reminders again",
            )
        case _:
            return "pause", f"{many} {were} no longer owed", "Nothing was sent."


def safe_cell(words: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
