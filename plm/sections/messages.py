"""What people with a seat are told, and what goes into their calendar."""

from datetime import datetime

from icalendar import Calendar, Event, vUri

from plm.mail import Mail
from plm.mail.words import Words, write
from plm.sections.model import Section, Session
from plm.web.words import capital, first_name, span


def moved(section: Section, to: str, name: str, *, link: str, district: str, now: datetime) -> Mail:
    """The sessions of a section take place at other times or places; says every one still to come."""
    today = now.astimezone(section.zone).date()
    coming = section.open(now=now)
    lead = "It now meets once:" if len(coming) == 1 else f"It now meets {len(coming)} times:"
    left = () if coming else ("There are no further sessions.",)
    words = Words(
        subject=f"“{section.title}” was moved",
        hello=f"Dear {first_name(name)},",
        paragraphs=(
            f"The plan of “{section.title}” was changed." + (f" {lead}" if coming else ""),
            *(f"{span(one.starts_at, one.ends_at, section.zone, today)}{_place(one)}." for one in coming),
            *left,
            "You keep your seat. If the new plan does not suit you, you can give it back on the page below.",
        ),
        act=("See the section", link),
        reason=f"You get this letter because you have a seat in “{section.title}”.",
    )
    return write(f"section-moved:{section.id}:{section.version}:{to}", to, name, words, district=district)


def cancelled(section: Section, to: str, name: str, *, link: str, district: str, now: datetime) -> Mail:
    """A section does not take place; says which sessions and why."""
    today = now.astimezone(section.zone).date()
    off = [one for one in section.sessions if one.ends_at > now]
    lead = "This session is called off:" if len(off) == 1 else "These sessions are called off:"
    words = Words(
        subject=f"“{section.title}” was cancelled",
        hello=f"Dear {first_name(name)},",
        paragraphs=(
            f"“{section.title}” does not take place. {lead}",
            *(f"{span(one.starts_at, one.ends_at, section.zone, today)}{_place(one)}." for one in off),
            f"The reason: {capital(section.reason.rstrip('.'))}.",
            "You stay enrolled in the course, and what you have done so far counts. Other dates stand on its page.",
        ),
        act=("See other dates", link),
        reason=f"You get this letter because you have a seat in “{section.title}”.",
    )
    return write(f"section-cancelled:{section.id}:{to}", to, name, words, district=district)


def invitation(section: Section, session: Session, *, link: str, now: datetime) -> bytes:
    """One session as an iCalendar file (RFC 5545), in the zone of the place, with that zone's rules.

    The UID stays the same when the session moves, so that a calendar moves it too.

    Args:
        link: full address of the section's page.
    """
    event = Event()
    event.add("uid", f"{session.id}@plm")
    event.add("dtstamp", now)
    event.add("sequence", section.version)
    event.add("dtstart", session.starts_at.astimezone(section.zone))
    event.add("dtend", session.ends_at.astimezone(section.zone))
    event.add("summary", _summary(section, session))
    if session.place:
        event.add("location", session.place)
    event.add("description", f"Join at {session.link}\n{link}" if session.link else link)
    event.add("url", vUri(link))
    event.add("status", "CANCELLED" if section.cancelled_at else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//PLM//Professional learning//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _summary(section: Section, session: Session) -> str:
    if len(section.sessions) == 1:
        return section.title
    return f"{section.title}, session {section.place(session.id)} of {len(section.sessions)}"


def _place(session: Session) -> str:
    return f", {session.place}" if session.place else ""
