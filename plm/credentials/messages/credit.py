"""What is said about credit: amounts, signatures, goals, areas, the district's rules."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from plm.credentials.model import Area, CreditLine, Goal, GoalState, Kind, Signer, State, Total
from plm.enrollment.model.recognition import Recognition
from plm.web.words import capital, count, figure, hours, listed, number, short_day

SIGNERS = {
    Signer.PRINCIPAL: "the principal",
    Signer.DIRECTOR: "a director",
    Signer.PROVIDER: "who ran the sessions",
}
"""Who signs, inside a sentence."""


def amount_words(amount: Decimal, one: str, many: str) -> str:
    """So much of a kind: "1 CPD credit", "0.5 CPD credits", "no CPD credits"."""
    return f"{figure(amount) if amount else 'no'} {one if amount == 1 else many}"


def line_words(line: CreditLine) -> str:
    """A line of credit with how it stands: "1 CPD credit, waiting for one of two signatures"."""
    said = amount_words(line.amount, line.one, line.many)
    match line.state:
        case State.GRANTED:
            return said
        case State.SENT_BACK:
            return f"{said}, sent back without a signature"
        case _:
            return f"{said}, waiting for {_missing(line)}"


def own_line_words(line: CreditLine) -> str:
    """The same as whole sentences, with everything its holder may know of it."""
    said = [f"{capital(line_words(line))}."]
    if line.state is State.WAITING:
        said = [f"{capital(line_words(line))}: {listed([SIGNERS[one] for one in _each(line.open)])} can sign it."]
    if line.sent_back:
        said.append(f"{line.sent_back.name} said: “{line.sent_back.words}”")
    if line.why:
        said.append(line.why)
    return " ".join(said)


def signed_words(line: CreditLine) -> str:
    """Who has signed a line; empty when nobody has."""
    return f"Signed by {listed([one.name for one in line.signed])}." if line.signed else ""


def repeat_words(line: CreditLine, share: Decimal) -> str:
    """Why a repeat gives less; empty when the line gives full credit.

    Args:
        share: of the full credit, 0 to 1.
    """
    if line.repeat_of is None or line.full_from is None:
        return ""
    less = {Decimal(0): "No credit", Decimal("0.5"): "Half credit"}.get(share, f"{figure(share * 100)}% of the credit")
    gave = short_day(line.repeat_of)
    return f"{less} for a repeat: it gave full credit on {gave}, and does again from {short_day(line.full_from)}."


def total_words(found: Sequence[Total]) -> str:
    """What several kinds come to: "6 hours and 1 CPD credit; 1 CPD credit waits for signatures"."""
    counts = [amount_words(one.granted, one.one, one.many) for one in found if one.granted]
    waits = [amount_words(one.waiting, one.one, one.many) for one in found if one.waiting]
    said = listed(counts) if counts else "nothing that counts yet"
    if not waits:
        return said
    alone = len(waits) == 1 and next(one.waiting for one in found if one.waiting) == 1
    return f"{said}; {listed(waits)} {'waits' if alone else 'wait'} for signatures"


def goal_words(goal: Goal, kind: Kind, have: Decimal, waits: Decimal, today: date) -> str:
    """How far somebody is on the way to what they need.

    Args:
        have, waits: earned within the goal's days, and what more waits for signatures.
    """
    needed = amount_words(goal.amount, kind.one, kind.many)
    by = short_day(goal.by)
    match goal.state(have, today):
        case GoalState.REACHED:
            return f"You need {needed} by {by}. You have {figure(have)}: that is reached."
        case GoalState.PASSED:
            said = f"You needed {needed} by {by}, and had {_or_none(have)}."
            return f"{said}{_waiting(waits)} Set a new day if it has moved."
        case _:
            left = goal.amount - have
            go = f", {figure(left)} to go" if have else ""
            return f"You need {needed} by {by}. You have {_or_none(have)} so far{go}.{_waiting(waits)}"


def area_words(area: Area, earned: Decimal) -> str:
    """How much of an area somebody has."""
    if not area.least:
        return f"{capital(hours(earned))}."
    asked = f"at least {hours(area.least)} {'is' if area.least == 1 else 'are'} asked."
    if earned >= area.least:
        return f"{capital(hours(earned))}. That is enough: {asked}"
    return f"{capital(hours(earned)) if earned else 'Nothing yet'}; {asked}"


def areas_note(goal: Goal | None) -> str:
    """From when on hours are counted in renewal areas."""
    if goal is None:
        return "Everything you have completed is counted."
    return f"Counted from {short_day(goal.starts)} to {short_day(goal.by)}, as your goal says."


def prior_words(one: Recognition, *, shown: bool = True) -> str:
    """What stands beside learning that was recognized.

    Args:
        shown: whether to say what was shown for it.
    """
    said = [f"Finished {short_day(one.done_on)}, recognized by {one.name}."]
    if one.withdrawn_at:
        return f"{said[0]} Taken back: {one.withdrawn_why}"
    given = [hours(one.hours), *(amount_words(line.amount, line.one, line.many) for line in one.credit)]
    said.append(f"{capital(listed(given))}.")
    if shown:
        said.append(f"Shown: {one.evidence}")
    return " ".join(said)


def rule_words(kind: Kind) -> str:
    """A kind's rules in sentences."""
    said = []
    if kind.per == 1:
        said.append(f"One clock hour makes one {kind.one}." if kind.one != "clock hour" else "The time itself.")
    else:
        said.append(f"{capital(hours(kind.per))} make one {kind.one}.")
    said.append(f"Rounded down to {figure(kind.step)}.")
    said.append(f"{signer_words(kind.signers)}.")
    uses = [words for counts, words in ((kind.renewal, "license renewal"), (kind.salary, "salary")) if counts]
    said.append(f"Counts for {listed(uses)}." if uses else "Counts for neither license renewal nor salary.")
    if kind.goal:
        within = count(kind.goal_years, "year", "years")
        said.append(f"Usually {amount_words(kind.goal, kind.one, kind.many)} in {within}.")
    if kind.repeat_months and kind.repeat_share < 1:
        share = "nothing" if not kind.repeat_share else f"{figure(kind.repeat_share * 100)}%"
        said.append(f"A repeat within {kind.repeat_months} months gives {share}.")
    return " ".join(said)


