"""What is wrong with a table of topics, said so that it can be mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from pipelines.extract.issues import hints, score
from pipelines.extract.issues.matcher import TopicMatcher
from pipelines.extract.issues.pattern import PatternError, Prefixes, keys_of_word, read_pattern
from pipelines.extract.issues.rehearse import rehearse
from pipelines.extract.issues.taxonomy import CAP_LABELS, Taxonomy, Topic

_ID: Final = re.compile(r"medtop:\d{8}|x:[a-z0-9]+(-[a-z0-9]+)*")
_SPEAKING_KEYS: Final = ("strong", "patterns", "weak")
_PATTERN_KEYS: Final = (*_SPEAKING_KEYS, "hints")


class Finding(NamedTuple):
    """One thing to mend: where it stands, what it is, and what to do.

    A warning is an oddity that may be meant.
    """

    file: str
    topic: str
    key: str
    message: str
    remedy: str
    level: Literal["error", "warning"] = "error"

    def line(self) -> str:
        """Give the finding as one line."""
        return f"{self.file}: {self.topic}: {self.key}: {self.message} {self.remedy}"


class IptcTopic(NamedTuple):
    """A topic of IPTC Media Topics, as far as we need it."""

    label: str
    broader: str | None


@cache
def iptc_topics() -> dict[str, IptcTopic]:
    """Give the active topics of IPTC Media Topics (en-GB, CC BY 4.0), by `medtop:` id."""
    text = (files("pipelines.extract.issues") / "iptc.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {
        f"medtop:{number}": IptcTopic(label, f"medtop:{parent}" if parent else None)
        for number, parent, label in rows
    }


def check(taxonomy: Taxonomy) -> list[Finding]:
    """Check a table; where patterns can't be read, what depends on them is not checked."""
    found: list[Finding] = []
    counts = Counter(topic.id for _, topic in taxonomy.listed)
    for file, topic in taxonomy.listed:
        found.extend(_check_identity(file, topic, counts, taxonomy))
        found.extend(_check_patterns(file, topic))
        found.extend(_check_hints(file, topic))
    found.extend(_check_contexts(taxonomy))
    if not any(finding.level == "error" for finding in found):
        found.extend(_check_exclusions(taxonomy))
        found.extend(_check_examples(taxonomy))
        found.extend(each for each in _rehearsed(taxonomy) if each.level == "error")
    return found


def unexercised(taxonomy: Taxonomy) -> list[Finding]:
    """Give as warnings the patterns that no example of their topic holds, or that say nothing new.

    Hints need no examples: none of them says anything alone.
    """
    matcher = TopicMatcher(taxonomy)
    numbers = {topic.id: number for number, topic in enumerate(matcher.topics)}
    found = []
    for file, topic in taxonomy.listed:
        used: set[str] = set()
        for example in topic.examples:
            used |= matcher.hits_of(numbers[topic.id], example)
        for key in _SPEAKING_KEYS:
            for pattern in getattr(topic, key):
                if pattern not in used:
                    message = f"{pattern!r} matches nothing in the examples."
                    remedy = "Write an example for it, or remove it."
                    found.append(Finding(file, topic.id, key, message, remedy, "warning"))
    return found + [each for each in _rehearsed(taxonomy) if each.level == "warning"]


def _rehearsed(taxonomy: Taxonomy) -> Iterator[Finding]:
    files_of = {topic.id: file for file, topic in taxonomy.listed}
    for topic, key, pattern, instead in rehearse(TopicMatcher(taxonomy)):
        file = files_of[topic.id]
        if instead is None:
            message = (
                f"{pattern!r} never counts: exclusions or masks take it away, or no text holds it."
            )
            yield Finding(file, topic.id, key, message, "Mend or remove it.")
        else:
            message = f"{pattern!r} says nothing beyond {instead!r}."
            yield Finding(file, topic.id, key, message, "Remove it.", "warning")


def _check_identity(
    file: str, topic: Topic, counts: Counter[str], taxonomy: Taxonomy
) -> Iterator[Finding]:
    def finding(key: str, message: str, remedy: str) -> Finding:
        return Finding(file, topic.id, key, message, remedy)

    if not _ID.fullmatch(topic.id):
        yield finding(
            "id", f"{topic.id!r} is no topic id.", "Write medtop:12345678 or x:some-words."
        )
    if counts[topic.id] > 1:
        yield finding("id", "stands in the table more than once.", "Keep one entry.")
    if topic.cap is not None and topic.cap not in CAP_LABELS:
        known = ", ".join(map(str, CAP_LABELS))
        yield finding("cap", f"{topic.cap} is no policy area.", f"Use one of {known}.")
    if topic.broader is not None and topic.broader not in taxonomy.topics:
        yield finding(
            "broader", f"{topic.broader} is not in the table.", "Add it, or name another."
        )
    if topic.id in taxonomy.ancestors(topic.id):
        yield finding("broader", "leads back to the topic itself.", "Break the circle.")
    if topic.id.startswith("x:") and topic.broader is None:
        yield finding("broader", "is missing.", "Name the IPTC topic that a local one belongs to.")
    if topic.id.startswith("medtop:"):
        yield from _check_against_iptc(file, topic)


