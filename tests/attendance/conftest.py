"""A session that has begun, and people in it."""

from datetime import timedelta

import pytest
from pymongo.database import Database

from plm.enrollment import actions as enrollment
from plm.sections.model import Section
from plm.sections.store import Sections
from tests import builders
from tests.cast import ELIF, FERN, MATEO, NADIA, NOW

HOUR = timedelta(hours=1)
ONCE = "a" * 24


@pytest.fixture
def course(cast: Database) -> Database:
    """The cast, and a published course that asks for one session and nothing else."""
    builders.publish(cast, builders.edition(modules=(builders.live(),)))
    return cast


@pytest.fixture
def held(course: Database) -> Section:
    """A session that ended half an hour ago, in which three people have seats; 90 minutes."""
    return seated(course, builders.section(starts_at=NOW - 2 * HOUR))


@pytest.fixture
def running(course: Database) -> Section:
    """A session that began an hour ago."""
    return seated(course, builders.section(starts_at=NOW - HOUR))


def seated(db: Database, section: Section) -> Section:
    """The section with Mateo, Nadia and Elif in it, each enrolled in its course."""
    Sections(db).add(section)
    for person in (MATEO, NADIA, ELIF):
        enrollment.enroll_self(db, section.course, actor=person.actor(), now=NOW)
        Sections(db).seat(section.id, person.id, now=NOW)
    return Sections(db).get(section.id)


def fern():
    """Fern, as somebody who asks."""
    return FERN.actor()
