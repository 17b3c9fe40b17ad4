from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise import canonical_url

_TABLE = Path(__file__).parents[2] / "golden" / "urls.txt"
_VECTORS = [
    tuple(line.split(" => "))
    for line in _TABLE.read_text("utf-8").splitlines()
    if not line.startswith("#")
]
_PIECES = st.sampled_from(
    [
        *"a b 1 - . / // /../ /amp index.html ? & = ; # #! %E9 %2F %zz + ä 中 www. :443 \\".split(),
        *("utm_source=x", "id=3", ";jsessionid=1", "amp", " ", "\t"),
    ]
)


@pytest.mark.parametrize(("given_url", "expected"), _VECTORS)
def test_vectors(given_url: str, expected: str) -> None:
    """Each way to link a page gives its one name, and what is no page gives none."""
    assert canonical_url(given_url) == (None if expected == "-" else expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example/x?q=%E9", "https://a.example/x?q=%E8"),
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x%2Fy", "https://a.example/x/y"),
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1%26b=2"),
        ("https://a.example/x", "https://b.a.example/x"),
        ("https://a.example/x", "https://a.example:8080/x"),
        ("https://a.example/#!/x", "https://a.example/#!/y"),
        ("https://a.example/guitars/amp", "https://a.example/guitars"),
        ("https://a.example/x?page=1", "https://a.example/x?page=2"),
        ("https://a.example/x?ref=12", "https://a.example/x"),
    ],
)
def test_different_pages(one: str, other: str) -> None:
    """Two pages are never given one name."""
    assert canonical_url(one) != canonical_url(other)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_idempotent(rest: str) -> None:
    """The canonical form of a canonical URL is itself, whatever the URL was."""
    canonical = canonical_url(f"http://news.example/{rest}")
    if canonical is not None:
        assert canonical_url(canonical) == canonical


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """No text makes the reader of URLs fail."""
    for url in (text, f"https://{text}", f"https://news.example/{text}"):
        canonical = canonical_url(url)
        assert canonical is None or canonical_url(canonical) == canonical


@given(st.permutations(["id=3", "p=1", "utm_source=x", "a=%C3%A4", "fbclid=9"]))
def test_order_of_parameters(pairs: list[str]) -> None:
    """The order of a query's parameters makes no difference."""
    canonical = canonical_url("https://news.example/a?" + "&".join(pairs))
    assert canonical == "https://news.example/a?a=%C3%A4&id=3&p=1"
