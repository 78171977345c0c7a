"""A poll of a feed: what is new in it is written down, fetched, taken in, and marked as taken with what was stored.

Whatever breaks off in between, the next poll goes on: entries wait in SQL with all that the feed says of them, and an
article that was stored already is known when it comes again.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from itertools import count
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine

from app.errors import BadFeed, EntenteError, FeedBusy, FetchFailed, FetchRefused
from app.ingestion.article import ArticleIn
from app.ingestion.dates import parse_published
from app.ingestion.feed import Feed, FeedEntry, parse_feed
from app.ingestion.fetch import Fetched
from app.ingestion.sources import Item, ReadProblem
from app.services.fetching import Fetching, with_page
from app.services.ingest import Batch, IngestReport, IngestService, Receipt, Result
from app.services.preparing import Refused
from app.services.schedules import Schedule, seconds_asked
from app.store.engine import reading, writing
from app.store.feeds import FeedRepository
from app.store.rows import FeedEntryRow, FeedRow

Now = Callable[[], datetime]
#: Takes in the articles among items, tells of each batch that is stored, and has the receipt written with it; for problems that
#: lie behind the last article, once more, without any result.
Take = Callable[[Iterable[Item], Now, Callable[[Batch], None], Receipt], IngestReport]
Outcome = Literal["polled", "unchanged", "failed", "gone"]
#: Attempts at an entry before it is given up.
TRIES = 5
#: An entry, and what is written of it where there was nothing to be had.
_Tried = tuple[FeedEntryRow, dict[str, Any] | None]
#: A poll has a feed for so long, counted anew with each entry.
LEASE = timedelta(minutes=15)
#: Entries that the feed has not shown for so long are forgotten.
_KEPT = timedelta(days=60)
#: From so many words on, what a feed gives is the whole article, and where the page is refused, it is better than nothing.
_WHOLE, _SOME = 250, 40
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_UNCHANGED, _GONE = 304, 410
#: Answers of a page that another try does not change.
_FINAL = frozenset({401, 402, 403, 404, 410, 451})
#: Answers after which a host is left alone for the rest of a poll.
_LATER = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found. ``entries`` are those of the feed, ``left_out`` beyond the limit, ``new`` those not seen before;
    ``tried`` were to be taken in, and are the sum of ``stored``, ``known``, ``aside``, ``refused`` and ``again`` (to be tried
    again). ``error`` says why there was no feed, ``damaged`` what is wrong with it; ``moved`` is its new address."""

    feed: str
    outcome: Outcome
    next_poll: datetime
    entries: int = 0
    left_out: int = 0
    new: int = 0
    stored: int = 0
    known: int = 0
    aside: int = 0
    refused: int = 0
    again: int = 0
    edges: int = 0
    version: int | None = None
    moved: str | None = None
    damaged: str | None = None
    error: str | None = None

    @property
    def tried(self) -> int:
        """Entries that were to be taken in."""
        return self.stored + self.known + self.aside + self.refused + self.again


@dataclass(frozen=True, slots=True)
class Hand:
    """Who polls in place of the poller's own: takes in what there is, under the name ``owner``, and takes up what others left
    whose names begin with ``over``."""

    owner: str
    over: str
    take: Take


