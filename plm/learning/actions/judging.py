"""Reading the practice of others: what waits, accepting it, returning it with a comment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from plm import audit
from plm.access import SHARED, Actor, Permission
from plm.catalog.kinds import Practice
from plm.catalog.store import Courses
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.model import Status
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.learning.actions.naming import checked_for_names
from plm.learning.model.entries import Entry, evidence_of
from plm.learning.store.entries import Entries
from plm.mongo import transactional
from plm.people.store import People
from plm.schools.store import Schools

MOST_READ = 200
"""So many waiting entries are looked at; who has read them sees the next."""

_MOST_COMMENT = 2_000


@dataclass(frozen=True)
class ToRead:
    """An entry as its reader meets it.

    Attributes:
        name, school: of its writer.
        course: the title.
    """

    entry: Entry
    name: str
    school: str
    course: str


@dataclass(frozen=True)
class Accepted:
    """What came of accepting several.

    Attributes:
        names: whose entries were accepted.
        problems: why others were not, in sentences.
    """

    names: tuple[str, ...]
    problems: tuple[str, ...]


def to_read(db: Database, *, actor: Actor, now: datetime) -> list[ToRead]:
    """The entries that wait for the actor, the longest waiting first; at most `MOST_READ`.

    Raises:
        NotAllowed: the actor's role reads nobody's.
    """
    return _shown(db, _waiting(db, actor=actor, now=now))


def entry_to_judge(db: Database, entry_id: str, *, actor: Actor, now: datetime) -> ToRead:
    """One entry that the actor may judge.

    Raises:
        NotFound: no such entry, or its writer holds no seat in a section of the actor's.
        NotAllowed: the actor sees the writer but reads no practice, or it is their own.
        RuleBroken: its writer took it back; nobody else reads it then.
    """
    entry = Entries(db).get(entry_id)
    enrollment_actions.to_judge(db, entry.enrollment, actor=actor, now=now)
    entry.must_be_sent()
    return _shown(db, [entry])[0]


@transactional
def accept(
    db: Database,
    entry_id: str,
    comment: str = "",
    *,
    revision: int,
    confirmed: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> Entry:
    """Accept an entry: it counts from now on.

    Args:
        revision: the text that was read.
        confirmed: words in the comment that are no student's name, as the actor says.

    Raises:
        NotFound, NotAllowed: as `entry_to_judge`.
        LikelyNames: the comment may hold a student's name.
        RuleBroken: it does not wait, was changed meanwhile, or its writer has left the course.
    """
    before = entry_to_judge(db, entry_id, actor=actor, now=now).entry
    said = _comment(db, before, comment, confirmed, actor=actor, now=now)
    after = before.accept(said, by=actor.person, name=actor.name, revision=revision, now=now)
    _write(db, after, "practice.accepted", actor=actor, now=now)
    return after


def accept_many(db: Database, chosen: Iterable[tuple[str, int]], *, actor: Actor, now: datetime) -> Accepted:
    """Accept several entries, each by itself: what cannot be accepted keeps no other back.

    Args:
        chosen: ids of entries, each with the revision that was read.

    Raises:
        NotAllowed: the actor's role reads nobody's.
        NotFound, NotAllowed: as `entry_to_judge`, for any of them.
    """
    actor.must(Permission.PRACTICE_JUDGE, SHARED)
    whose, problems = [], []
    for entry_id, revision in dict.fromkeys(chosen):
        try:
            whose.append(accept(db, entry_id, revision=revision, actor=actor, now=now).person)
        except RuleBroken as refusal:
            problems.append(refusal.message)
    people = People(db).some(whose)
    return Accepted(tuple(people[one].name for one in whose), tuple(dict.fromkeys(problems)))


@transactional
def send_back(
    db: Database,
    entry_id: str,
    comment: str,
    *,
    revision: int,
    confirmed: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> Entry:
    """Return an entry to its writer with what to change.

    Args:
        revision: the text that was read.
        confirmed: words in the comment that are no student's name, as the actor says.

    Raises:
        NotFound, NotAllowed: as `entry_to_judge`.
        LikelyNames: the comment may hold a student's name.
        RuleBroken: there is no comment, it does not wait, was changed meanwhile, or its writer has left the course.
    """
    before = entry_to_judge(db, entry_id, actor=actor, now=now).entry
    said = _comment(db, before, comment, confirmed, actor=actor, now=now)
    after = before.send_back(said, by=actor.person, name=actor.name, revision=revision, now=now)
    _write(db, after, "practice.returned", actor=actor, now=now)
    return after


def _comment(db: Database, entry: Entry, comment: str, confirmed: Iterable[str], *, actor: Actor, now: datetime) -> str:
    """The comment, looked at for names like any other text about practice."""
    if not (said := comment.strip()):
        return ""
    if len(said) > _MOST_COMMENT:
        raise RuleBroken(f"A comment may have {_MOST_COMMENT:,} characters. Shorten it.", code="too-long")
    enrollment = Enrollments(db).get(entry.enrollment)
    checked_for_names(db, {"comment": said}, enrollment, said=confirmed, known=entry.confirmed, actor=actor, now=now)
    return said


def _write(db: Database, after: Entry, verb: str, *, actor: Actor, now: datetime) -> None:
    """Keep the entry, what the entries of its module come to, and a line without a word of the text."""
    Entries(db).save(after)
    accepted, waiting = evidence_of(Entries(db).of(after.enrollment, after.module))
    enrollment_actions.judge(
        db,
        after.enrollment,
        after.module,
        Practice,
        lambda log, work: log.judged(work, accepted, waiting, now=now),
        actor=actor,
        now=now,
    )
    audit.record(db, actor, verb, after.id, school=after.school, now=now, module=after.module)


def _waiting(db: Database, *, actor: Actor, now: datetime) -> list[Entry]:
    reads = enrollment_actions.judged_by(db, actor=actor, now=now)
    entries = Entries(db)
    if reads.everybody:
        found = entries.waiting(limit=MOST_READ)
    else:
        found = [
            entry
            for course, people in reads.seated.items()
            for entry in entries.waiting_in(course, people, limit=MOST_READ)
        ]
    # Who has left the course may come back; until then nothing of theirs can be judged.
    standing = Enrollments(db).some({entry.enrollment for entry in found}) if found else {}
    left = {one.id for one in standing.values() if one.status is Status.WITHDRAWN}
    others = (entry for entry in found if entry.person != actor.person and entry.enrollment not in left)
    return sorted(others, key=lambda entry: entry.sent_at)[:MOST_READ]


def _shown(db: Database, entries: Sequence[Entry]) -> list[ToRead]:
    if not entries:
        return []
    people = People(db).some({entry.person for entry in entries})
    schools = {code: one.short for code, one in Schools(db).some({entry.school for entry in entries}).items()}
    titles = {one.slug: one.title for one in Courses(db).some({entry.course for entry in entries})}
    return [
        ToRead(entry, people[entry.person].name, schools.get(entry.school, ""), titles.get(entry.course, ""))
        for entry in entries
    ]
