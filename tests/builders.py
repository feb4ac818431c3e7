"""Small things to test with, made in one line."""

from datetime import datetime, timedelta

from pymongo.database import Database

from plm.catalog.kinds import Act, Audience, Live, Option, Practice, Prompt, Question, Quiz, Reading, Reflection
from plm.catalog.model import Course, Edition, Module, Page, Requirement
from plm.catalog.store import Courses, Editions
from plm.sections.model import Section, Session
from tests.cast import FERN, NOW


def reading(module_id: str = "read", pages: int = 2, minutes: int = 10) -> Module:
    """A reading of so many short pages."""
    texts = tuple(Page(f"Part {place}", f"Words of part {place}.", 4) for place in range(1, pages + 1))
    return Module(module_id, "Why it matters", minutes, Reading(texts))


def quiz(module_id: str = "check", attempts: int = 0, minutes: int = 5) -> Module:
    """Two questions, both must be right."""
    questions = (
        Question("one", "Which one?", many=False, options=(Option("This", True, "Yes."), Option("That", False, "No."))),
        Question(
            "two",
            "Which ones? Choose all that fit.",
            many=True,
            options=(Option("A", True, "Yes."), Option("B", True, "Yes."), Option("C", False, "No.")),
        ),
    )
    return Module(module_id, "Check yourself", minutes, Quiz(questions, 1.0, attempts, "Two questions."))


def reflection(module_id: str = "think", minutes: int = 10, audience: Audience = Audience.PRIVATE) -> Module:
    """One prompt."""
    prompt = Prompt("moment", "When?", audience=audience)
    return Module(module_id, "Think back", minutes, Reflection("For you alone.", (prompt,)))


def practice(module_id: str = "log", entries: int = 2, dates: int = 2, minutes: int = 60) -> Module:
    """A practice log with two acts."""
    acts = (Act("circle", "I ran a community circle"), Act("repair", "I had a repair conversation", 2))
    return Module(module_id, "My circles", minutes, Practice("Try it at work.", entries, dates, acts))


def live(module_id: str = "meet", minutes: int = 90) -> Module:
    """A session."""
    return Module(module_id, "Meet", minutes, Live())


def edition(
    course: str = "foundations",
    *,
    title: str = "Foundations",
    modules: tuple[Module, ...] | None = None,
    sessions: int | None = None,
    share: float = 0.9,
    hours: float = 3.0,
) -> Edition:
    """An edition with a reading, a quiz, a reflection and a session, unless told otherwise."""
    modules = modules if modules is not None else (reading(), quiz(), reflection(), live())
    if sessions is None:
        sessions = 1 if any(module.content.by_sessions for module in modules) else 0
    return Edition(
        course=course,
        title=title,
        summary="What it is about.",
        audience="All staff",
        hours=hours,
        outcomes=("Explain it",),
        modules=modules,
        requirement=Requirement(sessions, share),
    )


def publish(db: Database, what: Edition, *, now: datetime = NOW) -> Edition:
    """Put the edition live in the catalogue."""
    published = Editions(db).add(what, now=now)
    Courses(db).save(
        Course(
            slug=what.course,
            edition=published.id,
            title=what.title,
            summary=what.summary,
            audience=what.audience,
            hours=what.hours,
            minutes=what.minutes,
            live=what.has_live,
            editions=published.number,
        )
    )
    return published


def section(
    section_id: str = "sec1",
    *,
    course: str = "foundations",
    starts_at: datetime = NOW + timedelta(days=1),
    sessions: int = 1,
    minutes: int = 90,
    capacity: int = 30,
    school: str = "",
) -> Section:
    """A section of Fern's, weekly."""
    meetings = tuple(
        Session(
            f"{section_id}-{place}",
            starts_at + timedelta(weeks=place),
            starts_at + timedelta(weeks=place, minutes=minutes),
            "Library",
        )
        for place in range(sessions)
    )
    return Section(section_id, course, "Foundations", (FERN.id,), meetings, capacity, school=school, created_at=NOW)
