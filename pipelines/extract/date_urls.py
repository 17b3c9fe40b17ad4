"""The day that a publisher has put into an article's address: /2024/03/14/, /world/2024/mar/14/."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from pipelines.normalise.date_names import MONTHS

_PATH_DATE: Final = re.compile(
    r"/(?P<year>20[0-4]\d)/(?P<month>0?[1-9]|1[0-2]|[a-z]{3})(?:/(?P<day>0?[1-9]|[12]\d|3[01]))?/"
    r"|/(?P<dashed>20[0-4]\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\d])"
    r"|[/-](?P<joined>20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)


def url_days(url: str) -> tuple[date, date] | None:
    """Give the first and last day that a date in the path of a URL may mean; None without one."""
    match = _PATH_DATE.search(urlsplit(url).path)
    if match is None:
        return None
    try:
        if match["year"] is None:
            day = date.fromisoformat(match["dashed"] or match["joined"])
            return day, day
        return _days(int(match["year"]), match["month"], match["day"])
    except ValueError:
        return None


def _days(year: int, month: str, day: str | None) -> tuple[date, date] | None:
    number = int(month) if month.isdigit() else MONTHS.get(month)
    if number is None:
        return None
    if day:
        return date(year, number, int(day)), date(year, number, int(day))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), following - timedelta(days=1)
