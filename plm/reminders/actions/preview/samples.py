"""The message of a line, shown or sent to the one who looks."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from pymongo.database import Database

from plm.access import DISTRICT, Actor, Permission
from plm.catalog.store import Editions
from plm.enrollment.model import cycle_of, enroll
from plm.errors import RuleBroken
from plm.mail import Mail
from plm.mail.letters import post
from plm.people.model import Person
from plm.people.store import People
from plm.reminders import messages
from plm.reminders.actions.preview.counted import Line
from plm.reminders.actions.setup import house_of
from plm.reminders.model import Rule
from plm.settings import Settings

MOST_SAMPLES = 6


def sample_for(db: Database, settings: Settings, line: Line, *, actor: Actor, today: date) -> Mail | None:
    """`sample` for the actor.

    Raises:
        NotAllowed: as `ahead`.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    return sample(db, settings, line, People(db).get(actor.person), today=today)


def send_samples(
    db: Database, settings: Settings, lines: Iterable[Line], *, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Send the viewer one of each message of these lines; the same twice a day is sent once.

    Returns:
        How many were sent, and how many had been sent to them before today.

    Raises:
        NotAllowed: as `ahead`.
        RuleBroken: there is nothing to send a sample of.
    """
    actor.must(Permission.REMINDER_READ, DISTRICT)
    viewer = People(db).get(actor.person)
    today = now.astimezone(settings.zone).date()
    wanted = {(line.rule, line.title, line.about, line.place): line for line in lines}
    sent = before = 0
    for line in list(wanted.values())[:MOST_SAMPLES]:
        key = f"sample:{viewer.id}:{today}:{line.at:%m%d}:{line.rule}:{line.edition}:{line.about}:{line.place}"
        if (mail := sample(db, settings, line, viewer, today=today, key=key)) is not None:
            new = post(db, mail, expires_at=now + timedelta(days=2), now=now)
            sent, before = sent + new, before + (not new)
    if not sent and not before:
        raise RuleBroken("No message with fixed words leaves on that day, so there is no sample.", code="no-sample")
    return sent, before


def sample(
    db: Database, settings: Settings, line: Line, viewer: Person, *, today: date, key: str = "sample"
) -> Mail | None:
    """The message of a line, written as if the viewer had not begun yet; None for what has no fixed words.

    Raises:
        NotFound: no such edition.
    """
    if not line.edition or not isinstance(line.about, date) or isinstance(line.about, datetime):
        return None
    edition = Editions(db).get(line.edition)
    midnight = datetime.combine(today, time(), UTC)
    as_if = enroll(viewer.id, viewer.school, edition, by="plm", due_on=line.about, cycle=cycle_of(today), now=midnight)
    house = house_of(settings)
    on = line.at.date()
    match line.rule:
        case Rule.DUE_SOON:
            return messages.due_soon(key, viewer, as_if, today=on, house=house)
        case Rule.DUE_TOMORROW:
            return messages.due_tomorrow(key, viewer, as_if, today=on, house=house)
        case Rule.OVERDUE:
            return messages.overdue(key, viewer, as_if, line.place, today=on, house=house)
        case _:
            return None
