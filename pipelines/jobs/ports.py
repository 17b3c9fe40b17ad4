"""Which log and which index the settings mean: the one place that knows every implementation."""

from __future__ import annotations

from connectors.ports import Index, Log
from schemas.settings import Settings


def open_log(settings: Settings) -> Log:
    """Open the log the settings name; raises `Unreachable` where it does not answer in time."""
    if settings.log == "embedded":
        from connectors.embedded.log import SqliteLog

        return SqliteLog(settings.data_path / "log.sqlite", settings.log_settings)
    from connectors.kafka_io.log import KafkaLog

    return KafkaLog(settings.log.removeprefix("kafka://"), settings.log_settings)


def open_index(settings: Settings) -> Index:
    """Open the index the settings name; raises `Unreachable` where it does not answer in time."""
    if settings.index == "embedded":
        from connectors.embedded.index import EmbeddedIndex

        return EmbeddedIndex(settings.data_path / "index")
    from connectors.elastic.index import ElasticIndex

    return ElasticIndex(settings.index, settings.index_settings)


def index_place(settings: Settings) -> str:
    """Give where the index the settings name is: a folder, or an address."""
    return str(settings.data_path / "index") if settings.index == "embedded" else settings.index
