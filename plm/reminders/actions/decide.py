"""Deciding about one reminder at the moment it is about to leave."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.enrollment.model import Enrollment, Status
from plm.enrollment.store import Enrollments
from plm.mail import Mail
from plm.mail.ledger import Drop, Later, Missed, Verdict
from plm.mongo.collection import Doc
from plm.people.model import Person
from plm.people.store import People
from plm.reminders import messages
from plm.reminders.actions.setup import Zones, hours_of, house_of
from plm.reminders.messages import House
from plm.reminders.model import Rule
from plm.reminders.store import Reminders
from plm.sections.store import Sections
from plm.settings import Settings


def compose(db: Database, settings: Settings, row: Doc, *, now: datetime) -> Verdict:
    """The message of a row, from the facts as they are now; or why it stays, or waits.

    Everything is read anew: the person may have finished, left or moved on since the row was
    planned, and the due date may have moved.
    """
    person = People(db).some([row["person"]]).get(row["person"])
    if person is None or not person.active:
        return Drop("They no longer work here.", "left")
    zone = _zone(db, settings, row)
    mail = _mail(db, settings, row, person, today=now.astimezone(zone).date())
    if not isinstance(mail, Mail):
        return mail
    if now >= row["until"]:
        return Missed("It came too late to be of use.")
    hours = hours_of(settings)
    leaves_at = hours.allowed(now, zone)
    if leaves_at >= row["until"]:
        return Missed("It would have come too late to be of use.")
    if leaves_at > now:
        return Later(leaves_at, "It is a quiet hour.")
    next_morning = hours.next_morning(now, zone)
    if not _has_the_day(db, row, zone, may_wait=next_morning < row["until"], now=now):
        return Later(next_morning, "They get another reminder today, and one a day is enough.")
    return mail


def _zone(db: Database, settings: Settings, row: Doc) -> ZoneInfo:
    if Rule(row["rule"]) is Rule.SESSION and (section := Sections(db).some([row["section"]]).get(row["section"])):
        return ZoneInfo(section.time_zone)
    return Zones.of_schools(db, settings, [row["school"]]).of(row["school"])


def _mail(db: Database, settings: Settings, row: Doc, person: Person, *, today: date) -> Mail | Drop:
    house = house_of(settings)
    match Rule(row["rule"]):
        case Rule.SESSION:
            return _of_session(db, row, person, today=today, house=house)
        case Rule.NUDGE:
            late = Enrollments(db).late_of(person.id, today=today)
            late = [one for one in late if one.school == row["school"]]
            if not late:
                return Drop("Nothing of theirs is late any more.", "done")
            return messages.nudge(row["_id"], person, late, row["said"], by=row["by"], today=today, house=house)
        case rule:
            enrollment = Enrollments(db).find(row["enrollment"])
            if enrollment is None:
                return Drop("There is no such enrollment any more.", "gone")
            return _not_owed(enrollment, row) or _of_due_date(rule, row, person, enrollment, today=today, house=house)


def _not_owed(enrollment: Enrollment, row: Doc) -> Drop | None:
    if enrollment.status is Status.COMPLETED:
        return Drop("They have finished the course.", "done")
    if enrollment.status is Status.WITHDRAWN:
        return Drop("They have left the course.", "withdrawn")
    if enrollment.due_on is None or enrollment.due_on.isoformat() != row["about"]:
        return Drop("The due date was moved.", "moved")
    return None


def _of_due_date(rule: Rule, row: Doc, person: Person, enrollment: Enrollment, *, today: date, house: House) -> Mail:
    match rule:
        case Rule.DUE_SOON:
            return messages.due_soon(row["_id"], person, enrollment, today=today, house=house)
        case Rule.DUE_TOMORROW:
            return messages.due_tomorrow(row["_id"], person, enrollment, today=today, house=house)
        case _:
            return messages.overdue(row["_id"], person, enrollment, row["place"], today=today, house=house)


def _of_session(db: Database, row: Doc, person: Person, *, today: date, house: House) -> Mail | Drop:
    section = Sections(db).some([row["section"]]).get(row["section"])
    if section is None or section.cancelled_at:
        return Drop("The section was cancelled.", "cancelled")
    session = section.session(row["session"])
    if session is None or session.starts_at.isoformat() != row["about"]:
        return Drop("The session was moved.", "moved")
    if not section.holds(person.id):
        return Drop("They have given their seat back.", "left-seat")
    return messages.session_tomorrow(row["_id"], person, section, session, today=today, house=house)


def _has_the_day(db: Database, row: Doc, zone: ZoneInfo, *, may_wait: bool, now: datetime) -> bool:
    """Whether the person may be written to today. What cannot wait takes the day from nobody and always may."""
    reminders = Reminders(db)
    today = now.astimezone(zone).date()
    if may_wait and Rule(row["rule"]).waits:
        midnight = datetime.combine(today, time(), zone)
        if reminders.more_urgent(row["person"], since=midnight, now=now):
            return False
        return reminders.take_day(row["person"], today, row["_id"], now=now)
    reminders.take_day(row["person"], today, row["_id"], now=now)
    return True
