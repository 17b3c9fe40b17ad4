"""Words as all parts of extraction see them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pipelines.extract.text import WordList, read_document


def test_words_stand_beside_their_tokens() -> None:
    """Each token has its word, as written and in lower case, and lists find where theirs stand."""
    document = read_document("Xi met the EU. The EU agreed, Xi’s aides say.")
    assert document.words.written == [token.text for token in document.tokens]
    assert document.words.low == [token.text.lower() for token in document.tokens]
    assert document.words.places({"Xi", "EU"}) == [0, 3, 6, 9]
    assert document.words.places(WordList({"Xi", "EU"})) == [0, 3, 6, 9]
    assert document.words.low_places(WordList({"the"})) == [2, 5]


def test_a_stream_of_new_words_is_forgotten() -> None:
    """However many different or long words were read before, a text's words are what it says."""
    for first in range(0, 140_000, 1000):
        read_document(" ".join(f"Word{number}" for number in range(first, first + 1000)))
    words = read_document(f"Word1 {'A' * 10_000} Word1").words
    assert words.written == ["Word1", "A" * 10_000, "Word1"]
    assert words.low == ["word1", "a" * 10_000, "word1"]


def test_texts_are_read_in_several_threads() -> None:
    """Texts of new words that are read side by side each have their own words."""
    texts = [" ".join(f"Side{number}by{text}" for number in range(400)) for text in range(40)]
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(read_document, texts))
    assert [" ".join(document.words.written) for document in documents] == texts
    assert [" ".join(document.words.low) for document in documents] == list(map(str.lower, texts))
