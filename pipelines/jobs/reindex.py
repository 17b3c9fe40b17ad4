"""Rebuild the embedded search index from its documents."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from pipelines.jobs.ports import demand_file, index_file
from schemas.errors import SettingsError
from schemas.settings import Settings


def reindex(settings: Settings, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Build the search index anew; gives the number of documents.

    `on_progress` is told how many are done, and of how many. Raises `Fatal` where there is no
    index, `SettingsError` where it is a server, which keeps documents and search index in one.
    """
    file = index_file(settings)
    if file is None:
        raise SettingsError(
            f"`dateline reindex` is for the embedded index; the settings say index = {settings.index!r}."
            " To get a server's index back from the log: dateline reindex --from-log"
        )
    from connectors.embedded.index import EmbeddedIndex

    demand_file(file, "index")
    with closing(EmbeddedIndex(file.parent)) as index:
        return index.rebuild(on_progress)