class Poller:
    """Polls feeds. ``take`` takes articles in; ``chance`` gives numbers of [0, 1), ``owner`` tells this process from all
    others."""

    def __init__(
        self, engine: Engine, fetching: Fetching, take: Take, schedule: Schedule, chance: Callable[[], float], owner: str
    ) -> None:
        self._engine = engine
        self._fetching = fetching
        self._take = take
        self._schedule = schedule
        self._chance = chance
        self._owner = owner
        self._numbers = count(1)

    def poll(self, row: FeedRow, now: Now, told: Callable[[int, int], None] | None = None, hand: Hand | None = None) -> Polled:
        """Poll a feed; ``told`` hears how many of how many entries are done. Raises :class:`app.errors.FeedBusy` where
        somebody else does, :class:`app.errors.UrlNotFetched` where nothing is fetched, :class:`app.errors.Unavailable`."""
        fetcher = self._fetching.fetcher
        owner = hand.owner if hand else f"{self._owner}-{next(self._numbers)}"
        over, take = (hand.over, hand.take) if hand else (None, self._take)
        begun = now()
        if not self._write(lambda feeds: feeds.claim(row.id, owner, begun, begun + LEASE, over)):
            raise _busy(row)
        values: dict[str, Any] = {}
        try:
            conditions = {"If-None-Match": row.etag, "If-Modified-Since": row.modified}
            try:
                found = fetcher.ask(row.url, {"Accept": _ACCEPT, **{name: value for name, value in conditions.items() if value}})
                feed = self._feed(found)
            except (FetchFailed, FetchRefused, BadFeed) as error:
                polled, failed = self._failure(row, error, now())
                return self._without(row, owner, polled, failed, take, now)
            moved = self._moved(row, found, now())
            if moved is not None:
                gone = {"disabled_at": now(), "disabled_reason": moved.error, "error": moved.error, "polled_at": now()}
                return self._without(row, owner, moved, gone, take, now)
            new = self._noted(row, found, feed, begun)
            polled = self._taken(row, owner, take, now, told)
            interval = self._schedule.after(timedelta(seconds=row.interval), new)
            ended = now()
            # A tenth earlier or later, so that feeds of one hour do not stay together.
            next_poll = ended + interval * (0.9 + self._chance() / 5)
            values = {"polled_at": ended, "next_poll": next_poll, "interval": round(interval.total_seconds())}
            damaged = f"it was read as far as it can be: {feed.damaged}" if feed is not None and feed.damaged else None
            values |= {"failures": 0, "failing_since": None, "error": damaged, "disabled_at": None, "disabled_reason": None}
            polled = replace(polled, next_poll=next_poll, new=new, moved=found.moved)
            if feed is None:
                return replace(polled, outcome="unchanged")
            return replace(polled, entries=len(feed.entries), left_out=feed.left_out, damaged=feed.damaged)
        finally:
            self._write(lambda feeds: feeds.settle(row.id, owner, **values))

    def _feed(self, found: Fetched) -> Feed | None:
        """What the answer holds, None where nothing has changed."""
        if found.status == _UNCHANGED:
            return None
        if not 200 <= found.status < 300:
            raise FetchFailed(f"{found.url} answered {found.status}", answered=found.status, after=_after(found))
        return parse_feed(found.body, found.url, found.charset)

    def _failure(self, row: FeedRow, error: EntenteError, now: datetime) -> tuple[Polled, dict[str, Any]]:
        """What a poll without a feed comes to, and what is written of it."""
        failures = row.failures + 1
        after = error.extra.get("after")
        asked = seconds_asked(after, now) if isinstance(after, str) else None
        next_poll = now + self._schedule.failed(failures, asked, self._chance())
        values: dict[str, Any] = {"polled_at": now, "next_poll": next_poll, "failures": failures, "error": error.detail}
        values["failing_since"] = row.failing_since or now
        if error.extra.get("answered") == _GONE:
            values |= {"disabled_at": now, "disabled_reason": "it answered 410, gone"}
            return Polled(row.id, "gone", next_poll, error=error.detail), values
        return Polled(row.id, "failed", next_poll, error=error.detail), values

    def _without(self, row: FeedRow, owner: str, polled: Polled, values: dict[str, Any], take: Take, now: Now) -> Polled:
        """A poll that found no feed: whoever takes articles is told of it as of one that cannot be read."""

        def receipt(connection: Connection, results: tuple[Result, ...]) -> None:
            FeedRepository(connection).settle(row.id, owner, **values)

        take([ReadProblem(row.id, None, polled.error or "")], now, lambda batch: None, receipt)
        return polled

    def _moved(self, row: FeedRow, found: Fetched, now: datetime) -> Polled | None:
        """Follow a feed that has moved for good. One that has moved to where another lies is gone."""
        if found.moved is None or found.moved == row.url:
            return None
        address = found.moved

        def follow(feeds: FeedRepository) -> FeedRow | None:
            other = feeds.at(address)
            if other is None:
                feeds.note(row.id, url=address)
            return other

        other = self._write(follow)
        if other is None:
            return None
        return Polled(row.id, "gone", now, moved=address, error=f"it has moved to {address}, which is the feed {other.id}")

    def _noted(self, row: FeedRow, found: Fetched, feed: Feed | None, now: datetime) -> int:
        """Write down the entries that are new, the oldest first, and what to ask with the next time, all in one; how many."""
        if feed is None:
            return 0
        entries = {_digest(entry): entry for entry in reversed(feed.entries)}
        values: dict[str, Any] = {"title": feed.title or row.title}
        # A damaged feed is read again whole: what is missing in it may be there the next time.
        kept = found.headers if feed.damaged is None else {}
        values |= {"etag": kept.get("etag"), "modified": kept.get("last-modified")}

        def note(feeds: FeedRepository) -> int:
            known = feeds.seen(row.id, list(entries), now)
            rows = [_waiting(row.id, key, entry, now) for key, entry in entries.items() if key not in known]
            feeds.wait(rows)
            feeds.note(row.id, **values)
            feeds.prune(row.id, now - _KEPT)
            return len(rows)

        number: int = self._write(note)
        return number

    def _taken(self, row: FeedRow, owner: str, take: Take, now: Now, told: Callable[[int, int], None] | None) -> Polled:
        """Take in whatever waits."""
        begun = now()
        with reading(self._engine) as connection:
            found = FeedRepository(connection).waiting(row.id)
        waiting = [entry for entry in found if entry.next_try is None or entry.next_try <= begun]
        tired: set[str] = set()  # hosts that want to be left alone
        under_way: deque[_Tried] = deque()
        counts = {"stored": 0, "known": 0, "aside": 0, "refused": 0, "again": 0, "edges": 0}

        def tell() -> None:
            if told is not None:
                told(sum(counts.values()) - counts["edges"], len(waiting))

        def items() -> Iterator[Item]:
            for entry in waiting:
                if not self._write(lambda feeds: feeds.hold(row.id, owner, now() + LEASE)):
                    raise _busy(row)  # this process was taken for dead, or the feed is followed no more
                host = urlsplit(entry.url or "").netloc
                if host in tired:
                    counts["again"] += 1
                    continue
                try:
                    article = self._article(row, entry)
                except (FetchFailed, FetchRefused) as error:
                    if error.extra.get("answered") in _LATER:
                        tired.add(host)
                    final = _is_final(error) or entry.attempts + 1 >= TRIES
                    under_way.append((entry, self._failed(entry, error.slug, error.detail, final, now())))
                    counts["refused" if final else "again"] += 1
                    tell()
                    yield ReadProblem(_place(row, entry), None, error.detail)
                    continue
                under_way.append((entry, None))
                yield article

        def receipt(connection: Connection, results: tuple[Result, ...]) -> None:
            feeds = FeedRepository(connection)
            for entry, values, result in _paired(under_way, results):
                written = values if result is None else self._settled(entry, result, now())[1]
                feeds.mark(row.id, entry.key, **(written or {}))

        def stored(batch: Batch) -> None:
            for entry, _, result in list(_paired(under_way, batch.results)):
                under_way.popleft()
                if result is not None:
                    counts[self._settled(entry, result, now())[0]] += 1
            counts["edges"] = batch.progress.edges
            tell()

        report = take(items(), now, stored, receipt)
        return Polled(
            row.id,
            "polled",
            now(),
            stored=counts["stored"],
            known=counts["known"],
            aside=counts["aside"],
            refused=counts["refused"],
            again=counts["again"],
            edges=counts["edges"],
            version=report.version,
        )

    def _article(self, row: FeedRow, entry: FeedEntryRow) -> ArticleIn:
        """The article of an entry: the feed's own text where that is all of it, else the page, else what the feed gives. Raises
        :class:`app.errors.FetchFailed`, :class:`app.errors.FetchRefused`."""
        body = entry.body or {}
        published = body.get("published")
        article = ArticleIn(
            title=entry.title,
            publisher=row.publisher,
            url=entry.url,
            published_at=parse_published(published) if published else None,
            published_source="feed",
            authors=tuple(body.get("authors", ())),
            place=_place(row, entry),
        )
        content = body.get("content")
        words = len(content.split()) if content else 0
        own = replace(article, html=f"<html><body><article>{content}</article></body></html>")
        if words >= _WHOLE or (entry.url is None and words >= _SOME):
            return own
        if entry.url is None:
            raise FetchRefused("the entry has neither an address nor a text of its own")
        try:
            return with_page(article, self._fetching.fetcher.fetch(entry.url))
        except (FetchFailed, FetchRefused) as error:
            if words >= _SOME and (_is_final(error) or entry.attempts + 1 >= TRIES):
                return own
            raise

    def _settled(self, entry: FeedEntryRow, result: Result, now: datetime) -> tuple[str, dict[str, Any]]:
        """What an entry counts as now that its article was taken or refused, and what is written of it."""
        if isinstance(result, Refused):
            return "refused", self._failed(entry, result.slug, result.error, True, now)
        if result.outcome == "failed":
            final = entry.attempts + 1 >= TRIES
            values = self._failed(entry, "coding-failed", result.error or "the coder failed", final, now)
            return "refused" if final else "again", values | {"article": result.article_id}
        values = {"state": "taken", "body": None, "next_try": None, "article": result.article_id, "slug": None, "reason": None}
        return "stored" if result.outcome == "created" else result.outcome, values

    def _failed(self, entry: FeedEntryRow, slug: str, reason: str, final: bool, now: datetime) -> dict[str, Any]:
        attempts = entry.attempts + 1
        values: dict[str, Any] = {"attempts": attempts, "slug": slug, "reason": reason}
        if final:
            return values | {"state": "refused", "body": None, "next_try": None}
        return values | {"next_try": now + self._schedule.again(attempts)}

    def _write(self, do: Callable[[FeedRepository], Any]) -> Any:
        with writing(self._engine) as connection:
            return do(FeedRepository(connection))


