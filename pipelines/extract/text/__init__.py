"""A text taken apart: paragraphs, sentences, tokens and what stands in quotation marks."""

from pipelines.extract.text.document import Dateline, Document, QuotedRegion, Sentence, Token
from pipelines.extract.text.read import read_document
from pipelines.extract.text.words import WordList, Words, read_words

__all__ = [
    "Dateline",
    "Document",
    "QuotedRegion",
    "Sentence",
    "Token",
    "WordList",
    "Words",
    "read_document",
    "read_words",
]
