"""Taking a text apart: tokens, sentences, paragraphs, headers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.extract.text import Document, read_document

# Texts in which marks, abbreviations and line ends are as frequent as words.
_PIECES = st.sampled_from(
    "U.S. U.S U.S.-China Blinken’s officials’ don't O’Brien Mr. Gen. No. 5 Jan. 3.5 1,000 a.m. J. Ph.D."
    " said. said The “ ” ‘ ’ \" ' « » „ ( ) ? ! … ... -- — - , : ; @ a.b@c.org https://a.b/c?d #x 😀 👨‍👩‍👧"
    " e\u0301 مرحبا \u200b 北京。 \n \n\n \t".split(" ")
)
_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", " ", "\n"])), max_size=60).map(
        lambda pieces: "".join(piece + space for piece, space in pieces)
    ),
)


def _sentences(document: Document) -> list[list[str]]:
    return [
        [token.text for token in document.tokens[each.first_token : each.end_token]]
        for each in document.sentences
    ]


@given(text=_TEXTS, is_title=st.booleans())
@example(text="20.03.2023\n\nU.S.-China. “A.”", is_title=False)
def test_offsets_point_at_the_text_they_claim(text: str, is_title: bool) -> None:
    """Every token, sentence and quoted region is where it says; nothing but space is left out."""
    document = read_document(text, is_title=is_title)
    covered = [False] * len(text)
    position = 0
    for token in document.tokens:
        assert position <= token.start < token.end
        assert text[token.start : token.end] == token.text
        position = token.end
        covered[token.start : token.end] = [True] * (token.end - token.start)
    header_end = document.paragraphs[0][0] if document.paragraphs else len(text)
    body_start = header_end if document.header_date else 0
    assert all(
        seen or char.isspace()
        for char, seen in zip(text[body_start:], covered[body_start:], strict=True)
    )
    next_token = 0
    for sentence in document.sentences:
        assert sentence.first_token == next_token < sentence.end_token
        next_token = sentence.end_token
        assert sentence.start == document.tokens[sentence.first_token].start
        assert sentence.end == document.tokens[sentence.end_token - 1].end
        start, end = document.paragraphs[sentence.paragraph]
        assert start <= sentence.start < sentence.end <= end
    assert next_token == len(document.tokens)


@given(text=_TEXTS)
def test_quoted_regions_nest(text: str) -> None:
    """Quoted regions lie one inside the other or apart, and depth counts those around."""
    regions = read_document(text).quoted
    for place, region in enumerate(regions):
        assert region.start < region.inner_start <= region.inner_end <= region.end
        around = [other for other in regions[:place] if other.end > region.start]
        assert all(other.end >= region.end for other in around)
        assert region.depth == len(around)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("U.S.-China relations", "U.S.|-|China|relations"),
        ("state-to-state", "state|-|to|-|state"),
        ("Blinken’s visit, O'Brien's", "Blinken|’s|visit|,|O'Brien|'s"),
        ("the U.S.’s don’t can't", "the|U.S.|’s|do|n’t|ca|n't"),
        ("Mr. J. Doe, Ph.D., of No. 5", "Mr.|J.|Doe|,|Ph.D.|,|of|No.|5"),
        ("$3.5bn, 1,000 at 10:30 on 20.03.2023", "$|3.5bn|,|1,000|at|10:30|on|20.03.2023"),
        ("AT&T and Booking.com", "AT&T|and|Booking.com"),
        ("a.b-c@d.org https://e.org/f?g=h).", "a.b-c@d.org|https://e.org/f?g=h|)|."),
        ("Well... he said--no.", "Well|...|he|said|--|no|."),
        ("World War I. no.", "World|War|I|.|no|."),
        ("Côte d’Ivoire e\u0301te\u0301", "Côte|d’Ivoire|e\u0301te\u0301"),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    """Names part from what is written together with them, and stay whole themselves."""
    assert [token.text for token in read_document(text).tokens] == tokens.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "He left the U.S.|The talks went on.",
        "U.S. Secretary of State Antony Blinken left.|He was late.",
        "Gen. Ali met Sen. J. Doe on Jan. 5.|No. 10 was told.",
        "“It’s very good.”|Others agreed.",
        "“Why?” Xi asked.|Nobody knew.",
        "“Go!” the crowd shouted, and went.",
        "It ended at 5 p.m.|Officials left.",
        "It starts at 5 p.m. Monday in Geneva.",
        "He said “no.”|“We wait,” she said.",
        "It rose 3.5 per cent.|1,000 people came.",
        "He works for Apple Inc. in China.|Apple Inc. CEO Cook said so.",
        "She said (it was late.)|Then she went.",
        "Really?!|Yes...|And so on.",
        "北京。|上海。",
        "•|Xi: no|•|Amnesty says ‘yes’|•|Rain",
        "no capital follows. so it goes on",
    ],
)
def test_sentences(text: str) -> None:
    """Sentences end after closing marks, not at abbreviations, nor between question and cue."""
    parts = text.split("|")
    document = read_document(" ".join(parts))
    assert [document.text[each.start : each.end] for each in document.sentences] == parts


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("20.03.2023", date(2023, 3, 20)),
        ("March 20, 2023", date(2023, 3, 20)),
        ("2023-03-20", date(2023, 3, 20)),
        ("20 March 2023", date(2023, 3, 20)),
        ("Monday, 20 March 2023", date(2023, 3, 20)),
        ("Updated: Mar 20, 2023 11:30 PM EST", date(2023, 3, 20)),
        ("20/03/2023", date(2023, 3, 20)),
        ("In March 2023", None),
        ("2023", None),
        ("5 killed in 2023", None),
    ],
)
def test_a_date_line_above_the_text(line: str, day: date | None) -> None:
    """A first line that is nothing but a date is the header's date and no sentence."""
    document = read_document(f"{line}\n\nThe talks went on.")
    assert document.header_date == day
    assert len(document.sentences) == (1 if day else 2)
    assert read_document(line, is_title=True).header_date is None