def taking(engine: Engine, ingest: IngestService, at_once: int = 1) -> Take:
    """What takes in the articles of feeds where no job does: ``at_once`` of them are coded side by side."""

    def take(items: Iterable[Item], now: Now, told: Callable[[Batch], None], receipt: Receipt) -> IngestReport:
        found = (item for item in items if not isinstance(item, ReadProblem))
        report = ingest.ingest_many(found, now, told, at_once=at_once, receipt=receipt)
        with writing(engine) as connection:
            receipt(connection, ())
        return report

    return take


def _paired(
    under_way: Iterable[_Tried], results: Sequence[Result]
) -> Iterator[tuple[FeedEntryRow, dict[str, Any] | None, Result | None]]:
    """The entries that a receipt is of: up to that of the last result, or all where there is none. Such as could not be had
    come with what is to be written of them, the others with their result."""
    left = deque(results)
    for entry, values in under_way:
        if values is not None:
            yield entry, values, None
            continue
        if not left:
            return
        yield entry, None, left.popleft()
        if not left:
            return


def _busy(row: FeedRow) -> FeedBusy:
    return FeedBusy(f"the feed {row.id} is being polled; ask again when that has ended")


def _place(row: FeedRow, entry: FeedEntryRow) -> str:
    return f"{row.id}: {entry.url or entry.title}"


def _digest(entry: FeedEntry) -> str:
    return hashlib.sha256(entry.key.encode("utf-8", "surrogatepass")).hexdigest()


def _waiting(feed: str, key: str, entry: FeedEntry, now: datetime) -> FeedEntryRow:
    content = entry.content_html or (f"<p>{escape(entry.summary)}</p>" if entry.summary else None)
    body = {
        "published": entry.published.isoformat() if entry.published else None,
        "authors": list(entry.authors),
        # No database takes these.
        "content": content.replace("\0", "").encode("utf-8", "ignore").decode() if content else None,
    }
    return FeedEntryRow(feed, key, "waiting", 0, entry.url, entry.title, body, now)


def _is_final(error: EntenteError) -> bool:
    return isinstance(error, FetchRefused) or error.extra.get("answered") in _FINAL


def _after(found: Fetched) -> str | None:
    return found.headers.get("retry-after")
