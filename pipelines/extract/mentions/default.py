"""The backend that is used where no other is asked for: title rules, model, lists, consistency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pipelines.extract.mentions.backend import MentionBackend, NamedMention
from pipelines.extract.mentions.consistency import make_consistent
from pipelines.extract.mentions.found_name import FoundName
from pipelines.extract.mentions.linear_model import LinearModel
from pipelines.extract.mentions.list_names import with_list_names
from pipelines.extract.mentions.titles import title_places
from pipelines.extract.text import Document, Token
from schemas.analysis import EntityType

_TOKENS_TOGETHER: Final = 20_000
MODEL_FILE: Final = Path(__file__).parent / "model" / "names.npz"
_ARTICLES: Final = frozenset({"al", "el", "Al", "El", "ul", "as", "ash", "at"})
_AFTER_PERSONS: Final = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III"})
_TYPES: Final[dict[str, EntityType]] = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}


class DefaultBackend(MentionBackend):
    """Names by a linear model trained on open data, with rules before and after it.

    `parts` are those that run besides the model: "titles", "lists", "consistency"; leaving some out
    shows what each is worth.
    """

    name = "names-2"

    def __init__(
        self,
        model: LinearModel,
        parts: frozenset[str] = frozenset({"titles", "lists", "consistency"}),
    ) -> None:
        self._model = model
        self._parts = parts

    def find(self, document: Document) -> list[NamedMention]:
        """Give the names in order, none overlapping another."""
        return self.find_all([document])[0]

    def find_all(self, documents: Sequence[Document]) -> list[list[NamedMention]]:
        """Give the names of each document; the model is asked for several at once."""
        return [names for some in _batches(documents) for names in self._find_together(some)]

    def _find_together(self, documents: Sequence[Document]) -> list[list[NamedMention]]:
        texts = [document.words.written for document in documents]
        places = [
            (number, sentence.first_token, sentence.end_token)
            for number, document in enumerate(documents)
            for sentence in document.sentences
        ]
        lines = [texts[number][first:end] for number, first, end in places]
        blocked = [title_places(line) for line in lines] if "titles" in self._parts else ()
        found: list[list[FoundName]] = [[] for _ in documents]
        for line, first, end, entity_type, certainty in self._model.find(lines, blocked):
            number, start, _ = places[line]
            found[number].append(
                FoundName(start + first, start + end, _TYPES[entity_type], certainty, "model")
            )
        return [self._settled(*each) for each in zip(documents, found, strict=True)]

    def _settled(self, document: Document, names: list[FoundName]) -> list[NamedMention]:
        """Hold what the model found against lists, and against the rest of the document."""
        names = _whole_names(names, document.tokens)
        if "lists" in self._parts:
            names = with_list_names(document.words, names)
        if "consistency" in self._parts:
            names = make_consistent(document.words, names)
        names = _whole_names(names, document.tokens)
        return [
            NamedMention(
                start=document.tokens[name.first].start,
                end=document.tokens[name.end - 1].end,
                entity_type=name.entity_type,
                confidence=round(name.confidence, 3),
                found_by=name.found_by,
            )
            for name in names
        ]


def _batches(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """Part documents into those to ask the model for at once: not many long ones, for the memory."""
    first = tokens = 0
    for number, document in enumerate(documents):
        if tokens and tokens + len(document.tokens) > _TOKENS_TOGETHER:
            yield documents[first:number]
            first, tokens = number, 0
        tokens += len(document.tokens)
    yield documents[first:]


def _whole_names(names: Sequence[FoundName], tokens: Sequence[Token]) -> list[FoundName]:
    """Give names in full; one that another's full form covers is left out."""
    apart: list[FoundName] = []
    for name in sorted(_whole(name, tokens) for name in names):
        if not apart or name.first >= apart[-1].end:
            apart.append(name)
    return apart


def _whole(name: FoundName, tokens: Sequence[Token]) -> FoundName:
    """Give the name with its article ("el-Tayeb") and "Jr.", and without a hyphen at its end.

    A name that would end in a hyphen goes on with what is joined to it, or ends before.
    """
    before = name.first - 2
    if before >= 0 and tokens[before + 1].text == "-" and tokens[before].text in _ARTICLES:
        name = name._replace(first=before)
    after = tokens[name.end].text if name.end < len(tokens) else ""
    if name.entity_type == "PER" and after in _AFTER_PERSONS:
        name = name._replace(end=name.end + 1)
    if tokens[name.end - 1].text != "-" or name.end - name.first == 1:
        return name
    joined = name.end < len(tokens) and tokens[name.end].start == tokens[name.end - 1].end
    return name._replace(end=name.end + (1 if joined else -1))


def open_default_backend() -> MentionBackend:
    """Open the default backend with the model that comes with dateline."""
    return DefaultBackend(LinearModel(MODEL_FILE))
