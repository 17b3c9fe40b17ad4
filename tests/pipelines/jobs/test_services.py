"""Real servers as the project starts them: they come, keep their data, and never stay behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from connectors.kafka_io.cluster import cluster_id
from connectors.kafka_io.log import KafkaLog
from connectors.ports import LogRecord
from pipelines.jobs.services import missing_for_servers, start_kafka
from pipelines.jobs.services_java import ELASTICSEARCH_JAVA, find_java
from pipelines.jobs.services_process import free_ports, port_is_free
from schemas.errors import Fatal
from schemas.settings import LogSettings

RECORDS = [LogRecord(f"{number}".encode(), b"value") for number in range(20)]
SETTINGS = LogSettings(timeout_s=10.0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path for a server's data."""
    with tempfile.TemporaryDirectory(prefix="dateline-services-") as name:
        yield Path(name)


@contextmanager
def listening(port: int) -> Iterator[None]:
    """Take a port."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        yield


def port_of(address: str) -> int:
    """Give the port of host:port."""
    return int(address.rpartition(":")[2])


def gone(pid: int, within_s: float = 60.0) -> bool:
    """Whether a process ends in time."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if b"\nState:\tZ" in Path(f"/proc/{pid}/status").read_bytes():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.servers
@pytest.mark.slow
def test_data_survive_and_ports_are_found(folder: Path) -> None:
    """A server comes back on its port with its data, and on another where its port was taken."""
    with start_kafka(folder) as server:
        address, pid = server.address, server.pid
        with closing(KafkaLog(address, SETTINGS)) as log:
            log.append("t", RECORDS)
        server.restart()
        assert server.address == address
        with closing(KafkaLog(address, SETTINGS)) as log:
            assert len(list(log.scan("t"))) == len(RECORDS)
    assert gone(pid)
    assert not server.running
    assert port_is_free(port_of(address))
    with listening(port_of(address)), start_kafka(folder) as server:
        assert server.address != address
        with closing(KafkaLog(server.address, SETTINGS)) as log:
            assert len(list(log.scan("t"))) == len(RECORDS)


@pytest.mark.servers
@pytest.mark.slow
def test_a_port_taken_meanwhile_is_told(folder: Path) -> None:
    """A server whose port another program took while it was stopped says so with its own words."""
    with start_kafka(folder) as server:
        server.stop()
        with (
            listening(port_of(server.address)),
            pytest.raises(Fatal, match=r"(?s)kafka ended while it started.*The end of"),
        ):
            server.start()
        assert not server.running


@pytest.mark.servers
@pytest.mark.slow
def test_a_killed_parent_leaves_no_server(folder: Path) -> None:
    """Where the process that started a server is killed, the server ends too."""
    code = (
        "import sys, time; from pathlib import Path; from pipelines.jobs.services import start_kafka\n"
        "server = start_kafka(Path(sys.argv[1])); print(server.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        java = int(parent.stdout.readline())
        assert not gone(java, 0.5)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert gone(java)


@pytest.mark.servers
@pytest.mark.slow
def test_services_up_status_and_down(folder: Path) -> None:
    """`dateline services` starts both, says where they are, and stops them for good."""
    dateline = Path(sys.executable).parent / "dateline"

    def services(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [dateline, "services", *arguments],
            env=os.environ | {"DATELINE_DATA_DIR": str(folder)},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    nothing = services("status")
    assert nothing.returncode == 1
    assert "dateline services up" in nothing.stdout
    try:
        up = services("up")
        assert up.returncode == 0, up.stderr
        [address] = re.findall(r'log = "kafka://([^"]+)"', up.stdout)
        assert cluster_id("127.0.0.1", port_of(address), 10.0)
        assert services("status").stdout == up.stdout
        assert services("up").stdout == up.stdout
        pids = [int(pid) for pid in re.findall(r"as (?:process )?(\d+)", up.stdout)]
        assert len(pids) == 2
    finally:
        down = services("down")
    assert down.stdout == "Stopped.\n"
    assert all(gone(pid) for pid in pids)
    assert services("down").stdout == "Nothing runs here.\n"
    assert services("status").returncode == 1


def test_free_ports_are_free_and_different() -> None:
    """Ports for servers are such that nothing listens on, each another."""
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert all(port_is_free(port) for port in ports)
    with listening(ports[0]):
        assert not port_is_free(ports[0])


def jdk(folder: Path, version: str, *, compiler: bool = True) -> Path:
    """Make what looks like a JDK of a version."""
    (folder / "bin").mkdir(parents=True)
    for name in ("java", "javac") if compiler else ("java",):
        (folder / "bin" / name).write_text("#!/bin/sh\n")
        (folder / "bin" / name).chmod(0o755)
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\n')
    return folder


def test_java_home_is_preferred(tmp_path: Path) -> None:
    """A JDK that JAVA_HOME names is used where it is new enough."""
    home = jdk(tmp_path / "jdk", "99.0.1")
    assert find_java(ELASTICSEARCH_JAVA, {"JAVA_HOME": str(home)}) == home


def test_missing_java_is_told(tmp_path: Path) -> None:
    """Without a Java that is new enough, one sentence says what was found and how to get one."""
    old = jdk(tmp_path / "old", "11.0.2")
    with pytest.raises(Fatal) as told:
        find_java(1000, {"JAVA_HOME": str(old), "PATH": ""})
    assert "No Java development kit 1000 or newer" in str(told.value)
    assert f"{old} (11)" in str(told.value)
    assert "apt install" in str(told.value)


def test_a_runtime_without_compiler_is_not_enough(tmp_path: Path) -> None:
    """A Java that can't compile is passed over, however new it is."""
    runtime = jdk(tmp_path / "jre", "1000.0.1", compiler=False)
    with pytest.raises(Fatal, match="Install one"):
        find_java(1000, {"JAVA_HOME": str(runtime), "PATH": ""})


def test_missing_maven_is_told(tmp_path: Path) -> None:
    """Without Maven one sentence says so and how to get it."""
    home = jdk(tmp_path / "jdk", "99.0.1")
    missing = missing_for_servers({"JAVA_HOME": str(home), "PATH": str(tmp_path)})
    assert missing is not None
    assert "Maven (mvn) is missing" in missing
    assert "apt install" in missing