@pytest.mark.parametrize(
    ("text", "place", "agency", "day"),
    [
        ("BEIJING (AP) — China said no.", "BEIJING", "AP", (None, None)),
        ("SANTIAGO, Chile, March 20 (Reuters) - It.", "SANTIAGO, Chile", "Reuters", (3, 20)),
        ("Geneva, 4 May 2022 -- The talks ended.", "Geneva", None, (5, 4)),
        ("ISLAMABAD: The court ruled.", "ISLAMABAD", None, (None, None)),
    ],
)
def test_a_dateline(
    text: str, place: str, agency: str | None, day: tuple[int | None, int | None]
) -> None:
    """A dateline tells place, agency and day, and is a sentence of its own."""
    document = read_document(f"By Jane Doe\n\n{text}")
    dateline = document.dateline
    assert dateline is not None
    assert document.text[dateline.place_start : dateline.place_end] == place
    assert (dateline.agency, (dateline.month, dateline.day)) == (agency, day)
    assert document.sentences[1].end == dateline.end
    assert document.byline == (0, 11)


@pytest.mark.parametrize(
    "text", ["Nothing new - it said.", "He went: all the way.", "Talks — a hope"]
)
def test_no_dateline(text: str) -> None:
    """A capitalised word and a dash are no dateline."""
    assert read_document(text).dateline is None


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("“A ‘b’ c,” he said.", ["“A ‘b’ c,”", "‘b’"]),
        ('He said "so" and "no".', ['"so"', '"no"']),
        ('"He said "no" loudly," she said.', ['"He said "no" loudly,"', '"no"']),
        ("'It's the officials' plan,' he said.", ["'It's the officials'"]),
        ("« Oui », dit-il. „Nein“, sagt er.", ["« Oui »", "„Nein“"]),
        ("The officials' plan and the '90s", []),
        ("“One.\n“Two,” he said.", ["“One.", "“Two,”"]),
        ("“One.\nTwo,” he said.", []),
        ("“A “b” c", ["“b”"]),
    ],
)
def test_quoted_regions(text: str, regions: list[str]) -> None:
    """Quotation marks pair by kind; apostrophes and marks without partner make no region."""
    document = read_document(text)
    assert [text[each.start : each.end] for each in document.quoted] == regions


def test_a_quotation_continued_over_paragraphs() -> None:
    """A quotation that the next paragraph opens anew is marked as going on there."""
    document = read_document("“One thing.\n\n“Another,” he said.")
    assert [each.continues for each in document.quoted] == [True, False]


def test_wrapped_lines_are_one_paragraph() -> None:
    """Lines broken at a column are read as one paragraph, lines with sentences of their own not."""
    wrapped = (
        "The talks between the two delegations began in the morning and\nended without a result."
    )
    assert len(read_document(wrapped).paragraphs) == 1
    assert len(read_document("The talks began.\nThey ended.").paragraphs) == 2


@pytest.mark.parametrize(
    "piece", [").", '"', "“", "“a\n", "a.b@", "U.S.", "1.", "'a", "A ", "http://", "\n", "👨‍👩‍👧"]
)
def test_hostile_texts_are_read(piece: str) -> None:
    """A text of nothing but one awkward piece, 100,000 times, is read within the test's time."""
    document = read_document(piece * 100_000)
    assert len(document.tokens) <= len(document.text)
