"""The table of topics: what each is called, where it belongs, and which words speak of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from schemas.errors import SettingsError

# Policy areas of the Comparative Agendas Project's master codebook (comparativeagendas.net).
CAP_LABELS: Final[dict[int, str]] = {
    1: "Macroeconomics",
    2: "Civil Rights",
    3: "Health",
    4: "Agriculture",
    5: "Labor",
    6: "Education",
    7: "Environment",
    8: "Energy",
    9: "Immigration",
    10: "Transportation",
    12: "Law and Crime",
    13: "Social Welfare",
    14: "Housing",
    15: "Domestic Commerce",
    16: "Defense",
    17: "Technology",
    18: "Foreign Trade",
    19: "International Affairs",
    20: "Government Operations",
    21: "Public Lands",
    23: "Culture",
}


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One topic: `medtop:…` (IPTC Media Topics) or a local `x:…` that names a broader one.

    `strong`: one such place says that the text is about the topic; `patterns`: two do, or one that
    stands out; `weak`: they only support others; `hints`: each says nothing, several that stand
    together do (`hints.py`). `exclude` takes away matches that it overlaps.
    `examples` must find this topic first, `counter_examples` must not find it. `cap` is a policy
    area of the Comparative Agendas Project.
    """

    id: str
    label: str
    broader: str | None = None
    cap: int | None = None
    strong: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


class TopicFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the table.

    `masks` are phrases whose words speak of no topic ("Washington Post"); after `cues` ("differ over")
    issues are named, so that what follows in the sentence counts for more.
    """

    topics: tuple[Topic, ...] = ()
    masks: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


class Taxonomy:
    """All topics of several files: `topics` by id, `listed` as they stand, each with its file's name."""

    def __init__(self, parts: Iterable[tuple[str, TopicFile]]) -> None:
        self.listed: list[tuple[str, Topic]] = []
        self.contexts: list[tuple[str, TopicFile]] = []
        for name, part in parts:
            self.listed.extend((name, topic) for topic in part.topics)
            self.contexts.append((name, part))
        self.topics = {topic.id: topic for _, topic in self.listed}
        self._ancestors = {topic: self._climb(topic) for topic in self.topics}

    def ancestors(self, topic_id: str) -> tuple[str, ...]:
        """Give the broader topics, the nearest first; a cycle ends where it would begin anew."""
        return self._ancestors.get(topic_id, ())

    def _climb(self, topic_id: str) -> tuple[str, ...]:
        found: list[str] = []
        current = self.topics.get(topic_id)
        while current is not None and current.broader and current.broader not in found:
            found.append(current.broader)
            current = self.topics.get(current.broader)
        return tuple(found)


@cache
def default_taxonomy() -> Taxonomy:
    """Give the table that comes with the package."""
    folder = files("pipelines.extract.issues") / "topics"
    sources = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")),
        key=lambda each: each.name,
    )
    return Taxonomy(
        (each.name, decode_topics(each.read_text("utf-8"), each.name)) for each in sources
    )


def read_taxonomy(paths: Iterable[Path]) -> Taxonomy:
    """Read a table from files; raises `SettingsError` naming file, key and what is wrong."""
    parts = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: can't be read as UTF-8 text: {error}") from None
        parts.append((path.name, decode_topics(text, str(path))))
    return Taxonomy(parts)


def decode_topics(text: str, name: str) -> TopicFile:
    """Read one file of the table; raises `SettingsError` naming file, key and what is wrong."""
    try:
        return msgspec.convert(tomllib.loads(text), TopicFile)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise SettingsError(f"{name}: {error}. See `dateline taxonomy check --help`.") from None
