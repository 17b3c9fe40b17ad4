"""Issues: which topics an article, a quote or a statement is about."""

from pipelines.extract.issues.find import (
    IssueFinder,
    IssueFindings,
    IssueMatch,
    default_finder,
    find_issues,
    open_finder,
)

__all__ = [
    "IssueFinder",
    "IssueFindings",
    "IssueMatch",
    "default_finder",
    "find_issues",
    "open_finder",
]
