"""What a facilitator reads about their sections."""

from datetime import datetime, tzinfo

from plm.reports.messages.learning import Said, session_name
from plm.sections.model import Section, Session
from plm.web.words import capital, clock_time, count, day, figure_count, moment, number, span


def next_answer(
    section: Section | None, session: Session | None, unmarked: int, *, now: datetime, zone: tzinfo
) -> Said:
    """The first line: where to be next, and for how many. True for no session, one running, one today."""
    if section is None or session is None:
        if unmarked:
            return Said(
                "No session is planned.", f"{capital(count(unmarked, 'session', 'sessions'))}", "still to mark."
            )
        return Said("", "No session is planned.", "Plan one, and people can take a seat.")
    seats = len(section.roster)
    who = f"{count(seats, 'person', 'people')} {'has' if seats <= 1 else 'have'} a seat."
    today = now.astimezone(zone).date()
    if session.starts_at <= now:
        return Said("Your session", "runs now,", f"until {clock_time(session.ends_at, zone)}. {capital(who)}")
    if session.starts_at.astimezone(zone).date() == today:
        return Said("Your next session is", "today", f"at {clock_time(session.starts_at, zone)}. {capital(who)}")
    return Said("Your next session is", f"{moment(session.starts_at, zone, today)}.", capital(who))


def meeting_words(section: Section, session: Session, *, now: datetime) -> tuple[str, str]:
    """A coming session: its name, and when, where, for how many."""
    zone = section.zone
    today = now.astimezone(zone).date()
    where = f", {session.place}" if session.place else ", online" if session.link else ""
    seats = f"{len(section.roster)} of {figure_count(section.capacity, 'seat', 'seats')} taken."
    return session_name(section, session), f"{span(session.starts_at, session.ends_at, zone, today)}{where}. {seats}"


def unmarked_words(section: Section, session: Session, marked: int, *, now: datetime) -> tuple[str, str]:
    """A past session of which somebody is not marked: because the certificates wait for it."""
    zone = section.zone
    on = day(session.starts_at.astimezone(zone), now.astimezone(zone).date())
    left = len(section.roster) - marked
    who = (
        "nobody is marked yet"
        if not marked
        else f"{number(left)} of {len(section.roster)} {'is' if left == 1 else 'are'} not marked"
    )
    return session_name(section, session), f"{on}: {who}. Minutes count only once they are marked."
