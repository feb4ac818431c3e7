"""Filling the invented district."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from pymongo.database import Database
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from plm import audit
from plm.access import SYSTEM, Role
from plm.attendance.model import Mark, derive
from plm.attendance.store import Attendance, Marks
from plm.catalog.actions import publish_shipped
from plm.catalog.store import Courses, Editions
from plm.credentials.model import award_for
from plm.credentials.store import Awards
from plm.demo.cast import PLACES, people
from plm.demo.credit import Signers, write_rules, write_wishes
from plm.demo.evaluation import evaluated
from plm.demo.learning import MARKED_AFTER, ZONE, Part, Played, Player
from plm.demo.plan import Plan, Planner
from plm.demo.replies import attend
from plm.demo.store import Demo
from plm.enrollment.store import ENROLLMENTS, Enrollments
from plm.errors import RuleBroken
from plm.jobs import Services
from plm.learning.model import Reflection
from plm.learning.store import Attempts, Evaluations, Reflections
from plm.learning.store.entries import Entries
from plm.mail.senders import Mailbox
from plm.people.model import Person
from plm.people.store import PEOPLE, person_to
from plm.reminders import jobs as reminder_jobs
from plm.reports.jobs import project_round
from plm.schools.store import SCHOOLS, Schools
from plm.sections.model import Section
from plm.sections.store import SECTIONS, section_to
from plm.settings import Settings

_SEED = 2026
# So many days of reminders lie in the mailbox: sent as they would have been, day by day.
_REMINDED = 14
_KEPT = ("migrations", "locks")


def demo_district(settings: Settings) -> Settings:
    """The settings of the demo: an invented district by name."""
    return replace(
        settings, demo=True, district="Alder County", office="Office of Professional Learning", time_zone=ZONE.key
    )


def fill(db: Database, settings: Settings, *, now: datetime) -> bool:
    """Fill an empty database with Alder County; false when something is there already.

    The same day makes the same district. A making that broke off is begun anew.
    """
    demo = Demo(db)
    if demo.whole() or (not demo.marked() and _holds_anything(db)):
        return False
    if demo.marked():
        demo.clear(but=_KEPT)
    demo.begin(now=now)
    # Nothing waits for the disk, since a making that broke off is begun anew; the last write waits for all of it.
    quick = db.with_options(write_concern=WriteConcern(w=1, j=False), read_concern=ReadConcern("local"))
    _make(quick, demo_district(settings), now=now)
    demo.finish(now=now)
    return True


def empty(db: Database) -> None:
    """Take the demo district out again.

    Raises:
        RuleBroken: the database holds no demo; nothing was touched.
    """
    if not Demo(db).marked():
        raise RuleBroken(
            f"The database “{db.name}” does not hold the demo district, so nothing was taken out of it.",
            code="no-demo",
        )
    Demo(db).clear(but=_KEPT)


def _holds_anything(db: Database) -> bool:
    return any(one.of(db).find_one({}, {"_id": 1}) is not None for one in (PEOPLE, SCHOOLS, ENROLLMENTS))


def _make(db: Database, settings: Settings, *, now: datetime) -> None:
    # Everything but the hour decides what is made: whoever starts again on the same day finds the same district.
    rng = Random(f"{_SEED}:{now.astimezone(ZONE).date()}")
    day = datetime.combine(now.astimezone(ZONE).date(), time(8), ZONE).astimezone(now.tzinfo)
    publish_shipped(db, actor=SYSTEM, now=day - timedelta(days=110))
    write_rules(db)
    everybody = people(Random(_SEED))
    for place in PLACES:
        Schools(db).save(place.school)
    persons = {one.id: one for group in everybody.values() for one in group}
    PEOPLE.of(db).insert_many([person_to(one) for one in persons.values()])
    courses = Courses(db).published()
    editions = {one.slug: Editions(db).get(one.edition) for one in courses}
    plan = Planner(editions, everybody, rng, now=day).plan()
    player = Player(rng, {one.id: one.name for one in everybody[""] if one.role is Role.FACILITATOR}, now=day)
    played = [player.play(part) for part in plan.parts]
    attend(played, persons, now=day)
    SECTIONS.of(db).insert_many([section_to(section) for section in plan.sections.values()])
    if answers := evaluated(played, Random(f"{_SEED}:evaluation"), ZONE):
        Evaluations(db).add(answers)
    _write_learning(db, played, day - timedelta(days=_REMINDED))
    _write_attendance(db, plan, persons)
    _write_awards(db, played, plan, persons, now=day)
    write_wishes(db, persons, now=day)
    _write_audit(db, played, plan, persons, now=day)
    while project_round(db):
        pass
    _remind(db, settings, now=day)


def _write_learning(db: Database, played: list[Played], reminded_since: datetime) -> None:
    enrollments, attempts, reflections = Enrollments(db), Attempts(db), Reflections(db)
    for one in played:
        enrollments.add(one.enrollment, now=max(one.enrollment.enrolled_at, reminded_since))
        for attempt in one.attempts:
            attempts.add(attempt)
        for written in one.reflections:
            rule = partial(_as_written, written)
            reflections.write(written.enrollment, written.module, rule, writer=written.person)
        for entry in one.entries:
            Entries(db).save(entry)


def _as_written(written: Reflection, _before: Reflection) -> Reflection:
    return written


def _write_attendance(db: Database, plan: Plan, persons: dict[str, Person]) -> None:
    marks: dict[str, list[Mark]] = {}
    for part in plan.parts:
        if part.section and part.presence:
            marks.setdefault(part.section.id, []).append(_mark(part, part.section, persons))
    for section_id, those in marks.items():
        session = plan.sections[section_id].sessions[0]
        Marks(db).add(those, due_at=session.ends_at)
        Marks(db).carried(mark.id for mark in those)
        records = [derive([mark], of=session.minutes) for mark in those]
        Attendance(db).save(record for record in records if record)


def _mark(part: Part, section: Section, persons: dict[str, Person]) -> Mark:
    by = persons[section.facilitators[0]]
    if part.presence is None:
        raise ValueError("nothing was marked")
    return Mark(
        id=f"{section.id}:{part.person.id}",
        section=section.id,
        session=section.sessions[0].id,
        person=part.person.id,
        presence=part.presence,
        by=by.id,
        name=by.name,
        at=section.sessions[0].ends_at + MARKED_AFTER,
    )


def _write_awards(db: Database, played: list[Played], plan: Plan, persons: dict[str, Person], *, now: datetime) -> None:
    """The award of every completion, in the order in which they were earned."""
    completed = [one for one in played if one.enrollment.completed_at]
    completed.sort(key=lambda one: one.enrollment.completed_at or one.enrollment.enrolled_at)
    signers = Signers(persons, now=now)
    signed: list[dict[str, Any]] = []
    earned: dict[str, int] = {}
    for one in completed:
        enrollment, edition = one.enrollment, one.part.edition
        before = earned.get(enrollment.course, 0)
        earned[enrollment.course] = before + 1
        award = award_for(
            enrollment,
            edition,
            one.part.person,
            zone=ZONE,
            sections={work.section: plan.sections[work.section] for work in enrollment.sessions.values()},
            facilitators=persons,
            before=before,
            now=(enrollment.completed_at or enrollment.enrolled_at) + timedelta(minutes=1),
            credit=signers.credit(enrollment, edition),
        )
        signed += signers.noted(award)
        Awards(db).write(award)
        Enrollments(db).award_written(enrollment.id)
    audit.record_many(db, signed)


def _write_audit(db: Database, played: list[Played], plan: Plan, persons: dict[str, Person], *, now: datetime) -> None:
    """What would have been noted along the way."""
    lines: list[dict[str, Any]] = []
    for one in played:
        enrollment, own = one.enrollment, one.part.person.actor()
        by = persons[enrollment.enrolled_by].actor()
        due = enrollment.due_on.isoformat() if enrollment.due_on else None
        where = {"school": enrollment.school}
        lines.append(audit.line(by, "enrollment.created", enrollment.id, now=enrollment.enrolled_at, due=due, **where))
        if enrollment.completed_at:
            at, award = enrollment.completed_at, enrollment.award
            lines.append(audit.line(own, "enrollment.completed", enrollment.id, now=at, award=award, **where))
        if enrollment.withdrawn_at:
            at, reason = enrollment.withdrawn_at, enrollment.reason
            lines.append(audit.line(own, "enrollment.withdrawn", enrollment.id, now=at, reason=reason, **where))
        for entry in one.entries:
            if entry.judged_at:
                by, verb = persons[entry.judged_by].actor(), f"practice.{entry.state}"
                facts = {"module": entry.module, **where}
                lines.append(audit.line(by, verb, entry.id, now=entry.judged_at, **facts))
        for written in one.reflections:
            for reply in written.replies:
                by, person = persons[reply.by].actor(), written.person
                lines.append(audit.line(by, "reflection.answered", written.id, now=reply.at, person=person))
    for section in plan.sections.values():
        by = persons[section.facilitators[0]].actor()
        session = section.sessions[0]
        lines.append(
            audit.line(by, "section.created", section.id, now=section.created_at or now, course=section.course)
        )
        if session.ends_at + MARKED_AFTER <= now:
            seated = [seat.person for seat in section.roster]
            at = session.ends_at + MARKED_AFTER
            lines.append(audit.line(by, "attendance.marked", f"{section.id}:{session.id}", now=at, people=seated))
    audit.record_many(db, sorted(lines, key=lambda line: line["at"]))


def _remind(db: Database, settings: Settings, *, now: datetime) -> None:
    """Let the reminders of the last weeks be planned and sent, morning by morning, into the mailbox.

    No mail leaves, whatever the settings say: the people of the demo have no mailboxes.
    """
    began_at = now - timedelta(days=_REMINDED)
    SECTIONS.of(db).update_many({"ends_at": {"$lte": began_at}}, {"$unset": {"next_reminder_at": ""}})
    for days in range(_REMINDED):
        morning = began_at + timedelta(days=days)
        services = Services(db, settings, Mailbox(db), partial(_same, morning))
        reminder_jobs.plan(services)
        reminder_jobs.send(services)


def _same(moment: datetime) -> datetime:
    return moment
