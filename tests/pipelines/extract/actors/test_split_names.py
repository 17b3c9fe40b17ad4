"""Names of bodies that a backend splits."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import cast_of


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[L Unión] por la [L Patria] won.", {"Unión por la Patria"}),
        ("The ruling Unión por la [O Patria] won.", {"Unión por la Patria"}),
        ("[P Frente de Todos] said no.", {"Frente de Todos"}),
        ("The Movimiento al Socialismo split in [L Peru].", {"Movimiento al Socialismo"}),
        ("[O Banco] de la Nación said so.", {"Banco de la Nación"}),
        ("A Bündnis [P Sahra Wagenknecht] aide left.", {"Bündnis Sahra Wagenknecht"}),
        ("The maker [O Ulmian] [G Nordic] said so. [O Ulmian] Nordic fell.", {"Ulmian Nordic"}),
        ("He told [O KNN] [L Peru] so. [O KNN] [L Peru] is new.", {"KNN Peru"}),
        ("[O KNN] [L Peru]'s staff left.", {"KNN Peru"}),
        ("[O KNN] Europe said so.", {"KNN Europe"}),
        ("[O KNN] Monday said so.", {"KNN"}),
        ("[O KNN] Chief said so.", {"KNN"}),
        ("[O KNN] [P Ann Lee] said so.", {"KNN"}),
        ("[O KNN] [L Peru] staff left.", {"KNN"}),
        ("The Partido said so.", set()),
    ],
)
def test_what_was_split_is_one_name(marked: str, names: set[str]) -> None:
    """Bodies named in other languages are whole, and so is a name that speaks with the word behind it."""
    found = {each.name for each in cast_of(marked).actors if each.kind == "organisation"}
    assert found == names
