"""What of a document is searched: the same flat fields for every index, so that hits agree.

Each searchable field of the query language has words (analysed by the index), or keys (folded here
and compared whole), or both; facets count the values as they stand.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from connectors.ports import FacetName
from schemas.analysis import Actor, Issue
from schemas.enriched import EnrichedArticle
from schemas.query import FieldName

# Elasticsearch takes ids of at most 512 bytes; a key longer than that is cut, in queries too.
MAX_KEY_BYTES: Final = 512
MAX_ID_BYTES: Final = 512

# Field of the query language → (field of words, field of keys).
SEARCHED: Final[dict[FieldName | None, tuple[str | None, str | None]]] = {
    # Words without a field are looked for in the title, too.
    None: ("text", None),
    "text": ("text", None),
    "title": ("title", None),
    "actor": ("actor", "actor_key"),
    "role": ("role", None),
    "issue": ("issue", "issue_key"),
    "speaker": ("speaker", "speaker_key"),
    "country": (None, "country_key"),
    "source": ("source", "source_key"),
    "language": (None, "language_key"),
    "story": (None, "story_key"),
    "id": (None, "id_key"),
}
FACET_FIELDS: Final[dict[FacetName, str]] = {
    "source": "source_host",
    "language": "language",
    "actor": "actor_id",
    "country": "country",
    "role": "role_name",
    "issue": "issue_id",
    "speaker": "speaker_id",
    "month": "month",
    "actor_role": "actor_role",
    "actor_issue": "actor_issue",
    "speaker_issue": "speaker_issue",
}
TITLE_WEIGHT: Final = 3.0
JOINT: Final = "|"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_ONE: Final = datetime(1, 1, 1, tzinfo=UTC)
_HASH_BYTES: Final = 3
_MAX_JOINT: Final = 10_000
_UNSEEN: Final = ("\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff")
_PARTING: Final = ("'", "’", "‘", "ʼ", "＇", ":")
# Letters that Unicode does not decompose; the indexes' own folding does.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


class IndexFields(Struct, frozen=True, kw_only=True):
    """The searched and counted fields of one document.

    `time_ms`: published or, where undated, first seen, in milliseconds since 1970. `newest`: an
    integer that grows with that time (whole seconds) and differs, nearly always, among documents of
    one second: the sort key of "newest first". `actor_role`, `actor_issue` and `speaker_issue` join
    what belongs together: `person:wang-yi|x:taiwan`. `story_group` is the same for the articles of a
    story, `copy_group` for an article and its copies.
    """

    id: str
    title: str
    text: str
    actor: tuple[str, ...]
    actor_id: tuple[str, ...]
    actor_key: tuple[str, ...]
    role: tuple[str, ...]
    role_name: tuple[str, ...]
    issue: tuple[str, ...]
    issue_id: tuple[str, ...]
    issue_key: tuple[str, ...]
    speaker: tuple[str, ...]
    speaker_id: tuple[str, ...]
    speaker_key: tuple[str, ...]
    country: tuple[str, ...]
    country_key: tuple[str, ...]
    source: tuple[str, ...]
    source_host: str
    source_key: tuple[str, ...]
    language: str
    language_key: str
    story_key: tuple[str, ...]
    id_key: str
    month: str
    actor_role: tuple[str, ...]
    actor_issue: tuple[str, ...]
    speaker_issue: tuple[str, ...]
    time_ms: int
    newest: int
    story_group: int
    copy_group: int


def fields_of(document: EnrichedArticle) -> IndexFields:
    """Give what is searched of a document."""
    article, analysis = document.article, document.analysis
    actors = {actor.id: actor for actor in analysis.actors}
    speakers = unique(speaker for quote in analysis.quotes for speaker in quote.speakers)
    at = article.published.at if article.published is not None else article.first_seen
    roles = unique(role.title for actor in analysis.actors for role in actor.roles)
    issues = unique(issue.id for issue in analysis.issues)
    countries = unique(actor.country for actor in analysis.actors)
    host, name = article.source.host, article.source.name
    return IndexFields(
        id=article.id,
        title=words_of(article.title),
        text=words_of(article.text),
        actor=unique(word for actor in analysis.actors for word in names_of(actor)),
        actor_id=_cut(actors),
        actor_key=keys_of(actors),
        role=tuple(words_of(role) for role in roles),
        role_name=_cut(unique(role.lower() for role in roles)),
        issue=unique(word for issue in analysis.issues for word in labels_of(issue)),
        issue_id=_cut(issues),
        issue_key=unique(each for issue in analysis.issues for each in issue_keys_of(issue)),
        speaker=unique(word for id_ in speakers if id_ in actors for word in names_of(actors[id_])),
        speaker_id=_cut(speakers),
        speaker_key=keys_of(speakers),
        country=_cut(countries),
        country_key=keys_of(countries),
        source=unique((words_of(name or ""), host, *host.split("."))),
        source_host=key(host, folded=False),
        source_key=keys_of(unique((host, host.removeprefix("www."), name))),
        language=key(article.language.code, folded=False),
        language_key=key(article.language.code),
        story_key=keys_of(unique((document.story_id,))),
        id_key=key(article.id),
        month=at.date().isoformat()[:7],
        actor_role=_joint(
            (actor.id, role.title.lower()) for actor in analysis.actors for role in actor.roles
        ),
        actor_issue=_joint(
            (actor.id, issue) for actor in analysis.actors for issue in actor.issues
        ),
        speaker_issue=_joint(
            (speaker, issue)
            for quote in analysis.quotes
            for speaker in quote.speakers
            for issue in quote.issues
        ),
        time_ms=milliseconds(at),
        newest=_newest(at, article.id),
        story_group=_group("story", document.story_id or article.id),
        copy_group=_group("copy", _original(document)),
    )


def _joint(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    joint = _cut(f"{one}{JOINT}{other}" for one, other in pairs)
    return joint[:_MAX_JOINT]


def fault_of(document: EnrichedArticle) -> str | None:
    """Say why no index will ever take this document; None where nothing is wrong with it."""
    article_id = document.article.id
    if not article_id:
        return "The article has no id."
    try:
        length = len(article_id.encode())
    except UnicodeEncodeError:
        return "The article's id is no Unicode text."
    if length > MAX_ID_BYTES:
        return f"The article's id has {length} bytes; at most {MAX_ID_BYTES} are possible."
    return None


def fold(text: str) -> str:
    """Give the text without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return bare.translate(_LETTERS)


