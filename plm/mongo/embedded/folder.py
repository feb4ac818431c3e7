"""The folder of the server: who holds it, its private files, its log.

data/         the database (0700)
password      of the one user, made at first start (0600)
keyfile       with which members of a set know each other; mongod wants one when it asks for passwords (0600)
server.json   the port, kept from start to start, and which mongod runs now (0600)
lock          held by PLM and by mongod while either lives
libraries/    links to libraries the system lacks, where there are any
mongod.log    of this start; the one before is mongod.log.1
"""

import json
import os
import secrets
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plm.mongo.embedded.machine import WAY_OUT, EmbeddedError

try:
    import fcntl
except ImportError:  # Windows: `Machine.refusal` speaks before a lock is asked for
    fcntl = None  # type: ignore[assignment]  # absent there

PATIENCE = 30.0  # seconds for the mongod of a killed PLM to shut down
PAUSE = 0.05


@dataclass(frozen=True)
class Folder:
    """Where one server keeps everything."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def keyfile(self) -> Path:
        return self.path / "keyfile"

    @property
    def libraries(self) -> Path:
        return self.path / "libraries"

    @property
    def log(self) -> Path:
        return self.path / "mongod.log"

    # ── who holds it ──

    def lock(self) -> int:
        """Make the folder if need be and hold it for ourselves; returns the open lock.

        When the holder is gone, its mongod is still shutting down and holds the lock a
        moment longer: wait for it.

        Raises:
            EmbeddedError: another process holds it, or the folder cannot be written.
        """
        with self.writing():
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        pause = threading.Event()
        for _ in range(int(PATIENCE / PAUSE)):
            if _locked(lock):
                os.ftruncate(lock, 0)
                os.pwrite(lock, str(os.getpid()).encode(), 0)
                return lock
            if _exists(holder := os.pread(lock, 20, 0).decode()):
                break
            pause.wait(PAUSE)
        os.close(lock)
        raise EmbeddedError(
            f"Another PLM (process {holder or 'unknown'}) already uses the database in {self.path}. "
            "Stop it first, or give this one another folder in PLM_INSTANCE."
        )

    def is_held(self) -> bool:
        """Whether a server, or the PLM that starts or stops it, holds the folder."""
        try:
            lock = os.open(self.path / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            return not _locked(lock)
        finally:
            os.close(lock)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn what the system says about the folder into a refusal that helps."""
        try:
            yield
        except OSError as error:
            raise EmbeddedError(
                f"PLM cannot keep its database in {self.path} ({error.strerror}). Make the folder writable, "
                f"or name another one in PLM_INSTANCE. {WAY_OUT}"
            ) from None

    # ── private files ──

    def secrets(self) -> str:
        """The password, kept from start to start; it and the key file are made at the first."""
        with self.writing():
            if not self.keyfile.exists():
                _write_private(self.keyfile, b64encode(secrets.token_bytes(512)).decode())
            if not (self.path / "password").exists():
                _write_private(self.path / "password", secrets.token_urlsafe(24))
            return self.password()

    def password(self) -> str:
        return (self.path / "password").read_text(encoding="utf-8")

    def state(self) -> dict[str, int]:
        """The port of the last start and, while a server runs, the process id of its mongod."""
        try:
            return dict(json.loads((self.path / "server.json").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def remember(self, **state: int) -> None:
        """Replace the state."""
        with self.writing():
            _write_private(self.path / "server.json", json.dumps(state))

    # ── the log ──

    def begin_log(self) -> None:
        """Keep the log of the start before as mongod.log.1 and begin an empty one."""
        with self.writing():
            if self.log.exists():
                self.log.replace(self.path / "mongod.log.1")
            os.close(os.open(self.log, os.O_WRONLY | os.O_CREAT, 0o600))

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def last_words(self) -> str:
        """The last error in mongod's log, without its JSON; else its last line that is not JSON; else nothing."""
        plain = ""
        for line in reversed(self.log_text().splitlines()):
            try:
                entry = json.loads(line)
            except ValueError:
                plain = plain or line.strip()
                continue
            if entry.get("s") in ("E", "F") and (said := _said(entry)):
                return said
        return plain.rstrip(".")


def _locked(lock: int) -> bool:
    """Take the lock if it is free; whether it is ours now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _exists(pid: str) -> bool:
    """Whether the process that a lock names still lives."""
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def _said(entry: dict[str, Any]) -> str:
    """One entry of the log in words; empty for those that only announce that the server gives up."""
    error = entry.get("attr", {}).get("error", "")
    detail = error.get("errmsg", "") if isinstance(error, dict) else str(error)
    message = str(entry.get("msg", "")).strip()
    if not detail and ("abort" in message.lower() or "fassert" in message.lower()):
        return ""
    return ": ".join(part.rstrip(".") for part in (message, detail) if part)
