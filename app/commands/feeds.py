"""`feeds`: add, list and remove feeds, and take in what is new in them."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from app.commands.console import Counter, aligned, counted, stderr
from app.container import Container, feeds_of
from app.errors import BadFeed, EntenteError, FeedBusy, FetchRefused, Unavailable, UrlNotFetched
from app.ingestion.opml import Listed, read_opml, write_opml
from app.services.feeds import FeedService, FeedState
from app.services.polling import Polled
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate

_LIST = "id", "state", "next poll", "taken", "waiting", "refused", "title", "url"
_PAGE = 500


def add(settings: Settings, urls: Sequence[str], publisher: str | None, opml: str | None, console: Console | None = None) -> int:
    """Add feeds, those of a list included; their ids go to stdout. 1 where one was refused; the others are added."""
    console = console or stderr()
    wanted = [*map(Listed, urls), *(_listed(opml) if opml is not None else ())]
    if not wanted:
        raise BadFeed("there is nothing to add; give an address, or --opml FILE")
    added = known = refused = 0
    with _service(settings) as service:
        for one in wanted:
            try:
                row, new = service.add(one.url, datetime.now(UTC), publisher)
            except FetchRefused as error:
                console.print(f"entente: {one.url}: {error}", markup=False)
                refused += 1
                continue
            added, known = added + new, known + (not new)
            sys.stdout.write(f"{row.id}\n")
    parts = f"{added:,} added + {known:,} known + {refused:,} refused"
    console.print(f"{counted(len(wanted), 'feed')} = {parts}; whoever serves polls them, or `feeds poll`", markup=False)
    return 1 if refused else 0


def show(settings: Settings, *, opml: bool = False) -> int:
    """Print every feed on stdout, a line each, or as a list that readers of feeds take."""
    with _service(settings) as service:
        found = list(_all(service))
    if opml:
        sys.stdout.write(write_opml(Listed(one.row.url, one.row.title) for one in found))
    else:
        sys.stdout.write(aligned(_LIST, [_cells(one) for one in found], "no feeds"))
    return 0


def remove(settings: Settings, key: str, console: Console | None = None) -> int:
    """Remove a feed."""
    with _service(settings) as service:
        service.remove(key)
    (console or stderr()).print(f"{key} is removed; its articles stay", markup=False)
    return 0


@dataclass(slots=True)
class Sums:
    """What became of feeds and of their entries."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    gone: int = 0
    busy: int = 0
    tried: int = 0
    stored: int = 0
    known: int = 0
    aside: int = 0
    refused: int = 0
    again: int = 0
    edges: int = 0

    def add(self, found: Polled) -> None:
        """Count a poll."""
        setattr(self, found.outcome, getattr(self, found.outcome) + 1)
        for name in ("tried", "stored", "known", "aside", "refused", "again", "edges"):
            setattr(self, name, getattr(self, name) + getattr(found, name))

    def __str__(self) -> str:
        """The last line: feeds and entries are the sums of what became of them."""
        feeds = self.polled + self.unchanged + self.failed + self.gone + self.busy
        first = f"{self.polled:,} read + {self.unchanged:,} unchanged + {self.failed:,} failed + {self.gone:,} gone"
        then = f"{self.stored:,} stored + {self.known:,} known + {self.aside:,} aside + {self.refused:,} refused"
        return (
            f"{counted(feeds, 'feed')} = {first} + {self.busy:,} busy; "
            f"{counted(self.tried, 'entry', 'entries')} = {then} + {self.again:,} to be tried again; "
            f"{counted(self.edges, 'edge')}"
        )


def poll(container: Container, keys: Sequence[str], *, every: bool, console: Console | None = None) -> int:
    """Poll these feeds; without any, those that are due, or ``every`` one. 1 where a feed failed, or an entry was refused."""
    console = console or stderr()
    service = container.feeds
    now = datetime.now(UTC)
    chosen = list(keys) or ([one.row.id for one in _all(service)] if every else service.due(now, sys.maxsize))
    sums = Sums()
    with Counter("polling", time.monotonic, total=len(chosen), console=console) as counter:
        for number, key in enumerate(chosen):

            def told(done: int, of: int, number: int = number, key: str = key) -> None:
                counter.show(number, f"feeds; {key}: {done:,} of {of:,} entries")

            try:
                found = service.poll(key, lambda: datetime.now(UTC), told)
            except FeedBusy:
                sums.busy += 1
                continue
            except (Unavailable, UrlNotFetched):
                raise
            except EntenteError as error:
                console.print(f"entente: {key}: {error}", markup=False)
                sums.failed += 1
                continue
            sums.add(found)
            for line in _lines(found):
                console.print(f"entente: {key}: {line}", markup=False)
            counter.show(number + 1, "feeds")
    console.print(str(sums), markup=False)
    return 1 if sums.failed or sums.gone or sums.refused or sums.again else 0


def _lines(found: Polled) -> Iterator[str]:
    """What is to be said of a poll besides its numbers."""
    if found.error is not None:
        yield found.error
    if found.damaged is not None:
        yield f"read as far as it can be: {found.damaged}"
    if found.left_out:
        yield f"left out {counted(found.left_out, 'entry', 'entries')} beyond the first {found.entries:,}"
    if found.moved is not None and found.error is None:
        yield f"it has moved to {found.moved}"
    if found.refused or found.again:
        missed = counted(found.refused + found.again, "entry", "entries")
        yield f"{missed} could not be taken in; GET /v1/feeds/{found.feed} says why"


def _cells(state: FeedState) -> tuple[str, ...]:
    row = state.row
    told = "works"
    if row.disabled_at is not None:
        told = f"disabled: {row.disabled_reason}"
    elif row.failures:
        told = f"failed {counted(row.failures, 'time')}: {row.error}"
    counts = (f"{state.counts.get(name, 0):,}" for name in ("taken", "waiting", "refused"))
    return row.id, told, f"{row.next_poll:%Y-%m-%d %H:%M}", *counts, row.title or "-", row.url


def _all(service: FeedService) -> Iterator[FeedState]:
    cursor: str | None = None
    while True:
        page = service.feeds(limit=_PAGE, cursor=cursor)
        yield from page.results
        cursor = page.next
        if cursor is None:
            return


def _listed(source: str) -> list[Listed]:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise BadFeed(f"--opml: {source} cannot be read: {error.strerror}") from error
    return read_opml(data)


@contextmanager
def _service(settings: Settings) -> Iterator[FeedService]:
    """Feeds without a coder: nothing is polled by it."""
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        yield feeds_of(settings, engine, None)
    finally:
        engine.dispose()
