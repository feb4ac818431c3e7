"""A replica set of one, and its one user."""

import threading
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from plm.mongo.embedded.folder import Folder
from plm.mongo.embedded.machine import WAY_OUT, EmbeddedError
from plm.mongo.embedded.process import SET, Process, death

USER = "plm"
PATIENCE = 60.0  # seconds for the set to take writes
PAUSE = 0.1

# MongoDB's error codes.
_UNAUTHORIZED = 13
_AUTHENTICATION_FAILED = 18
_NOT_YET_INITIALIZED = 94

Client = MongoClient[dict[str, Any]]


def address(port: int, password: str) -> str:
    """The URI under which PLM reaches its own server."""
    return f"{_user_at(port, password)}&replicaSet={SET}"


def make_ready(folder: Folder, process: Process, port: int, password: str) -> None:
    """Initiate the set, follow a changed port, make the user, whatever is not done yet; then wait for the primary.

    Each step asks first whether it is needed, so that a start that was killed half-way
    is finished by the next. And each has a client of its own: one that knew the server
    before it was a set would not see that it has become one.

    Raises:
        EmbeddedError: mongod died meanwhile, does not serve, or does not know the password.
    """
    try:
        if not _has_user(port, password):
            _initiate(port)
            _make_user(folder, port, password)
        _follow_port(port, password)
        with _client(address(port, password)) as client:
            client.admin.command("ping")
    except PyMongoError as error:
        if process.ended.is_set():
            raise death("did not start", folder, process) from None
        why = str(error).split(", full error")[0].split(", Timeout")[0]
        raise EmbeddedError(
            f"PLM's own MongoDB started but does not serve ({why}). Its log is {folder.log}. {WAY_OUT}"
        ) from None


def _has_user(port: int, password: str) -> bool:
    """Whether the password opens the server, be it primary yet or not."""
    with _client(f"{_user_at(port, password)}&directConnection=true") as client:
        try:
            client.admin.command("ping")
        except OperationFailure as error:
            if error.code != _AUTHENTICATION_FAILED:
                raise
            return False
    return True


def _initiate(port: int) -> None:
    """Make the server a set of one, which anybody on this machine may ask as long as there is no user."""
    with _client(f"mongodb://127.0.0.1:{port}/?directConnection=true") as client:
        if "setName" in client.admin.command("hello"):
            return
        try:
            client.admin.command("replSetInitiate", {"_id": SET, "members": [{"_id": 0, "host": f"127.0.0.1:{port}"}]})
        except OperationFailure as error:
            if error.code != _UNAUTHORIZED:  # there is a user, so the set was initiated long ago; `_make_user` tells
                raise


def _make_user(folder: Folder, port: int, password: str) -> None:
    """Wait for the primary and make the one user."""
    with _client(f"mongodb://127.0.0.1:{port}/?replicaSet={SET}") as client:
        try:
            client.admin.command("createUser", USER, pwd=password, roles=["root"])
        except OperationFailure as error:
            if error.code != _UNAUTHORIZED:
                raise
            raise EmbeddedError(
                f"The password in {folder.path / 'password'} does not open the data in {folder.data}. "
                f"Put the password file back that belongs to the data, or move both away to begin anew. {WAY_OUT}"
            ) from None


def _follow_port(port: int, password: str) -> None:
    """Tell the set that its member moved, when its last port was taken by somebody else."""
    with _client(f"{_user_at(port, password)}&directConnection=true") as client:
        config = _config(client)
        if config["members"][0]["host"] != f"127.0.0.1:{port}":
            config["members"][0]["host"] = f"127.0.0.1:{port}"
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)


def _config(client: Client) -> dict[str, Any]:
    """The set's configuration, once mongod has read it.

    That takes no time, unless its last port belongs to somebody who listens and says
    nothing: mongod asks there whether it is itself, and gives up after half a minute.
    """
    pause = threading.Event()
    for _ in range(int(PATIENCE / PAUSE)):
        try:
            return dict(client.admin.command("replSetGetConfig")["config"])
        except OperationFailure as error:
            if error.code != _NOT_YET_INITIALIZED:
                raise
        pause.wait(PAUSE)
    raise EmbeddedError(f"PLM's own MongoDB did not read its own settings in {PATIENCE:.0f} seconds. {WAY_OUT}")


def _client(uri: str) -> Client:
    return MongoClient(uri, serverSelectionTimeoutMS=int(PATIENCE * 1000), appname="plm-embedded")


def _user_at(port: int, password: str) -> str:
    return f"mongodb://{USER}:{quote(password, safe='')}@127.0.0.1:{port}/?authSource=admin"
