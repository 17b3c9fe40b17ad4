"""Training the model that finds names, on the data sets whose licences let it ship."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pipelines.extract.mentions.conll import LabelledText, read_conll
from pipelines.extract.mentions.linear_model import LinearModel, Weights, save_weights
from pipelines.extract.mentions.train import train_weights
from pipelines.extract.mentions.training_data import (
    TaggedSentence,
    complete_sentences,
    tagged_sentences,
)
from schemas.errors import SettingsError

# Tagged by hand with nothing left out.
_COMPLETE_FILES: Final = ("wikigold.conll",)
# Derived from other annotation: names next to a description ("actor John Doe") are not all tagged.
_INCOMPLETE_FILES: Final = ("gum-by.conll",)
# Tagged by hand, of another kind of text: in the last stage only.
_OTHER_FILES: Final = ("wnut17-train.conll",)

OnRound = Callable[[str, int, float], None]


def train_names(
    data: Path, out: Path, on_round: OnRound, hold_out: str | None = None
) -> list[LabelledText]:
    """Train in two stages and write the model; gives the documents that were held out.

    The first stage learns from the complete sets alone; what it is sure of is added where the derived
    sets have no name; the second learns from all. `hold_out`: documents whose name contains this are
    kept apart. Raises `SettingsError` where a data set is missing.
    """
    missing = [
        name
        for name in (*_COMPLETE_FILES, *_INCOMPLETE_FILES, *_OTHER_FILES)
        if not (data / name).is_file()
    ]
    if missing:
        raise SettingsError(
            f"{data}: no {', '.join(missing)} here. Give the folder of the data sets with --data."
        )
    kept, held_out = _parted([data / name for name in _COMPLETE_FILES], hold_out)
    complete = tagged_sentences(kept)
    kept, more = _parted([data / name for name in _INCOMPLETE_FILES], hold_out)
    incomplete = tagged_sentences(kept)
    others = tagged_sentences(_parted([data / name for name in _OTHER_FILES], None)[0])
    with tempfile.TemporaryDirectory(prefix="dateline-train-") as folder:
        first = _open(_stage("complete sets", complete, on_round), Path(folder) / "first.npz")
    completed = complete_sentences(incomplete, first)
    save_weights(_stage("all sets", [*complete, *completed, *others], on_round), out)
    return held_out + more


def _parted(
    files: Sequence[Path], hold_out: str | None
) -> tuple[list[LabelledText], list[LabelledText]]:
    texts = [text for file in files for text in read_conll(file)]
    held_out = [text for text in texts if hold_out and hold_out in text.name]
    return [text for text in texts if text not in held_out], held_out


def _stage(name: str, sentences: Sequence[TaggedSentence], on_round: OnRound) -> Weights:
    return train_weights(sentences, lambda number, loss: on_round(name, number, loss))


def _open(weights: Weights, path: Path) -> LinearModel:
    save_weights(weights, path)
    return LinearModel(path)
