"""The console: opens the database a command works on, and lets go of it afterwards."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self

import click
from pymongo.database import Database

from plm import clock
from plm.access import SYSTEM, Actor
from plm.errors import Refusal
from plm.mongo import connect, embedded
from plm.settings import Settings


class Console:
    """Passed to every command as its first argument (`@pass_console`).

    Args:
        settings: how this installation is set up.
        make_ready: prepares a database (collections, indexes, migrations).
    """

    def __init__(self, settings: Settings, make_ready: Callable[[Database], object]) -> None:
        self.settings = settings
        self._make_ready = make_ready
        self._open = ExitStack()
        self.server: embedded.Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @cached_property
    def uri(self) -> str:
        """Where the database is. Without PLM_MONGODB_URI: the server of a running PLM, else one of our own."""
        if self.settings.mongodb_uri:
            return self.settings.mongodb_uri
        folder = self.mongodb_folder
        if running := embedded.attach(folder):
            return running
        self.server = self._open.enter_context(embedded.start(folder))
        return self.server.uri

    @cached_property
    def db(self) -> Database:
        """The database, ready to be used."""
        db = connect(self.uri, self.settings.database)
        self._open.callback(db.client.close)
        self._make_ready(db)
        return db

    @property
    def mongodb_folder(self) -> Path:
        """Where PLM's own server keeps its data."""
        return self.settings.instance / "mongodb"

    @property
    def actor(self) -> Actor:
        """Who acts on the command line: PLM itself, on behalf of the owner of the machine."""
        return SYSTEM

    def now(self) -> datetime:
        """The present moment."""
        return clock.now()


pass_console = click.make_pass_decorator(Console)


class Group(click.Group):
    """A group of commands in which a refusal is one sentence on standard error, and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refusal as error:
            raise click.ClickException(error.message) from None
