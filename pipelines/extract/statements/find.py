"""From cast, quotes and issues to statements."""

from __future__ import annotations

from pipelines.extract.actors import Cast
from pipelines.extract.issues import IssueFindings
from pipelines.extract.quotes import QuoteFindings
from pipelines.extract.text import Document
from schemas.analysis import Statement


def find_statements(
    body: Document, cast: Cast, quotes: QuoteFindings, issues: IssueFindings
) -> tuple[Statement, ...]:
    """Find statements, in order of their evidence."""
    return ()
