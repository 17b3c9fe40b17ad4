"""Names by a GLiNER model exported to ONNX, from a local folder (extra `gliner`).

Zaratiana, Tomeh, Holat, Charnois: GLiNER, Generalist Model for Named Entity Recognition using
Bidirectional Transformer (NAACL 2024). The span-level kind: labels and words go in together, a score
comes out for every span of words and every label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pipelines.extract.mentions.backend import MentionBackend, NamedMention
from pipelines.extract.text import Document
from schemas.analysis import EntityType
from schemas.errors import SettingsError

_LABELS: Final[dict[str, EntityType]] = {
    "person": "PER",
    "organization": "ORG",
    "location": "LOC",
    "nationality": "GROUP",
}
_WORD: Final = re.compile(r"\w+(?:[-_]\w+)*|\S")
_THRESHOLD: Final = 0.5
_LONGEST_PIECE: Final = 300  # words; the models are trained on up to 384


class _Config(Struct):
    max_width: int = 12
    ent_token: str = "<<ENT>>"  # noqa: S105  # a word of the model's, no secret
    sep_token: str = "<<SEP>>"  # noqa: S105  # a word of the model's, no secret


class GlinerBackend(MentionBackend):
    """Runs a model sentence by sentence, long sentences in pieces."""

    def __init__(self, session: Any, tokenizer: Any, config: _Config, name: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._config = config
        self._prompt = [word for label in _LABELS for word in (config.ent_token, label)]
        self._prompt.append(config.sep_token)
        self.name = f"gliner-{name}"

    def find(self, document: Document) -> list[NamedMention]:
        """Give the names in order; of those that overlap, the more certain."""
        found: list[NamedMention] = []
        for sentence in document.sentences:
            words = list(_WORD.finditer(document.text, sentence.start, sentence.end))
            for first in range(0, len(words), _LONGEST_PIECE):
                found += self._names(words[first : first + _LONGEST_PIECE])
        return found

    def _names(self, words: list[re.Match[str]]) -> list[NamedMention]:
        scores = self._scores([word.group() for word in words])
        taken: set[int] = set()
        found: list[NamedMention] = []
        types = list(_LABELS.values())
        for score, first, last, label in sorted(_over_threshold(scores, len(words)), reverse=True):
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                found.append(
                    NamedMention(
                        start=words[first].start(),
                        end=words[last].end(),
                        entity_type=types[label],
                        confidence=round(score, 3),
                        found_by=self.name,
                    )
                )
        return sorted(found, key=lambda mention: mention.start)

    def _scores(self, words: list[str]) -> NDArray[np.float32]:
        """Give probabilities (first word, width - 1, label)."""
        encoded = self._tokenizer.encode([*self._prompt, *words], is_pretokenized=True)
        ids = np.array([encoded.ids], np.int64)
        width = self._config.max_width
        starts = np.repeat(np.arange(len(words)), width)
        ends = starts + np.tile(np.arange(width), len(words))
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "words_mask": np.array([self._word_numbers(encoded.word_ids)], np.int64),
            "text_lengths": np.array([[len(words)]], np.int64),
            "span_idx": np.stack([starts, ends], axis=1)[None].astype(np.int64),
            "span_mask": (ends < len(words))[None],
        }
        logits = self._session.run(["logits"], inputs)[0][0]
        probabilities: NDArray[np.float32] = 1 / (1 + np.exp(-logits))
        return probabilities

    def _word_numbers(self, word_ids: list[int | None]) -> list[int]:
        """Number the first piece of each word of the text from 1; 0 for all else."""
        numbers: list[int] = []
        previous: int | None = None
        for word in word_ids:
            is_first = word is not None and word != previous and word >= len(self._prompt)
            numbers.append(word - len(self._prompt) + 1 if is_first and word is not None else 0)
            previous = word
        return numbers


def _over_threshold(
    scores: NDArray[np.float32], words: int
) -> Iterator[tuple[float, int, int, int]]:
    """Give (score, first word, last word, label) of spans that lie within the text."""
    for first, width, label in np.argwhere(scores > _THRESHOLD).tolist():
        if first + width < words:
            yield float(scores[first, width, label]), first, first + width, label


def open_gliner(folder: Path) -> GlinerBackend:
    """Open a folder with model.onnx, tokenizer.json and gliner_config.json.

    Raises `SettingsError` where one is missing, can't be read, or is of another kind than span-level.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    for name in ("model.onnx", "tokenizer.json", "gliner_config.json"):
        if not (folder / name).is_file():
            raise SettingsError(f"{folder}: {name} is missing; export the model to ONNX first.")
    try:
        config = msgspec.json.decode((folder / "gliner_config.json").read_bytes(), type=_Config)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # both libraries raise types of their own that share no ancestor
        raise SettingsError(f"{folder}: can't be opened as a GLiNER model: {error}") from error
    if "span_idx" not in {each.name for each in session.get_inputs()}:
        raise SettingsError(f"{folder}: span-level models are read, this one is token-level.")
    return GlinerBackend(session, tokenizer, config, folder.name)
