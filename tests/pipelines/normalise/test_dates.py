from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise.dates import read_date

_NOW = datetime(2026, 11, 24, tzinfo=UTC)
_TABLE = Path(__file__).parents[2] / "golden" / "dates.jsonl"
_VECTORS = [json.loads(line) for line in _TABLE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", _VECTORS, ids=lambda row: repr(row["raw"])[:60])
def test_vectors(row: dict[str, Any]) -> None:
    """A date as a feed writes it is read as a person would, with the doubt a person would have."""
    instant = read_date(row["raw"], observed_at=_NOW)
    if row["at"] is None:
        assert instant is None
        return
    assert instant is not None
    assert instant.raw == row["raw"]
    assert (instant.at.replace(microsecond=0), instant.zone_source, instant.confidence) == (
        datetime.fromisoformat(row["at"]),
        row["zone_source"],
        row["confidence"],
    )


def test_future() -> None:
    """A date of tomorrow may be another time zone's; one of next week is hardly true."""
    tomorrow = read_date((_NOW + timedelta(hours=20)).isoformat(), observed_at=_NOW)
    next_week = read_date((_NOW + timedelta(days=7)).isoformat(), observed_at=_NOW)
    assert tomorrow is not None
    assert tomorrow.confidence == 1.0
    assert next_week is not None
    assert next_week.confidence == 0.2


@given(
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2026, 11, 23)),  # noqa: DTZ001
    st.integers(-12 * 60, 14 * 60),
)
def test_round_trip(local: datetime, offset_minutes: int) -> None:
    """What standards write is read back to the second, whatever the offset."""
    sign = "+" if offset_minutes >= 0 else "-"
    hours, minutes = divmod(abs(offset_minutes), 60)
    at = local.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=offset_minutes)
    if at < datetime(1990, 1, 1, tzinfo=UTC):
        return
    written = (
        f"{local:%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{minutes:02}",
        f"{local:%d %b %Y %H:%M:%S} {sign}{hours:02}{minutes:02}",
    )
    for text in written:
        instant = read_date(text, observed_at=_NOW)
        assert instant is not None
        assert instant.at == at


@given(st.text(max_size=80) | st.text("0123456789:/.-T +ZaprMN", max_size=40))
def test_any_text(text: str) -> None:
    """No text makes the reader of dates fail, and none is dated before the web or by the clock."""
    instant = read_date(text, observed_at=_NOW)
    assert instant is None or instant.at.year >= 1990
