"""Training the model that finds names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.mentions.default import DefaultBackend
from pipelines.extract.mentions.linear_model import LinearModel
from pipelines.extract.text import read_document
from pipelines.jobs.train_names import train_names
from schemas.errors import SettingsError

_FILES = ("wikigold", "gum-by", "wnut17-train")
_PLACES = "Qorvelt Zumbria Vesk Alderan Brunholt Kessik Tarnow Ulvik".split()
_PERSONS = "Mirna Tolva Jask Perrin Odvar Selka Bruno Tavi".split()


def _conll(name: str) -> str:
    """Write sentences of one pattern: whoever "said" is a person, what follows "in" is a place."""
    lines = [f"# doc {name}_one"]
    for person in _PERSONS:
        for place in _PLACES:
            rows = [(person, "B-PER"), ("said", "O"), ("so", "O"), ("in", "O"), (place, "B-LOC")]
            lines += [f"{word}\t{tag}" for word, tag in [*rows, (".", "O")]]
            lines.append("")
    return "\n".join(lines)


def test_a_model_is_trained_and_used(tmp_path: Path) -> None:
    """From the data sets a model comes out that finds names it has not seen by their surroundings."""
    for name in _FILES:
        (tmp_path / f"{name}.conll").write_text(_conll(name), encoding="utf-8")
    rounds: list[str] = []
    out = tmp_path / "names.npz"
    held_out = train_names(
        tmp_path,
        out,
        lambda stage, *_: rounds.append(stage),
        "gum-by_",
        models=2,
        times_written=0,
    )
    assert [each.name for each in held_out] == ["gum-by_one"]
    assert set(rounds) == {"model 1 of 2", "model 2 of 2"}
    backend = DefaultBackend(LinearModel(out), frozenset())
    text = "Xandor said so in Yrvan."
    found = {
        text[each.start : each.end]: each.entity_type for each in backend.find(read_document(text))
    }
    assert found == {"Xandor": "PER", "Yrvan": "LOC"}


def test_a_missing_data_set_is_named(tmp_path: Path) -> None:
    """Without a data set nothing is trained, and the error names the files and the option."""
    with pytest.raises(SettingsError, match=r"wikigold\.conll, gum-by\.conll.*--data"):
        train_names(tmp_path, tmp_path / "out.npz", lambda *_: None)
