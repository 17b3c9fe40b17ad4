"""The two contracts everything else stands on: a log of records and an index of documents.

What an implementation must do is written here and proved by `tests/contracts/`, which runs the same
tests on every implementation. All calls block; all are bounded in time; errors are those of
`schemas.errors` (`Unreachable` where a server does not answer).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, Protocol, get_args

from msgspec import Struct, field

from schemas.analysis import Quote
from schemas.enriched import EnrichedArticle
from schemas.query import Query
from schemas.relations import Amendment

RAW_TOPIC: Final = "news.raw"
REJECTED_TOPIC: Final = "news.rejected"


# --- the log ---------------------------------------------------------------------------------


class Position(Struct, frozen=True, order=True):
    """Where a record stands in the log: offsets of a partition grow, with gaps allowed."""

    topic: str
    partition: int
    offset: int


class LogRecord(Struct, frozen=True):
    """What is appended: records of one key keep their order."""

    key: bytes
    value: bytes


class Received(Struct, frozen=True):
    """A record as it was polled."""

    position: Position
    key: bytes
    value: bytes
    appended_at: datetime


class Refused(Struct, frozen=True):
    """The log would not take this record (it is too large), whatever the number of tries."""

    message: str


class LogReader(Protocol):
    """One member of a consumer group. Not thread-safe; one thread at a time."""

    def poll(self, max_records: int, timeout_s: float) -> list[Received]:
        """Give the next records of the partitions this member holds, in offset order a partition.

        Blocks up to `timeout_s` for the first record; an empty list where there is none. Records
        polled but not committed are given again after a restart or to the next holder.
        """
        ...

    def commit(self, next_offsets: Mapping[int, int]) -> None:
        """Mark all records before the given offset (by partition) as done.

        Raises `LeaseLost` where a partition has moved to another member in the meantime.
        """
        ...

    def assigned(self) -> frozenset[int]:
        """The partitions this member holds now."""
        ...

    def close(self) -> None:
        """Leave the group at once, so that others take over without waiting for a time-out."""
        ...


class Log(Protocol):
    """An ordered, durable, partitioned log of records by topic. Topics are created when first used."""

    def append(self, topic: str, records: Sequence[LogRecord]) -> list[Position | Refused]:
        """Append records and wait until they are durable; gives one result a record, in order.

        Raises `Unreachable` within a bounded time where the log does not answer: some of the records
        may then have been appended, and appending all of them again is safe for the pipeline.
        """
        ...

    def reader(self, topic: str, group: str) -> LogReader:
        """Join a consumer group; a new group starts at the oldest record."""
        ...

    def scan(self, topic: str) -> Iterator[Received]:
        """Give every record from the oldest up to the ends at the time of the call; no group."""
        ...

    def fetch(self, position: Position) -> Received | None:
        """Give one record, None where it is not (or no longer) in the log."""
        ...

    def backlog(self, topic: str, group: str) -> Mapping[int, tuple[int, int]]:
        """For each partition (committed next offset, end offset); their difference is the lag."""
        ...

    def describe(self) -> ServerInfo:
        """Say what this log is and whether it answers (`dateline doctor`); never raises."""
        ...

    def close(self) -> None:
        """Release connections and files; no append is in flight afterwards."""
        ...


class ServerInfo(Struct, frozen=True, kw_only=True):
    """What `dateline doctor` shows of a log or an index."""

    address: str
    reachable: bool
    version: str | None = None
    detail: str = ""
    remedy: str | None = None


# --- the index -------------------------------------------------------------------------------


class Upserted(Struct, frozen=True):
    """How the index took one document.

    `stored`: new, or newer than what was there. `unchanged`: this very version was there already
    (a replay). `stale`: a newer version was there, this one is dropped. `refused`: the index will
    never take it; `message` says why.
    """

    outcome: Literal["stored", "unchanged", "stale", "refused"]
    message: str = ""


class Amended(Struct, frozen=True):
    """How the index took one amendment.

    `amended`: the document now says so. `unchanged`: this very revision was there already (a
    replay). `stale`: a later revision was there. `missing`: there is no such document. `refused`:
    the index will never take it; `message` says why.
    """

    outcome: Literal["amended", "unchanged", "stale", "missing", "refused"]
    message: str = ""


FacetName = Literal[
    "source",
    "language",
    "actor",
    "country",
    "role",
    "issue",
    "speaker",
    "month",
    "actor_role",
    "actor_issue",
    "speaker_issue",
]
FACETS: Final[tuple[FacetName, ...]] = get_args(FacetName)


class SearchRequest(Struct, frozen=True, kw_only=True):
    """What is searched: at most `size` hits (1 to 1,000) after `cursor`, with counts by facet.

    With `collapse="story"` each story is one hit, its best article; `total` and facets still count
    articles. Pages then count from the top: what is stored in between may move a story to another
    page, and only the first 10,000 stories can be paged through.
    """

    query: Query
    size: int = 20
    sort: Literal["relevance", "newest"] = "relevance"
    cursor: str | None = None
    facets: tuple[FacetName, ...] = ()
    facet_size: int = 10
    highlight: bool = False
    collapse: Literal["story"] | None = None


class FoundQuote(Struct, frozen=True, kw_only=True):
    """A quote that was asked for: who said it, in which words, and all that is known of it.

    `quote.span` are the words' offsets in the article's text (or title). Several speakers' names are
    parted by commas.
    """

    speaker_name: str | None
    text: str
    quote: Quote


class Hit(Struct, frozen=True, kw_only=True):
    """One document found; `highlights` are fragments of its text, hits marked by ⟦ and ⟧.

    Where stories are collapsed, `story_size` articles of its story match, `copies` of which only copy
    another one of them (versions and syndicated copies; excerpts say less and are none).
    `quotes` are the first hundred quotes that a `quote:(…)` of the query is true of.
    """

    document: EnrichedArticle
    score: float
    highlights: tuple[str, ...] = ()
    story_size: int = 1
    copies: int = 0
    quotes: tuple[FoundQuote, ...] = ()


class SearchResult(Struct, frozen=True, kw_only=True):
    """The hits of one page, how many there are in all, and where the next page begins (or None)."""

    total: int
    hits: tuple[Hit, ...]
    cursor: str | None = None
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class Index(Protocol):
    """A searchable store of enriched articles, one document an article id."""

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        """Store documents where their version is newer; gives one outcome a document, in order.

        What was given an outcome is durable. Raises `Unreachable` on an outage that lasts longer
        than the index' own retries: nothing is then known of the documents, and all of them may be
        given again.
        """
        ...

    def amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        """Replace what documents say of their relations and story; gives one outcome each, in order.

        A document keeps its version, and takes an amendment only of a greater revision than its own:
        whatever the order, and however often they are given, the latest revision holds. A newer
        version written in between wins; it brings its own relations, and can be amended again.
        Durable and raising as `upsert`.
        """
        ...

    def refresh(self) -> None:
        """Make all that was upserted visible to `search` (upserts become visible within seconds)."""
        ...

    def get(self, article_id: str) -> EnrichedArticle | None:
        """Give the stored document of an article."""
        ...

    def search(self, request: SearchRequest) -> SearchResult:
        """Find documents. A cursor goes with the query and sort it came from."""
        ...

    def scan(self, query: Query | None = None) -> Iterator[EnrichedArticle]:
        """Give every document (that matches), in the order of article ids."""
        ...

    def count(self) -> int:
        """The number of documents stored."""
        ...

    def describe(self) -> ServerInfo:
        """Say what this index is and whether it answers (`dateline doctor`); never raises."""
        ...

    def close(self) -> None:
        """Release connections and files."""
        ...
