"""Opening a course and its modules, and taking what is done in the plainest of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.catalog.model import Content, Edition, Module
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment, Status, closed_by
from plm.errors import NotFound


@dataclass(frozen=True)
class Opened:
    """A module that its learner has opened."""

    enrollment: Enrollment
    edition: Edition
    module: Module

    @property
    def closed_by(self) -> tuple[Module, ...]:
        """The modules that must be done first."""
        return closed_by(self.edition, self.module, self.enrollment.evidence)

    @property
    def open(self) -> bool:
        """Whether anything can be done in it; who has left the course can only read."""
        return self.enrollment.status is not Status.WITHDRAWN


def open_course(db: Database, enrollment_id: str, *, actor: Actor) -> tuple[Enrollment, Edition]:
    """An enrollment with the edition it is in, for its learner and for those who lead them.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it but may not read it.
    """
    enrollment = enrollment_actions.show(db, enrollment_id, actor=actor)
    return enrollment, enrollment_actions.edition_of(db, enrollment)


def open_module(db: Database, enrollment_id: str, module_id: str, *, actor: Actor) -> Opened:
    """A module of the actor's own enrollment.

    Raises:
        NotFound: no such enrollment or module, or outside the actor's scope.
        NotAllowed: the actor sees it, but it is not their own.
    """
    enrollment, edition = open_course(db, enrollment_id, actor=actor)
    actor.must(Permission.LEARNING_DO, enrollment.scope)
    if (module := edition.module(module_id)) is None:
        raise NotFound("Your edition of the course has no such module.")
    return Opened(enrollment, edition, module)


def give(
    db: Database, enrollment_id: str, module_id: str, given: Mapping[str, str], *, actor: Actor, now: datetime
) -> Enrollment:
    """Take what was done in a module of a kind that needs no more than its own rule.

    Args:
        given: what the page sent, by name.

    Raises:
        NotFound, NotAllowed: as `open_module`.
        RuleBroken: the kind refuses it, the module is not open yet, or they have left the course.
    """
    return enrollment_actions.record(
        db,
        enrollment_id,
        module_id,
        Content,
        lambda content, work: content.accept(work, given, now=now),
        actor=actor,
        now=now,
    )
