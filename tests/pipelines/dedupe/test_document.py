from __future__ import annotations

import pytest

from pipelines.dedupe.document import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.news.example/a", "news.example"),
        ("https://amp.news.example/a", "news.example"),
        ("https://M.News.example:8443/a", "news.example"),
        ("https://sport.news.example/a", "sport.news.example"),
        ("https://m.example/a", "m.example"),
        ("https://[bad", ""),
        (None, ""),
    ],
)
def test_host(url: str | None, host: str) -> None:
    """The forms of a site for phones and the like are one host; its sections are not."""
    assert host_of(url) == host
