"""`plm run` as somebody at a terminal meets it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

PATIENCE = 90  # seconds until a start counts as hanging; the machine may be busy


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(*words: str, instance: Path, **env: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLM_")}
    return subprocess.Popen(
        [sys.executable, "-m", "plm", *words],
        env={**clean, "PLM_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _lines_until(process: subprocess.Popen[str], wanted: str) -> str:
    assert process.stdout
    heard = ""
    give_up = time.monotonic() + PATIENCE
    for line in process.stdout:
        heard += line
        if wanted in line:
            return heard
        assert time.monotonic() < give_up, heard
    raise AssertionError(f"It ended without saying “{wanted}”:\n{heard}")


@contextmanager
def _running(instance: Path, port: int, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = _command("run", "--demo", "--port", str(port), instance=instance, **env)
    try:
        yield process, _lines_until(process, "Stop it with Ctrl-C.")
    finally:
        process.kill()
        process.communicate()  # reads the rest and closes the pipe


def _mongods(instance: Path) -> list[int]:
    """The mongod processes that work on this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:
            continue
        if b"mongod" in words and str(instance).encode() in words:
            found.append(int(entry.parent.name))
    return found


def test_it_starts_says_where_and_how_and_stops_without_leaving_anything(tmp_path: Path) -> None:
    port = _free_port()
    for round_, number in enumerate((signal.SIGTERM, signal.SIGINT)):
        with _running(tmp_path, port) as (process, heard):
            assert f"PLM runs at http://127.0.0.1:{port}" in heard
            assert "choose whom to enter as" in heard
            # The second start finds the district of the first.
            assert ("The demo district is ready" in heard) == (round_ == 0)
            with urlopen(f"http://127.0.0.1:{port}/sign-in") as page:
                assert "Denise Okafor" in page.read().decode()
            assert _mongods(tmp_path)
            process.send_signal(number)
            assert process.wait(PATIENCE) == 0
        assert not _mongods(tmp_path)


def test_a_taken_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = _command("run", "--demo", "--port", str(port), instance=tmp_path)
        heard, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"Error: Port {port} is already taken" in heard
    assert f"make run PORT={port + 1}" in heard
    assert "Traceback" not in heard
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    process = _command("run", "--demo", "--port", str(_free_port()), instance=tmp_path / "file" / "instance")
    heard, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert re.search(r"Error: .*file/instance.*PLM_MONGODB_URI|Error: .*PLM_INSTANCE", heard), heard
    assert "Traceback" not in heard


def test_a_database_that_dies_ends_plm_with_a_sentence(tmp_path: Path) -> None:
    with _running(tmp_path, _free_port()) as (process, _):
        for pid in _mongods(tmp_path):
            os.kill(pid, signal.SIGKILL)
        heard = _lines_until(process, "Error:")
        assert process.wait(PATIENCE) == 1
    assert "MongoDB" in heard
    assert "Traceback" not in heard


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"PLM_MONGODB_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"}, "MongoDB does not answer"),
        ({"PLM_TIME_ZONE": "Maryland"}, "is not a time zone"),
    ],
)
def test_a_setting_that_cannot_work_is_said(tmp_path: Path, env: dict[str, str], words: str) -> None:
    process = _command("run", "--port", str(_free_port()), instance=tmp_path, **env)
    heard, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert words in heard
    assert "Traceback" not in heard
