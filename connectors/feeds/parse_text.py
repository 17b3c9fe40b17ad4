"""Small readings of a feed's strings: clean text, hosts, links, identifiers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from schemas.articles import RawArticle


def text_or_none(value: Any) -> str | None:
    """Give the string as given, without surrounding white space; None where nothing is left.

    Lone surrogates (from character references like `&#xD800;`) can't be written as UTF-8 and
    become question marks.
    """
    if value is None or isinstance(value, (dict, list)):
        return None
    text = str(value).strip()
    return text.encode("utf-8", "replace").decode("utf-8") or None


def host_of(url: str | None) -> str | None:
    """Give the host of a URL in lower case, None where it has none or is broken."""
    try:
        return urlsplit(url or "").hostname or None
    except ValueError:
        return None


def absolute_link(base: str, link: Any) -> str | None:
    """Give a link resolved against its base (RFC 3986); as given where it can't be resolved."""
    text = text_or_none(link)
    if text is None:
        return None
    try:
        return urljoin(base, text)
    except ValueError:
        return text


def is_web_url(url: str | None) -> bool:
    """Whether it is an http or https URL with a host."""
    return (url or "").lower().startswith(("http://", "https://")) and host_of(url) is not None


def without_shared_ids(
    entries: Sequence[RawArticle],
) -> tuple[tuple[RawArticle, ...], tuple[str, ...]]:
    """Drop entry ids that tell nothing apart: one guid on several entries with different links.

    An id that two observations of one link share stays. Gives the entries and the complaints.
    """
    ids = Counter(entry.entry_id for entry in entries if entry.entry_id)
    links: dict[str, set[str | None]] = {}
    for entry in entries:
        if entry.entry_id and ids[entry.entry_id] > 1:
            links.setdefault(entry.entry_id, set()).add(entry.link or entry.title)
    shared = {entry_id for entry_id, targets in links.items() if len(targets) > 1}
    if not shared:
        return tuple(entries), ()
    complaints = tuple(
        f"{ids[entry_id]} entries share the id {entry_id[:120]!r}: treated as absent."
        for entry_id in sorted(shared)[:10]
    )
    kept = tuple(
        replace(entry, entry_id=None) if entry.entry_id in shared else entry for entry in entries
    )
    return kept, complaints
