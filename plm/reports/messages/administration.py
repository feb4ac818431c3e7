"""What an administrator reads about the people, the jobs and the changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from plm.access import Role
from plm.reports.messages.learning import Said
from plm.web.words import capital, clock_time, count, day, listed, number, since

_ROLES = {
    Role.PRINCIPAL: ("principal", "principals"),
    Role.FACILITATOR: ("facilitator", "facilitators"),
    Role.DIRECTOR: ("director", "directors"),
    Role.ADMINISTRATOR: ("administrator", "administrators"),
}

VERBS = {
    "attendance.marked": "marked attendance",
    "award.revoked": "revoked a certificate",
    "course.door-waived": "let somebody into a course",
    "course.published": "published a course",
    "course.unpublished": "unpublished a course",
    "credit-kind.added": "added a kind of credit",
    "credit-kind.changed": "changed a kind of credit",
    "credit.asked-again": "asked for a signature again",
    "credit.sent-back": "sent a credit back",
    "credit.signed": "signed a credit",
    "enrollment.completed": "completed a course",
    "enrollment.created": "enrolled somebody",
    "enrollment.due-moved": "moved a due date",
    "enrollment.moved-edition": "moved somebody to another edition",
    "enrollment.rejoined": "enrolled somebody again",
    "enrollment.try-allowed": "allowed another try",
    "enrollment.withdrawn": "withdrew somebody",
    "learning.recognition-withdrawn": "took a recognition back",
    "learning.recognized": "recognized earlier learning",
    "module.waived": "waived a module",
    "nudge.sent": "nudged people",
    "person.added": "added somebody",
    "person.came-back": "took somebody back",
    "person.changed": "changed somebody",
    "person.invited": "invited somebody",
    "person.left": "noted a departure",
    "person.password-changed": "changed a password",
    "person.reset-mailed": "asked for a password",
    "person.sign-in-ended": "ended a sign-in",
    "person.sign-ins-ended": "ended all sign-ins",
    "practice.accepted": "accepted a practice entry",
    "practice.returned": "returned a practice entry",
    "reflection.answered": "answered a reflection",
    "reminders.sent-again": "sent reminders again",
    "renewal-area.added": "added a renewal area",
    "renewal-area.changed": "changed a renewal area",
    "roster.imported": "imported people",
    "school.added": "added a school",
    "school.changed": "changed a school",
    "section.cancelled": "cancelled a section",
    "section.changed": "changed a section",
    "section.created": "planned a section",
    "section.seat-left": "gave a seat back",
    "section.seat-removed": "freed a seat",
    "section.seat-taken": "took a seat",
    "tally.repaired": "repaired a count",
    "team.nudged": "nudged a team",
}
"""The verbs of the audit list in words; a verb that is not here is shown as it is."""


_NO_WORKER = "Is a worker running? Start one with “plm worker”."


def job_state(last_ok: datetime | None, last_failed: datetime | None, every: timedelta, now: datetime) -> str:
    """How a job is doing, as a mark: done, late, stuck (its last run failed), open (never ran)."""
    if last_failed and (last_ok is None or last_failed > last_ok):
        return "stuck"
    if last_ok is None:
        return "open"
    return "late" if now - last_ok > 3 * every + timedelta(minutes=1) else "done"


def job_words(
    state: str, last_ok: datetime | None, last_failed: datetime | None, error: str, now: datetime, zone: tzinfo
) -> str:
    """The same in a sentence."""
    match state:
        case "stuck":
            return f"Its last run failed, {_when(last_failed or now, now, zone)}: {error}"
        case "open":
            return f"Has not run yet. {_NO_WORKER}"
        case "late":
            return f"Has not run {since(last_ok or now, now, zone)}. Is a worker running?"
        case _:
            return "Runs as it should."


ALIKE = ("open", "done")
"""States in which a job has nothing of its own to say."""


def jobs_words(state: str, names: Sequence[str]) -> tuple[str, str]:
    """Several jobs in one of the states `ALIKE`: what they do, and which they are."""
    which = f"{capital(listed(names))}."
    if state == "open":
        return f"{capital(number(len(names)))} jobs have not run yet", f"{which} {_NO_WORKER}"
    return f"{capital(number(len(names)))} jobs run as they should", which


def administration_answer(states: list[str]) -> Said:
    """The first line: is everything running?"""
    trouble = [state for state in states if state != "done"]
    if not states:
        return Said("", "PLM has no job to run.", "")
    if not trouble:
        return Said("", "Everything runs", f"as it should: {count(len(states), 'job', 'jobs')}.")
    if len(trouble) == len(states) and set(trouble) <= {"open", "late"}:
        return Said("", "No worker is running.", "Nothing is reminded, counted or sent until one is.")
    n = len(trouble)
    return Said("", f"{capital(number(n))} of {len(states)} jobs {'needs' if n == 1 else 'need'} a look.", "")


def people_words(roles: Mapping[str, int], accounts: int) -> str:
    """Who has an account."""
    if not accounts:
        return "Nobody has an account yet."
    named = [count(roles[role], *_ROLES[role]) for role in _ROLES if roles.get(role)]
    among = f", among them {listed(named)}" if named else ""
    return f"{capital(count(accounts, 'account', 'accounts'))}{among}."


def import_words(line: Mapping[str, Any] | None, now: datetime, zone: tzinfo) -> str:
    """When people were imported last."""
    if line is None:
        return "Nobody has imported people yet."
    facts = line.get("facts", {})
    said = [f"{facts[key]} {key}" for key in ("added", "changed", "ended") if isinstance(facts.get(key), int)]
    return f"{line['name']} imported people {_when(line['at'], now, zone)}{': ' + listed(said) if said else ''}."


def verb_words(verb: str) -> str:
    """A verb of the audit list in words."""
    return VERBS.get(verb, verb.replace(".", ": ").replace("-", " "))


def facts_words(line: Mapping[str, Any]) -> str:
    """What else is known of a change, as “name: value”."""
    facts = {"school": line.get("school", ""), **line.get("facts", {})}
    return ", ".join(
        f"{name.replace('_', ' ')}: {_value(value)}" for name, value in facts.items() if value not in ("", None)
    )


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment in the past: "at 9:56 am", "yesterday", "on Saturday, November 21"."""
    today, on = now.astimezone(zone).date(), at.astimezone(zone).date()
    if on == today:
        return f"at {clock_time(at, zone)}"
    return "yesterday" if (today - on).days == 1 else f"on {day(on, today)}"
