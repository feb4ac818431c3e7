"""Who of a section can no longer attend the sessions that completion asks for, while there is time to make up."""

from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm.attendance.actions.roster import Sheet
from plm.catalog.store import Editions
from plm.enrollment.model import Reach, out_of_reach
from plm.enrollment.store import Enrollments
from plm.sections.model import Section
from plm.sections.store import Sections


@dataclass(frozen=True)
class Short:
    """Somebody for whom the section cannot give the sessions asked for any more."""

    person: str
    name: str
    reach: Reach


def falling_short(db: Database, sheet: Sheet, *, now: datetime) -> tuple[Short, ...]:
    """Those with a seat who must make up a session, by name; the caller has checked that the actor runs the section.

    Nothing is asked of the database before the first session is over, and the coming sections only where somebody needs
    them.
    """
    section = sheet.section
    if section.sessions[0].ends_at > now or not section.roster:
        return ()
    enrolled = Enrollments(db).in_course([seat.person for seat in section.roster], section.course)
    editions = Editions(db).some({one.edition for one in enrolled.values()})

    def short(sections: list[Section]) -> dict[str, Reach]:
        each = (
            (person, out_of_reach(editions[one.edition], one, sections, now=now)) for person, one in enrolled.items()
        )
        return {person: reach for person, reach in each if reach}

    if not short([section]):
        return ()
    others = [one for one in Sections(db).coming(section.course, now=now) if one.id != section.id]
    found = short([section, *others])
    names = {line.person.id: line.person.name for line in sheet.lines}
    return tuple(Short(person, name, found[person]) for person, name in names.items() if person in found)
