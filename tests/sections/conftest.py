"""Sections to look at."""

import pytest
from pymongo.database import Database

from plm.sections.model import Section
from plm.sections.store import Sections
from tests import builders
from tests.cast import MATEO, NADIA, NOW


@pytest.fixture
def course(cast: Database) -> Database:
    """The cast, and a published course."""
    builders.publish(cast, builders.edition())
    return cast


@pytest.fixture
def planned(course: Database) -> Section:
    """A section of Fern's with three sessions, in which Mateo and Nadia have seats."""
    section = builders.section(sessions=3)
    Sections(course).add(section)
    for person in (MATEO, NADIA):
        Sections(course).seat(section.id, person.id, now=NOW)
    return Sections(course).get(section.id)
