"""Real servers without Docker: one Kafka broker, one Elasticsearch node, each a Java process of ours."""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from pipelines.jobs.services_java import (
    ELASTICSEARCH_JAVA,
    KAFKA_JAVA,
    find_java,
    install_elasticsearch,
    install_kafka,
    missing_for_servers,
)
from pipelines.jobs.services_process import RunningServer, free_ports, port_is_free
from schemas.errors import Fatal

__all__ = ["RunningServer", "missing_for_servers", "start_elasticsearch", "start_kafka"]

_HEAP: Final = "-Xmx512m"
_STARTS: Final = 3
_ANSWER_TIMEOUT_S: Final = 5.0
_FORMAT_TIMEOUT_S: Final = 120

_KAFKA_PROPERTIES: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{second}
listeners=PLAINTEXT://127.0.0.1:{first},CONTROLLER://127.0.0.1:{second}
advertised.listeners=PLAINTEXT://127.0.0.1:{first}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
"""


class Identity(msgspec.Struct, frozen=True):
    """Who a server is, kept in its folder: clients find it at the same place when it starts again."""

    cluster: str
    first_port: int
    second_port: int


def start_kafka(folder: Path) -> RunningServer:
    """Start a Kafka broker (KRaft, one node) on data in this folder, and wait until it answers.

    Its `address` is `host:port`. Raises `Fatal` where Java or Maven is missing, or it does not start.
    """
    jars = install_kafka()
    java = find_java(KAFKA_JAVA) / "bin" / "java"
    folder = _made(folder)

    def run(identity: Identity) -> RunningServer:
        properties = folder / "server.properties"
        data = folder / "data"
        properties.write_text(
            _KAFKA_PROPERTIES.format(
                first=identity.first_port, second=identity.second_port, data=data.as_posix()
            ),
            encoding="utf-8",
        )
        command = [str(java), _HEAP, "-cp", f"{jars}/*"]
        if not (data / "meta.properties").exists():
            _format_storage(command, properties, identity.cluster)
        return RunningServer(
            name="kafka",
            address=f"127.0.0.1:{identity.first_port}",
            folder=folder,
            command=[*command, "kafka.Kafka", str(properties)],
            answers=lambda: _kafka_answers(identity),
        )

    return _start(folder, run)


def start_elasticsearch(folder: Path) -> RunningServer:
    """Start an Elasticsearch node on data in this folder, and wait until it answers.

    Its `address` is a URL. Raises `Fatal` where Java or Maven is missing, or it does not start.
    """
    home = install_elasticsearch()
    java = find_java(ELASTICSEARCH_JAVA) / "bin" / "java"
    folder = _made(folder)
    _made(folder / "config")
    native = "ALL-UNNAMED,org.elasticsearch.nativeaccess,org.apache.lucene.core"
    # On the class path the plugin loader fails on modules without a descriptor: hence a module path.
    command = [str(java), _HEAP, f"--enable-native-access={native}"]
    command += ["--module-path", str(home / "lib"), "--add-modules", "ALL-MODULE-PATH"]
    command += ["-cp", str(home / "classes"), "Launcher", str(home), str(folder / "config")]

    def run(identity: Identity) -> RunningServer:
        settings = {
            "cluster.name": identity.cluster,
            "path.data": folder / "data",
            "path.logs": folder / "logs",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": identity.first_port,
            "transport.port": identity.second_port,
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        return RunningServer(
            name="elasticsearch",
            address=f"http://127.0.0.1:{identity.first_port}",
            folder=folder,
            command=[*command, *(f"{key}={value}" for key, value in settings.items())],
            answers=lambda: _elasticsearch_answers(identity),
        )

    return _start(folder, run)


def _start(folder: Path, run: Callable[[Identity], RunningServer]) -> RunningServer:
    """Start on the ports it had before, on others where somebody took them in the meantime."""
    for attempt in range(_STARTS):
        identity = _identify(folder)
        try:
            return run(identity)
        except Fatal:
            ports = (identity.first_port, identity.second_port)
            if attempt == _STARTS - 1 or all(port_is_free(port) for port in ports):
                raise
    raise AssertionError("the last attempt returns or raises")


def _identify(folder: Path) -> Identity:
    path = folder / "identity.json"
    try:
        known = msgspec.json.decode(path.read_bytes(), type=Identity)
    except (OSError, msgspec.DecodeError):
        known = None
    if known and port_is_free(known.first_port) and port_is_free(known.second_port):
        return known
    # A random uuid in the form that Kafka's own tools give; no leading dash, which they misread.
    cluster = base64.urlsafe_b64encode(b"\x01" + secrets.token_bytes(15)).decode().rstrip("=")
    identity = Identity(known.cluster if known else cluster, *free_ports(2))
    path.write_bytes(msgspec.json.encode(identity))
    return identity


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _format_storage(java: list[str], properties: Path, cluster: str) -> None:
    command = [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)]
    try:
        done = subprocess.run(  # noqa: S603  # our own command line
            command, capture_output=True, timeout=_FORMAT_TIMEOUT_S, check=False, text=True
        )
    except subprocess.TimeoutExpired:
        raise Fatal(f"Formatting Kafka's storage took over {_FORMAT_TIMEOUT_S} s.") from None
    if done.returncode != 0:
        raise Fatal(f"Formatting Kafka's storage failed:\n{done.stdout}{done.stderr}")


def _kafka_answers(identity: Identity) -> bool:
    """Whether the broker at this port answers and is the one that was started."""
    from connectors.kafka_io.cluster import cluster_id

    return cluster_id("127.0.0.1", identity.first_port, _ANSWER_TIMEOUT_S) == identity.cluster


def _elasticsearch_answers(identity: Identity) -> bool:
    """Whether the node at this port answers, holds its data, and is the one that was started."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", identity.first_port, timeout=_ANSWER_TIMEOUT_S
    )
    try:
        connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")
        response = connection.getresponse()
        health = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return response.status == 200 and health["cluster_name"] == identity.cluster
