"""Reading what others wrote for their facilitator or their team, and answering it."""

from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import SHARED, Actor, Permission
from plm.catalog import kinds
from plm.catalog.model import Edition
from plm.catalog.store import Editions
from plm.enrollment.actions import READS_ON
from plm.enrollment.model import Enrollment, Status
from plm.errors import NotAllowed, NotFound
from plm.learning.model import (
    Answer,
    Reply,
    Seats,
    answers_for,
    leads,
    plain,
    seats_with,
    ties_to,
)
from plm.learning.store import Answered, Shared, SharedReflections, Threads
from plm.sections.store import Sections


@dataclass(frozen=True)
class Handed:
    """A reflection that was handed in, as one reader may know it.

    Attributes:
        title: of the course.
        about: title of the module.
        answers: every prompt; texts only where the reader may know them.
        unread: whether the reader has never opened it.
        changed: whether it was written on after the reader last opened it.
    """

    enrollment: str
    module: str
    person: str
    name: str
    course: str
    title: str
    about: str
    handed_in_at: datetime
    answers: tuple[Answer, ...]
    unread: bool
    changed: bool
    replies: tuple[Reply, ...] = ()

    @property
    def open(self) -> tuple[Answer, ...]:
        """The answers that the reader may know."""
        return tuple(one for one in self.answers if one.open)

    @property
    def kept(self) -> tuple[Answer, ...]:
        """The answers that were written and are not for the reader."""
        return tuple(one for one in self.answers if one.words and not one.open)


@dataclass(frozen=True)
class Following:
    """A course as its learner follows it.

    Attributes:
        answered: replies that they have not seen yet.
        team_wrote: whether colleagues wrote something they may read.
    """

    enrollment: Enrollment
    edition: Edition
    answered: tuple[Answered, ...]
    team_wrote: bool


def to_read(db: Database, *, actor: Actor, now: datetime) -> list[Handed]:
    """What people with a seat in the actor's own sections wrote for them: the unread first, then the newest.

    Raises:
        NotAllowed: the actor facilitates nothing.
    """
    actor.must(Permission.REFLECTION_READ, SHARED)
    seats = _seats(db, actor, now=now)
    found = SharedReflections(db).of_people({person for _, person in seats}, reader=actor.person)
    handed = (_handed(db, one, actor, seats) for one in found)
    return [one for one in handed if one is not None]


def read_one(db: Database, enrollment: str, module: str, *, actor: Actor, now: datetime) -> Handed:
    """One of them, and keep that the actor has read it.

    Raises:
        NotFound: there is nothing there for the actor to read.
    """
    handed = _one(db, enrollment, module, actor=actor, now=now)
    if handed.unread or handed.changed:
        SharedReflections(db).act(f"{enrollment}:{module}", lambda one: one.read_by(actor.person, now=now))
    return handed


def mark_unread(db: Database, enrollment: str, module: str, *, actor: Actor, now: datetime) -> Handed:
    """Put it back among the unread ones of the actor.

    Raises:
        NotFound: there is nothing there for the actor to read.
    """
    handed = _one(db, enrollment, module, actor=actor, now=now)
    SharedReflections(db).act(f"{enrollment}:{module}", lambda one: one.unread_by(actor.person))
    return handed


def reply(db: Database, enrollment: str, module: str, text: str, *, once: str, actor: Actor, now: datetime) -> Handed:
    """Answer its writer, who alone reads it besides those who facilitate the section.

    Args:
        once: names the form, so that one sent twice is one reply.

    Raises:
        NotFound: there is nothing there for the actor to read.
        RuleBroken: there are as many replies as there may be.
    """
    handed = _one(db, enrollment, module, actor=actor, now=now)
    mine = Reply(once, actor.person, actor.name, plain(text), now)
    reflection = f"{enrollment}:{module}"
    fresh = all(one.id != once for one in handed.replies)
    SharedReflections(db).act(reflection, lambda one: one.replied(mine).read_by(actor.person, now=now))
    if fresh:
        audit.record(db, actor, "reflection.answered", reflection, person=handed.person, now=now)
    return handed


def follow(db: Database, enrollment_id: str, *, actor: Actor) -> Following:
    """A course for its learner and for those who lead them; what has come to its learner is only for them.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: the actor sees it but may not read it.
    """
    found = Threads(db).get(enrollment_id, reader=actor.person, school=actor.school)
    actor.must(Permission.ENROLLMENT_READ, found.enrollment.scope)
    edition = Editions(db).get(found.enrollment.edition)
    team = found.team_wrote and bool(actor.school) and not leads(actor)
    takes = found.enrollment.status is not Status.WITHDRAWN
    return Following(found.enrollment, edition, found.answered, team_wrote=team and takes)


def from_team(db: Database, enrollment_id: str, *, actor: Actor) -> tuple[Following, list[Handed]]:
    """What colleagues of the same school who take the same course wrote for their team, the newest first.

    Raises:
        NotFound: no such enrollment, or outside the actor's scope.
        NotAllowed: it is not the actor's own.
    """
    following = follow(db, enrollment_id, actor=actor)
    own = following.enrollment
    actor.must(Permission.LEARNING_DO, own.scope)
    if leads(actor) or not actor.school:
        raise NotAllowed("What people write for their team is for those who take the course beside them.")
    found = SharedReflections(db).of_team(own.course, actor.school, but=actor.person)
    handed = (_handed(db, one, actor, {}, own=own) for one in found)
    return following, [one for one in handed if one is not None]


def _seats(db: Database, actor: Actor, *, now: datetime) -> Seats:
    return seats_with(actor, Sections(db).run_by(actor.person, since=now - READS_ON))


def _one(db: Database, enrollment: str, module: str, *, actor: Actor, now: datetime) -> Handed:
    actor.must(Permission.REFLECTION_READ, SHARED)
    found = SharedReflections(db).one(enrollment, module)
    handed = _handed(db, found, actor, _seats(db, actor, now=now)) if found else None
    if handed is None:
        raise NotFound("There is nothing here for you to read. Perhaps it was narrowed to fewer readers.")
    return handed


def _handed(
    db: Database, shared: Shared, actor: Actor, seats: Seats, *, own: Enrollment | None = None
) -> Handed | None:
    """What the actor may know of a reflection; None when that is nothing."""
    one, writer = shared.reflection, shared.writer
    module = Editions(db).get(shared.edition).module(one.module)
    asked = module.of(kinds.Reflection) if module else None
    if module is None or asked is None or one.handed_in_at is None or one.person == actor.person:
        return None
    answers = answers_for(actor, one, asked.prompts, ties_to(writer, actor, seats=seats, own=own))
    if not answers:
        return None
    read_at = one.reads.get(actor.person)
    return Handed(
        enrollment=one.enrollment,
        module=one.module,
        person=one.person,
        name=writer.name,
        course=writer.course,
        title=shared.title,
        about=module.title,
        handed_in_at=one.handed_in_at,
        answers=answers,
        unread=read_at is None,
        changed=read_at is not None and one.saved_at is not None and one.saved_at > read_at,
        replies=one.replies if own is None else (),
    )
