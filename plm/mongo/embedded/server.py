"""Start the server on a folder, stop it, or find one that runs."""

import os
import shutil
from pathlib import Path
from typing import Self

from plm.mongo.embedded import replica
from plm.mongo.embedded.folder import Folder
from plm.mongo.embedded.machine import EmbeddedError, Machine
from plm.mongo.embedded.process import Process, death, launch_on, program


class Running:
    """A server we started, and must stop: a context manager that does.

    Attributes:
        uri: how to reach it, password included.
        port: on 127.0.0.1.
        folder: where it keeps its data.
    """

    def __init__(self, folder: Folder, process: Process, port: int, *, lock: int, ephemeral: bool) -> None:
        self.folder = folder.path
        self.port = port
        self.uri = replica.address(port, folder.password())
        self._files = folder
        self._process = process
        self._lock = lock
        self._ephemeral = ephemeral
        self._owner = os.getpid()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of mongod."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether mongod still runs."""
        return not self._process.ended.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until mongod ends, at most so many seconds; True when it has ended."""
        return self._process.ended.wait(seconds)

    def died(self) -> EmbeddedError | None:
        """The refusal to show when mongod has ended without being asked to, else None."""
        if self.alive() or self._stopped:
            return None
        return death("stopped", self._files, self._process)

    def stop(self) -> None:
        """Shut mongod down cleanly and let go of the folder. Asking again, or in a forked child, changes nothing."""
        if self._stopped or os.getpid() != self._owner:
            return
        self._stopped = True
        self._process.stop()
        self._files.remember(port=self.port)
        os.close(self._lock)
        if self._ephemeral:
            shutil.rmtree(self.folder, ignore_errors=True)


def start(
    folder: Path,
    *,
    cache_gb: float = 0.25,
    ephemeral: bool = False,
    machine: Machine | None = None,
    mongod: Path | None = None,
) -> Running:
    """Start the server on a folder, made if need be, and wait until it takes writes: under a second.

    mongod never outlives this process: Linux tells it to end when we do, however we
    end. Its log is in the folder.

    Args:
        folder: what an earlier start left there is kept, even if that one was killed.
        cache_gb: memory for MongoDB's cache, in GB; a quarter at least.
        ephemeral: remove the folder at `stop`, for tests.
        machine: facts about this machine; tests invent others.
        mongod: another server program than the wheel's.

    Raises:
        EmbeddedError: it cannot run here, and why.
    """
    if refusal := (machine or Machine.here()).refusal():
        raise EmbeddedError(refusal)
    chosen = mongod or program()
    files = Folder(folder.resolve())
    lock = files.lock()
    try:
        return _start(files, chosen, cache_gb, lock=lock, ephemeral=ephemeral)
    except BaseException:
        os.close(lock)
        raise


def _start(folder: Folder, mongod: Path, cache_gb: float, *, lock: int, ephemeral: bool) -> Running:
    password = folder.secrets()
    process, port = launch_on(folder, mongod, cache_gb=cache_gb, lock=lock)
    try:
        replica.make_ready(folder, process, port, password)
        folder.remember(port=port, mongod=process.pid)
    except BaseException:  # Ctrl-C included: nothing of ours is left running
        process.stop()
        raise
    return Running(folder, process, port, lock=lock, ephemeral=ephemeral)


def attach(folder: Path) -> str | None:
    """The URI of a server that another process of ours runs on this folder now, or None."""
    files = Folder(folder.resolve())
    state = files.state()
    if "mongod" not in state or not files.is_held():
        return None
    return replica.address(state["port"], files.password())
