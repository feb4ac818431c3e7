"""Looking for names before a text is kept: no student's name stands anywhere in PLM."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.learning.model.names import LikelyNames, names_in, parts_of
from plm.people.store import People
from plm.schools.store import Schools


def checked_for_names(
    db: Database,
    texts: Mapping[str, str],
    enrollment: Enrollment,
    *,
    said: Iterable[str],
    known: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Look for names in texts about somebody's practice. The adults around the writer are no students.

    Args:
        texts: by field.
        said: words of which the writer says now that they are no student's name.
        known: words of which that was said before.

    Returns:
        Those of `said` that stand in the texts, to be kept with them.

    Raises:
        LikelyNames: with what else was found.
    """
    found = names_in(texts, known=_adults(db, enrollment, actor, now=now), confirmed=known)
    ticked = {one.casefold() for one in said}
    left = {field: tuple(one for one in names if one.casefold() not in ticked) for field, names in found.items()}
    if any(left.values()):
        raise LikelyNames({field: names for field, names in left.items() if names})
    return tuple(dict.fromkeys(name for names in found.values() for name in names))


def _adults(db: Database, enrollment: Enrollment, actor: Actor, *, now: datetime) -> frozenset[str]:
    """The words in the names of who works at the writer's school, who runs their sections, and of the school."""
    names = [actor.name, *enrollment_actions.readers_of(db, enrollment, now=now)]
    if enrollment.school:
        names += [person.name for person in People(db).at(enrollment.school)]
        names.append(Schools(db).get(enrollment.school).name)
    else:
        names.append(People(db).get(enrollment.person).name)
    return parts_of(names)
