"""One piece of the district as documents: what some hundreds of people did, and where they met."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from plm import audit
from plm.attendance.model import Mark, Record, derive, enough, held_on
from plm.credentials.model import award_for
from plm.credentials.store import award_to
from plm.enrollment.model import Status
from plm.enrollment.store import enrollment_from
from plm.generate.district import District
from plm.generate.history import Stories, Story, live_minutes
from plm.generate.model import PIECE
from plm.generate.pattern import filled
from plm.mail.ledger import State as LedgerState
from plm.mongo.collection import Doc
from plm.reminders.model import Hours, of_due_date, of_session, plan
from plm.sections.model import Seat, Section, Session
from plm.sections.store import section_to

_ZONE = ZoneInfo("America/New_York")
_HOURS = Hours()
_SEATS = 32
_TAKEN = 30
_MARKED_AFTER = timedelta(minutes=10)
_REMEMBERED = timedelta(days=30)
_OPENS_BEFORE = timedelta(days=45)
_PLACES = ("Library", "Room 12", "Cafeteria", "District training room", "Media center")


@dataclass
class Piece:
    """Documents by collection."""

    enrollments: list[Doc] = field(default_factory=list)
    sections: list[Doc] = field(default_factory=list)
    awards: list[Doc] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    reminders: list[Doc] = field(default_factory=list)
    audit: list[Doc] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Somebody's seat in a section, and what was marked there if it is over."""

    section: Section
    record: Record | None


