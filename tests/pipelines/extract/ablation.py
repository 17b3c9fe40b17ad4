"""What each part of extraction adds: the gold's recall with that part switched off.

`python -m tests.pipelines.extract.ablation [NAME…]` prints one line a part, for the named articles or
all; a cell is recall, and precision where it is judged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from pipelines.extract import open_extractor
from pipelines.extract.actors import phrases_meant, places, resolve, role_owners
from pipelines.extract.clauses.pronouns import PronounReader
from pipelines.extract.quotes.other_cues import OtherCueReader
from pipelines.extract.quotes.speech import SpeechReader
from pipelines.extract.quotes.verb_cues import VerbCueReader
from pipelines.extract.statements import stance
from pipelines.extract.statements.actions import ActionReader
from tests.pipelines.extract.gold import Scores, gold_names, score

_PARTS: Final = (
    "actor person",
    "actor organisation",
    "actor role",
    "metonyms",
    "nominals",
    "quote",
    "speaker",
    "statement",
    "stance",
)


class Switch(NamedTuple):
    """Something of ours that is replaced by what does nothing."""

    owner: Any
    name: str
    idle: Callable[..., object]


def _nothing(*_args: object, **_kwargs: object) -> None:
    return None


def _none_found(*_args: object, **_kwargs: object) -> tuple[()]:
    return ()


def _no_metonym(*_args: object, **_kwargs: object) -> float:
    return 0.0


def _neutral(*_args: object, **_kwargs: object) -> str:
    return "neutral"


SWITCHES: Final[dict[str, Switch | None]] = {
    "nothing left out": None,
    "names put right (tidy)": Switch(resolve, "tidy_names", _nothing),
    "dated offices": Switch(role_owners, "add_offices", _nothing),
    "metonyms": Switch(places, "metonym_confidence", _no_metonym),
    "“the minister” (nominals)": Switch(phrases_meant, "resolve_nominal", _nothing),
    "offices before the name": Switch(phrases_meant, "resolve_before_name", _nothing),
    "“the company” (bodies)": Switch(phrases_meant, "find_body_nominals", _none_found),
    "“the ministry”": Switch(resolve, "refer_to_ministries", _nothing),
    "pronouns": Switch(PronounReader, "resolve", _nothing),
    "verbs that attribute": Switch(VerbCueReader, "read", _nothing),
    "according to": Switch(OtherCueReader, "according_to", _nothing),
    "direct speech without a cue": Switch(SpeechReader, "left_over", _none_found),
    "acts": Switch(ActionReader, "at", _none_found),
    "stance of words": Switch(stance, "balance_of", _neutral),
}


@contextmanager
def switched_off(switch: Switch | None) -> Iterator[None]:
    """Leave one part out of every analysis within."""
    if switch is None:
        yield
        return
    kept = getattr(switch.owner, switch.name)
    setattr(switch.owner, switch.name, switch.idle)
    try:
        yield
    finally:
        setattr(switch.owner, switch.name, kept)


def ablations(names: Sequence[str]) -> Iterator[tuple[str, Scores]]:
    """Give the scores of each part left out, the whole first."""
    extractor = open_extractor()
    for label, switch in SWITCHES.items():
        with switched_off(switch):
            yield label, score(names, extractor)


def lines(names: Sequence[str]) -> Iterator[str]:
    """Give the table in Markdown."""
    yield "| without | " + " | ".join(_PARTS) + " |"
    yield "|---" * (len(_PARTS) + 1) + "|"
    whole: Scores | None = None
    for label, scores in ablations(names):
        cells = (_cell(scores, whole, part) for part in _PARTS)
        yield f"| {label} | " + " | ".join(cells) + " |"
        whole = whole or scores


def _cell(scores: Scores, whole: Scores | None, part: str) -> str:
    """Give recall and precision; a dot where the part makes no difference."""
    shown = _shown(scores, part)
    return "·" if whole is not None and shown == _shown(whole, part) else shown


def _shown(scores: Scores, part: str) -> str:
    recall = f"{scores.recall(part):.3f}"
    judged = part == "quote" or part in ("actor person", "actor organisation")
    return f"{recall} / {scores.precision(part):.3f}" if judged else recall


if __name__ == "__main__":
    for line in lines(sys.argv[1:] or gold_names()):
        print(line)  # noqa: T201  # a report for the person who asked for it
