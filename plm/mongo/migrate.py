"""Migrations: one change of stored shape each, applied in order, once, whoever starts at the same moment.

A file `migrations/NNNN_what_changed.py` has a docstring that says why and one function
`change(db: Database) -> None`, which must be harmless when run again (a crash in the middle runs it
again). Migrations never import `plm`: today's models must not change what yesterday's step did.
"""

import importlib.util
import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from plm.errors import Unavailable
from plm.mongo.collection import Collection

MIGRATIONS = Collection("migrations")
LOCKS = Collection("locks")

_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.py$")


@dataclass(frozen=True)
class Migration:
    """One step, found in the folder."""

    name: str
    why: str
    change: Callable[[Database], None]


def found_in(folder: Path) -> list[Migration]:
    """The steps in the folder, in order.

    Raises:
        Unavailable: a file has no number, two share one, or one has no `change`.
    """
    steps: dict[str, Migration] = {}
    for path in sorted(folder.glob("*.py")):
        if path.name == "__init__.py":
            continue
        if not (match := _NAME.match(path.name)):
            raise Unavailable(f"migrations/{path.name}: the name must be NNNN_what_changed.py.")
        if match[1] in steps:
            raise Unavailable(f"migrations/{path.name}: number {match[1]} is taken by {steps[match[1]].name}.")
        spec = importlib.util.spec_from_file_location(f"plm_migration_{match[1]}", path)
        if spec is None or spec.loader is None:
            raise Unavailable(f"migrations/{path.name} cannot be read.")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if not callable(getattr(module, "change", None)):
            raise Unavailable(f"migrations/{path.name}: needs a function change(db).")
        steps[match[1]] = Migration(path.stem, (module.__doc__ or "").strip(), module.change)
    return [steps[number] for number in sorted(steps)]


def migrate(
    db: Database, steps: list[Migration], *, clock: Callable[[], datetime], patience: float = 60.0
) -> list[str]:
    """Apply the steps that this database has not seen.

    Args:
        clock: tells the present moment; the lock's lease is measured with it.
        patience: seconds to wait while another process migrates.

    Returns:
        The names of the steps applied here; a process that waited for another returns none.

    Raises:
        Unavailable: another process still holds the lock after `patience`.
    """
    known = {doc["_id"] for doc in MIGRATIONS.of(db).find({}, {"_id": 1})}
    if all(step.name in known for step in steps):
        return []
    applied = []
    with _lock(db, "migrations", clock=clock, patience=patience):
        known = {doc["_id"] for doc in MIGRATIONS.of(db).find({}, {"_id": 1})}
        for step in steps:
            if step.name in known:
                continue
            step.change(db)
            MIGRATIONS.of(db).insert_one({"_id": step.name, "why": step.why, "applied_at": clock()})
            applied.append(step.name)
    return applied


@contextmanager
def _lock(db: Database, name: str, *, clock: Callable[[], datetime], patience: float) -> Iterator[None]:
    me = f"{socket.gethostname()}:{os.getpid()}:{id(object())}"
    lease = timedelta(minutes=5)
    give_up = time.monotonic() + patience
    while not _taken(db, name, me, now=clock(), lease=lease):
        if time.monotonic() > give_up:
            raise Unavailable(
                "Another process is still changing the database. Wait for it to finish, then start again."
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        LOCKS.of(db).delete_one({"_id": name, "holder": me})


def _taken(db: Database, name: str, me: str, *, now: datetime, lease: timedelta) -> bool:
    """Take the lock if it is free or its holder's lease ran out (the holder died)."""
    try:
        LOCKS.of(db).update_one(
            {"_id": name, "until": {"$lt": now}}, {"$set": {"holder": me, "until": now + lease}}, upsert=True
        )
    except DuplicateKeyError:
        return False
    return LOCKS.of(db).find_one({"_id": name, "holder": me}) is not None
