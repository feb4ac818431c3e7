"""Courses that require each other in a ring, so that nobody could ever begin any of them. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from plm.catalog.files.course import COURSE_FILE
from plm.catalog.files.mistakes import Found, Mistake
from plm.catalog.model import Door, Edition


@dataclass(frozen=True)
class Required:
    """A course as others require it: what it is called, and which courses open it."""

    title: str
    door: Door


def known(editions: Iterable[Edition]) -> dict[str, Required]:
    """These editions as others require them, by the name of their course."""
    return {one.course: Required(one.title or one.course, one.door) for one in editions}


def judged(
    found: Sequence[Found], live: Mapping[str, Required] | None = None, *, elsewhere: Container[str] = ()
) -> list[Found]:
    """Courses that were read, with a mistake for each ring among them, and a warning for what exists nowhere.

    Args:
        live: what is published already; a course that was read stands in the place of its live one.
        elsewhere: names of courses that exist besides.
    """
    drafts = known(one.draft for one in found if one.draft)
    all_ = {**(live or {}), **drafts}
    said = {ring[0]: ring for ring in rings(all_, list(drafts))}
    judged_: list[Found] = []
    for one in found:
        door = one.draft.door if one.draft else Door()
        place = f"requires.{'any_of' if door.any else 'all_of'}"
        file = f"{one.name}/{COURSE_FILE}"
        mistakes = [Mistake(file, place, words(said[one.name], all_))] if one.name in said else []
        warnings = [
            Mistake(file, place, _nowhere(course))
            for course in door.courses
            if course not in all_ and course not in elsewhere
        ]
        judged_.append(
            replace(
                one,
                edition=None if mistakes else one.edition,
                mistakes=(*one.mistakes, *mistakes),
                warnings=(*one.warnings, *warnings),
            )
        )
    return judged_


def rings(courses: Mapping[str, Required], ours: Sequence[str]) -> list[tuple[str, ...]]:
    """The rings in which courses require each other with no way in; each begins with one of ours, and stands once.

    A course that exists nowhere stands in nobody's way here, and neither does a ring that has another way in.

    Args:
        ours: names of the courses that are judged.
    """
    shut = _shut(courses)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for begin in ours:
        way: list[str] = []
        at = begin
        while at in shut and at not in way:
            way.append(at)
            at = next(one for one in courses[at].door.courses if one in shut)
        ring = way[way.index(at) :] if at in way else []
        first = next((place for place, one in enumerate(ring) if one in ours), None)
        if first is not None:
            found.setdefault(frozenset(ring), (*ring[first:], *ring[:first]))
    return sorted(found.values(), key=lambda ring: ours.index(ring[0]))


def words(ring: Sequence[str], courses: Mapping[str, Required]) -> str:
    """A ring in words: "Foundations requires Circles, which requires Foundations. Take one of them out."."""
    titles = [courses[one].title for one in (*ring, ring[0])]
    return f"{titles[0]} requires {', which requires '.join(titles[1:])}. Take one of them out."


def _nowhere(course: str) -> str:
    return (
        f"There is no course “{course}”. Correct its name, or publish it as well: "
        "until then this course opens to nobody who needs it."
    )


def _shut(courses: Mapping[str, Required]) -> set[str]:
    """The courses that nobody can ever begin, whatever they complete before."""
    shut = set(courses)
    while True:
        opened = {one for one in shut if _opens(courses[one].door, shut)}
        if not opened:
            return shut
        shut -= opened


def _opens(door: Door, shut: Container[str]) -> bool:
    there = [one not in shut for one in door.courses]
    return not there or (any(there) if door.any else all(there))
