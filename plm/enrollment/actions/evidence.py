"""The one door through which evidence is written: by learning and attendance, nobody else."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import Actor, Permission
from plm.catalog.model import Edition, Module, ModuleWork
from plm.catalog.model.edition import Of
from plm.catalog.store import Editions
from plm.enrollment.model import Enrollment, SessionWork
from plm.enrollment.store import Enrollments
from plm.errors import NotFound, RuleBroken
from plm.mongo import transactional

_TRIES = 40


def begin_module(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Note that a module was opened."""
    return _evidence(
        db, enrollment_id, lambda edition, one, _: one.begin(edition, module, now=now), actor=actor, now=now
    )


def keep_place(
    db: Database, enrollment: Enrollment, module: Module, page: int = 0, *, actor: Actor, now: datetime
) -> Enrollment:
    """Keep where somebody is, with one conditional update, or none when they are there already.

    The place is a convenience: a write that met another one is not made again.

    Args:
        enrollment: as it was read for this page.
        page: of a reading, counted from 1; 0 in a module without pages.

    Raises:
        NotFound, NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, enrollment.scope)
    after = enrollment.visit(module, page, now=now)
    if after == enrollment or not Enrollments(db).keep_place(after, module.id, before=enrollment):
        return enrollment
    return replace(after, version=enrollment.version + 1)


def record(
    db: Database,
    enrollment_id: str,
    module: str,
    kind: type[Of],
    change: Callable[[Of, ModuleWork], ModuleWork],
    *,
    actor: Actor,
    now: datetime,
) -> Enrollment:
    """Keep what was done in a module, by the rule of its kind.

    Args:
        change: gets the module's content and the work so far; the same work again changes nothing.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: what the rule refuses; no such module, it is not open yet, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.work_in(edition, module, kind, change, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_page(
    db: Database, enrollment_id: str, module: str, page: int, *, read: bool, actor: Actor, now: datetime
) -> Enrollment:
    """Keep where somebody stopped in a reading; `read` says that the page was read to its end.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such module or page, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.turn_page(edition, module, page, read=read, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_read(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Count a whole reading as read, because its reader says so.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such reading, it is not open yet, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.mark_read(edition, module, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_answers(
    db: Database, enrollment_id: str, module: str, share: float, *, key: str, actor: Actor, now: datetime
) -> Enrollment:
    """Count a quiz attempt with this share of questions right; the same `key` again changes nothing.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no tries left, no such module, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.answer(edition, module, share, key=key, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_reflection(db: Database, enrollment_id: str, module: str, *, actor: Actor, now: datetime) -> Enrollment:
    """Count a reflection as handed in.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: no such module, or they have left the course.
    """
    return _evidence(
        db,
        enrollment_id,
        lambda edition, one, award: one.reflect(edition, module, award=award, now=now),
        actor=actor,
        now=now,
    )


def record_evaluation(db: Database, enrollment_id: str, *, actor: Actor, now: datetime) -> tuple[Enrollment, bool]:
    """Count the evaluation of the course as answered; what was answered is kept elsewhere, and without a name.

    Returns:
        The enrollment, and whether this very call counted it: false when it was answered before. Of several at the same
        moment exactly one hears true.

    Raises:
        NotFound: no such enrollment of the actor's own.
        RuleBroken: they have left the course.
    """
    first = False

    def rule(edition: Edition, one: Enrollment, award: str) -> Enrollment:
        nonlocal first
        # Asked again when another write came first, so it says what was true of the write that stood.
        first = one.evaluated_at is None
        return one.evaluate(edition, award=award, now=now)

    after = _evidence(db, enrollment_id, rule, actor=actor, now=now)
    return after, first


def record_attendance(
    db: Database, course: str, session_id: str, work: dict[str, SessionWork], *, actor: Actor, now: datetime
) -> dict[str, Enrollment]:
    """Carry the minutes of one session into the enrollments of many people.

    The caller has checked that the actor may mark this section.

    Args:
        work: minutes by person id.

    Returns:
        The enrollments by person id. Who is not enrolled in the course is left out.
    """
    standing = Enrollments(db).in_course(work, course)
    editions = Editions(db)
    editions.some({one.edition for one in standing.values()})  # In one question; the store keeps them.
    awards = {person: new_award() for person in work}

    def rule(one: Enrollment) -> Enrollment:
        # Asked for again with each attempt: between two of them somebody may be moved to another edition.
        edition = editions.get(one.edition)
        return one.attend(edition, session_id, work[one.person], award=awards[one.person], now=now)

    after = Enrollments(db).change_many([one.id for one in standing.values()], rule, now=now)
    completed = [
        audit.line(actor, "enrollment.completed", one.id, school=one.school, award=one.award, now=now)
        for one in after.values()
        if one.completed_at == now and one.award == awards[one.person]
    ]
    audit.record_many(db, completed)
    return {one.person: one for one in after.values()}


def forfeit_hours(db: Database, award: str, *, now: datetime) -> None:
    """Let the hours of a completion count no more; the caller has checked the actor and leaves the audit line.

    Args:
        award: the certificate's public code.

    Raises:
        NotFound: no completion has this certificate.
    """
    if (standing := Enrollments(db).with_award(award)) is None:
        raise NotFound("No completion has this certificate.")
    Enrollments(db).change(standing.id, Enrollment.forfeit, now=now)


def new_award() -> str:
    """A public code for a certificate: twelve letters and figures that cannot be mistaken for others."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    drawn = "".join(secrets.choice(letters) for _ in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def _evidence(
    db: Database,
    enrollment_id: str,
    rule: Callable[[Edition, Enrollment, str], Enrollment],
    *,
    actor: Actor,
    now: datetime,
) -> Enrollment:
    """Apply the rule to the actor's own enrollment, and do it again when another write came first.

    Most evidence completes nothing: then it is one read and one conditional update. What completes a course is written
    together with its line in the audit.

    Args:
        rule: gets the edition they began, the enrollment, and the award to use if this settles it.
    """
    enrollments = Enrollments(db)
    award = new_award()
    for _ in range(_TRIES):
        before = enrollments.get(enrollment_id)
        actor.must(Permission.LEARNING_DO, before.scope)
        after = rule(Editions(db).get(before.edition), before, award)
        if after == before:
            return before
        if after.completed_at and not before.completed_at:
            written = _complete(db, before, after, actor=actor, now=now)
        else:
            written = enrollments.save(after, before=before, now=now)
        if written:
            return replace(after, version=before.version + 1)
    raise RuleBroken("Too many changes arrived at the same moment. Please try again.", code="busy")


@transactional
def _complete(db: Database, before: Enrollment, after: Enrollment, *, actor: Actor, now: datetime) -> bool:
    if not Enrollments(db).save(after, before=before, now=now):
        return False
    audit.record(db, actor, "enrollment.completed", after.id, school=after.school, award=after.award, now=now)
    return True
