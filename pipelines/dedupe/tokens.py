"""Text as a row of hashed tokens: what two articles are compared by.

A token is a run of letters, marks and digits, casefolded, or a single character of a script that is
written without blanks. Its hash is our own, since libraries have changed theirs and broken what was
stored: a polynomial over its code points modulo 2^64, for a whole text at once. Whatever changes a
token's hash or a gram's must change `sketch.SKETCH_VERSION`.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
_Indices = npt.NDArray[np.int64]
_Powers = tuple[Hashes, Hashes]

# Scripts written without blanks between words: there, every character is a token.
_UNSPACED_BLOCKS: Final = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF)),
    *((0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
)
_IDEOGRAPHS_BEGIN: Final = 0x20000
_WORD: Final = 1
_UNSPACED: Final = 2
_DIGIT: Final = 4
_UNSEEN: Final = 8

# In print one stands for the other: Arabic alefs, yas, and ta marbuta; Persian kaf and ya.
_MIXED_UP: Final = {"أإآٱ": "ا", "ىی": "ي", "ة": "ه", "ک": "ك"}
# Soft hyphens, joiners, marks of direction; of Arabic the vowel signs and what stretches a word.
_UNSEEN_CHARS: Final = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_ARABIC_UNSEEN: Final = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"

CONTENT_BIT: Final = 1
NUMBER_BIT: Final = 2
_CONTENT_CHARS: Final = 4  # shorter words are mostly grammar
_GRAMMAR: Final = """
    about after again against also although among another because been before being between both
    cannot could does during each either from further have having here into itself just like many
    more most much must nor only other over said same says shall should since some such than that
    their them then there these they this those through under until upon very were what when where
    which while will with within without would your been
    aber alle auch dass dem denn diese dieser eine einem einen einer haben hatte ihre mehr nach nicht
    noch oder sagte sich sind über unter wird worden wurde wurden
    avec cette dans elle leur mais pour plus sont sous selon tout vers
    como cuando desde donde entre esta este está hasta para pero porque sobre también
    """
_FIRST_SHIFT: Final = np.uint64(30)
_SECOND_SHIFT: Final = np.uint64(27)
_THIRD_SHIFT: Final = np.uint64(31)
_FIRST_FACTOR: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND_FACTOR: Final = np.uint64(0x94D049BB133111EB)
_HALF: Final = np.uint64(32)
_CONTENT: Final = np.uint64(CONTENT_BIT)
_WITHOUT_FLAGS: Final = ~np.uint64(CONTENT_BIT | NUMBER_BIT)
_BASE: Final = 0x9E3779B97F4A7C15
_POWERS_KEPT: Final = 1 << 16
_GRAMMAR_MASK: Final = np.uint64((1 << 14) - 1)
_LATIN_LAST: Final = 0xFF
_OTHERWISE: Final = (b"\xad", b"\xb5", b"\xdf")  # soft hyphens; µ and ß, folded, are not one letter


class Tokens(Struct, frozen=True, gc=False):
    """The tokens of a text: the hash of each, and where it begins and ends, in code points.

    In a hash, `CONTENT_BIT` says that the token is no short word and no word of grammar, `NUMBER_BIT`
    that it begins with a digit. `unspaced`: most tokens are single characters of CJK and the like.
    """

    hashes: Hashes
    starts: Places
    ends: Places
    unspaced: bool


def tokens_of(text: str) -> Tokens:
    """Take a text apart, in linear time."""
    latin = _latin(text)
    return _any_tokens(text) if latin is None else _latin_tokens(latin)


def is_latin(text: str) -> bool:
    """Tell whether all letters and digits of a text are of Latin-1, as those of most news are.

    A text with signs beyond it that are not seen, within words perhaps, is not.
    """
    if text.isascii():
        return True
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return len(units) == len(text) and not _kinds()[units[units > _LATIN_LAST]].any()


def _in_one_spelling(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Give digits of other scripts as those of ASCII, and letters that are mixed up in print as one."""
    table = _spellings()
    known: npt.NDArray[np.uint32] = table[np.minimum(codes, len(table) - 1)]
    return np.where(codes < len(table), known, codes)


@cache
def _spellings() -> npt.NDArray[np.uint32]:
    table = np.arange(0x10000, dtype=np.uint32)
    for code in range(0x80, len(table)):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = ord("0") + digit
    for letters, letter in _MIXED_UP.items():
        table[[ord(each) for each in letters]] = ord(letter)
    return table


