"""A text taken apart: paragraphs, sentences, tokens and what stands in quotation marks."""

from pipelines.extract.text.document import Dateline, Document, QuotedRegion, Sentence, Token
from pipelines.extract.text.read import read_document

__all__ = ["Dateline", "Document", "QuotedRegion", "Sentence", "Token", "read_document"]
