"""A stage for reminders: people with something due, a clock moved by hand, and what has been sent."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pymongo.database import Database

from plm.enrollment.model import Enrollment, enroll
from plm.enrollment.store import Enrollments
from plm.jobs import Services
from plm.mail.ledger import Round
from plm.mail.senders import MAILBOX, Mailbox
from plm.people.model import Person
from plm.people.store import People
from plm.reminders import jobs
from plm.reminders.store import REMINDERS
from plm.settings import Settings
from tests.builders import edition, publish
from tests.cast import NOW


class Stage:
    """One district at one moment."""

    def __init__(self, db: Database, settings: Settings, now: datetime = NOW) -> None:
        self.db = db
        self.settings = settings
        self.now = now
        self.services = Services(db, settings, Mailbox(db), lambda: self.now)

    def later(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by

    def enroll(self, who: Person, due_on: date | None, *, course: str = "foundations", title: str = "") -> Enrollment:
        """Enroll somebody."""
        what = publish(self.db, edition(course, title=title or course.capitalize()), now=NOW)
        one = enroll(who.id, who.school, what, by="priya", due_on=due_on, cycle="2026-27", now=self.now)
        Enrollments(self.db).add(one, now=self.now)
        return one

    def beat(self) -> Round:
        """Plan and send, as a worker does."""
        jobs.plan(self.services)
        return jobs.send(self.services)

    def live(self, until: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """Let the worker beat until a moment."""
        while self.now < until:
            self.later(step)
            self.beat()

    @property
    def mails(self) -> list[tuple[datetime, str, str]]:
        """When, to whom, what, in order."""
        return [(one["sent_at"], one["to"], one["subject"]) for one in MAILBOX.of(self.db).find().sort("sent_at")]

    @property
    def rows(self) -> dict[str, Any]:
        """The ledger, by key."""
        return {one["_id"]: one for one in REMINDERS.of(self.db).find()}

    def states(self) -> dict[str, str]:
        """The state of each row of the ledger."""
        return {key: row["state"] for key, row in self.rows.items()}

    def staff(self, number: int, school: str = "oak") -> list[Person]:
        """People who work at a school."""
        people = [Person(f"p{n:04}", f"p{n:04}@alder.example", f"Person {n:04}", school) for n in range(number)]
        for one in people:
            People(self.db).add(one)
        return people

    def zone(self, school: str, name: str) -> None:
        """Move a school to another clock."""
        self.db.schools.update_one({"_id": school}, {"$set": {"time_zone": name}})


def open_all_day(settings: Settings) -> Settings:
    """The same installation without quiet hours (but the night)."""
    return replace(settings, quiet_from=24, quiet_until=0)
