"""What the tests of people share: a password that the cast knows, letters that were written, a clock."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from pymongo.database import Database

from plm.app import create_app
from plm.mail.letters import LETTERS
from plm.people import passwords
from plm.people.model import Person
from plm.people.store import People
from plm.settings import Settings
from tests.cast import NOW

PASSWORD = "seven quiet chairs"
KEPT = passwords.hashed(PASSWORD)


@pytest.fixture
def known(cast: Database) -> Callable[[Person], Person]:
    """Give somebody of the cast the password."""

    def give(person: Person) -> Person:
        with_password = replace(People(cast).get(person.id), password=KEPT)
        People(cast).save(with_password)
        return with_password

    return give


@pytest.fixture
def link(cast: Database) -> Callable[[str], str]:
    """The path of the newest link that was mailed to an address."""

    def newest(email: str) -> str:
        letter = LETTERS.of(cast).find({"to": email, "link": re.compile("/(reset|welcome)/")}).sort("$natural", -1)[0]
        return letter["link"].removeprefix("http://localhost")

    return newest


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at NOW until a test turns it."""
    return Clock()


@pytest.fixture
def app(cast: Database, settings: Settings, clock: Clock) -> Flask:
    """PLM with a clock that can be turned."""
    app = create_app(settings, cast, clock=clock)
    app.testing = True
    return app
