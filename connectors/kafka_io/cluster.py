"""Which cluster answers at an address."""

from __future__ import annotations

import socket


def cluster_id(host: str, port: int, timeout_s: float) -> str | None:
    """Give the id of the cluster whose broker listens there; None where none answers in time."""
    try:
        with socket.create_connection((host, port), timeout=timeout_s):
            pass
    except OSError:
        return None
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    timeout_ms = int(timeout_s * 1000)
    try:
        with KafkaAdminClient(
            bootstrap_servers=f"{host}:{port}",
            bootstrap_timeout_ms=timeout_ms,
            request_timeout_ms=timeout_ms,
        ) as admin:
            cluster = admin.describe_cluster()
    except (KafkaError, OSError):
        return None
    return str(cluster["cluster_id"]) if cluster["brokers"] else None
