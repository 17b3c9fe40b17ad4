"""Statements: who says or does what towards whom, about which issue, and how it is meant."""

from pipelines.extract.statements.find import find_headline_statements, find_statements

__all__ = ["find_headline_statements", "find_statements"]
