"""Whether an article can have been written on the day it claims."""

from __future__ import annotations

from datetime import date

from pipelines.extract.actors import Cast
from pipelines.extract.text import Document
from schemas.analysis import DateCheck


def check_date(body: Document, cast: Cast, *, claimed: date | None, first_seen: date) -> DateCheck:
    """Hold the claimed date against datelines, weekdays, dated offices and when it was first seen."""
    return DateCheck(verdict="unknown", claimed=claimed.isoformat() if claimed else None)
