"""The two sets of engines a whole-chain test runs on, each empty and its own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Final

import pytest

from schemas.settings import IndexSettings, Process, Settings

ENGINES: Final[list[Any]] = ["embedded", pytest.param("servers", marks=pytest.mark.servers)]


def engine_settings(engine: str, request: pytest.FixtureRequest, folder: Path) -> Settings:
    """Give settings for one set of engines, with state in this folder."""
    process = Process(group=f"g-{secrets.token_hex(4)}", batch_wait_s=0.05)
    if engine == "embedded":
        return Settings(data_dir=str(folder), process=process)
    return Settings(
        data_dir=str(folder),
        process=process,
        log=f"kafka://{request.getfixturevalue('empty_kafka')}",
        index=request.getfixturevalue("elastic_url"),
        index_settings=IndexSettings(name=f"t-{secrets.token_hex(6)}"),
    )