def signer_words(signers: Sequence[Signer]) -> str:
    """Who signs a kind."""
    if not signers:
        return "Counts without a signature"
    who = [SIGNERS[one] for one in signers]
    if len(set(who)) < len(who):
        return f"Counts once two different people have signed, each as {who[0]}"
    return f"Counts once {listed(who)} {'has' if len(who) == 1 else 'have'} signed"


def outcome_words(signed: int, waits: int) -> str:
    """What signing several at once came to.

    Args:
        waits: how many of those signed wait for somebody else still.
    """
    if not signed:
        return "Nothing was signed."
    said = f"You signed {count(signed, 'credit', 'credits')}."
    if not waits:
        return said
    if waits == signed:
        return f"{said} {'It waits' if signed == 1 else 'They wait'} for a second signature now."
    return f"{said} {capital(number(waits))} {'waits' if waits == 1 else 'wait'} for a second signature now."


def waiting_answer(n: int, schools: int) -> tuple[str, str]:
    """The first line of the page of what waits: what is said in plum, and what follows."""
    if not n:
        return "Nothing waits", "for your signature."
    return f"{capital(count(n, 'credit', 'credits'))} {'waits' if n == 1 else 'wait'}", (
        f"for your signature, from {count(schools, 'school', 'schools')}." if schools > 1 else "for your signature."
    )


def _missing(line: CreditLine) -> str:
    needed, missing = len(line.needs), len(line.open)
    if missing == needed:
        return "a signature" if needed == 1 else f"{number(needed)} signatures"
    return f"{number(missing)} of {number(needed)} signatures"


def _each(signers: Iterable[Signer]) -> list[Signer]:
    return list(dict.fromkeys(signers))


def _or_none(have: Decimal) -> str:
    return figure(have) if have else "none"


def _waiting(waits: Decimal) -> str:
    return f" {figure(waits)} more {'waits' if waits == 1 else 'wait'} for signatures." if waits else ""
