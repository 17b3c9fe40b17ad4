"""What the parts of extraction share: one text with its tokens, sentences and quoted regions.

All offsets are code points of `Document.text`; ends are exclusive. What a text has many of is made of
numbers and strings alone, so the garbage collector need not look at it (`gc=False`).
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from pipelines.extract.text.words import Words


class Token(Struct, frozen=True, array_like=True, gc=False):
    """One word, number or punctuation mark; `text` is exactly what stands at its place."""

    start: int
    end: int
    text: str


class Sentence(Struct, frozen=True, array_like=True, gc=False):
    """One sentence: its place, and its tokens as `document.tokens[first_token:end_token]`.

    Direct speech with several sentences inside parts into several sentences.
    """

    start: int
    end: int
    first_token: int
    end_token: int
    paragraph: int


class QuotedRegion(Struct, frozen=True, array_like=True, gc=False):
    """What stands between two quotation marks: `start` and `end` include them, `inner_…` do not.

    `depth` is 0 outside other quotation marks. `continues`: no closing mark before the paragraph
    ends, and the next paragraph opens anew: the quotation goes on there.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int
    continues: bool = False


class Dateline(Struct, frozen=True, kw_only=True):
    """Where and when a report says it was filed: "BEIJING, March 20 (Xinhua) --".

    `start` to `end` includes the dash; what the line does not tell is None.
    """

    start: int
    end: int
    place_start: int
    place_end: int
    agency: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None


class Document(Struct, frozen=True, kw_only=True):
    """One text taken apart. `is_title` where the text is a headline.

    `header_date` is what a first line that is nothing but a date says; that line belongs to no
    paragraph, sentence or token, but offsets count it. `byline` is a paragraph like "By Jane Doe";
    a `dateline` is a sentence of its own. `starts` are those of the tokens.
    """

    text: str
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]
    words: Words
    quoted: tuple[QuotedRegion, ...] = ()
    header_date: date | None = None
    is_title: bool = False
    dateline: Dateline | None = None
    byline: tuple[int, int] | None = None
