"""Enrollments as MongoDB keeps them."""

from datetime import date
from types import MappingProxyType

from plm.catalog.model import ModuleWork, Waiver
from plm.catalog.stored import doc_of
from plm.enrollment.model import Decision, Enrollment, SessionWork, Status, Verdict
from plm.mongo.collection import Doc

_ALWAYS = frozenset({"begun_at", "touched_at", "done_at"})


def enrollment_to(enrollment: Enrollment) -> Doc:
    """The document of an enrollment."""
    doc: Doc = {
        "_id": enrollment.id,
        "person": enrollment.person,
        "course": enrollment.course,
        "edition": enrollment.edition,
        "cycle": enrollment.cycle,
        "school": enrollment.school,
        "title": enrollment.title,
        "enrolled_at": enrollment.enrolled_at,
        "enrolled_by": enrollment.enrolled_by,
        "total": enrollment.total,
        "status": enrollment.status,
        "due_on": enrollment.due_on.isoformat() if enrollment.due_on else None,
        "modules": {module_id: work_to(work) for module_id, work in enrollment.modules.items()},
        "sessions": {
            session_id: {
                "section": work.section,
                "minutes": work.minutes,
                "of": work.of,
                "held_on": work.held_on.isoformat(),
            }
            for session_id, work in enrollment.sessions.items()
        },
        "verdict": {"met": enrollment.verdict.met, "missing": list(enrollment.verdict.missing)},
        "done": enrollment.done,
        "minutes_left": enrollment.minutes_left,
        "stuck": enrollment.stuck,
        "touched_at": enrollment.touched_at,
        "completed_at": enrollment.completed_at,
        "award": enrollment.award,
        "hours": enrollment.hours,
        "decision": doc_of(enrollment.decision),
        "evaluated_at": enrollment.evaluated_at,
        "withdrawn_at": enrollment.withdrawn_at,
        "reason": enrollment.reason,
        "version": enrollment.version,
    }
    if enrollment.aside:
        # Most people never move; what they do not have is not written down.
        doc["aside"] = {key: work_to(work) for key, work in enrollment.aside.items()}
    return doc


def enrollment_from(doc: Doc) -> Enrollment:
    """The enrollment of a document."""
    return Enrollment(
        person=doc["person"],
        course=doc["course"],
        edition=doc["edition"],
        cycle=doc["cycle"],
        school=doc["school"],
        title=doc["title"],
        enrolled_at=doc["enrolled_at"],
        enrolled_by=doc["enrolled_by"],
        total=doc["total"],
        status=Status(doc["status"]),
        due_on=date.fromisoformat(doc["due_on"]) if doc["due_on"] else None,
        modules=MappingProxyType({one: work_from(work) for one, work in doc["modules"].items()}),
        sessions=MappingProxyType(
            {
                one: SessionWork(work["section"], work["minutes"], work["of"], date.fromisoformat(work["held_on"]))
                for one, work in doc["sessions"].items()
            }
        ),
        verdict=Verdict(doc["verdict"]["met"], tuple(doc["verdict"]["missing"])),
        done=doc["done"],
        minutes_left=doc["minutes_left"],
        stuck=doc["stuck"],
        touched_at=doc["touched_at"],
        completed_at=doc["completed_at"],
        award=doc["award"],
        hours=doc["hours"],
        decision=Decision(**decision) if (decision := doc.get("decision")) else None,
        aside=MappingProxyType({key: work_from(work) for key, work in doc.get("aside", {}).items()}),
        evaluated_at=doc.get("evaluated_at"),
        withdrawn_at=doc["withdrawn_at"],
        reason=doc["reason"],
        version=doc["version"],
    )


def work_to(work: ModuleWork) -> Doc:
    """The document of what was done in a module; what was not done is not written down."""
    doc: Doc = doc_of(work)
    blank = doc_of(ModuleWork(work.begun_at, work.touched_at))
    return {key: value for key, value in doc.items() if key in _ALWAYS or value != blank[key]}


def work_from(doc: Doc) -> ModuleWork:
    """What was done in a module, from its document."""
    return ModuleWork(
        begun_at=doc["begun_at"],
        touched_at=doc["touched_at"],
        done_at=doc["done_at"],
        page=doc.get("page", 0),
        seen=tuple(doc.get("seen", ())),
        attempts=doc.get("attempts", 0),
        allowed=doc.get("allowed", 0),
        best=doc.get("best", 0.0),
        tries=tuple(doc.get("tries", ())),
        tried_at=doc.get("tried_at"),
        accepted=tuple(date.fromisoformat(one) for one in doc.get("accepted", ())),
        waiting=doc.get("waiting", 0),
        waived=Waiver(**waived) if (waived := doc.get("waived")) else None,
    )
