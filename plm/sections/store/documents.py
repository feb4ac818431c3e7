"""The shape of a section's document."""

from plm.mongo.collection import Doc
from plm.sections.model import Seat, Section, Session


def section_to(section: Section) -> Doc:
    """The document of a section. `next_reminder_at` asks the planner to look at it."""
    return {
        "_id": section.id,
        "course": section.course,
        "title": section.title,
        "facilitators": list(section.facilitators),
        "sessions": [
            {
                "id": session.id,
                "starts_at": session.starts_at,
                "ends_at": session.ends_at,
                "place": session.place,
                "link": session.link,
            }
            for session in section.sessions
        ],
        "starts_at": section.starts_at,
        "ends_at": section.ends_at,
        "capacity": section.capacity,
        "school": section.school,
        "time_zone": section.time_zone,
        "roster": [{"person": seat.person, "seated_at": seat.seated_at} for seat in section.roster],
        "created_at": section.created_at,
        "cancelled_at": section.cancelled_at,
        "reason": section.reason,
        "version": section.version,
        "next_reminder_at": section.created_at,
    }


def section_from(doc: Doc) -> Section:
    """The section of a document."""
    return Section(
        id=doc["_id"],
        course=doc["course"],
        title=doc["title"],
        facilitators=tuple(doc["facilitators"]),
        sessions=tuple(Session(**session) for session in doc["sessions"]),
        capacity=doc["capacity"],
        school=doc["school"],
        time_zone=doc["time_zone"],
        roster=tuple(Seat(**seat) for seat in doc["roster"]),
        created_at=doc["created_at"],
        cancelled_at=doc["cancelled_at"],
        reason=doc["reason"],
        version=doc["version"],
    )
