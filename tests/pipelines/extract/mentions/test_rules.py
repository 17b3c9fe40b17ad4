"""What lists and the rest of a document add to the names that a model found."""

from __future__ import annotations

import pytest

from pipelines.extract.mentions.consistency import make_consistent
from pipelines.extract.mentions.found_name import FoundName
from pipelines.extract.mentions.list_names import with_list_names
from pipelines.extract.text import read_words
from schemas.analysis import EntityType


def _name(words: list[str], name: str, kind: EntityType, sure: float = 0.9) -> FoundName:
    """Give a name where its words stand first."""
    parts = name.split()
    first = next(index for index in range(len(words)) if words[index : index + len(parts)] == parts)
    return FoundName(first, first + len(parts), kind, sure, "model")


def _shown(words: list[str], names: list[FoundName]) -> list[str]:
    return [f"{' '.join(words[each.first : each.end])}/{each.entity_type}" for each in names]


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        ("Officials left Chile .", [], ["Chile/LOC"]),
        ("The Chinese left .", [("Chinese", "ORG")], ["Chinese/GROUP"]),
        ("The European Union met .", [("European Union", "LOC")], ["European Union/ORG"]),
        ("The New Zealand team", [("Zealand", "LOC")], ["New Zealand/LOC"]),
        (
            "Beijing ’s Great Hall opened",
            [("Beijing ’s Great Hall", "ORG")],
            ["Beijing/LOC", "Great Hall/ORG"],
        ),
        ("Ada Ek of Acme left", [("Ada Ek of Acme", "PER")], ["Ada Ek/PER", "Acme/ORG"]),
        ("Ada and Bo left", [("Ada and Bo", "PER")], ["Ada/PER", "Bo/PER"]),
        ("He met Jordan Ek", [("Jordan Ek", "PER")], ["Jordan Ek/PER"]),
    ],
)
def test_lists(line: str, found: list[tuple[str, EntityType]], expected: list[str]) -> None:
    """Lists add countries and peoples, set types right, and part or complete what they know."""
    words = line.split()
    names = [_name(words, name, kind) for name, kind in found]
    assert _shown(words, with_list_names(read_words(words), names)) == expected


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        ("Ada Ek left . Then Ek slept .", [("Ada Ek", "PER")], ["Ada Ek/PER", "Ek/PER"]),
        ("Ek left . Ada Ek slept .", [("Ek", "ORG"), ("Ada Ek", "PER")], ["Ek/PER", "Ada Ek/PER"]),
        ("Ada Ek left . Ek Tools grew .", [("Ada Ek", "PER")], ["Ada Ek/PER"]),
        (
            "The Red Party ( RP ) won . RP lost .",
            [("Red Party", "ORG")],
            ["Red Party/ORG", "RP/ORG", "RP/ORG"],
        ),
        ("Orn Hill lay . Orn Hill slept .", [("Orn Hill", "LOC")], ["Orn Hill/LOC"] * 2),
        ("Will came . Will Will Will we go", [("Will", "PER")], ["Will/PER"]),
    ],
)
def test_consistency(line: str, found: list[tuple[str, EntityType]], expected: list[str]) -> None:
    """Surnames follow full names, acronyms their definition, and names are found again."""
    words = line.split()
    names = [_name(words, name, kind) for name, kind in found]
    assert _shown(words, make_consistent(read_words(words), names)) == expected


def test_the_majority_settles_the_type() -> None:
    """A name that is tagged in two ways is what the document says more surely."""
    words = "Acme grew . Acme fell . Acme left .".split()
    names = [
        FoundName(0, 1, "ORG", 0.9, "model"),
        FoundName(3, 4, "PER", 0.5, "model"),
        FoundName(6, 7, "ORG", 0.6, "model"),
    ]
    assert {each.entity_type for each in make_consistent(read_words(words), names)} == {"ORG"}
