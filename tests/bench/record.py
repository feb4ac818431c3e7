"""Which commands a request sends, and how to send them again without PLM."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from pymongo import DeleteMany, DeleteOne, UpdateMany, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Command = dict[str, Any]

# The driver's own business, not a question of ours.
_OWN = {"hello", "ping", "isMaster", "ismaster", "endSessions", "killCursors", "saslStart", "saslContinue"}

# What the driver adds to each command and what must not be sent a second time.
_ADDED = {
    "lsid",
    "$clusterTime",
    "$db",
    "$readPreference",
    "txnNumber",
    "startTransaction",
    "autocommit",
    "writeConcern",
    "readConcern",
    "maxTimeMS",
}


class Recorder(CommandListener):
    """Keeps the commands that are sent while it listens."""

    def __init__(self) -> None:
        self._heard: list[tuple[str, Command]] | None = None

    def of(self, act: Callable[[], object]) -> list[tuple[str, Command]]:
        """The commands an act sends: name and command, in order."""
        self._heard = []
        try:
            act()
            return self._heard
        finally:
            self._heard = None

    def started(self, event: CommandStartedEvent) -> None:
        """Note the command."""
        if self._heard is not None and event.command_name not in _OWN:
            self._heard.append((event.command_name, dict(event.command)))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to note."""


def plain(command: Command) -> Command:
    """The command without what the driver added."""
    return {key: value for key, value in command.items() if key not in _ADDED}


def replayer(db: Database, commands: list[tuple[str, Command]]) -> Callable[[], None]:
    """A function that asks the same questions through pymongo and decodes the answers, and does nothing else.

    What ran in a transaction runs in one again.
    """
    steps: list[Callable[[], object]] = []
    inside: list[Callable[[], object]] = []
    for name, command in commands:
        if name == "getMore":
            continue  # whoever asks the question again fetches the rest as well
        if name in ("commitTransaction", "abortTransaction"):
            steps.append(_transaction(db, list(inside)))
            inside.clear()
        elif "autocommit" in command:
            # Inside a transaction its own concerns hold.
            bare = db.with_options(write_concern=WriteConcern(), read_concern=ReadConcern())
            inside.append(_step(bare, name, command))
        else:
            steps.append(_step(db, name, command))

    def replay() -> None:
        for step in steps:
            step()

    return replay


def _transaction(db: Database, steps: list[Callable[[], object]]) -> Callable[[], object]:
    concern = WriteConcern(w="majority", j=True)

    def run() -> None:
        with (
            db.client.start_session() as session,
            session.bind(end_session=False),
            session.start_transaction(read_concern=ReadConcern("snapshot"), write_concern=concern),
        ):
            for step in steps:
                step()

    return run


def _step(db: Database, name: str, command: Command) -> Callable[[], object]:
    asked = plain(command)
    match name:
        case "find":
            return _find(db[asked["find"]], asked)
        case "aggregate":
            docs, steps = db[asked["aggregate"]], asked["pipeline"]
            return lambda: list(docs.aggregate(steps))
        case "insert":
            return _insert(db[asked["insert"]], asked)
        case "update":
            return _update(db[asked["update"]], asked)
        case "delete":
            docs = db[asked["delete"]]
            ops = [(DeleteMany if one.get("limit") == 0 else DeleteOne)(one["q"]) for one in asked["deletes"]]
            return lambda: docs.bulk_write(ops)
        case "distinct":
            docs, key, where = db[asked["distinct"]], asked["key"], asked.get("query")
            return lambda: docs.distinct(key, where)
        case _:
            return lambda: db.command(dict(asked))


def _find(docs: Collection, asked: Command) -> Callable[[], object]:
    where, shown = asked.get("filter", {}), asked.get("projection")
    sort = list(asked["sort"].items()) if asked.get("sort") else None
    if asked.get("singleBatch"):
        return lambda: docs.find_one(where, shown, sort=sort)
    skip, limit = asked.get("skip", 0), asked.get("limit", 0)
    return lambda: list(docs.find(where, shown, sort=sort, skip=skip, limit=limit))


def _insert(docs: Collection, asked: Command) -> Callable[[], object]:
    ordered = asked.get("ordered", True)
    # What got its id from the driver gets a new one each time.
    documents = [
        {key: value for key, value in one.items() if key != "_id" or not isinstance(value, ObjectId)}
        for one in asked["documents"]
    ]
    if len(documents) == 1:
        return lambda: docs.insert_one(dict(documents[0]))
    return lambda: docs.insert_many([dict(one) for one in documents], ordered=ordered)


def _update(docs: Collection, asked: Command) -> Callable[[], object]:
    ops = [
        (UpdateMany if one.get("multi") else UpdateOne)(one["q"], one["u"], upsert=one.get("upsert", False))
        for one in asked["updates"]
    ]
    if len(ops) > 1:
        return lambda: docs.bulk_write(ops, ordered=asked.get("ordered", True))
    one = asked["updates"][0]
    act = docs.update_many if one.get("multi") else docs.update_one
    return lambda: act(one["q"], one["u"], upsert=one.get("upsert", False))
