"""Quotes: what is said or thought, directly or not, and by whom."""

from pipelines.extract.quotes.find import QuoteFindings, find_headline_quotes, find_quotes

__all__ = ["QuoteFindings", "find_headline_quotes", "find_quotes"]