def _latin(text: str) -> bytes | None:
    """Give a text in Latin-1, folded, with 0 for all that is in no word; None where that can't be.

    Most news can be told so, apart from its quotation marks and dashes, at a third of the cost.
    """
    if not is_latin(text):
        return None
    latin = text.encode("latin-1", "replace")
    if any(letter in latin for letter in _OTHERWISE):
        return None
    return b"\0" + latin.translate(_latin_letters()) + b"\0"


def _latin_tokens(latin: bytes) -> Tokens:
    codes = np.frombuffer(latin, np.uint8)
    is_word = codes != 0
    bounds = (is_word[1:] != is_word[:-1]).nonzero()[0]
    begins, stops = bounds[::2].copy(), bounds[1::2].copy()
    codes = codes[1:-1]
    hashes = _hash(codes, begins, stops)
    digit = _kinds()[codes.take(begins)] >= _DIGIT
    content = stops - begins >= _CONTENT_CHARS
    content &= ~_is_grammar(hashes)
    content |= digit
    hashes |= content
    hashes |= digit.astype(np.uint64) << np.uint64(1)
    return _tokens(hashes, begins, stops, unspaced=False)


def _any_tokens(text: str) -> Tokens:
    folded = text.casefold()
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds()[np.minimum(codes, _IDEOGRAPHS_BEGIN)]
    kept = np.flatnonzero(kinds != _UNSEEN)
    codes, kinds = _in_one_spelling(codes[kept]), kinds[kept]
    word, single = (kinds & _WORD).astype(bool), (kinds & _UNSPACED).astype(bool)
    starts, ends = word.copy(), word.copy()
    starts[1:] &= ~word[:-1]
    ends[:-1] &= ~word[1:]
    begins: _Indices = np.flatnonzero(starts | single)
    stops: _Indices = np.flatnonzero(ends | single) + 1
    hashes = _hash(codes, begins, stops)
    unspaced, digit = single[begins], (kinds[begins] & _DIGIT).astype(bool)
    content = unspaced | digit | ((stops - begins >= _CONTENT_CHARS) & ~_is_grammar(hashes))
    hashes |= content * np.uint64(CONTENT_BIT) | digit * np.uint64(NUMBER_BIT)
    begins, stops = kept[begins], kept[stops - 1] + 1
    if len(folded) != len(text):
        # Folding lengthens some letters (ß → ss): tell the places in the text that was given.
        places = np.repeat(np.arange(len(text)), [len(letter.casefold()) for letter in text])
        begins, stops = places[begins], places[stops - 1] + 1
    return _tokens(hashes, begins, stops, unspaced=bool(unspaced.sum() * 2 > len(begins)))


def _tokens(hashes: Hashes, begins: _Indices, stops: _Indices, *, unspaced: bool) -> Tokens:
    return Tokens(hashes, begins.astype(np.int32), stops.astype(np.int32), unspaced)


def _hash(codes: npt.NDArray[Any], begins: _Indices, stops: _Indices) -> Hashes:
    """Hash each run of code points; the two lowest bits are left free."""
    powers, inverses = _powers(len(codes) + 1)
    sums = _sums(codes * powers[: len(codes)])
    hashes = sums.take(stops)
    hashes -= sums.take(begins)
    hashes *= inverses.take(begins)
    mix(hashes)
    hashes &= _WITHOUT_FLAGS
    return hashes


def _sums(values: Hashes) -> Hashes:
    """Give the sum of all values before each, and of all."""
    sums = np.zeros(len(values) + 1, np.uint64)
    np.add.accumulate(values, out=sums[1:])
    return sums


def _powers(count: int) -> _Powers:
    """Give the first powers of the polynomial's base, and of its inverse."""
    return _kept_powers() if count <= _POWERS_KEPT else _make_powers(count)


@cache
def _kept_powers() -> _Powers:
    return _make_powers(_POWERS_KEPT)


def _make_powers(count: int) -> _Powers:
    factors = np.ones((2, count), np.uint64)
    factors[0, 1:] = _BASE
    factors[1, 1:] = pow(_BASE, -1, 1 << 64)
    powers: Hashes = np.cumprod(factors, axis=1, dtype=np.uint64)
    return powers[0], powers[1]


