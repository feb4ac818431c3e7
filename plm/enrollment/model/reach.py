"""Whether somebody can still attend the sessions that completion asks for, and what makes up for it when not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from plm.catalog.model import Edition, Sessions, leaves
from plm.enrollment.model.enrollment import Enrollment
from plm.enrollment.model.weighing import met
from plm.enrollment.model.work import Status
from plm.sections.model import Section

SETTLES = timedelta(days=14)
"""How long after a session its missing marks are still awaited; from then on, no mark means no minutes."""


@dataclass(frozen=True)
class Reach:
    """What stands against the sessions that are asked for.

    Attributes:
        number: how many are asked for.
        attended: how many count so far.
        open: how many more their section can still give.
        makes_up: coming sections of the course, where the missing ones can be attended; perhaps none.
    """

    number: int
    attended: int
    open: int
    makes_up: tuple[Section, ...] = ()

    @property
    def short(self) -> int:
        """How many sessions their section cannot give any more."""
        return self.number - self.attended - self.open


def out_of_reach(
    edition: Edition, enrollment: Enrollment, sections: Iterable[Section], *, now: datetime
) -> Reach | None:
    """Whether the section they have a seat in can no longer give the sessions asked for.

    Args:
        sections: those of the course, at least the ones they have a seat in and the coming ones.

    Returns:
        What stands against it; nothing while it is in reach, once it is met, and for who has no seat yet.
    """
    if enrollment.status is not Status.ACTIVE:
        return None
    evidence = enrollment.evidence
    asked = [leaf for leaf in leaves(edition.asks) if isinstance(leaf, Sessions)]
    asked = [leaf for leaf in asked if not met(leaf, edition, evidence)]
    if not asked or met(edition.asks, edition, evidence):
        return None
    # Of several that a choice offers, the one that asks for least decides.
    leaf = min(asked, key=lambda one: one.number)
    held = [one for one in sections if one.holds(enrollment.person) and not one.cancelled_at]
    if not held:
        return None
    attended = evidence.met(leaf.share)
    possible = sum(_is_open(enrollment, section, now=now) for section in held)
    if attended + possible >= leaf.number:
        return None
    others = [one for one in sections if one not in held and one.ends_at > now and not one.cancelled_at]
    return Reach(leaf.number, attended, possible, tuple(sorted(others, key=lambda one: one.starts_at)))


def _is_open(enrollment: Enrollment, section: Section, *, now: datetime) -> int:
    """How many sessions of a section may still count: those to come, and those whose marks are awaited."""
    return sum(
        session.id not in enrollment.sessions and session.ends_at + SETTLES > now for session in section.sessions
    )
