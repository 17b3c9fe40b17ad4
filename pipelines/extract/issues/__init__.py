"""Issues: which topics an article, a quote or a statement is about."""

from pipelines.extract.issues.find import IssueFindings, IssueMatch, find_issues

__all__ = ["IssueFindings", "IssueMatch", "find_issues"]
