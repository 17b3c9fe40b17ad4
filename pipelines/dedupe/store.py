"""The state of deduplication in one SQLite file, shared by the processes of a machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final

from msgspec.structs import replace

from connectors.embedded.sqlite_files import open_sqlite, sqlite_errors
from pipelines.dedupe.article_states import SCHEMA as STATES_SCHEMA
from pipelines.dedupe.article_states import ArticleStates, state_key
from pipelines.dedupe.compare import LATE_WINDOW_MS
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_store import SCHEMA as COPY_SCHEMA
from pipelines.dedupe.copy_store import SqliteCopyState
from pipelines.dedupe.document import Document, document_of, event_ms
from pipelines.dedupe.known_ids import KnownIds
from pipelines.dedupe.reducer import ArticleState, reduce
from pipelines.dedupe.sketch import SKETCH_VERSION
from pipelines.dedupe.standings import SCHEMA as STANDINGS_SCHEMA
from pipelines.dedupe.standings import Standings
from pipelines.dedupe.stories import StoryFinder, StoryPart, leader_of
from pipelines.dedupe.story_store import SCHEMA as STORY_SCHEMA
from pipelines.dedupe.story_store import SqliteStoryState
from pipelines.dedupe.story_terms import STORY_VERSION
from pipelines.dedupe.verdict import Verdict
from schemas.articles import Article
from schemas.errors import Fatal
from schemas.relations import Amendment

_LOCK_WAIT_S: Final = 60.0
_CACHE_KIB: Final = 128 * 1024
_MOST_ANEW: Final = 128  # articles linked anew for one record, or in one transaction afterwards
_ADOPTED_AT_ONCE: Final = 10_000
_TIDY_EVERY: Final = timedelta(hours=1)  # of event time


class DedupeStore:
    """Decides articles one after another; what was decided is durable after `commit`.

    The first decision after a commit takes the file's write lock, so a batch is decided in one go.
    Articles not observed for `keep` (of event time) are forgotten. With `copies`, verdicts also say
    in `amendments` which articles are copies of each other; these are looked for within 30 days,
    and between hosts more than 72 hours apart only where they share most of their text. With
    `stories` they also say which tell of the same event. Not thread-safe.

    `known_since` tells of articles that are new here when they were first seen all the same.

    Where an article that very many follow changes, `most_anew` of these are linked anew with it, and as
    many at a time in `outstanding`; until then what was said of them stands, of the text it names.

    Raises `Fatal` where the file holds sketches of another version of the method.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep: timedelta = timedelta(days=400),
        copies: bool = False,
        stories: bool = False,
        most_anew: int = _MOST_ANEW,
        known_since: Callable[[str], datetime | None] = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keep = keep
        self._most_anew = most_anew
        self._known_since = known_since
        self._clock = clock
        self._latest: datetime | None = None
        self._tidied: datetime | None = None
        self._seen_version = 0
        with sqlite_errors(f"The state of deduplication {path}"):
            self._db = open_sqlite(path, _LOCK_WAIT_S)
            try:
                self._prepare(path, copies=copies or stories, stories=stories)
            except BaseException:
                self._db.close()
                raise

    def _prepare(self, path: Path, *, copies: bool, stories: bool) -> None:
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.executescript(STATES_SCHEMA + COPY_SCHEMA + STANDINGS_SCHEMA + STORY_SCHEMA)
        self._states = ArticleStates(self._db)
        self._standings = Standings(self._db, self._clock)
        ids = ("article_state_ids", "copy_ids", "standing_ids", "story_ids")
        self._known = KnownIds(self._db, ids)
        self._copies: SqliteCopyState | None = None
        self._finder: CopyFinder | None = None
        self._story_state: SqliteStoryState | None = None
        self._stories: StoryFinder | None = None
        if not copies:
            return
        self._demand(path, "sketch", SKETCH_VERSION, "sketches")
        if stories:
            self._demand(path, "story", STORY_VERSION, "story terms")
        self._copies = SqliteCopyState(self._db)
        self._finder = CopyFinder(self._copies, most_anew=self._most_anew)
        if stories:
            self._story_state = SqliteStoryState(self._db)
            self._stories = StoryFinder(self._story_state, self._copies)

    def _demand(self, path: Path, fact: str, version: int, what: str) -> None:
        """Refuse a file that holds what another version of the method made; mark a new one."""
        self._db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (fact, version))
        (found,) = self._db.execute("SELECT value FROM facts WHERE name = ?", (fact,)).fetchone()
        if found != version:
            raise Fatal(
                f"{path} holds {what} of version {found}, this version of dateline makes "
                f"{version}: move the file away, and copies are learnt anew."
            )

    def __enter__(self) -> DedupeStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def decide(self, article: Article, position: str, subjects: Sequence[str] = ()) -> Verdict:
        """Decide one observation; `position` is where its record stands in the log.

        `subjects` are the ids of the article's actors and issues, where they are known already.
        """
        if not self._db.in_transaction:
            self._begin()
        before = self._before(article.id)
        if before is None and (since := self._known_since(article.id)) is not None:
            article = replace(article, first_seen=since)
        state, verdict = reduce(before, article, position)
        if state is not before:
            self._states.set(article.id, state)
        if self._latest is None or article.observed_at > self._latest:
            self._latest = article.observed_at
        if self._finder is None or verdict.status != "pass":
            return verdict
        again = state is before  # an older version given again must not replace a newer one
        return replace(verdict, amendments=self._relate(verdict.article, subjects, again=again))

    def first_seen(self, article_id: str) -> datetime | None:
        """Give when an article was first seen, as of the last commit; None where it is not known."""
        return self._states.first_seen(article_id)

    def count(self) -> int:
        """Give how many articles are known, as of the last commit."""
        return self._states.count()

    def adopt(self, article_ids: Iterable[str], other: DedupeStore) -> None:
        """Learn, durably, what another state knows of articles that are new here, their relations aside."""
        self._begin()
        for number, article_id in enumerate(article_ids, start=1):
            self._states.adopt(article_id, other._states)
            if number % _ADOPTED_AT_ONCE == 0:
                self._states.flush()
        self.commit()

    def standing(self, article_id: str) -> Amendment:
        """Give what is known by now of an article that was decided since the last commit."""
        return self._standings.get(article_id)

    def _before(self, article_id: str) -> ArticleState | None:
        """Give what is remembered of an article; where that is nothing, no other table has it either."""
        if not self._known.are_new((article_id, state_key(article_id))):
            return self._states.get(article_id)
        self._standings.assume_new(article_id)
        if self._copies is not None:
            self._copies.assume_new(article_id)
        if self._story_state is not None:
            self._story_state.assume_new(article_id)
        return None

    def _relate(
        self, article: Article, subjects: Sequence[str], *, again: bool
    ) -> tuple[Amendment, ...]:
        """Give what an article changes, or may have changed when it first came; its own comes last."""
        if self._finder is None:
            return ()
        if again:
            ids = self._finder.followers(article.id)
        else:
            ids = self._learn(self._finder, document_of(article), subjects)
        ids.discard(article.id)
        return tuple(self._standings.get(each) for each in (*sorted(ids), article.id))

    def _learn(self, finder: CopyFinder, document: Document, subjects: Sequence[str]) -> set[str]:
        """Take in an article; gives the ids of those of which something else is said now."""
        changed = finder.observe(document)
        leaders = self._stand(changed, document.at_ms)
        if self._stories is None:
            return set(leaders)
        parts = self._stories.observe(document, leaders, subjects)
        self._tell(parts, document.at_ms)
        return leaders.keys() | parts.keys()

    def _stand(self, changed: Iterable[Amendment], at_ms: int) -> dict[str, str | None]:
        """Take in of what articles are copies; gives what each is a copy of, for stories."""
        leaders: dict[str, str | None] = {}
        for each in changed:
            self._standings.set_copies(each.article_id, each.relations, at_ms)
            leaders[each.article_id] = leader_of(each.relations)
        return leaders

    def _tell(self, parts: Mapping[str, StoryPart], at_ms: int) -> None:
        for article_id, part in parts.items():
            self._standings.set_story(article_id, part.story_id, part.relations, at_ms)

    def _link_postponed(self) -> bool:
        """Link some articles anew that had to wait, durably; tells whether there were any."""
        if self._finder is None or self._copies is None or not self._copies.has_postponed:
            return False
        try:
            self._begin()
            changed = self._finder.link_postponed()
            at_ms = max((self._finder.at_ms(each.article_id) for each in changed), default=0)
            leaders = self._stand(changed, at_ms)
            if self._stories is not None:
                self._tell(self._stories.follow(leaders), at_ms)
            self.commit()
        except BaseException:
            self.rollback()
            raise
        return True

    def outstanding(self, written: Mapping[str, int]) -> Iterator[list[Amendment]]:
        """Give what the index has still to hear, a list at a time; told again until `settle`d.

        `written` are the documents just written, with the revision that each brought, or -1 where
        the index had it already: of these, what is known by now is given. So it does not matter
        whether another process learns something of a document before or after it is written.

        What records had too many followers to do for is done here, in transactions of its own
        between which other processes may decide.
        """
        yield from self._standings.outstanding(written)
        while self._link_postponed():
            yield from self._standings.outstanding({})

    def settle(self, amendments: Iterable[Amendment]) -> None:
        """Remember that the index has taken these amendments."""
        self._standings.settle(amendments)

    @property
    def memory_bytes(self) -> int:
        """What is held in memory of the articles remembered, caches aside."""
        return self._copies.candidates.memory_bytes if self._copies else 0

    def commit(self) -> None:
        """Make all verdicts since the last commit durable, and forget what has become too old."""
        if not self._db.in_transaction:
            return
        self._states.flush()
        if self._latest is not None:
            self._states.forget_before(int((self._latest - self._keep).timestamp()))
            self._tidy(self._latest)
        if self._copies is not None:
            self._copies.flush()
        if self._story_state is not None:
            self._story_state.flush()
        self._standings.flush()
        self._db.execute("COMMIT")
        self._known.commit()

    def rollback(self) -> None:
        """Forget all verdicts since the last commit."""
        if not self._db.in_transaction:
            return
        self._db.execute("ROLLBACK")
        self._known.rollback()
        self._states.forget_changes()
        if self._copies is not None:
            self._copies.reload()
            # Its numbers may be given to other articles.
            self._finder = CopyFinder(self._copies, most_anew=self._most_anew)
        if self._story_state is not None:
            self._story_state.forget_changes()
        self._standings.forget_changes()

    def close(self) -> None:
        """Release the file; verdicts not committed are forgotten."""
        self._db.close()

    def _begin(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        version = self._data_version()  # asked for under the lock, or a commit in between is missed
        if version == self._seen_version:
            return
        if self._seen_version:
            self._known.distrust()  # another process has written since
        else:
            self._known.read()
        if self._copies is not None:
            self._copies.catch_up()
        if self._story_state is not None:
            self._story_state.forget_changes()
        self._seen_version = version

    def _data_version(self) -> int:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _tidy(self, latest: datetime) -> None:
        if self._copies is None or (
            self._tidied is not None and latest - self._tidied < _TIDY_EVERY
        ):
            return
        self._tidied = latest
        latest_ms = event_ms(latest.astimezone(UTC))
        self._copies.forget_before(latest_ms)
        if self._story_state is not None:
            self._story_state.forget_before(latest_ms)
        self._standings.forget_before(latest_ms - LATE_WINDOW_MS)
