"""Writing a practice log: one entry, one document, and the evidence in the same transaction."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from pymongo.database import Database

from plm.access import Actor, Permission
from plm.catalog.kinds import Practice
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Enrollment
from plm.errors import NotFound, RuleBroken
from plm.learning.actions.naming import checked_for_names
from plm.learning.actions.opening import Opened, open_module
from plm.learning.model.entries import BACK, Entry, Told, evidence_of, must_be_possible
from plm.learning.store.entries import Entries
from plm.mongo import transactional


def practice_in(opened: Opened) -> Practice:
    """What a module asks to log.

    Raises:
        NotFound: it asks for no entries.
    """
    if (practice := opened.module.of(Practice)) is None:
        raise NotFound("This module has no practice log.")
    return practice


def entries_in(db: Database, opened: Opened, *, actor: Actor) -> list[Entry]:
    """The actor's own entries in a module, the newest day first.

    Raises:
        NotFound, NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, opened.enrollment.scope)
    return Entries(db).of(opened.enrollment.id, opened.module.id)


def own_entry(db: Database, opened: Opened, key: str, *, actor: Actor) -> Entry:
    """One entry of the actor's own.

    Raises:
        NotFound: no such entry in this module.
        NotAllowed: it is not the actor's own.
    """
    actor.must(Permission.LEARNING_DO, opened.enrollment.scope)
    return Entries(db).get(_id_of(opened.enrollment.id, opened.module.id, key))


@transactional
def write_entry(
    db: Database,
    enrollment_id: str,
    module_id: str,
    told: Told,
    *,
    key: str,
    revision: int = 1,
    confirmed: Iterable[str] = (),
    today: date,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Write an entry, or write it anew, and count what waits; both or neither.

    Args:
        key: names the entry; the same form sent twice is one entry, and changed and sent again a change of it.
        revision: the text the writer last saw, should the entry stand already.
        confirmed: words that are no student's name, as the writer says.
        today: where the writer is.

    Raises:
        NotFound, NotAllowed: as `open_module`; or the module has no practice log.
        LikelyNames: the texts may hold a student's name.
        RuleBroken: a day or figures that cannot be, an entry that is accepted or was changed in another window, or a
            course they have left.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    if (act := practice_in(opened).act(told.act)) is None:
        raise RuleBroken("This is nothing the module asks for. Choose again.", code="no-such-act")
    entries, entry_id = Entries(db), _id_of(enrollment_id, module_id, key)
    before = entries.find(entry_id)
    must_be_possible(told, earliest=before.earliest() if before else today - BACK, today=today)
    known = before.confirmed if before else ()
    fine = checked_for_names(db, told.texts, opened.enrollment, said=confirmed, known=known, actor=actor, now=now)
    if before:
        after = before.change(told, act.text, confirmed=fine, revision=revision, now=now)
    else:
        after = _fresh(entry_id, opened, told, act.text, confirmed=fine, now=now)
    if after != before:
        entries.save(after)
    _count(db, opened, actor=actor, now=now)
    return after


@transactional
def take_back(db: Database, enrollment_id: str, module_id: str, key: str, *, actor: Actor, now: datetime) -> Entry:
    """Let an entry wait no longer; its writer keeps it and can send it again.

    Raises:
        NotFound, NotAllowed: as `own_entry`.
        RuleBroken: it does not wait, or they have left the course.
    """
    opened = open_module(db, enrollment_id, module_id, actor=actor)
    practice_in(opened)
    before = own_entry(db, opened, key, actor=actor)
    after = before.take_back()
    if after != before:
        Entries(db).save(after)
    _count(db, opened, actor=actor, now=now)
    return after


def _count(db: Database, opened: Opened, *, actor: Actor, now: datetime) -> Enrollment:
    """Write into the enrollment what the entries come to. Counted anew every time, so it can never drift."""
    accepted, waiting = evidence_of(Entries(db).of(opened.enrollment.id, opened.module.id))
    return enrollment_actions.record(
        db,
        opened.enrollment.id,
        opened.module.id,
        Practice,
        lambda log, work: log.judged(work, accepted, waiting, now=now),
        actor=actor,
        now=now,
    )


def _fresh(entry_id: str, opened: Opened, told: Told, act: str, *, confirmed: tuple[str, ...], now: datetime) -> Entry:
    enrollment = opened.enrollment
    return Entry(
        id=entry_id,
        enrollment=enrollment.id,
        course=enrollment.course,
        module=opened.module.id,
        person=enrollment.person,
        school=enrollment.school,
        act=act,
        told=told,
        written_at=now,
        sent_at=now,
        confirmed=confirmed,
    )


def _id_of(enrollment_id: str, module_id: str, key: str) -> str:
    if not re.fullmatch(r"[0-9a-z]{8,64}", key):
        raise NotFound("There is no such entry.")
    return f"{enrollment_id}:{module_id}:{key}"
