"""Names by a spaCy pipeline from a local folder (extra `spacy`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pipelines.extract.mentions.backend import MentionBackend, NamedMention
from pipelines.extract.text import Document
from schemas.analysis import EntityType
from schemas.errors import SettingsError

# The labels of OntoNotes and of CoNLL 2003, which spaCy's pipelines use.
_TYPES: Final[dict[str, EntityType]] = {
    "PERSON": "PER",
    "PER": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "NORP": "GROUP",
}
_POSSESSIVES: Final = ("'s", "’s")
# spaCy gives no probabilities.
_CONFIDENCE: Final = 0.8


class SpacyBackend(MentionBackend):
    """Runs a pipeline paragraph by paragraph, so that no text is too long for it."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self.name = (
            f"spacy-{pipeline.meta['lang']}_{pipeline.meta['name']}-{pipeline.meta['version']}"
        )

    def find(self, document: Document) -> list[NamedMention]:
        """Give the names in order; possessives are cut off."""
        paragraphs = [document.text[start:end] for start, end in document.paragraphs]
        found: list[NamedMention] = []
        for (offset, _), parsed in zip(
            document.paragraphs, self._pipeline.pipe(paragraphs), strict=True
        ):
            for entity in parsed.ents:
                kind = _TYPES.get(entity.label_)
                words = entity.text
                length = len(words) - 2 if words.endswith(_POSSESSIVES) else len(words)
                if kind and length:
                    start = offset + entity.start_char
                    found.append(
                        NamedMention(
                            start=start,
                            end=start + length,
                            entity_type=kind,
                            confidence=_CONFIDENCE,
                            found_by=self.name,
                        )
                    )
        return found


def open_spacy(folder: Path) -> SpacyBackend:
    """Open a pipeline's folder; raises `SettingsError` where it holds none or one without entities."""
    import spacy

    try:
        pipeline = spacy.load(folder)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{folder}: spaCy can't open it as a pipeline: {error}") from error
    if not {"ner", "entity_ruler", "span_ruler"} & set(pipeline.pipe_names):
        parts = ", ".join(pipeline.pipe_names) or "no parts"
        raise SettingsError(f"{folder}: this pipeline finds no entities; it has {parts}.")
    return SpacyBackend(pipeline)
