"""A school: a place people work at, with its level, area and time zone."""

import re
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plm.access import Scope
from plm.errors import RuleBroken


class Level(StrEnum):
    """What kind of place it is."""

    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"
    PROGRAM = "program"
    OFFICE = "office"


RESERVED = frozenset({"files", "manage", "new", "questions"})
"""Codes no school may have: pages of PLM stand there, or may one day, such as /schools/manage.

A test holds them against the routes.
"""


@dataclass(frozen=True)
class School:
    """A school, program or office of the district."""

    code: str
    name: str
    level: Level
    area: str = ""
    time_zone: str = "America/New_York"

    @property
    def scope(self) -> Scope:
        """Where it belongs."""
        return Scope(school=self.code)

    @property
    def zone(self) -> ZoneInfo:
        """Its clock."""
        return ZoneInfo(self.time_zone)

    @property
    def short(self) -> str:
        """The name as people say it: “Larkspur Middle” for “Larkspur Middle School”."""
        return self.name.removesuffix(" School")


def school(code: str, name: str, level: str, area: str = "", time_zone: str = "America/New_York") -> School:
    """Make a school from what somebody wrote.

    Raises:
        RuleBroken: a part cannot be right; the sentence names it.
    """
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", code):
        raise RuleBroken(f"The school code “{code}” may have small letters, figures and hyphens only.", code="bad-code")
    if not name.strip():
        raise RuleBroken("A school needs a name.", code="no-name")
    try:
        kind = Level(level.strip().lower())
    except ValueError:
        raise RuleBroken(f"The level “{level}” is unknown. Use one of: {', '.join(Level)}.", code="bad-level") from None
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise RuleBroken(
            f"“{time_zone}” is not a time zone. Use a name like America/New_York.", code="bad-zone"
        ) from None
    return School(code, name.strip(), kind, area.strip(), time_zone)


def must_be_free(code: str) -> None:
    """Go on if a new school may have this code.

    Raises:
        RuleBroken: a page of PLM has this name.
    """
    if code in RESERVED:
        raise RuleBroken(
            f"No school can have the code “{code}”: a page of PLM has this name. Choose another one.", code="bad-code"
        )
