"""Who said and did what, about which issue: what extraction finds in one article.

All offsets are code points of `Article.text` (`in_title`: of `Article.title`); `end` is exclusive.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from schemas.articles import Confidence

EntityType = Literal["PER", "ORG", "LOC", "GROUP"]
Sector = Literal[
    "government",
    "legislature",
    "party",
    "military",
    "judiciary",
    "business",
    "media",
    "civil_society",
    "international_organisation",
]
Stance = Literal["supportive", "critical", "neutral", "demand", "offer", "denial"]


class Span(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch of the article's text (or of its title)."""

    start: int
    end: int
    in_title: bool = False


class Mention(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place where an actor is named or referred to.

    `kind`: by name, by a role ("the Chinese leader"), by a pronoun, or by a place that stands for
    its government (`metonym`; `surface` keeps the literal words).
    """

    span: Span
    surface: str
    entity_type: EntityType
    kind: Literal["name", "nominal", "pronoun", "metonym"] = "name"
    confidence: Confidence = 1.0


class Role(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an actor is: as the text states it, and as our table of dated offices knows it."""

    title: str
    source: Literal["stated", "office_table"]
    organisation: str | None = None
    country: str | None = None
    confidence: Confidence = 1.0


class Actor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person, organisation, country or group, with all its mentions merged.

    `id` is stable over articles: `person:antony-blinken`, `country:CN`, `org:…`. `country` is an
    ISO 3166-1 alpha-2 code. `salience` is the share of the article that is about this actor, 0 to 1.
    `misspellings` are the names in the text that were taken for a misspelling of this name.
    """

    id: str
    name: str
    kind: Literal["person", "organisation", "country", "group", "place"]
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    country: str | None = None
    sector: Sector | None = None
    wikidata: str | None = None
    salience: Confidence = 0.0
    confidence: Confidence = 1.0
    issues: tuple[str, ...] = ()


class BroaderTopic(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A topic that another one is part of."""

    id: str
    label: str


class Issue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the article is about, as a topic id: `medtop:20000593` (IPTC), `cap:19`, or local `x:taiwan`.

    `above` are the topics that it is part of, the nearest (which is `broader`) first; who searches for
    one of them finds the article too.
    """

    id: str
    label: str
    score: Confidence
    evidence: tuple[Span, ...] = ()
    broader: str | None = None
    above: tuple[BroaderTopic, ...] = ()


class Quote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Words or thoughts attributed to a speaker.

    `speaker` and `addressee` are actor ids; `other_speakers` say so with the first ("X and Y said");
    `speaker_span` is where the speaker is referred to, `cue_span` the verb or preposition that
    attributes. `nested_in` is the index of the quote that this one is reported within. Quotes of the
    headline come after those of the text, without that.
    """

    span: Span
    kind: Literal["direct", "indirect", "mixed"]
    speaker: str | None = None
    speaker_span: Span | None = None
    cue: str | None = None
    cue_span: Span | None = None
    addressee: str | None = None
    nested_in: int | None = None
    issues: tuple[str, ...] = ()
    confidence: Confidence = 1.0
    other_speakers: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """All who say it, the first named first; none where it is somebody who is no actor."""
        return (self.speaker, *self.other_speakers) if self.speaker else self.other_speakers


class Statement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who says or does what towards whom, about which issue.

    `source` and `target` are actor ids, `issues` topic ids; `predicate` is the word that says it.
    """

    source: str
    predicate: str
    evidence: Span
    stance: Stance
    target: str | None = None
    issues: tuple[str, ...] = ()
    certainty: Literal["asserted", "reported", "denied", "hypothetical"] = "asserted"
    confidence: Confidence = 1.0


class DateCheck(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether the claimed date can be right, and when the article was likely written.

    Dates are ISO 8601 (`YYYY-MM-DD`); `why` holds one sentence for each piece of evidence.
    """

    verdict: Literal["ok", "doubtful", "wrong", "unknown"]
    claimed: str | None = None
    likely_from: str | None = None
    likely_to: str | None = None
    why: tuple[str, ...] = ()
    confidence: Confidence = 1.0


class Analysis(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that extraction found in one article; `model` names the rules and models that found it."""

    model: str
    actors: tuple[Actor, ...] = ()
    issues: tuple[Issue, ...] = ()
    quotes: tuple[Quote, ...] = ()
    statements: tuple[Statement, ...] = ()
    date_check: DateCheck = DateCheck(verdict="unknown")