def _check_against_iptc(file: str, topic: Topic) -> Iterator[Finding]:
    known = iptc_topics().get(topic.id)
    if known is None:
        remedy = "Look the id up in the scheme, or use a local x: id."
        yield Finding(file, topic.id, "id", "is no active IPTC Media Topic.", remedy)
        return
    if known.label != topic.label:
        message = f"is {topic.label!r}, in IPTC Media Topics {known.label!r}."
        yield Finding(file, topic.id, "label", message, "Use IPTC's label.")
    above, parent = set(), known.broader
    while parent is not None:
        above.add(parent)
        parent = iptc_topics()[parent].broader
    if topic.broader is not None and topic.broader not in above:
        message = f"{topic.broader} is not above it in IPTC Media Topics."
        yield Finding(file, topic.id, "broader", message, "Name its nearest ancestor in the table.")


def _check_patterns(file: str, topic: Topic) -> Iterator[Finding]:
    if len(topic.examples) < 2:
        yield Finding(file, topic.id, "examples", "are fewer than two.", "Write two sentences.")
    seen: dict[str, str] = {}
    for key in (*_PATTERN_KEYS, "exclude"):
        for pattern in getattr(topic, key):
            try:
                form = repr(sorted(map(sorted, read_pattern(pattern))))
            except PatternError as error:
                yield Finding(file, topic.id, key, f"{pattern!r}: {error}.", "Mend the pattern.")
                continue
            if form in seen:
                message = f"{pattern!r} stands in {seen[form]} too."
                yield Finding(file, topic.id, key, message, "Keep one of them.")
            seen[form] = key


def _check_hints(file: str, topic: Topic) -> Iterator[Finding]:
    if 0 < len(topic.hints) < hints.FEWEST:
        message = f"are fewer than {hints.FEWEST}, so they never count."
        yield Finding(file, topic.id, "hints", message, "Write more, or patterns.")
    for pattern in topic.hints:
        if " .. " in pattern:
            message = f"{pattern!r} has two sides; hints count where they stand together anyway."
            yield Finding(file, topic.id, "hints", message, "Write two hints.")


def _check_contexts(taxonomy: Taxonomy) -> Iterator[Finding]:
    for file, part in taxonomy.contexts:
        for key, patterns in (("masks", part.masks), ("cues", part.cues)):
            for pattern in patterns:
                try:
                    read_pattern(pattern)
                except PatternError as error:
                    yield Finding(file, "-", key, f"{pattern!r}: {error}.", "Mend the pattern.")


def _check_exclusions(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Find exclusions that share no word with any pattern of their topic: they take nothing away."""
    for file, topic in taxonomy.listed:
        wanted = {
            key
            for name in _PATTERN_KEYS
            for pattern in getattr(topic, name)
            for side in read_pattern(pattern)
            for phrase in side
            for key in phrase
        }
        prefixes = Prefixes(wanted)
        for pattern in topic.exclude:
            phrases = [phrase for side in read_pattern(pattern) for phrase in side]
            if not any(_answers(key, wanted, prefixes) for phrase in phrases for key in phrase):
                message = f"{pattern!r} shares no word with the topic's patterns: it is never used."
                yield Finding(file, topic.id, "exclude", message, "Remove it.")


def _answers(key: str, wanted: set[str], prefixes: Prefixes) -> bool:
    """Tell whether a word of an exclusion is a word of one of the patterns."""
    word = key[2:].capitalize() if key[0] in "SPA" else key[2:]
    if key in wanted or any(each.startswith(key) for each in wanted if key[0] in "pP"):
        return True
    folded = {*keys_of_word(word, prefixes), *keys_of_word(key[2:].upper(), prefixes)}
    return bool(folded & wanted)


def _check_examples(taxonomy: Taxonomy) -> Iterator[Finding]:
    matcher = TopicMatcher(taxonomy)
    ids = tuple(topic.id for topic in matcher.topics)
    for file, topic in taxonomy.listed:
        for example in topic.examples:
            found = _evidence(matcher, example, ids)
            yield from _check_example(file, topic, example, found, taxonomy)
        for example in topic.counter_examples:
            found = _evidence(matcher, example, ids)
            own = found.get(topic.id, score.Evidence())
            if own.amount >= score.needed_evidence(len(example.split())):
                message = f"{example!r} is found to be about the topic."
                remedy = "Write an exclusion, or make a pattern narrower."
                yield Finding(file, topic.id, "counter_examples", message, remedy)


def _evidence(matcher: TopicMatcher, text: str, ids: tuple[str, ...]) -> dict[str, score.Evidence]:
    return score.weigh(matcher.read(text).places, ids)


def _check_example(
    file: str,
    topic: Topic,
    example: str,
    found: dict[str, score.Evidence],
    taxonomy: Taxonomy,
) -> Iterator[Finding]:
    if topic.id not in found:
        message = f"no pattern matches {example!r}."
        yield Finding(file, topic.id, "examples", message, "Write a pattern, or another example.")
        return
    best = max(found, key=lambda each: found[each].amount)
    kin = topic.id in taxonomy.ancestors(best) or best in taxonomy.ancestors(topic.id)
    if found[best].amount > found[topic.id].amount and not kin:
        label = taxonomy.topics[best].label
        message = f"{example!r} is about {best} ({label}) more."
        remedy = "Write a plainer example, or move patterns between the two topics."
        yield Finding(file, topic.id, "examples", message, remedy)
