"""Kafka topics as the settings declare them: partitions, replication, retention, compression."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from kafka import KafkaAdminClient
from kafka.errors import (
    InvalidConfigurationError,
    InvalidReplicationFactorError,
    PolicyViolationError,
    TopicAlreadyExistsError,
)

from schemas.errors import Fatal
from schemas.settings import LogSettings

# What a batch adds to the records in it: headers, lengths, checksums.
BATCH_OVERHEAD_BYTES: Final = 64 * 1024
BATCH_BYTES: Final = 256 * 1024


def largest_batch_bytes(settings: LogSettings) -> int:
    """The largest batch a topic takes: one record of the largest size, or a batch of small ones."""
    return max(settings.max_record_bytes, BATCH_BYTES) + BATCH_OVERHEAD_BYTES


def topic_options(settings: LogSettings) -> dict[str, Any]:
    """Give how a topic is created."""
    compression = "uncompressed" if settings.compression == "none" else settings.compression
    retention = timedelta(days=settings.retention_days)
    return {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication,
        "configs": {
            "retention.ms": str(retention // timedelta(milliseconds=1)),
            "compression.type": compression,
            "max.message.bytes": str(largest_batch_bytes(settings)),
            "message.timestamp.type": "LogAppendTime",
            # With three copies or more, a record is acknowledged once it survives the loss of one.
            "min.insync.replicas": str(max(1, settings.replication - 1)),
        },
    }


def create_topic(admin: KafkaAdminClient, topic: str, settings: LogSettings) -> None:
    """Create a topic where it is not there yet, and wait until it can be used.

    One that exists is left as it is. Raises `Fatal` where the cluster will not have it like this.
    """
    try:
        admin.create_topics({topic: topic_options(settings)})
    except TopicAlreadyExistsError:
        pass
    except (
        InvalidReplicationFactorError,
        InvalidConfigurationError,
        PolicyViolationError,
    ) as error:
        raise Fatal(
            f"Kafka will not create the topic {topic} with replication {settings.replication} and "
            f"{settings.partitions} partitions: {error}. Change [log_settings] in the settings: "
            "replication can't be larger than the number of brokers."
        ) from error
    admin.wait_for_topics([topic], timeout_ms=int(settings.timeout_s * 1000))
