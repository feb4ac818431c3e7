"""What is said about editions and the people on them."""

from collections.abc import Mapping

from plm.catalog.actions import Published
from plm.enrollment.model import Standing
from plm.enrollment.model.editions import NOBODY, OnEdition
from plm.web.words import capital, count, listed, number

HEAD = (
    "Course",
    "Name",
    "State",
    "Edition",
    "Live",
    "Published on",
    "Published by",
    "What changed",
    "On the way",
    "Completed",
)
"""The columns of the courses as a table."""

PEOPLE_HEAD = ("Name", "Email", "School", "Edition", "Standing", "Due on", "Completed on")
"""The columns of the people of a course as a table."""

STANDINGS = {
    Standing.DONE: "Completed",
    Standing.WAY: "On the way",
    Standing.OPEN: "Not begun",
    Standing.LATE: "Late",
    Standing.STUCK: "Stuck",
    Standing.WITHDRAWN: "Has left the course",
}


def on_it(on: OnEdition | None) -> str:
    """How many are on an edition: "31 people are on the way, 112 have completed it.", "Nobody is on it."."""
    on = on or NOBODY
    way, done = on.way, on.completed
    if not way and not done:
        return "Nobody is on it."
    said = [f"{count(way, 'person', 'people')} {'is' if way == 1 else 'are'} on the way"] if way else []
    have = "has" if done == 1 else "have"
    if done:
        said.append(f"{number(done) if way else count(done, 'person', 'people')} {have} completed it")
    return f"{capital(listed(said))}."


def stays(on: Mapping[int, OnEdition], live: int) -> str:
    """For whom nothing changes when an edition goes live, and for whom it does.

    "31 people stay on edition 2 and finish by its rule; who enrolls from now on begins edition 3."

    Args:
        on: how many are on each edition, by its number.
        live: number of the edition that newcomers begin.
    """
    there = [(edition, one.way) for edition, one in sorted(on.items(), reverse=True) if one.way and edition != live]
    begins = f"ho enrolls from now on begins edition {live}."
    if not there:
        return f"Nobody is on the way in another edition. W{begins}"
    first, n = there[0]
    head = f"{capital(count(n, 'person', 'people'))} {'stays' if n == 1 else 'stay'} on edition {first}"
    if len(there) == 1:
        return f"{head} and {'finishes' if n == 1 else 'finish'} by its rule; w{begins}"
    others = [f"{number(some)} on edition {edition}" for edition, some in there[1:]]
    return f"{listed([head, *others])}, and each finishes by the rule of theirs. W{begins}"


def completed(on: Mapping[int, OnEdition]) -> str:
    """That completions are never touched; empty while there are none."""
    n = sum(one.completed for one in on.values())
    if not n:
        return ""
    have = "has" if n == 1 else "have"
    return f"{capital(count(n, 'person', 'people'))} {have} completed the course, and nothing of theirs changes."


def published(what: Published, on: Mapping[int, OnEdition], *, only_looked: bool = False) -> list[str]:
    """What publishing did, or would do, to one course and for whom, line by line.

    Args:
        only_looked: nothing was published yet.
    """
    edition, is_ = what.edition, "would be" if only_looked else "is"
    name = f"{edition.course}:"
    if what.unchanged:
        return [f"{name} unchanged, still edition {edition.number}."]
    if not what.before:
        return [f"{name} edition {edition.number} {is_} published. The course is new."]
    whom = [f"  {one}" for one in (stays(on, edition.number), completed(on)) if one]
    if what.before == edition.number:
        takes = "would take" if only_looked else "takes"
        return [f"{name} {takes} newcomers again, still with edition {edition.number}.", *whom]
    verb = "published" if edition.number > what.before else "live again"
    return [
        f"{name} edition {edition.number} {is_} {verb}. Compared with edition {what.before}:",
        *(f"  - {change}" for change in what.changes),
        *whom,
    ]
