"""What certificates and the record say."""

from datetime import date

from plm.credentials.messages.credit import line_words
from plm.credentials.model import Award
from plm.enrollment.messages import about
from plm.enrollment.model import Enrollment, Standing
from plm.web.words import capital, count, distance, due, figure_count, hours, listed, short_day

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")


def facts_of(award: Award, today: date) -> tuple[tuple[str, str], ...]:
    """What stands in the middle of a certificate: name and value. A day says its year, as paper outlives it."""
    facts = [("Completed", short_day(award.completed_on)), ("Credit", hours(award.hours))]
    if award.of:
        facts.append(("Attended", f"{award.minutes} of {figure_count(award.of, 'minute', 'minutes')}"))
    facts.append(("Rule", capital(award.rule)))
    facts.append(("Edition", _ORDINALS[award.number - 1] if 1 <= award.number <= 9 else f"No. {award.number}"))
    if award.valid_until:
        word = "Valid until" if award.valid_until >= today else "Expired on"
        facts.append((word, short_day(award.valid_until)))
    return tuple(facts)


def credit_sentence(award: Award) -> str:
    """What a certificate gives besides its hours, and how each of it stands; empty when it gives nothing more."""
    if not award.credit or award.revoked_at:
        return ""
    return f"{capital('; '.join(line_words(one) for one in award.credit))}."


def valid_sentence(until: date | None, today: date) -> str:
    """Until when something counts, or since when it does not; empty when it counts for good."""
    if until is None:
        return ""
    return f"Valid until {short_day(until)}." if until >= today else f"Expired on {short_day(until)}."


def ending_words(until: date, today: date) -> str:
    """How near the end of a certificate is."""
    if until >= today:
        return f"Valid until {short_day(until)}, {distance(until, today)}."
    return f"Expired on {short_day(until)}. The hours stay on your record."


def record_sum(done: int, earned: float) -> str:
    """Everything a record holds, in a sentence."""
    if not done:
        return "No course is finished yet."
    return f"{capital(count(done, 'course', 'courses'))} finished, {hours(earned)} together."


def revoked_sentence(on: date) -> str:
    """What a revoked certificate says of itself."""
    return f"This certificate was revoked on {short_day(on)}. It no longer counts."


def was_revoked(on: date) -> str:
    """What the public check says under its answer that a certificate no longer counts."""
    return f"It was revoked on {short_day(on)}."


def revoked_on(on: date) -> str:
    """What stands beside a revoked certificate on a record."""
    return f"Revoked on {short_day(on)}."


def record_answer(
    done: int, earned: float, open_: int, before: int = 0, revoked: int = 0, prior: int = 0
) -> tuple[str, str]:
    """The first line of the record: what is said in plum, and what follows.

    Args:
        done: courses finished this school year, worth `earned` hours.
        open_: courses on the way.
        before: courses finished in earlier years.
        revoked: certificates that count no longer.
        prior: learning of before or elsewhere that was recognized.
    """
    if not done and not open_:
        if before:
            return (
                "Nothing is finished this year yet.",
                f"{capital(count(before, 'course', 'courses'))} of before below.",
            )
        if prior:
            return "Nothing is finished here yet.", "What was recognized stands below."
        if revoked:
            return "Nothing on your record counts now.", "What was revoked stands below."
        return "Your record is empty.", "The first course you take will stand here."
    coming = "" if not open_ else f" {capital(count(open_, 'course is', 'courses are'))} on the way."
    if not done:
        return f"{capital(count(open_, 'course is', 'courses are'))} on the way.", "Nothing is finished this year yet."
    return f"{capital(hours(earned))} this school year,", f"from {count(done, 'course', 'courses')}.{coming}"


def standing_words(enrollment: Enrollment, standing: Standing, today: date) -> str:
    """How one enrollment stands, in a sentence."""
    modules = figure_count(enrollment.total, "module", "modules")
    match standing:
        case Standing.DONE:
            return "Done."
        case Standing.WITHDRAWN:
            return "You left this course. What you did in it is kept."
        case Standing.STUCK:
            return f"{enrollment.done} of {modules} done. Stuck at a quiz; your principal can give you another try."
        case Standing.LATE:
            return f"{enrollment.done} of {modules} done. It was due {due(enrollment.due_on or today, today)}."
        case Standing.OPEN:
            begun = f"Not begun. {capital(about(enrollment.minutes_left))} in all."
        case _:
            begun = f"{enrollment.done} of {modules} done, {about(enrollment.minutes_left)} to go."
    return f"{begun} Due {due(enrollment.due_on, today)}." if enrollment.due_on else begun


def signed_by(award: Award) -> str:
    """Who ran the sessions."""
    return listed(award.facilitators)
