"""Articles from JSON lines, for `dateline dedupe` and `dateline why`; a line that can't be read is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

import msgspec
from msgspec import Struct

from pipelines.dedupe.document import UNDATED_MS, Document, event_ms, host_of
from pipelines.normalise import canonical_url, content_hash
from pipelines.normalise.dates import read_date

_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)
_LONGEST_SHOWN: Final = 60


class ArticleLine(Struct, frozen=True):
    """One article of a file: where it stood, its canonical URL, and what deduplication needs.

    `subjects` are the ids of its actors and issues, where they are given.
    """

    line: int
    url: str | None
    document: Document
    subjects: tuple[str, ...] = ()


class Unreadable(Struct, frozen=True):
    """A line that is no article, and why."""

    line: int
    message: str


class _Given(Struct):
    """A line as it is given; whatever type a field has is looked at later, to say what is wrong."""

    id: Any = None
    url: Any = None
    title: Any = None
    text: Any = None
    published: Any = None
    source: Any = None
    actors: Any = None
    issues: Any = None


class _Wrong(Exception):
    """A field can't be used; the text says which and why."""


_decode: Callable[[bytes], _Given] = msgspec.json.Decoder(_Given).decode


def read_lines(file: BinaryIO) -> Iterator[ArticleLine | Unreadable]:
    """Read `id, url, title, text, published[, source, actors, issues]` a line; blank lines are left out."""
    for number, line in enumerate(file, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _read(number, _decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Unreadable(number, f"is no JSON object: {error}")
        except _Wrong as error:
            yield Unreadable(number, str(error))


def _read(number: int, given: _Given) -> ArticleLine:
    url, title, text = (_string(given, name) for name in ("url", "title", "text"))
    article_id = str(given.id) if isinstance(given.id, int) else _string(given, "id")
    if not article_id and not url:
        raise _Wrong("has neither an id nor a url")
    document = Document(
        id=article_id or url,
        host=host_of(url) or _source(given.source),
        at_ms=_event_ms(given.published),
        title=title,
        text=text,
        content_hash=content_hash(title, text),
    )
    subjects = (*_ids(given, "actors"), *_ids(given, "issues"))
    return ArticleLine(number, canonical_url(url) if url else None, document, subjects)


def _string(given: _Given, name: str) -> str:
    value = getattr(given, name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(f"has a {name} that is no string: {_shown(value)}")
    return value


def _ids(given: _Given, name: str) -> list[str]:
    values = getattr(given, name)
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise _Wrong(f"has {name} that are no list of ids: {_shown(values)}")
    return values


def _source(source: Any) -> str:
    """Give what tells one publisher from another: a host or a name."""
    if isinstance(source, dict):
        source = source.get("host") or source.get("name")
    if source is None:
        return ""
    if not isinstance(source, str):
        raise _Wrong(f"has a source that is no string: {_shown(source)}")
    return host_of(source) or source.strip().casefold().removeprefix("www.")


def _event_ms(published: Any) -> int:
    """Give milliseconds since 1970; an article without a readable date is near every time."""
    if isinstance(published, bool) or published is None:
        return UNDATED_MS
    if not isinstance(published, str | int | float):
        raise _Wrong(f"has a published that is no date: {_shown(published)}")
    instant = read_date(str(published), observed_at=_LATEST)
    return event_ms(instant.at) if instant else UNDATED_MS


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
