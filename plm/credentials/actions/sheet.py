"""A record as a table: one row for each course and each recognition, one column for each kind of credit."""

from collections.abc import Sequence

from plm.credentials import messages
from plm.credentials.actions.reckoning import Prior
from plm.credentials.actions.recording import Entry, Record
from plm.credentials.model import HOURS, CreditLine, State

_HEAD = (
    *("Course", "School year", "Standing", "Completed", "Hours", "Due", "Modules done", "Certificate"),
    *("Valid until", "Revoked"),
)


def record_sheet(record: Record) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The head and the rows of the table. A kind's column holds what counts; what waits is said in words at the end."""
    done = [entry for year in record.years for entry in year.entries]
    prior = [one for year in record.years for one in year.prior]
    given = [line for one in done for line in one.earned] + [line for one in prior for line in one.earned]
    kinds = {line.kind: line.name for line in given if line.kind != HOURS}
    head = (*_HEAD, *kinds.values(), "Credit not counted yet", "Remarks")
    rows = [_entry(one, tuple(kinds)) for one in (*record.open, *done, *record.left)]
    return head, rows + [_prior(one, tuple(kinds)) for one in prior]


def _entry(entry: Entry, kinds: Sequence[str]) -> tuple[object, ...]:
    return (
        entry.enrollment.title,
        entry.enrollment.cycle,
        entry.standing.value if entry.standing != "way" else "on the way",
        entry.completed_on or "",
        entry.hours,
        entry.enrollment.due_on or "",
        f"{entry.enrollment.done} of {entry.enrollment.total}",
        entry.code,
        entry.valid_until or "",
        "yes" if entry.revoked else "",
        *_amounts(entry.earned, kinds),
        "; ".join(messages.line_words(one) for one in entry.earned if one.state is not State.GRANTED),
        " ".join(one.why for one in entry.earned if one.why),
    )


def _prior(one: Prior, kinds: Sequence[str]) -> tuple[object, ...]:
    it = one.recognition
    return (
        it.title,
        "",
        "recognized" if one.counts else "recognition taken back",
        it.done_on,
        float(it.hours) if one.counts else 0.0,
        *("", "", "", "", ""),
        *_amounts(one.earned, kinds),
        "",
        one.what,
    )


def _amounts(earned: Sequence[CreditLine], kinds: Sequence[str]) -> list[str]:
    counted = {one.kind: f"{one.amount.normalize():f}" for one in earned if one.state is State.GRANTED}
    return [counted.get(kind, "") for kind in kinds]