def words_of(text: str) -> str:
    """Give the text as its words are looked for, in documents and queries alike.

    Accents are composed: an index folds `é`, but not `e` and an accent. Apostrophes and colons part
    words: who looks for China or Élysée means China's and l'Élysée too. Soft hyphens and other signs
    that are not seen are left out.
    """
    if text.isascii():
        return text.replace("'", " ").replace(":", " ")
    for sign in _PARTING:
        text = text.replace(sign, " ")
    for sign in _UNSEEN:
        text = text.replace(sign, "")
    return unicodedata.normalize("NFC", text)


def key(text: str, *, folded: bool = True) -> str:
    """Give the text as a key: folded, and cut where it is longer than an index takes."""
    value = fold(text) if folded else text
    if len(value) * 4 <= MAX_KEY_BYTES:
        return value
    return value.encode()[:MAX_KEY_BYTES].decode(errors="ignore")


def milliseconds(at: datetime) -> int:
    """Give whole milliseconds since 1970."""
    elapsed = at - _EPOCH
    return (elapsed.days * 86_400 + elapsed.seconds) * 1000 + elapsed.microseconds // 1000


def _newest(at: datetime, article_id: str) -> int:
    elapsed = at - _YEAR_ONE
    seconds = elapsed.days * 86_400 + elapsed.seconds
    digest = hashlib.blake2b(article_id.encode(), digest_size=_HASH_BYTES).digest()
    return seconds << (8 * _HASH_BYTES) | int.from_bytes(digest)


def _original(document: EnrichedArticle) -> str:
    """Give the article that one is a copy of, itself where it is of none."""
    for relation in document.relations:
        if relation.kind in ("version", "syndicated") and relation.to != relation.of:
            return relation.to
    return document.article.id


def _group(kind: str, name: str) -> int:
    """Give a number for a name, 63 bits: what both indexes can group by."""
    digest = hashlib.blake2b(name.encode(errors="replace"), digest_size=8, person=kind.encode())
    return int.from_bytes(digest.digest()) >> 1


def names_of(actor: Actor) -> Iterable[str]:
    """Give all that an actor is called, as words."""
    return (words_of(name) for name in (actor.name, *actor.aliases, *actor.misspellings))


def labels_of(issue: Issue) -> Iterator[str]:
    """Give the words that an issue is looked for by: its own label and those of what it is part of."""
    yield words_of(issue.label)
    yield from (words_of(broader.label) for broader in issue.above)


def issue_keys_of(issue: Issue) -> Iterator[str]:
    """Give the keys that an issue is asked for by: its own and those of what it is part of."""
    yield key(issue.id)
    yield from (key(broader.id) for broader in issue.above)


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """Give the values once each, without empty ones, in their order."""
    return tuple(dict.fromkeys(filter(None, values)))


def keys_of(values: Iterable[str]) -> tuple[str, ...]:
    """Give the values as keys, once each."""
    return unique(map(key, values))


def _cut(values: Iterable[str]) -> tuple[str, ...]:
    return unique(key(value, folded=False) for value in values)
