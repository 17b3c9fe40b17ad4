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
        ("Kenyan Coach Ek Won", [("Kenyan Coach Ek", "PER")], ["Kenyan/GROUP", "Ek/PER"]),
        ("U.S. - China talks", [("U.S. - China", "PER")], ["U.S./LOC", "China/LOC"]),
        ("Oslo and Paris met", [("Oslo and Paris", "ORG")], ["Oslo/LOC", "Paris/LOC"]),
        ("Li Zulu - Ek won", [("Zulu - Ek", "PER")], ["Zulu - Ek/PER"]),
        ("Ek & Bo grew", [("Ek & Bo", "PER")], ["Ek & Bo/ORG"]),
        ("The Red Union met", [("The Red Union", "ORG")], ["Red Union/ORG"]),
        ("He read The Hindu daily", [("The Hindu", "ORG")], ["The Hindu/ORG"]),
        ("He met Mariana there", [("Mariana", "PER")], ["Mariana/PER"]),
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
        (
            "The Agency for Mine Clearance ( AMC ) met . AMC left .",
            [("Agency", "ORG"), ("Mine Clearance", "PER")],
            ["Agency for Mine Clearance/ORG", "AMC/ORG", "AMC/ORG"],
        ),
        (
            "The Institute of Mines ( INM ) met . INM left .",
            [("Institute of Mines", "ORG")],
            ["Institute of Mines/ORG", "INM/ORG", "INM/ORG"],
        ),
        (
            "The Third Chamber of the Court of Ulm ( CU ) met .",
            [("Third Chamber of the Court of Ulm", "ORG")],
            ["Third Chamber of the Court of Ulm/ORG", "CU/ORG"],
        ),
        ("In Gomel ( AMC ) it rained .", [("Gomel", "LOC")], ["Gomel/LOC"]),
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


def test_a_short_form_is_of_the_type_of_the_whole() -> None:
    """A company's name without its last word is that company, unless a person bears it."""
    words = "Orn Airlines grew . Orn fell . Ek Group grew . Ada Ek met Ek .".split()
    names = [
        FoundName(0, 2, "ORG", 0.9, "model"),
        FoundName(4, 5, "LOC", 0.9, "model"),
        FoundName(7, 9, "ORG", 0.9, "model"),
        FoundName(11, 13, "PER", 0.9, "model"),
        FoundName(14, 15, "PER", 0.9, "model"),
    ]
    assert _shown(words, make_consistent(read_words(words), names)) == [
        "Orn Airlines/ORG",
        "Orn/ORG",
        "Ek Group/ORG",
        "Ada Ek/PER",
        "Ek/PER",
    ]
