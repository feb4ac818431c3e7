"""What reminders say: one function per message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote
from zoneinfo import ZoneInfo

from plm.enrollment.model import Enrollment
from plm.mail import Mail
from plm.mail.words import Words, write
from plm.people.model import Person
from plm.reminders.model import MOST_OVERDUE, in_words
from plm.sections.model import Section, Session
from plm.web.words import capital, count, day, distance, first_name, listed, minutes, number, short_day, times

GO_ON = "/enrollments/{}/go-on"
MY_LEARNING = "/learning"
SECTION = "/sections/{}"

_DUE_RULE = (
    "We write a week before the due date, on the day before and, if need be, afterwards: four times at most, and never "
    "once you are done."
)


@dataclass(frozen=True)
class House:
    """Who writes, and where its pages are.

    Attributes:
        base_url: without a trailing slash.
    """

    district: str
    base_url: str

    def url(self, path: str, part: str = "") -> str:
        """The full address of a page."""
        return self.base_url + path.format(quote(part, safe=":@"))


def due_soon(key: str, person: Person, enrollment: Enrollment, *, today: date, house: House) -> Mail:
    """A week before the due date, or later when somebody was enrolled late."""
    due_on = _due_on(enrollment)
    far = "in a week" if (due_on - today).days == 7 else distance(due_on, today)
    return write(
        key,
        person.email,
        person.name,
        Words(
            subject=f"“{enrollment.title}” is due {far}",
            hello=f"Hello {first_name(person.name)},",
            paragraphs=(
                f"“{enrollment.title}” is due on {day(due_on, today)}, {far}.{_so_far(enrollment)}",
                *_what_is_left(enrollment),
            ),
            act=_go_on(enrollment, house),
            reason=f"You get this because the course is due and you have not finished it yet. {_DUE_RULE}",
        ),
        district=house.district,
    )


def due_tomorrow(key: str, person: Person, enrollment: Enrollment, *, today: date, house: House) -> Mail:
    """The day before the due date, or on the day itself."""
    due_on = _due_on(enrollment)
    when = distance(due_on, today)
    enough = f": {_about(enrollment.minutes_left)} left" if enrollment.minutes_left else ""
    return write(
        key,
        person.email,
        person.name,
        Words(
            subject=f"“{enrollment.title}” is due {when}{enough}",
            hello=f"Hello {first_name(person.name)},",
            paragraphs=(
                f"“{enrollment.title}” is due {when}, {day(due_on, today)}.{_so_far(enrollment)}",
                *_what_is_left(enrollment),
            ),
            act=_go_on(enrollment, house),
            reason=f"You get this because the course is due {when} and you have not finished it yet. {_DUE_RULE}",
        ),
        district=house.district,
    )


def overdue(key: str, person: Person, enrollment: Enrollment, place: int, *, today: date, house: House) -> Mail:
    """After the due date, once a week; `place` counts them from 1."""
    due_on = _due_on(enrollment)
    since = "yesterday" if (today - due_on).days == 1 else f"on {day(due_on, today)}"
    last = (
        "This is the last time we write about it. If something stands in your way, please tell your principal: "
        "the due date can be moved."
        if place >= MOST_OVERDUE
        else "If something stands in your way, please tell your principal: the due date can be moved."
    )
    return write(
        key,
        person.email,
        person.name,
        Words(
            subject=f"“{enrollment.title}” was due {since}, and it is not too late",
            hello=f"Hello {first_name(person.name)},",
            paragraphs=(
                f"“{enrollment.title}” was due {since}. It is still open for you.{_so_far(enrollment)}",
                *_what_is_left(enrollment),
                last,
            ),
            act=_go_on(enrollment, house),
            reason=f"You get this because the due date has passed and you have not finished yet. {_DUE_RULE}",
        ),
        district=house.district,
    )


def session_tomorrow(
    key: str, person: Person, section: Section, session: Session, *, today: date, house: House
) -> Mail:
    """The day before a session, or on the day itself."""
    zone = ZoneInfo(section.time_zone)
    on = session.starts_at.astimezone(zone).date()
    when = distance(on, today)
    of = f" It is session {section.place(session.id)} of {len(section.sessions)}." if len(section.sessions) > 1 else ""
    more = []
    if session.link:
        more.append(f"Join it here: {session.link}")
    if section.place(session.id) == 1:
        more.append("If you cannot come, please give your seat back, so that somebody else can have it.")
    where = f" Place: {session.place}." if session.place else ""
    span = times(session.starts_at, session.ends_at, zone)
    return write(
        key,
        person.email,
        person.name,
        Words(
            subject=f"{capital(when)}, {span}: “{section.title}”",
            hello=f"Hello {first_name(person.name)},",
            paragraphs=(
                f"Your session of “{section.title}” is {when}, {day(on, today)}, {span}.{where}{of}",
                *more,
            ),
            act=("See the session", house.url(SECTION, section.id)),
            reason="You get this because you hold a seat in it. We write once before each session.",
        ),
        district=house.district,
    )


def nudge(
    key: str, person: Person, late: Sequence[Enrollment], said: str, *, by: str, today: date, house: House
) -> Mail:
    """What a principal or director sends to somebody who is late; `said` is their own first sentence."""
    if len(late) == 1:
        act = _go_on(late[0], house)
    else:
        act = ("Go to my learning", house.url(MY_LEARNING))
    return write(
        key,
        person.email,
        person.name,
        Words(
            subject=f"{_titles(late)}: a word from {by}",
            hello=f"Hello {first_name(person.name)},",
            paragraphs=(said, *(_open_since(one, today) for one in late)),
            act=act,
            reason=(
                f"You get this because {by} asked us to write to everybody whose due date has passed. "
                "You get at most one such message a day."
            ),
        ),
        district=house.district,
    )


def _titles(late: Sequence[Enrollment]) -> str:
    if len(late) > 2:
        return capital(count(len(late), "course", "courses"))
    return listed([f"“{one.title}”" for one in late])


def _open_since(enrollment: Enrollment, today: date) -> str:
    due_on = f"“{enrollment.title}” was due on {short_day(_due_on(enrollment), today)}."
    return " ".join((due_on, *_what_is_left(enrollment)))


def _so_far(enrollment: Enrollment) -> str:
    """Towards the end, not from the beginning; nothing is said of somebody who has not begun."""
    if not enrollment.done:
        return ""
    left = enrollment.total - enrollment.done
    return (
        f" You have done {number(enrollment.done)} of {number(enrollment.total)} parts: "
        f"{number(left)} more and you are done."
    )


def _what_is_left(enrollment: Enrollment) -> tuple[str, ...]:
    missing = in_words(enrollment.verdict.missing)
    said = []
    if enrollment.minutes_left > 1:
        said.append(f"What is left takes {_about(enrollment.minutes_left)}: {listed(missing)}.")
    elif missing:
        said.append(f"Still to do: {listed(missing)}.")
    if enrollment.stuck:
        said.append("You have used every try at a quiz. Your principal can give you another one; a word is enough.")
    return tuple(said)


def _about(exact: int) -> str:
    """Minutes as one says them to a person: to five within an hour, to a quarter of an hour beyond."""
    step = 15 if exact > 60 else 5
    return f"about {minutes(max(step, round(exact / step) * step))}"


def _go_on(enrollment: Enrollment, house: House) -> tuple[str, str]:
    words = "Go on where you stopped" if enrollment.begun else "Begin"
    return words, house.url(GO_ON, enrollment.id)


def _due_on(enrollment: Enrollment) -> date:
    if enrollment.due_on is None:
        raise ValueError(f"{enrollment.id} has no due date to write about")
    return enrollment.due_on
