from __future__ import annotations

import pytest

from pipelines.extract.issues.automaton import Automaton
from pipelines.extract.issues.pattern import PatternError, read_pattern


def _found(pattern: str, text: str) -> list[str]:
    words, hits, _ = Automaton([(0, pattern)]).scan(text)
    firsts = (hit.first if hit.other_first < 0 else hit.other_first for hit in hits)
    return [text[words.starts[f] : words.ends[h.last]] for f, h in zip(firsts, hits, strict=True)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("peace talk", "Peace talks, then a peace-talk.", ["Peace talks", "peace-talk"]),
        ("peace talk", "peace, talks", []),
        ("semiconduct*", "Semiconductors and semiconducting", ["Semiconductors", "semiconducting"]),
        ("=arms", "an arm, two arms", ["arms"]),
        ("Fed", "The Fed is fed up", ["Fed"]),
        ("WHO", "who asked the WHO? Who?", ["WHO"]),
        ("NGO", "NGOs and an ngo", ["NGOs"]),
        ("5G", "5G, not 5g", ["5G"]),
        ("(raise|cut) rate", "cut rates, hold rates", ["cut rates"]),
        ("strike .. union", "The union called a strike", ["union called a strike"]),
        ("strike .. union", "A strike.\nThe union", []),
        ("strike .. union", "union" + " word" * 10 + " strike", []),
        ("beijing record", "Beijing’s record", ["Beijing’s record"]),
        ("El Nino", "El Niño is back", ["El Niño"]),
        ("country", "two countries", ["countries"]),
        ("crisis", "the crisis", ["crisis"]),
    ],
)
def test_a_pattern_finds(pattern: str, text: str, found: list[str]) -> None:
    """A pattern finds what its table of meanings promises, and nothing else."""
    assert _found(pattern, text) == found


@pytest.mark.parametrize("pattern", ["", "(a|b", "a|b", "a .. b .. c", "x .. (y (z))", "a .. ()"])
def test_a_pattern_that_says_nothing_clear(pattern: str) -> None:
    """A pattern that can't be read is refused with a reason."""
    with pytest.raises(PatternError):
        read_pattern(pattern)


def test_what_was_seen_does_not_matter() -> None:
    """A text is read the same after any other text."""
    automaton = Automaton([(0, "strike .. union"), (1, "rate")])
    first = automaton.scan("union strike rates")
    automaton.scan("strike rate rates Union")
    assert automaton.scan("union strike rates") == first
