"""Whether an index still has what was indexed, by the books and the state of deduplication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from connectors.embedded.ledger import Ledger
from connectors.ports import Index
from pipelines.dedupe import DedupeStore
from schemas.books import Books
from schemas.settings import Settings

_AFTER_DEDUPLICATION: Final = ("extract_failed", "index_refused")


def books_by_group(settings: Settings) -> Mapping[str, Books]:
    """Give the books of each group over everything it has processed; none where there are no books yet."""
    path = settings.data_path / "ledger.sqlite"
    if not path.exists():
        return {}
    with Ledger(path) as ledger:
        return ledger.totals()


def indexed_if_lost(settings: Settings, index: Index) -> int:
    """Give how many records were indexed where the index is empty all the same, else 0."""
    indexed = sum(books.indexed for books in books_by_group(settings).values())
    return indexed if indexed and not index.count() else 0


def missing_documents(settings: Settings, index: Index) -> int:
    """Give how many articles were let through, not rejected after that, and are not in the index.

    Negative where the index has others, too. A batch that is at work may be let through already.
    """
    state = settings.data_path / "dedupe.sqlite"
    if not state.exists():
        return 0
    reasons = [books.rejected_by_reason for books in books_by_group(settings).values()]
    rejected = sum(each.get(reason, 0) for each in reasons for reason in _AFTER_DEDUPLICATION)
    with DedupeStore(state) as store:
        return store.count() - rejected - index.count()