class Pieces:
    """Makes the pieces of a district; one of these serves one process."""

    def __init__(self, district: District, *, now: datetime) -> None:
        self._district = district
        self._now = now
        self._stories = Stories(district.editions, now=now)
        self._principals = {one.school: one.id for one in district.staff if one.grants}
        self._facilitators = {one.id: one for one in district.facilitators}
        self._editions = {one.course: one for one in district.editions}
        self._earned: Counter[str] = Counter()
        self._looks: dict[date, datetime | None] = {}

    def make(self, number: int) -> Piece:
        """The piece with this number, counted from 0; the same whoever makes it."""
        rng = Random(f"{self._district.size.seed}:piece:{number}")
        self._earned.clear()
        first = number * PIECE
        stories = [
            story
            for person, load in zip(
                self._district.staff[first : first + PIECE], self._district.loads[first : first + PIECE], strict=True
            )
            for story in self._stories.of(person, self._principals[person.school], load, rng)
        ]
        piece = Piece()
        seats: dict[int, Place] = {}
        for section, seated in self._sections(stories, number, rng):
            piece.sections.append(_kept_section(section, now=self._now))
            for story in seated:
                record = self._record(section, story)
                seats[id(story)] = Place(section, record)
                if record:
                    piece.marks.append(record.last)
                    piece.records.append(record)
        for story in stories:
            document = self._enrollment(story, seats.get(id(story)))
            piece.enrollments.append(document)
            if document["award"]:
                piece.awards.append(self._award(document, story, seats.get(id(story))))
            piece.reminders += self._reminded(document, story)
            piece.audit += self._noted(document, story)
        return piece

    def _sections(self, stories: Sequence[Story], number: int, rng: Random) -> Iterator[tuple[Section, list[Story]]]:
        """Sections for those who must meet: they gather in the order in which they are ready."""
        by_course: dict[str, list[Story]] = defaultdict(list)
        for story in stories:
            if story.seated:
                by_course[story.edition.course].append(story)
        for course, waiting in by_course.items():
            waiting.sort(key=lambda story: story.ready_at)
            for turn, start in enumerate(range(0, len(waiting), _TAKEN)):
                seated = waiting[start : start + _TAKEN]
                yield self._section(f"{course}-{number}-{turn}", seated, rng), seated

    def _section(self, section_id: str, seated: Sequence[Story], rng: Random) -> Section:
        edition = seated[0].edition
        starts_at = _afternoon(max(max(one.ready_at, one.enrolled_at) for one in seated))
        session = Session(
            f"{section_id}-1",
            starts_at,
            starts_at + timedelta(minutes=live_minutes(edition)),
            rng.choice(_PLACES),
        )
        opened_at = min(starts_at - _OPENS_BEFORE, min(one.enrolled_at for one in seated))
        return Section(
            id=section_id,
            course=edition.course,
            title=edition.title,
            facilitators=(rng.choice(self._district.facilitators).id,),
            sessions=(session,),
            capacity=_SEATS,
            roster=tuple(Seat(one.person.id, one.enrolled_at) for one in seated),
            created_at=opened_at,
        )

    def _record(self, section: Section, story: Story) -> Record | None:
        """What the facilitator marked, once the session is over."""
        session = section.sessions[0]
        if session.ends_at > self._now:
            return None
        by = self._facilitators[section.facilitators[0]]
        mark = Mark(
            id=f"{section.id.replace('-', '')}:{story.person.id}",
            section=section.id,
            session=session.id,
            person=story.person.id,
            presence=story.presence,
            by=by.id,
            name=by.name,
            at=session.ends_at + _MARKED_AFTER,
        )
        return derive([mark], of=session.minutes)

    def _enrollment(self, story: Story, place: Place | None) -> Doc:
        sessions: Doc = {}
        attended_at = None
        met = False
        if place and (record := place.record):
            met = enough(record.minutes, record.of, story.edition.requirement.minutes_share)
            attended_at = record.last.at
            sessions = {record.last.session: _session_work(place.section, record)}
        document = filled(
            story.script.pattern(story.acts, met=met),
            person=story.person.id,
            school=story.person.school,
            cycle=story.cycle,
            enrolled_at=story.enrolled_at,
            enrolled_by=story.enrolled_by,
            due_on=story.due_on,
            times=story.times,
            sessions=sessions,
            attended_at=attended_at,
            award=story.award,
        )
        if document["status"] == Status.ACTIVE and story.due_on and not story.withdrawn_at:
            # When the planner must look next; as it would have left it after its last look.
            next_at = self._next_look(story.due_on)
            if next_at:
                document["next_reminder_at"] = next_at
        if story.withdrawn_at:
            document["status"] = Status.WITHDRAWN
            document["withdrawn_at"] = story.withdrawn_at
            document["reason"] = story.reason
            document["version"] += 1
        return document

    def _next_look(self, due_on: date) -> datetime | None:
        if due_on not in self._looks:
            rows = of_due_date("", due_on, hours=_HOURS, zone=_ZONE)
            self._looks[due_on] = plan(rows, seen=self._now, now=self._now).next_at
        return self._looks[due_on]

    def _reminded(self, document: Doc, story: Story) -> Iterator[Doc]:
        """The reminders of the last weeks, as the ledger keeps those that were sent."""
        since = self._now - _REMEMBERED
        if not story.due_on or not -40 <= (story.due_on - self._now.date()).days <= 7:
            return
        ended_at = document["completed_at"] or document["withdrawn_at"] or self._now
        for one in of_due_date(document["_id"], story.due_on, hours=_HOURS, zone=_ZONE):
            if max(since, story.enrolled_at) <= one.at < ended_at:
                yield {
                    "_id": one.key,
                    "rule": one.rule,
                    "place": one.place,
                    "until": one.until,
                    "due_at": one.at,
                    "enrollment": document["_id"],
                    "person": story.person.id,
                    "school": story.person.school,
                    "title": story.edition.title,
                    "edition": document["edition"],
                    "about": document["due_on"],
                    "state": LedgerState.SENT,
                    "sending_at": one.at,
                    "sent_at": one.at,
                    "to": story.person.email,
                    "subject": story.edition.title,
                }

    def _noted(self, document: Doc, story: Story) -> Iterator[Doc]:
        """The lines of the audit of the last weeks."""
        since = self._now - _REMEMBERED
        own, where = story.person.actor(), {"school": story.person.school}
        for verb, at, facts in (
            ("enrollment.created", story.enrolled_at, {"due": document["due_on"]}),
            ("enrollment.completed", document["completed_at"], {"award": document["award"]}),
            ("enrollment.withdrawn", document["withdrawn_at"], {"reason": document["reason"]}),
        ):
            if at and at >= since:
                yield audit.line(own, verb, document["_id"], now=at, **where, **facts)

    def _award(self, document: Doc, story: Story, place: Place | None) -> Doc:
        enrollment = enrollment_from(document)
        course = enrollment.course
        award = award_for(
            enrollment,
            self._editions[course],
            story.person,
            zone=_ZONE,
            sections={place.section.id: place.section} if place and place.record else {},
            facilitators=self._facilitators,
            before=self._earned[course],
            now=document["completed_at"] + _MARKED_AFTER,
        )
        self._earned[course] += 1
        return {"_id": award.code, **award_to(award)}


def _session_work(section: Section, record: Record) -> Doc:
    session = section.sessions[0]
    return {
        "section": section.id,
        "minutes": record.minutes,
        "of": record.of,
        "held_on": held_on(section, session).isoformat(),
    }


def _kept_section(section: Section, *, now: datetime) -> Doc:
    document = section_to(section)
    reminders = [of_session("", one.starts_at, hours=_HOURS, zone=_ZONE) for one in section.sessions]
    if (next_at := plan(reminders, seen=now, now=now).next_at) is None:
        del document["next_reminder_at"]
    else:
        document["next_reminder_at"] = next_at
    return document


def _afternoon(after: datetime) -> datetime:
    """Half past three on the next weekday after a moment."""
    day: date = (after + timedelta(days=1)).astimezone(_ZONE).date()
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, time(15, 30), _ZONE).astimezone(UTC)
