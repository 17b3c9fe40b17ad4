"""Training of the mention model: a linear-chain conditional random field over words' features.

Lafferty, McCallum, Pereira: Conditional Random Fields (ICML 2001), trained with CRFsuite's L-BFGS
with L1 and L2 penalties; the weights that remain are kept in a file of our own (`linear_model.py`).
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pycrfsuite

from pipelines.extract.mentions.candidates import OUTSIDE, candidates, traits
from pipelines.extract.mentions.linear_model import Weights
from pipelines.extract.mentions.readable import readable
from pipelines.extract.mentions.training_data import OUT, TaggedSentence
from pipelines.extract.mentions.word_features import (
    PAIRS,
    PLACES,
    WordFeatures,
    phrase_marks,
)

ROUNDS: Final = 120
_L1: Final = 0.02
_L2: Final = 0.3
_COMMON_FROM: Final = 2  # times in lower case
_SMALLEST: Final = 0.01  # smaller weights decide nothing, and half of all are


class _Trainer(pycrfsuite.Trainer):  # type: ignore[misc]  # the package has no types
    """Tells of each round instead of printing."""

    def __init__(self, on_round: Callable[[int, float], None], **options: object) -> None:
        super().__init__(**options)
        self._on_round = on_round

    def on_iteration(self, log: object, info: dict[str, float]) -> None:
        self._on_round(int(info["num"]), info["loss"])

    def on_start(self, log: object) -> None: ...
    def on_featgen_progress(self, log: object, percent: int) -> None: ...
    def on_featgen_end(self, log: object) -> None: ...
    def on_prepared(self, log: object) -> None: ...
    def on_prepare_error(self, log: object) -> None: ...
    def on_optimization_end(self, log: object) -> None: ...
    def on_end(self, log: object) -> None: ...


def train_weights(
    sentences: Sequence[TaggedSentence],
    common: frozenset[str],
    on_round: Callable[[int, float], None],
    rounds: int = ROUNDS,
) -> Weights:
    """Train on sentences; `on_round` is called with the round and the loss."""
    look = WordFeatures(common)
    trainer = _Trainer(on_round, algorithm="lbfgs", verbose=True)
    trainer.set_params(
        {"c1": _L1, "c2": _L2, "max_iterations": rounds, "feature.possible_transitions": False}
    )
    for sentence in sentences:
        words = readable(sentence.words, look.common)
        trainer.append(list(features_of(words, look)), sentence.tags)
    with tempfile.TemporaryDirectory(prefix="dateline-train-") as folder:
        file = str(Path(folder) / "model.crfsuite")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        info = tagger.info()
        tagger.close()
    return Weights(
        common=common,
        states=dict(info.state_features),
        transitions=dict(info.transitions),
    )


def averaged(models: Sequence[Weights]) -> Weights:
    """Give one model whose weights are the means of others', small ones left out.

    Models that differ by chance only (here: in the names put into their sentences) are better together.
    """
    states: defaultdict[tuple[str, str], float] = defaultdict(float)
    transitions: defaultdict[tuple[str, str], float] = defaultdict(float)
    for model in models:
        for key, value in model.states.items():
            states[key] += value / len(models)
        for key, value in model.transitions.items():
            transitions[key] += value / len(models)
    kept = {key: value for key, value in states.items() if abs(value) >= _SMALLEST}
    return Weights(common=models[0].common, states=kept, transitions=dict(transitions))


def common_words(sentences: Sequence[TaggedSentence]) -> frozenset[str]:
    """Give the words that stand outside names in lower case."""
    counts = Counter(
        word
        for sentence in sentences
        for word, tag in zip(sentence.words, sentence.tags, strict=True)
        if tag == OUT and word.islower()
    )
    return frozenset(word for word, count in counts.items() if count >= _COMMON_FROM)


def features_of(words: Sequence[str], look: WordFeatures) -> Iterator[list[str]]:
    """Give the features of each word of a sentence."""
    marks = dict(phrase_marks(words, range(len(words))))
    possible = set(candidates(np.array(list(map(traits, words)), np.uint8)).tolist())
    padded = [OUTSIDE, OUTSIDE, *words, OUTSIDE, OUTSIDE]
    for index in range(2, len(padded) - 2):
        if index - 2 not in possible:
            yield ["low"]
            continue
        features = [f"g{marks.get(index - 2, '')}"]
        for place in PLACES:
            features += look.at(place, padded[index + place])
        for number, (left, right) in enumerate(PAIRS):
            first, second = padded[index + left], padded[index + right]
            features.append(f"{number}&{look.word_class(first)}&{look.word_class(second)}")
        yield features
