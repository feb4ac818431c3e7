"""What reminders take from how the installation is set up."""

from collections.abc import Iterable
from typing import Self
from zoneinfo import ZoneInfo

from pymongo.database import Database

from plm.reminders.messages import House
from plm.reminders.model import Hours
from plm.schools.model import School
from plm.schools.store import Schools
from plm.settings import Settings


def hours_of(settings: Settings) -> Hours:
    """When reminders may leave."""
    return Hours(settings.quiet_from, settings.quiet_until)


def house_of(settings: Settings) -> House:
    """Who writes."""
    return House(settings.district, settings.base_url.rstrip("/"))


class Zones:
    """The clocks of schools; the district's where somebody works at none."""

    def __init__(self, settings: Settings, schools: Iterable[School]) -> None:
        self._district = settings.zone
        self._known = {school.code: school.zone for school in schools}

    @classmethod
    def of_schools(cls, db: Database, settings: Settings, codes: Iterable[str]) -> Self:
        """The clocks of the schools with these codes, looked up once."""
        return cls(settings, Schools(db).some(set(codes)).values())

    def of(self, school: str) -> ZoneInfo:
        """The clock of a school."""
        return self._known.get(school, self._district)
