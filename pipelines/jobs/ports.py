"""Which log and which index the settings mean: the one place that knows every implementation."""

from __future__ import annotations

from pathlib import Path

from connectors.ports import Index, Log
from schemas.errors import Fatal
from schemas.settings import Settings


def open_log(settings: Settings) -> Log:
    """Open the log the settings name; raises `Unreachable` where it does not answer in time."""
    file = log_file(settings)
    if file is not None:
        from connectors.embedded.log import SqliteLog

        return SqliteLog(file, settings.log_settings)
    from connectors.kafka_io.log import KafkaLog

    return KafkaLog(settings.log.removeprefix("kafka://"), settings.log_settings)


def open_index(settings: Settings) -> Index:
    """Open the index the settings name; raises `Unreachable` where it does not answer in time."""
    file = index_file(settings)
    if file is not None:
        from connectors.embedded.index import EmbeddedIndex

        return EmbeddedIndex(file.parent)
    from connectors.elastic.index import ElasticIndex

    return ElasticIndex(settings.index, settings.index_settings)


def open_log_to_read(settings: Settings) -> Log:
    """Open the log for who only reads it; raises `Fatal` where there is none, instead of making one."""
    demand_file(log_file(settings), "log")
    return open_log(settings)


def open_index_to_read(settings: Settings) -> Index:
    """Open the index for who only reads it; raises `Fatal` where there is none, instead of making one."""
    demand_file(index_file(settings), "index")
    return open_index(settings)


def log_file(settings: Settings) -> Path | None:
    """Give the file of an embedded log, None for a server."""
    return settings.data_path / "log.sqlite" if settings.log == "embedded" else None


def index_file(settings: Settings) -> Path | None:
    """Give the file of an embedded index's documents, None for a server."""
    folder = settings.data_path / "index"
    return folder / "documents.sqlite" if settings.index == "embedded" else None


def demand_file(path: Path | None, what: str) -> None:
    """Raise `Fatal` where a file of the data folder is not there (yet)."""
    if path is not None and not path.exists():
        lost = (
            "Was it lost? `dateline reindex --from-log` gets it back. " if what == "index" else ""
        )
        raise Fatal(
            f"There is no {what} yet ({path}). {lost}`dateline demo --keep demo-data` makes one with a "
            "simulated newsroom, `dateline feeds add URL` and `dateline run` one with real news. Is yours "
            "in another folder? It is named by data_dir in the settings (-c FILE), or by DATELINE_DATA_DIR."
        )


def index_place(settings: Settings) -> str:
    """Give where the index the settings name is: a folder, or an address."""
    file = index_file(settings)
    return settings.index if file is None else str(file.parent)