@cache
def _latin_letters() -> bytes:
    """Give for every letter of Latin-1 its folded form, for all else 0."""
    kinds = _kinds()[: _LATIN_LAST + 1] & _WORD
    folded = (chr(code).casefold() if kind else "\0" for code, kind in enumerate(kinds.tolist()))
    return "".join(each if len(each) == 1 else "\0" for each in folded).encode("latin-1", "replace")


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Give the kind of every code point; the last stands for all ideographs beyond."""
    kinds = np.zeros(_IDEOGRAPHS_BEGIN + 1, np.uint8)
    for code in range(_IDEOGRAPHS_BEGIN):
        letter = chr(code)
        if letter.isalnum() or unicodedata.category(letter)[0] == "M":
            kinds[code] = _WORD | _DIGIT * letter.isdigit()
    for first, last in _UNSPACED_BLOCKS:
        kinds[first : last + 1] = _UNSPACED
    kinds[_IDEOGRAPHS_BEGIN] = _UNSPACED
    kinds[[ord(each) for each in _UNSEEN_CHARS + _ARABIC_UNSEEN]] = _UNSEEN
    return kinds


def _is_grammar(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Look each hash up in a table of words of grammar, where each has a place of its own."""
    shift, table = _grammar_table()
    equal: npt.NDArray[np.bool_] = table.take((hashes >> shift) & _GRAMMAR_MASK) == hashes
    return equal


@cache
def _grammar_table() -> tuple[np.uint64, Hashes]:
    grammar = distinct(_grammar())
    shifts = (np.uint64(shift) for shift in range(2, 64))
    apart = (
        shift
        for shift in shifts
        if len(distinct((grammar >> shift) & _GRAMMAR_MASK)) == len(grammar)
    )
    shift = next(apart)
    table = np.zeros(int(_GRAMMAR_MASK) + 1, np.uint64)
    table[(grammar >> shift) & _GRAMMAR_MASK] = grammar
    return shift, table


@cache
def _grammar() -> Hashes:
    words = _GRAMMAR.split()
    codes = np.frombuffer(" ".join(words).encode("utf-32-le"), np.uint32)
    stops = np.cumsum([len(word) + 1 for word in words]) - 1
    begins = stops - np.array([len(word) for word in words])
    return np.sort(_hash(codes, begins, stops))


def content_of(hashes: Hashes) -> Hashes:
    """Give the tokens that are no short words and no words of grammar, in order."""
    content: Hashes = hashes[(hashes & _CONTENT).astype(bool)]
    return content


def distinct(hashes: Hashes) -> Hashes:
    """Give each hash once, sorted."""
    ordered = np.sort(hashes)
    if len(ordered) < 2:
        return ordered
    first = np.empty(len(ordered), bool)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def shared_count(one: Hashes, other: Hashes) -> int:
    """Count what two sorted sets share."""
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    return int(are_in(fewer, more).sum())


def are_in(row: Hashes, ordered: Hashes) -> npt.NDArray[np.bool_]:
    """Tell of each hash of a row whether a sorted set has it."""
    if not len(ordered):
        return np.zeros(len(row), bool)
    places = np.minimum(ordered.searchsorted(row), len(ordered) - 1)
    found: npt.NDArray[np.bool_] = ordered[places] == row
    return found


def grams(hashes: Hashes, size: int) -> Hashes:
    """Give the hash of every run of `size` tokens, in order; none where there are fewer tokens."""
    (found,) = several_grams((hashes, size))
    return found


def several_grams(*wanted: tuple[Hashes, int]) -> list[Hashes]:
    """Give what `grams` gives for each row of tokens and size, for less than one by one."""
    counts = [max(0, len(hashes) - size + 1) for hashes, size in wanted]
    total = np.empty(sum(counts), np.uint64)
    parts: list[Hashes] = []
    begin, summed, sums = 0, None, np.empty(0, np.uint64)
    for (hashes, size), count in zip(wanted, counts, strict=True):
        powers, inverses = _powers(len(hashes) + 1)
        if hashes is not summed:
            summed, sums = hashes, _sums(hashes * inverses[: len(hashes)])
        # A run's hash is the polynomial of its tokens, told by the sums of h·B^-place around it.
        part = total[begin : begin + count]
        if count:
            np.subtract(sums[size:], sums[:count], out=part)
            part *= powers[size : size + count]
        parts.append(part)
        begin += count
    # Token hashes are mixed already: one round spreads what their sums and products leave in few bits.
    total ^= total >> _HALF
    total *= _FIRST_FACTOR
    total ^= total >> _FIRST_SHIFT
    return parts


def mix(values: Hashes) -> None:
    """Spread differences over all bits: the finaliser of SplitMix64 (Steele et al., OOPSLA 2014)."""
    values ^= values >> _FIRST_SHIFT
    values *= _FIRST_FACTOR
    values ^= values >> _SECOND_SHIFT
    values *= _SECOND_FACTOR
    values ^= values >> _THIRD_SHIFT
