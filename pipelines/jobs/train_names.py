"""Training the model that finds names, on the data sets whose licences let it ship."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from pipelines.extract.mentions.augmentation import headlines, renamed_sentences, written_sentences
from pipelines.extract.mentions.conll import LabelledText, read_conll
from pipelines.extract.mentions.linear_model import save_weights
from pipelines.extract.mentions.train import averaged, common_words, train_weights
from pipelines.extract.mentions.training_data import (
    TaggedSentence,
    tagged_sentences,
    with_described_persons,
)
from schemas.errors import SettingsError

# Edited text; its sentences are given a second time with other names.
_TAGGED_FILE: Final = "wikigold.conll"
# Derived from other annotation, which leaves out persons beside a description.
_DERIVED_FILE: Final = "gum-by.conll"
_OTHER_FILES: Final = ("wnut17-train.conll",)
_HEADLINES: Final = 0.4  # of the sentences that could be one

MODELS: Final = 3
TIMES_WRITTEN: Final = 3
OnRound = Callable[[str, int, float], None]


def train_names(
    data: Path,
    out: Path,
    on_round: OnRound,
    hold_out: str | None = None,
    *,
    models: int = MODELS,
    times_written: int = TIMES_WRITTEN,
) -> list[LabelledText]:
    """Train several models on differing names, write their mean; gives the documents held out.

    `hold_out`: documents whose name contains this are kept apart. `times_written`: how often each of
    our own sentences is given, with other names each time. Raises `SettingsError` where a data
    set is missing.
    """
    files = (_TAGGED_FILE, _DERIVED_FILE, *_OTHER_FILES)
    missing = [name for name in files if not (data / name).is_file()]
    if missing:
        raise SettingsError(
            f"{data}: no {', '.join(missing)} here. Give the folder of the data sets with --data."
        )
    tagged, held_out = _parted(data / _TAGGED_FILE, hold_out)
    derived, more = _parted(data / _DERIVED_FILE, hold_out)
    edited = [
        *tagged_sentences(tagged),
        *map(with_described_persons, tagged_sentences(derived)),
    ]
    others = tagged_sentences(text for name in _OTHER_FILES for text in read_conll(data / name))
    sets = [
        _with_new_names(edited, others, times_written, Random(seed))  # noqa: S311  # no secret
        for seed in range(1, models + 1)
    ]
    common = common_words(sets[0])
    trained = [
        train_weights(sentences, common, partial(on_round, f"model {number} of {models}"))
        for number, sentences in enumerate(sets, start=1)
    ]
    save_weights(averaged(trained), out)
    return held_out + more


def _parted(file: Path, hold_out: str | None) -> tuple[list[LabelledText], list[LabelledText]]:
    texts = read_conll(file)
    held_out = [text for text in texts if hold_out and hold_out in text.name]
    return [text for text in texts if text not in held_out], held_out


def _with_new_names(
    edited: Sequence[TaggedSentence],
    others: Sequence[TaggedSentence],
    times_written: int,
    random: Random,
) -> list[TaggedSentence]:
    """Add written sentences, the edited ones with other names, and some of all as headlines."""
    sentences = [*edited, *others, *written_sentences(random, times_written)]
    sentences += renamed_sentences(edited, random)
    as_headlines = list(headlines(sentences))
    random.shuffle(as_headlines)
    return sentences + as_headlines[: int(_HEADLINES * len(as_headlines))]
